import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** Whose bytes are whose, written where that is bounded. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('charge')
    .addColumn('blob', 'text', (c) => c.primaryKey())
    .addColumn('holder', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('charged')
    .addColumn('holder', 'text', (c) => c.primaryKey())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .execute();
}
