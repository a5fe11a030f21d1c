/** What the SQL adapters stand on, and the few things in which databases differ. */
import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { Outage } from '../../app/ports-outage.js';
import { ok, type Result } from '../../core/fault.js';
import { prepared, type Session } from './prepared.js';
import type { Schema } from './schema.js';

/** Enough for prepared queries: the database itself, or one open transaction of it. */
export interface SqlSpace {
  /** For what is only read. */
  readonly reader: Session;
  /**
   * As `reader`, for what may take long: it stops nobody else, and is given up where it takes longer than the operator
   * allows (`search-too-long`) or too many wait already (`too-many-searches`).
   */
  search(query: CompiledQuery): Promise<Result<readonly unknown[]>>;
  /** Another text as soon as anything at all was written, by whatever process; absent: nobody can tell at little cost. */
  readonly stamp?: () => string;
  /** It stands elsewhere: a question costs the way there, and many at once are better asked as one. Absent: it is at hand. */
  readonly isRemote?: true;
  /** What throws inside rolls back, and is thrown on. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** As `transaction`, for what may stay although the rest is undone: it begins no transaction around the rest. Absent: no other than that. */
  readonly aside?: SqlSpace['transaction'];
  /** A number for a new row that no other has or had: the `nth` (from 1) that this write asks for. */
  freshId(session: Session, table: 'product' | 'entry', nth: number): Promise<number>;
}
export interface SqlDatabase extends SqlSpace {
  /** As `reader`, for queries built on the spot. */
  readonly read: Kysely<Schema>;
  /** As `transaction`: every write goes through a transaction of this one. */
  readonly write: Kysely<Schema>;
  /** As `transaction`, without waiting for the disk: kept over the end of any process, but not over a loss of power. */
  lightTransaction: SqlSpace['transaction'];
  /** Whether a transaction failed only because of others at the same moment, and may be begun anew; absent: none does. */
  isRace?(error: unknown): boolean;
  /** A request has come in: for it, `stamp` tells of what was written by now. Absent: it always does. */
  seeAnew?(): void;
  /** No search comes to an end after this. */
  endSearches(): void;
}

const [begin, undo, end] = [
  prepared(() => sql`savepoint nested`),
  prepared(() => sql`rollback to savepoint nested`),
  prepared(() => sql`release savepoint nested`),
];

/** The inside of a transaction: reads see what it wrote, and each transaction in it is a savepoint. */
export function spaceIn({ freshId }: SqlSpace, session: Session): SqlSpace {
  return {
    reader: session,
    freshId,
    search: async (query) => ok(await session.run(query, query.parameters)),
    async transaction(work) {
      await begin(session, {});
      try {
        const result = await work(session);
        await end(session, {});
        return result;
      } catch (error) {
        // Where no room is left SQLite has undone the whole, and knows of no savepoint: why is what is to be told.
        await undo(session, {})
          .then(() => end(session, {}))
          .catch(() => undefined);
        throw error;
      }
    },
  };
}

/** The connection was lost while a transaction was being committed: nobody knows whether it was. */
export class CommitUnknown extends Outage {
  constructor(cause: unknown) {
    super('unavailable', 'the database went away during a commit', { cause });
  }
}

/** So often a write is begun anew that may have been committed: each time the database went away at that very moment. */
const COMMITS_TRIED = 10;

/** A write that comes about once, whatever becomes of the connection: `write` has to look first whether it has happened where `isAgain`. */
export async function surely<T>(write: (isAgain: boolean) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await write(tried > 1);
    } catch (error) {
      if (!(error instanceof CommitUnknown) || tried === COMMITS_TRIED) throw error;
    }
  }
}

/** A transaction that is undone where `work` says false. */
export async function tryOut(space: SqlSpace, work: () => Promise<boolean>): Promise<boolean> {
  const undone = new Error('undone');
  try {
    await space.transaction(async () => {
      if (!(await work())) throw undone;
    });
    return true;
  } catch (error) {
    if (error !== undone) throw error;
    return false;
  }
}

export async function closeDatabase(db: SqlDatabase): Promise<void> {
  db.endSearches();
  await db.read.destroy();
  await db.write.destroy();
}

export async function pingDatabase({ read }: SqlDatabase): Promise<void> {
  await read.selectFrom('counter').select('value').executeTakeFirst();
}
