/** What the SQL adapters stand on, and the few things in which databases differ. */
import type { Kysely } from 'kysely';
import type { Session } from './prepared.js';
import type { Schema } from './schema.js';

export interface SqlDatabase {
  /** Outside of writes. */
  readonly read: Kysely<Schema>;
  /** Every write goes through a transaction of this one. */
  readonly write: Kysely<Schema>;
  /** As `read`, for prepared queries. */
  readonly reader: Session;
  /** As a transaction of `write`, for prepared queries: what throws inside rolls back, and is thrown on. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** The highest id that a table ever gave out. */
  lastId(session: Session, table: 'product' | 'entry'): Promise<number>;
}

export async function closeDatabase(db: SqlDatabase): Promise<void> {
  await db.read.destroy();
  await db.write.destroy();
}

export async function pingDatabase({ read }: SqlDatabase): Promise<void> {
  await read.selectFrom('counter').select('value').executeTakeFirst();
}
