import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** What nodes share beside the shop: uploads that are not whole, and who does the work that one of them has to do. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('partial')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('holder', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('received_bytes', 'bigint', (c) => c.notNull())
    .addColumn('pieces', 'integer', (c) => c.notNull())
    .addColumn('metadata', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('handle', 'text')
    .execute();
  await db.schema.createIndex('partial_holder').on('partial').column('holder').execute();
  await db.schema.createIndex('partial_age').on('partial').column('created_at').execute();
  await db.schema
    .createTable('piece')
    .addColumn('partial', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('piece_key', ['partial', 'at'])
    .execute();
  await db.schema
    .createTable('duty')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('lease', 'text')
    .addColumn('due_at', 'bigint', (c) => c.notNull())
    .execute();
}
