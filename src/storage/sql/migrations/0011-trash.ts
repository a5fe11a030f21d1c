import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** Entries that were removed, and bytes that nothing shows any more but that may be wanted again. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('trash')
    .addColumn('entry', 'integer', (c) => c.primaryKey())
    .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
    .addColumn('change', 'bigint', (c) => c.notNull())
    .addColumn('removed_at', 'bigint', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('label', 'text')
    .addColumn('roles', 'text', (c) => c.notNull())
    .addColumn('blob', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('trash_change').on('trash').columns(['change', 'entry']).execute();
  await db.schema.createIndex('trash_product').on('trash').columns(['product', 'change', 'entry']).execute();
  await db.schema.createIndex('trash_age').on('trash').column('removed_at').execute();
  await db.schema
    .createTable('trash_blob')
    .addColumn('blob', 'text', (c) => c.notNull())
    .addColumn('entry', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('trash_blob_key', ['blob', 'entry'])
    .execute();
  await db.schema.createIndex('trash_blob_age').on('trash_blob').column('at').execute();
}
