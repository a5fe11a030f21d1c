/** Doors of another process on a service's database, over adapters whose every statement is counted. */
import { pino } from 'pino';
import type { App } from '../../src/app/app.js';
import { NO_METRICS } from '../../src/app/ports-metrics.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import type { Door } from '../../src/doors/door.js';
import { createServer } from '../../src/doors/server.js';
import { readSettings } from '../../src/settings.js';
import type { SqlDatabase } from '../../src/storage/sql/database.js';
import { openAt } from '../contract/adapters.js';
import type { TestService } from './running.js';

export interface CountingDoor {
  readonly url: string;
  /** Statements so far, outside of transactions. */
  count(): number;
  stop(): Promise<void>;
}

/** `useCasesOver`: those that the doors ask for. */
export async function openCountingDoor(
  service: TestService,
  doors: readonly Door[],
  useCasesOver: (database: SqlDatabase) => Partial<App>,
): Promise<CountingDoor> {
  const opened = await openAt(service.database);
  let count = 0;
  const { read, reader } = opened.database;
  const database: SqlDatabase = {
    ...opened.database,
    reader: {
      build: reader.build,
      run(query, parameters) {
        count++;
        return reader.run(query, parameters);
      },
    },
    read: read.withPlugin({
      transformQuery({ node }) {
        count++;
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  };
  const settings = readSettings({ VITRINE_DATA: service.data });
  if ('faults' in settings) throw new Error(settings.faults.join());
  const own: Partial<App> = { limits: DEFAULT_LIMITS, clock: Date.now, metrics: NO_METRICS, seeAnew: () => database.seeAnew?.() };
  const app = { ...own, ...useCasesOver(database) } as App;
  const server = createServer(app, doors, { ...settings, developer: false }, pino({ level: 'silent' }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${(server.server.address() as { port: number }).port}`,
    count: () => count,
    async stop() {
      await server.close();
      await opened.close();
    },
  };
}
