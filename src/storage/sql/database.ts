/** What the SQL adapters stand on, and the few things in which databases differ. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

export interface SqlDatabase {
  /** Outside of writes. */
  readonly read: Kysely<Schema>;
  /** Every write goes through a transaction of this one. */
  readonly write: Kysely<Schema>;
  /** The highest id that a table ever gave out. */
  lastId(db: Kysely<Schema>, table: 'product' | 'entry'): Promise<number>;
  /** Whether an insert failed because somebody has the key already. */
  isTaken(error: unknown): boolean;
  /** Whether a row was to point to a blob that is not known. */
  isBlobGone(error: unknown): boolean;
}

export async function closeDatabase(db: SqlDatabase): Promise<void> {
  await db.read.destroy();
  await db.write.destroy();
}

export async function pingDatabase({ read }: SqlDatabase): Promise<void> {
  await read.selectFrom('counter').select('value').executeTakeFirst();
}
