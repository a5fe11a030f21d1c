import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.js';

/** Calls that were accepted to be performed later. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('bulk')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('door', 'text', (c) => c.notNull())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('store', 'text')
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('operation_count', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('operation')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('bulk', 'text', (c) => c.notNull().references('bulk.id').onDelete('cascade'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('size_chars', 'integer', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('lease', 'text')
    .addColumn('due_at', 'bigint', (c) => c.notNull())
    .addColumn('result', 'text')
    .addColumn('message', 'text')
    .addColumn('error_code', 'integer')
    .execute();
  await db.schema
    .createTable('payload')
    .addColumn('operation', 'integer', (c) => c.primaryKey().references('operation.id').onDelete('cascade'))
    .addColumn('data', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('bulk_started').on('bulk').columns(['started_at', 'id']).execute();
  await db.schema.createIndex('operation_number').on('operation').columns(['bulk', 'number']).unique().execute();
  // The queue: short however much was ever done.
  await sql`create index operation_queue on operation (due_at, id) where status in ('open', 'retriable')`.execute(db);
}
