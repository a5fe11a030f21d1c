/** Who goes first where several may write at once. SQLite lets one write at a time, so that nobody needs to be held there. */
import { type QueryExecutorProvider, SqliteAdapter, sql } from 'kysely';
import { prepared, type Session } from './prepared.js';

/** Inside of a transaction: until it ends nobody else gets past the same words; who comes later waits, then sees what was written. */
export async function holdLock(session: Session, ...words: readonly string[]): Promise<void> {
  if (!isShared(session.build)) return;
  await advisoryLock(session, { key: words.join(' ') });
}
const advisoryLock = prepared((_, { key }: { key: string }) => lockOn(key));

/** The same in a transaction of Kysely's. */
export async function holdLockIn(db: QueryExecutorProvider, ...words: readonly string[]): Promise<void> {
  if (isShared(db)) await lockOn(words.join(' ')).execute(db);
}

const lockOn = (key: string) => sql`select pg_advisory_xact_lock(hashtextextended(cast(${key} as text), 0))`;
const isShared = (db: QueryExecutorProvider): boolean => !(db.getExecutor().adapter instanceof SqliteAdapter);
