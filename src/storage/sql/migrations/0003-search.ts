import { type Kysely, sql } from 'kysely';
import { BY_KEY_ALONE } from '../expressions.js';
import type { Schema } from '../schema.js';

/** The attributes that a shop has: a search for one that nobody has is a mistake, and to find that out no product is read. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('attribute')
    .addColumn('code', 'text', (c) => c.primaryKey())
    .modifyEnd(BY_KEY_ALONE)
    .execute();
  await sql`insert into attribute (code) select distinct attribute from product_value`.execute(db);
}
