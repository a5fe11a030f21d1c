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

/** In order of name; one that has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
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
};

/** Brings the schema up to date, under the write lock; any number of processes may do so at once. */
export async function migrate(db: SqlDatabase): Promise<void> {
  const migrator = new Migrator({ db: db.write, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
