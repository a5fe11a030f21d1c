import { type Migration, Migrator } from 'kysely';
import type { SqlDatabase } from './database.js';
import { up as start } from './migrations/0001-start.js';
import { up as integrations } from './migrations/0002-integrations.js';
import { up as search } from './migrations/0003-search.js';
import { up as bulk } from './migrations/0004-bulk.js';
import { up as renditions } from './migrations/0007-renditions.js';
import { up as pixelFacts } from './migrations/0008-pixel-facts.js';
import { up as idempotency } from './migrations/0009-idempotency.js';
import { up as terms } from './migrations/0010-terms.js';
import { up as trash } from './migrations/0011-trash.js';
import { up as rate } from './migrations/0016-rate.js';
import { up as nodes } from './migrations/0017-nodes.js';
import { up as quota } from './migrations/0018-quota.js';
import { up as byProduct } from './migrations/0019-by-product.js';
import { up as byProductAlone } from './migrations/0020-by-product-alone.js';
import { up as looks } from './migrations/0021-looks.js';

/** In order of name; one that has been released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-start': { up: start },
  '0002-integrations': { up: integrations },
  '0003-search': { up: search },
  '0004-bulk': { up: bulk },
  '0007-renditions': { up: renditions },
  '0008-pixel-facts': { up: pixelFacts },
  '0009-idempotency': { up: idempotency },
  '0010-terms': { up: terms },
  '0011-trash': { up: trash },
  '0016-rate': { up: rate },
  '0017-nodes': { up: nodes },
  '0018-quota': { up: quota },
  '0019-by-product': { up: byProduct },
  '0020-by-product-alone': { up: byProductAlone },
  '0021-looks': { up: looks },
};

/** Takes away what another one left for the release before it. That may go on serving for a day, and a restart from then on takes it away. */
const AFTER: Readonly<Record<string, string>> = { '0020-by-product-alone': '0019-by-product' };
const BESIDE_MS = 24 * 60 * 60_000;

/** Brings the schema up to date, under the write lock; any number of processes may do so at once. */
export async function migrate(db: SqlDatabase): Promise<void> {
  const { error } = await migratorOf(db, await dueFor(db)).migrateToLatest();
  if (error !== undefined) throw error;
}

const migratorOf = (db: SqlDatabase, migrations: Readonly<Record<string, Migration>>) =>
  new Migrator({ db: db.write, provider: { getMigrations: async () => ({ ...migrations }) }, allowUnorderedMigrations: true });

/** Those that the database has or may have by now. A fresh one was never served by an earlier release. */
async function dueFor(db: SqlDatabase): Promise<Readonly<Record<string, Migration>>> {
  const all = await migratorOf(db, MIGRATIONS).getMigrations();
  const executedAt = new Map(all.map(({ name, executedAt: at }) => [name, at?.getTime()]));
  if (all.every((one) => one.executedAt === undefined)) return MIGRATIONS;
  const mayBe = (name: string) => {
    const before = AFTER[name];
    return before === undefined || executedAt.get(name) !== undefined || (executedAt.get(before) ?? Number.POSITIVE_INFINITY) < Date.now() - BESIDE_MS;
  };
  return Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => mayBe(name)));
}
