/**
 * References of PostgreSQL's tables while rows are moved there: row by row their check takes as long as the rows, at once
 * some seconds. Until then they stand written down, so that a later run makes them where this one is broken off.
 */
import { sql } from 'kysely';
import { type AnyDatabase, isSqlite } from './tables.js';

export const KEPT_REFERENCES = 'move_reference';

export async function setReferencesAside(target: AnyDatabase): Promise<void> {
  if (isSqlite(target)) return;
  await target.transaction().execute(async (db) => {
    await db.schema
      .createTable(KEPT_REFERENCES)
      .ifNotExists()
      .addColumn('on_table', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('made', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('move_reference_key', ['on_table', 'name'])
      .execute();
    const { rows } = await sql<{ on_table: string; name: string; made: string }>`select one.relname as on_table, ref.conname as name,
      pg_get_constraintdef(ref.oid) as made from pg_constraint ref join pg_class one on one.oid = ref.conrelid
      where ref.contype = 'f' and one.relnamespace = current_schema()::regnamespace`.execute(db);
    for (const row of rows) {
      await db
        .insertInto(KEPT_REFERENCES)
        .values(row)
        .onConflict((c) => c.columns(['on_table', 'name']).doUpdateSet({ made: row.made }))
        .execute();
      await db.schema.alterTable(row.on_table).dropConstraint(row.name).execute();
    }
  });
}

/** Each is checked over all rows. */
export async function restoreReferences(target: AnyDatabase): Promise<void> {
  if (isSqlite(target)) return;
  await target.transaction().execute(async (db) => {
    for (const { on_table, name, made } of await db.selectFrom(KEPT_REFERENCES).selectAll().execute())
      await sql`alter table ${sql.table(on_table)} add constraint ${sql.ref(name)} ${sql.raw(made)}`.execute(db);
    await db.schema.dropTable(KEPT_REFERENCES).execute();
  });
}
