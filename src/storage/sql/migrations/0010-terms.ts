import { type Kysely, sql } from 'kysely';
import { byDialect } from '../dialects/variants.js';
import { BY_KEY_ALONE } from '../expressions.js';
import type { Schema } from '../schema.js';

/** The words by which products are found. Those of products that are there already are learned while the service runs: a large shop starts at once. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('product_term')
    // In the order of code points, so that a range holds what a word begins.
    .addColumn('term', byDialect<string>({ sqlite: sql`text`, postgres: sql`text collate "C"` }), (c) => c.notNull())
    .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('product_term_key', ['term', 'product'])
    .modifyEnd(BY_KEY_ALONE)
    .execute();
  await db.schema.createIndex('product_term_product').on('product_term').columns(['product', 'term']).execute();
  await sql`insert into counter (name, value) select 'terms', coalesce(max(id), 0) from product`.execute(db);
  await db.schema.createIndex('bulk_door').on('bulk').columns(['door', 'started_at', 'id']).execute();
}
