/**
 * All rows of one database into another, of whatever kinds: table by table in the order of their keys, some thousand rows
 * a transaction, noted down in the target with the rows themselves, so that a run that was broken off goes on.
 */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { ComparedTable, NamedBlob, RowMoving, RowsMoved } from '../../app/ports-moving.js';
import { closeDatabase, type SqlDatabase } from './database.js';
import { type AnyDatabase, highestNumbers, isSqlite, raiseNumbers, type TableShape, tablesOf } from './tables.js';

const PAGE_ROWS = 1000;
const PAGE_CHARS = 8 * 1024 * 1024;
/** Pages that become durable together. */
const PAGES_AT_ONCE = 8;
/** Of what is made again where it is missing; its bytes are not taken along. */
const LEFT_BEHIND = ['rendition', 'move_progress'];
/** With a row in one of these a database is somebody's. */
const TELLING = ['product', 'change', 'account', 'integration', 'bulk'];

type Row = Readonly<Record<string, unknown>>;
type Key = readonly unknown[];

export function createRowMoving(from: SqlDatabase, to: SqlDatabase): RowMoving {
  const [source, target] = [from as Pick<SqlDatabase, 'read' | 'write'>, to.write as AnyDatabase];
  let readAt = 0;
  return {
    async obstacle() {
      if (await isBegun(target)) return undefined;
      for (const table of TELLING) if ((await countOf(target, table)) > 0) return `it has rows of its own (${table})`;
      return undefined;
    },
    move: (onMoved) =>
      inSnapshot(source, async (snapshot) => {
        const tables = (await tablesOf(snapshot)).filter(({ name }) => !LEFT_BEHIND.includes(name));
        readAt = await newestChange(snapshot);
        if (!(await isBegun(target))) await begin(target, tables);
        for (const table of tables) await moveTable(snapshot, target, table, onMoved);
        await target.transaction().execute(async (db) => raiseNumbers(db, await highestNumbers(snapshot)));
        const compared = await compare(snapshot, target, tables);
        if (compared.every(({ isSame }) => isSame)) await target.schema.dropTable('move_progress').execute();
        return compared;
      }),
    blobs: () => blobsIn(to.read),
    writesSince: async () => (await newestChange(from.read)) - readAt,
    async close() {
      // Its file alone is the whole: it may be taken elsewhere.
      if (isSqlite(target)) await sql`pragma wal_checkpoint(truncate)`.execute(target);
      await closeDatabase(from);
      await closeDatabase(to);
    },
  };
}

/** Everything as it is at this moment, however long it takes and however long the other side does; nobody else waits. */
async function inSnapshot<T>({ read, write }: Pick<SqlDatabase, 'read' | 'write'>, work: (snapshot: AnyDatabase) => Promise<T>): Promise<T> {
  const onOne: AnyDatabase = isSqlite(read) ? read : write;
  return onOne.connection().execute(async (db) => {
    await sql.raw(isSqlite(db) ? 'begin' : 'begin isolation level repeatable read read only').execute(db);
    try {
      if (!isSqlite(db)) for (const limit of ['statement_timeout', 'idle_in_transaction_session_timeout']) await sql.raw(`set local ${limit} = 0`).execute(db);
      return await work(db);
    } finally {
      await sql.raw('rollback').execute(db);
    }
  });
}

async function isBegun(db: AnyDatabase): Promise<boolean> {
  return (await tablesOf(db)).some(({ name }) => name === 'move_progress');
}

/** What a fresh database has by itself goes: the source has its own. */
async function begin(target: AnyDatabase, tables: readonly TableShape[]): Promise<void> {
  await target.transaction().execute(async (db) => {
    await db.schema
      .createTable('move_progress')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('last_key', 'text', (c) => c.notNull())
      .addColumn('moved', 'bigint', (c) => c.notNull())
      .execute();
    for (const { name } of [...tables].reverse()) await db.deleteFrom(name).execute();
  });
}

async function moveTable(source: AnyDatabase, target: AnyDatabase, table: TableShape, onMoved: (moved: RowsMoved) => void): Promise<void> {
  const begun = await target.selectFrom('move_progress').selectAll().where('name', '=', table.name).executeTakeFirst();
  const total = await countOf(source, table.name);
  let [last, rows] = [begun === undefined ? undefined : (JSON.parse(begun.last_key) as Key), Number(begun?.moved ?? 0)];
  onMoved({ table: table.name, rows, total });
  for (let isOver = false; !isOver; onMoved({ table: table.name, rows, total }))
    [last, rows, isOver] = await target.transaction().execute(async (db) => {
      let [at, count] = [last, rows];
      for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
        const page = await pageAfter(source, table, at);
        if (page.length === 0) break;
        await insertAll(db, table, page);
        [at, count] = [keyOf(table, page.at(-1) ?? {}), count + page.length];
      }
      if (count > rows) await noteProgress(db, table.name, at ?? [], count);
      return [at, count, count === rows] as const;
    });
}

async function noteProgress(db: AnyDatabase, name: string, last: Key, moved: number): Promise<void> {
  const note = { last_key: JSON.stringify(last), moved };
  await db
    .insertInto('move_progress')
    .values({ name, ...note })
    .onConflict((c) => c.column('name').doUpdateSet(note))
    .execute();
}

const keyOf = ({ key }: TableShape, row: Row): Key => key.map((column) => row[column]);

/** So many rows as are not too long together; one at least, where there is one. */
async function pageAfter(db: AnyDatabase, table: TableShape, last: Key | undefined): Promise<readonly Row[]> {
  const keys = sql.join(table.key.map((column) => sql.ref(column)));
  const following = (limit: number) =>
    sql`from ${sql.table(table.name)} ${last === undefined ? sql`` : sql`where (${keys}) > (${sql.join(last)})`} order by ${keys} limit ${sql.lit(limit)}`;
  const texts = table.columns.filter(({ isText }) => isText).map(({ name }) => sql`coalesce(length(${sql.ref(name)}), 0)`);
  const { rows: sizes } = await sql<{ chars: number }>`select ${sql.join([sql.lit(0), ...texts], sql` + `)} as chars ${following(PAGE_ROWS)}`.execute(db);
  let [chars, count] = [0, 0];
  for (const size of sizes) {
    chars += Number(size.chars);
    if (count > 0 && chars > PAGE_CHARS) break;
    count++;
  }
  if (count === 0) return [];
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  return (await sql<Row>`select ${columns} ${following(count)}`.execute(db)).rows;
}

async function insertAll(db: AnyDatabase, { name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
  const storable = isSqlite(db) ? (value: unknown) => value : withoutNul;
  const values = rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, storable(row[column.name])])));
  await db.insertInto(name).values(values).execute();
}
/** A text of PostgreSQL's holds none. */
const withoutNul = (value: unknown): unknown => (typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value);

async function compare(source: AnyDatabase, target: AnyDatabase, tables: readonly TableShape[]): Promise<readonly ComparedTable[]> {
  const compared: ComparedTable[] = [];
  for (const table of tables) {
    const [here, there] = [await digestOf(source, table), await digestOf(target, table)];
    compared.push({ table: table.name, rows: here.rows, rowsThere: there.rows, isSame: here.digest === there.digest && here.rows === there.rows });
  }
  return compared;
}

/** Of all its rows in whatever order, as databases sort differently. */
async function digestOf(db: AnyDatabase, table: TableShape): Promise<{ readonly rows: number; readonly digest: string }> {
  const sum = new Uint8Array(32);
  let rows = 0;
  for (let page = await pageAfter(db, table, undefined); page.length > 0; page = await pageAfter(db, table, keyOf(table, page.at(-1) ?? {})))
    for (const row of page) {
      const text = JSON.stringify(table.columns.map(({ name }) => (row[name] === null ? null : withoutNul(String(row[name])))));
      const one = hash('sha256', text, 'buffer');
      for (let at = 0; at < 32; at++) sum[at] = (sum[at] ?? 0) ^ (one[at] ?? 0);
      rows++;
    }
  return { rows, digest: Buffer.from(sum).toString('hex') };
}

async function countOf(db: AnyDatabase, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.n);
}

async function newestChange(db: AnyDatabase): Promise<number> {
  const { rows } = await sql<{ n: number | null }>`select max(cursor) as n from change`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

async function* blobsIn(db: AnyDatabase): AsyncIterable<NamedBlob> {
  for (let last = ''; ; ) {
    const page = await db.selectFrom('blob').select(['hash', 'type', 'size_bytes']).where('hash', '>', last).orderBy('hash').limit(PAGE_ROWS).execute();
    for (const { hash, type, size_bytes } of page) yield { hash: String(hash), type: String(type), sizeBytes: Number(size_bytes) };
    if (page.length === 0) return;
    last = String(page.at(-1)?.hash);
  }
}
