/**
 * What PostgreSQL keeps up row by row although it is far cheaper made at once: indexes that are no primary key, unique
 * constraints, references. While rows are moved it is set aside, and stands written down, so that a later run makes
 * it where this one is broken off.
 */
import { sql } from 'kysely';
import { type AnyDatabase, isSqlite } from './tables.js';

/** `made`: the whole statement; `nth`: references behind what they refer to. */
export const SET_ASIDE = 'move_aside';
interface Aside {
  readonly nth: number;
  readonly made: string;
  readonly dropped: string;
}

/** In the transaction of `db`. */
export async function setAside(db: AnyDatabase): Promise<void> {
  if (isSqlite(db)) return;
  await db.schema
    .createTable(SET_ASIDE)
    .addColumn('nth', 'bigint', (c) => c.primaryKey())
    .addColumn('made', 'text', (c) => c.notNull())
    .execute();
  const { rows } = await asides.execute(db);
  for (const { nth, made } of rows) await db.insertInto(SET_ASIDE).values({ nth, made }).execute();
  for (const { dropped } of rows.toReversed()) await sql.raw(dropped).execute(db);
}

const asides = sql<Aside>`
  select row_number() over (order by rank, dropped) as nth, made, dropped from (
    select 1 as rank, pg_get_indexdef(ind.indexrelid) as made, format('drop index %s', ind.indexrelid::regclass) as dropped
      from pg_index ind join pg_class one on one.oid = ind.indrelid
      where one.relnamespace = current_schema()::regnamespace and not exists (select from pg_constraint con where con.conindid = ind.indexrelid)
    union all
    select case con.contype when 'u' then 2 else 3 end,
        format('alter table %s add constraint %I %s', con.conrelid::regclass, con.conname, pg_get_constraintdef(con.oid)),
        format('alter table %s drop constraint %I', con.conrelid::regclass, con.conname)
      from pg_constraint con where con.contype in ('u', 'f') and con.connamespace = current_schema()::regnamespace) as found
  order by nth`;

/** Unique ones and references are checked over all rows. What is made stays made, whatever comes behind it. */
export async function restoreAside(target: AnyDatabase): Promise<void> {
  if (isSqlite(target)) return;
  const left = await target.selectFrom(SET_ASIDE).selectAll().orderBy('nth').execute();
  for (const { nth, made } of left)
    await target.transaction().execute(async (db) => {
      await sql.raw(made).execute(db);
      await db.deleteFrom(SET_ASIDE).where('nth', '=', nth).execute();
    });
}
