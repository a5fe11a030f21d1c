import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Schema } from '../schema.js';

/** The attributes that a shop has: a search for one that nobody has is a mistake, and to find that out no product is read. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const table = db.schema.createTable('attribute').addColumn('code', 'text', (c) => c.primaryKey());
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  await (isSqlite ? table.modifyEnd(sql`without rowid`) : table).execute();
  await sql`insert into attribute (code) select distinct attribute from product_value`.execute(db);
}
