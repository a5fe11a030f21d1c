import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** Calls that somebody has taken of a minute. By minute first: they are forgotten so. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('rate')
    .addColumn('minute', 'bigint', (c) => c.notNull())
    .addColumn('who', 'text', (c) => c.notNull())
    .addColumn('taken', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('rate_key', ['minute', 'who'])
    .execute();
}
