import { type Migration, Migrator, sql } from 'kysely';
import type { SqlDatabase } from './database.js';
import { byDialect } from './dialects/variants.js';
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
  const migratorOf = await migratorsOf(db);
  const { error } = await migratorOf(await dueFor(migratorOf)).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Whether {@link migrate} would find nothing to do; writes nothing. */
export async function isUpToDate(db: SqlDatabase): Promise<boolean> {
  const migratorOf = await migratorsOf(db);
  const due = await migratorOf(await dueFor(migratorOf)).getMigrations();
  if (due.some(({ executedAt }) => executedAt === undefined)) return false;
  // Those of a later release are not among them.
  const { rows } = await sql<{ n: number }>`select count(*) as n from kysely_migration`.execute(db.read);
  return Number(rows[0]?.n) === due.length;
}

type MigratorOf = (migrations: Readonly<Record<string, Migration>>) => Migrator;

async function migratorsOf({ write }: SqlDatabase): Promise<MigratorOf> {
  const { rows } = await schemaOf.execute(write);
  const place = rows[0] === undefined ? {} : { migrationTableSchema: rows[0].name };
  return (migrations) => new Migrator({ db: write, provider: { getMigrations: async () => ({ ...migrations }) }, allowUnorderedMigrations: true, ...place });
}

/** Where the tables stand or, in a fresh database, will stand: another Vitrine may have its own beside them. No row: there is but one place. */
const schemaOf = byDialect<{ name: string }>({
  sqlite: sql`select 1 where false`,
  postgres: sql`select coalesce(
    (select nspname from pg_namespace at join pg_class one on one.relnamespace = at.oid where one.oid = to_regclass('kysely_migration')), current_schema()) as name
    where current_schema() is not null`,
});

/** Those that the database has or may have by now. A fresh one was never served by an earlier release. */
async function dueFor(migratorOf: MigratorOf): Promise<Readonly<Record<string, Migration>>> {
  const all = await migratorOf(MIGRATIONS).getMigrations();
  const executedAt = new Map(all.map(({ name, executedAt: at }) => [name, at?.getTime()]));
  if (all.every((one) => one.executedAt === undefined)) return MIGRATIONS;
  const mayBe = (name: string) => {
    const before = AFTER[name];
    return before === undefined || executedAt.get(name) !== undefined || (executedAt.get(before) ?? Number.POSITIVE_INFINITY) < Date.now() - BESIDE_MS;
  };
  return Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => mayBe(name)));
}
