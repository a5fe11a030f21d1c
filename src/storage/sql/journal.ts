/** The history of all products in SQL. Who is searched for may have written nothing for very long, so that a page looks at so many numbers only. */

import type { LoggedChange } from '../../app/ports.js';
import { JOURNAL_LINES_SEARCHED, type Journal } from '../../app/ports-trash.js';
import type { Sku } from '../../core/ids.js';
import type { SqlDatabase } from './database.js';

export function createJournal({ read }: Pick<SqlDatabase, 'read'>): Journal {
  return {
    async read({ before, limit, actor, door }) {
      const top = before ?? (await newest(read)) + 1;
      const bottom = top - JOURNAL_LINES_SEARCHED;
      const rows = await read
        .selectFrom('change')
        .selectAll()
        .where('cursor', '<', top)
        .where('cursor', '>=', bottom)
        .$if(actor !== undefined, (q) => q.where('actor', '=', actor as string))
        .$if(door !== undefined, (q) => q.where('door', '=', door as string))
        .orderBy('cursor', 'desc')
        .limit(limit)
        .execute();
      const lines = rows.map(({ cursor, revision, at, changes, product: _, sku, ...by }) => ({
        number: Number(cursor),
        revision: Number(revision),
        at: Number(at),
        ...by,
        sku: sku as Sku,
        changes: JSON.parse(changes) as LoggedChange[],
      }));
      const last = lines.length === limit ? (lines.at(-1)?.number ?? bottom) : bottom;
      return { lines, next: last > 1 ? last : undefined };
    },
  };
}

async function newest(read: SqlDatabase['read']): Promise<number> {
  const { cursor } = await read
    .selectFrom('change')
    .select((e) => e.fn.max('cursor').as('cursor'))
    .executeTakeFirstOrThrow();
  return Number(cursor ?? 0);
}
