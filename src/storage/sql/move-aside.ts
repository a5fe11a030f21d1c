/**
 * What PostgreSQL keeps up row by row although it is far cheaper made at once: indexes that are no primary key, unique
 * constraints, references. While rows are moved it is set aside, and stands written down, so that a later run makes
 * it where this one is broken off.
 */
import { sql } from 'kysely';
import { type AnyDatabase, isSqlite } from './tables.js';

/** `nth`: a table's references come last; `made`: the whole statement. */
export const SET_ASIDE = 'move_aside';
interface Aside {
  readonly nth: number;
  readonly on_table: string;
  readonly made: string;
  readonly dropped: string;
}

/** In the transaction of `db`. */
export async function setAside(db: AnyDatabase): Promise<void> {
  if (isSqlite(db)) return;
  await db.schema
    .createTable(SET_ASIDE)
    .addColumn('nth', 'bigint', (c) => c.primaryKey())
    .addColumn('on_table', 'text', (c) => c.notNull())
    .addColumn('made', 'text', (c) => c.notNull())
    .execute();
  const { rows } = await asides.execute(db);
  for (const { nth, on_table, made } of rows) await db.insertInto(SET_ASIDE).values({ nth, on_table, made }).execute();
  for (const { dropped } of rows.toReversed()) await sql.raw(dropped).execute(db);
}

const asides = sql<Aside>`
  select row_number() over (order by rank, dropped) as nth, one.relname as on_table, made, dropped from pg_class one join (
    select 1 as rank, indrelid as of, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as made, format('drop index %s', indexrelid::regclass) as dropped
      from pg_index where not exists (select from pg_constraint where conindid = indexrelid)
    union all
    select case contype when 'u' then 2 else 3 end, conrelid, format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
        format('alter table %s drop constraint %I', conrelid::regclass, conname)
      from pg_constraint where contype in ('u', 'f') and conparentid = 0) as found on found.of = one.oid
  where one.relnamespace = current_schema()::regnamespace and not one.relispartition order by nth`;

/**
 * Makes what was set aside of a table whose rows are there, as are those that they refer to; undefined: of all tables.
 * Unique ones and references are checked over all rows. What is made stays made, whatever comes behind it.
 */
export async function restoreAside(target: AnyDatabase, table: string | undefined): Promise<void> {
  if (isSqlite(target)) return;
  const left = target.selectFrom(SET_ASIDE).selectAll().orderBy('nth');
  for (const { nth, made } of await (table === undefined ? left : left.where('on_table', '=', table)).execute())
    await target.transaction().execute(async (db) => {
      // What is left of a run that was broken off may just have made it.
      const { numDeletedRows } = await db.deleteFrom(SET_ASIDE).where('nth', '=', nth).executeTakeFirstOrThrow();
      if (numDeletedRows > 0n) await sql.raw(made).execute(db);
    });
}
