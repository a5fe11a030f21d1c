/**
 * SQLite through Kysely: one connection that reads, one that writes, and searches apart (searches.ts). Every write
 * transaction is `begin immediate`, so it never fails half-way for want of the lock; who finds the lock taken by another
 * process waits with a timer, because a synchronous wait would stop the very loop that has to go on.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type RawNode,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { SqlDatabase, SqlSpace } from '../database.js';
import { prepared, type Session } from '../prepared.js';
import type { Schema } from '../schema.js';
import { createJointWrites } from './joint-writes.js';
import { Searches, type SearchOptions } from './searches.js';
import { variantOf } from './variants.js';

const LOCK_WAIT_MS = 10_000;
const KEPT_STATEMENTS = 500;

/** Opens (or makes) the file; `:memory:` is refused by having two connections. `open`: see {@link openStill}. */
export function openSqlite(path: string, searching: SearchOptions = {}, open = openLive): SqlDatabase {
  const searches = new Searches(path, searching);
  const writing = open(path);
  const [reader, writer] = [withKeptStatements(open(path)), withKeptStatements(writing)];
  const driver = new ImmediateDriver({ database: writer });
  const read = new Kysely<Schema>({ dialect: dialectOver(reader, new ImmediateDriver({ database: reader })) });
  const write = new Kysely<Schema>({ dialect: dialectOver(writer, driver) });
  const [apart, inTransaction] = [sessionOver(reader, read), sessionOver(writer, write)];
  const isOpen = () => writing.isTransaction;
  const turn = async <T>(durability: 'full' | 'normal', work: (session: Session) => Promise<T>): Promise<T> => {
    // Kysely's transactions ask the same driver for the one connection, so that all kinds wait for each other.
    await driver.acquireConnection();
    try {
      if (durability === 'normal') writing.exec('pragma synchronous = normal');
      await beginImmediate(async () => void writer.prepare('begin immediate').run([]));
      const result = await work(inTransaction);
      writer.prepare('commit').run([]);
      driver.commits++;
      return result;
    } catch (error) {
      // Where no room is left SQLite has undone it already.
      if (isOpen()) writer.prepare('rollback').run([]);
      throw error;
    } finally {
      if (durability === 'normal') writing.exec('pragma synchronous = full');
      await driver.releaseConnection();
    }
  };
  const others = createLook(() => writer.foreignCommits());
  const space: Omit<SqlSpace, 'transaction'> = {
    // Between writes the writer reads too: it has in memory what it wrote, which the other has to fetch anew.
    reader: { build: read, run: (query, parameters) => (isOpen() ? apart : inTransaction).run(query, parameters) },
    // To ask the other connection would make it throw away what it holds of the file, each time anew.
    stamp: () => `${driver.commits} ${others.look()}`,
    search: ({ sql: text, parameters }) => searches.run({ sql: text, parameters }),
    freshId: async (session, table, nth) => ((await lastIds(session, { table }))[0]?.seq ?? 0) + nth,
  };
  return {
    ...space,
    seeAnew: others.seeAnew,
    read,
    write,
    endSearches: () => searches.close(),
    transaction: createJointWrites((work) => turn('full', work), { written: writer.written, isOpen }),
    lightTransaction: createJointWrites((work) => turn('normal', work), { written: writer.written, isOpen }),
  };
}

/**
 * What takes locks of the file to find out, found out once for all requests that have come in within one turn of the event
 * loop: each was on its way before. Whatever else looks, looks itself.
 */
function createLook(find: () => number): { look(): number; seeAnew(): void } {
  let isTurn = false;
  let found: number | undefined;
  return {
    look() {
      if (!isTurn) return find();
      found ??= find();
      return found;
    },
    seeAnew() {
      if (isTurn) return;
      [isTurn, found] = [true, undefined];
      setImmediate(() => {
        isTurn = false;
      });
    },
  };
}

const lastIds = prepared((_, { table }: { table: string }) => sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`);

function sessionOver(connection: KeptConnection, build: Kysely<Schema>): Session {
  return {
    build,
    async run(query, parameters) {
      const statement = connection.prepare(query.sql);
      if (statement.reader) return statement.all(parameters);
      statement.run(parameters);
      return [];
    },
  };
}

/** A file that nobody writes, nor does this: it may be on a medium that cannot be written. */
export function openStill(path: string): DatabaseSyncInstance {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url.href, { readOnly: true });
}

function openLive(path: string): DatabaseSyncInstance {
  const db = new DatabaseSync(path);
  db.exec('pragma busy_timeout = 250');
  turnToWal(db);
  for (const pragma of ['synchronous = FULL', 'foreign_keys = ON', 'cache_size = -16000']) db.exec(`pragma ${pragma}`);
  return db;
}

/** Of several first starts at once SQLite refuses one without waiting, as two would block each other: it tries again. At a start nothing else runs, so the wait may stop the loop. */
function turnToWal(db: DatabaseSyncInstance): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + LOCK_WAIT_MS; ; Atomics.wait(nothing, 0, 0, 2 + Math.random() * 20)) {
    try {
      db.exec('pragma journal_mode = WAL');
      return;
    } catch (error) {
      if (!isLocked(error) || Date.now() > end) throw error;
    }
  }
}

const isLocked = (error: unknown): boolean => error instanceof Error && error.message.includes('database is locked');

function dialectOver(database: KeptConnection, driver: ImmediateDriver): Dialect {
  const dialect = new SqliteDialect({ database });
  return {
    createAdapter: () => new TransactionalDdlAdapter(),
    createDriver: () => driver,
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    createQueryCompiler: () => new SqliteWords(),
  };
}

class SqliteWords extends SqliteQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    const variant = variantOf(node, 'sqlite');
    if (variant === undefined) super.visitRaw(node);
    else this.visitNode(variant);
  }
}

/** Lets Kysely run all migrations in one transaction, so that two first starts cannot meet in the middle. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  /** Of this connection, through whatever door. */
  commits = 0;

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.commits++;
  }
  override beginTransaction(connection: DatabaseConnection): Promise<void> {
    return beginImmediate(async () => void (await connection.executeQuery(CompiledQuery.raw('begin immediate'))));
  }
  /** What SQLite has undone already, as where no room is left, need not be undone: the error that tells why is the one to be thrown. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
    });
  }
}

async function beginImmediate(begin: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + LOCK_WAIT_MS; ; await pause(2 + Math.random() * 20)) {
    try {
      return await begin();
    } catch (error) {
      if (!isLocked(error) || Date.now() > end) throw error;
    }
  }
}

type KeptConnection = ReturnType<typeof withKeptStatements>;

/** Kysely prepares anew for each query; the same text is prepared once here. The closure also keeps the connection alive, which its statements do not. */
function withKeptStatements(db: DatabaseSyncInstance) {
  const version = db.prepare('pragma data_version');
  const kept = new Map<string, { statement: StatementSyncInstance; reader: boolean; isQuestion: boolean }>();
  let written = 0;
  return {
    prepare(sql: string) {
      let entry = kept.get(sql);
      if (entry === undefined) {
        const statement = db.prepare(sql);
        entry = { statement, reader: statement.columns().length > 0, isQuestion: /^\s*(?:select|begin)\b/i.test(sql) };
        if (kept.size >= KEPT_STATEMENTS) kept.clear();
        kept.set(sql, entry);
      }
      const { statement, reader, isQuestion } = entry;
      if (!isQuestion) written++;
      const bind = (parameters: readonly unknown[]) => parameters as Parameters<StatementSyncInstance['all']>;
      return {
        reader,
        all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)) as IterableIterator<unknown>,
      };
    },
    /** Another number after every commit of another connection, not after its own. */
    foreignCommits: () => (version.get() as { data_version: number }).data_version,
    /** Another number after every statement that may have written something. */
    written: () => written,
    close: () => db.close(),
  };
}
