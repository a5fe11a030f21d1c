/** The same database, telling how long what may take long has taken. Single reads are left out: telling would cost as much as they do. */
import { type Metrics, timed } from '../../app/ports-metrics.js';
import type { SqlDatabase } from './database.js';

export function measureDatabase(database: SqlDatabase, metrics: Pick<Metrics, 'time'>): SqlDatabase {
  return {
    ...database,
    transaction: (work) => timed(metrics, 'sql', 'transaction', () => database.transaction(work)),
    // Durable a moment later.
    lightTransaction: (work) => timed(metrics, 'sql', 'light', () => database.lightTransaction(work)),
    search: (query) =>
      timed(
        metrics,
        'sql',
        'search',
        () => database.search(query),
        ({ ok }) => (ok ? 'ok' : 'refused'),
      ),
  };
}
