/**
 * SQLite through Kysely: one connection that reads, one that writes. Every write transaction is `begin immediate`,
 * so it never fails half-way for want of the lock; who finds the lock taken by another process waits with a timer,
 * because a synchronous wait would stop the very loop that has to go on.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { CompiledQuery, type DatabaseConnection, type Dialect, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type { SqlDatabase } from '../database.js';
import type { Schema } from '../schema.js';

const LOCK_WAIT_MS = 10_000;
const KEPT_STATEMENTS = 500;

/** Opens (or makes) the file; `:memory:` is refused by having two connections. */
export function openSqlite(path: string): SqlDatabase {
  const [reader, writer] = [open(path), open(path)];
  return {
    read: new Kysely<Schema>({ dialect: dialectOver(reader) }),
    write: new Kysely<Schema>({ dialect: dialectOver(writer) }),
    lastId: async (db, table) => {
      const { rows } = await db.executeQuery<{ seq: number }>(CompiledQuery.raw('select seq from sqlite_sequence where name = ?', [table]));
      return rows[0]?.seq ?? 0;
    },
    isTaken: (error) => errorText(error).includes('UNIQUE constraint failed'),
    isBlobGone: (error) => errorText(error).includes('FOREIGN KEY constraint failed'),
  };
}

function open(path: string): DatabaseSyncInstance {
  const db = new DatabaseSync(path);
  // The timeout comes first: without it a parallel first start fails in the very next line.
  for (const pragma of ['busy_timeout = 250', 'journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'cache_size = -16000'])
    db.exec(`pragma ${pragma}`);
  return db;
}

function dialectOver(db: DatabaseSyncInstance): Dialect {
  const dialect = new SqliteDialect({ database: withKeptStatements(db) });
  return {
    createAdapter: () => new TransactionalDdlAdapter(),
    createDriver: () => new ImmediateDriver({ database: withKeptStatements(db) }),
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** Lets Kysely run all migrations in one transaction, so that two first starts cannot meet in the middle. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    for (const end = Date.now() + LOCK_WAIT_MS; ; await pause(2 + Math.random() * 20)) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!errorText(error).includes('database is locked') || Date.now() > end) throw error;
      }
    }
  }
}

/** Kysely prepares anew for each query; the same text is prepared once here. The closure also keeps the connection alive, which its statements do not. */
function withKeptStatements(db: DatabaseSyncInstance) {
  const kept = new Map<string, { statement: StatementSyncInstance; reader: boolean }>();
  return {
    prepare(sql: string) {
      let entry = kept.get(sql);
      if (entry === undefined) {
        const statement = db.prepare(sql);
        entry = { statement, reader: statement.columns().length > 0 };
        if (kept.size >= KEPT_STATEMENTS) kept.clear();
        kept.set(sql, entry);
      }
      const { statement, reader } = entry;
      const bind = (parameters: readonly unknown[]) => parameters as Parameters<StatementSyncInstance['all']>;
      return {
        reader,
        all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)) as IterableIterator<unknown>,
      };
    },
    close: () => db.close(),
  };
}

const errorText = (error: unknown): string => (error instanceof Error ? error.message : '');
