/**
 * Some rows of a table in the order of its key, as one text that either database makes of its own rows: the same text is
 * what PostgreSQL is filled from, and its digest is what two databases are compared by, so that what was written need not
 * travel back.
 */
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Session } from './prepared.js';
import type { Schema } from './schema.js';
import { type AnyDatabase, isSqlite, type TableShape } from './tables.js';

const PAGE_ROWS = 4000;
const PAGE_BYTES = 8 * 1024 * 1024;
/** SQLite takes 32,766 values a statement; longer ones are no faster. */
const ROWS_A_STATEMENT = 50;

type Row = Readonly<Record<string, unknown>>;
export type Key = readonly unknown[];
/** Behind `after` up to and with `upTo`; `after` undefined: from the first. */
export interface Part {
  readonly after: Key | undefined;
  readonly upTo: Key;
}
/** What two databases say of the same part. */
export interface PartDigest {
  readonly rows: number;
  /** SHA-256 in hex of every value of every row, in the order of the key. */
  readonly digest: string;
}

/** As many of the first rows behind `after` as are not too long together; none past `last`, where that is said. Undefined: there is none. */
export async function nextPart(db: AnyDatabase, table: TableShape, after: Key | undefined, last: Key | undefined): Promise<Part | undefined> {
  const among = rowsIn(table, after, last);
  for (let limit = PAGE_ROWS; ; limit = Math.ceil(limit / 4)) {
    const { rows, bytes } = await sizeOf(db, table, among, limit);
    if (rows === 0) return undefined;
    if (bytes <= PAGE_BYTES || limit === 1) return { after, upTo: await keyAt(db, table, among, rows) };
  }
}

async function sizeOf(
  db: AnyDatabase,
  table: TableShape,
  among: RawBuilder<unknown>,
  limit: number,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const texts = table.columns.filter(({ isText }) => isText).map(({ name }) => sql`coalesce(octet_length(${sql.ref(name)}), 0)`);
  const page = sql`select ${sql.join([sql.lit(0), ...texts], sql` + `)} as bytes ${among} order by ${keysOf(table)} limit ${sql.lit(limit)}`;
  const { rows } = await sql<{ rows: number; bytes: number }>`select count(*) as rows, coalesce(sum(bytes), 0) as bytes from (${page}) as page`.execute(db);
  return { rows: Number(rows[0]?.rows), bytes: Number(rows[0]?.bytes) };
}

/** Of the `nth` row, from 1. */
async function keyAt(db: AnyDatabase, table: TableShape, among: RawBuilder<unknown>, nth: number): Promise<Key> {
  const { rows } = await sql<Row>`select ${keysOf(table)} ${among} order by ${keysOf(table)} limit 1 offset ${sql.lit(nth - 1)}`.execute(db);
  return table.key.map((column) => rows[0]?.[column]);
}

const keysOf = ({ key }: TableShape): RawBuilder<unknown> => namesOf(key);
const namesOf = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql.ref(name)));

function rowsIn(table: TableShape, after: Key | undefined, upTo: Key | undefined): RawBuilder<unknown> {
  const bounds = [
    ...(after === undefined ? [] : [sql`(${keysOf(table)}) > (${sql.join(after)})`]),
    ...(upTo === undefined ? [] : [sql`(${keysOf(table)}) <= (${sql.join(upTo)})`]),
  ];
  return sql`from ${sql.table(table.name)} ${bounds.length === 0 ? sql`` : sql`where ${sql.join(bounds, sql` and `)}`}`;
}

/** All that is needed of a part of one database for another. */
export interface PartRead {
  readonly digest: PartDigest;
  /** Writes it there, within a transaction; all is made before its turn comes, as a database elsewhere works meanwhile. */
  write(session: Session): Promise<void>;
}

export async function readPart(from: AnyDatabase, to: Kysely<Schema>, table: TableShape, part: Part): Promise<PartRead> {
  if (isSqlite(to)) {
    const statements = statementsOf(to, table, await rowsOf(from, table, part));
    const write = async (session: Session) => {
      for (const query of statements) await session.run(query, query.parameters);
    };
    return { write, digest: await digestIn(from, table, part) };
  }
  const { rows, text } = await textIn(from, table, part);
  const names = namesOf(table.columns.map(({ name }) => name));
  const copying = sql`copy ${sql.table(table.name)} (${names}) from stdin (format csv, quote ${sql.lit(QUOTE)})`.compile(to);
  return { write: async ({ copyIn }) => copyIn?.(copying, text), digest: { rows, digest: hash('sha256', text) } };
}

async function rowsOf(db: AnyDatabase, table: TableShape, { after, upTo }: Part): Promise<readonly Row[]> {
  const names = namesOf(table.columns.map(({ name }) => name));
  return (await sql<Row>`select ${names} ${rowsIn(table, after, upTo)} order by ${keysOf(table)}`.execute(db)).rows;
}

function statementsOf(build: Kysely<Schema>, table: TableShape, rows: readonly Row[]): readonly CompiledQuery[] {
  const statements: CompiledQuery[] = [];
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) statements.push(rowsWritten(build, table, rows.slice(at, at + ROWS_A_STATEMENT)));
  return statements;
}

/** As text: Kysely would walk a tree of each value. */
function rowsWritten(build: Kysely<Schema>, { name, columns }: TableShape, rows: readonly Row[]): CompiledQuery {
  const start = sql`insert into ${sql.table(name)} (${namesOf(columns.map((column) => column.name))}) values `.compile(build).sql;
  const gaps = `(${columns.map(() => '?').join(', ')})`;
  const values = rows.flatMap((row) => columns.map((column) => row[column.name]));
  return CompiledQuery.raw(start + rows.map(() => gaps).join(', '), values);
}

/** Stands around texts, and twice inside of one: no text of ours has reason to hold it, so that hardly any has to be changed. */
const QUOTE = '\u0001';

/** Rows as CSV: no two that differ look alike, and null is nothing at all. */
function linesIn(table: TableShape, { after, upTo }: Part): RawBuilder<unknown> {
  const [quote, comma] = [sql.lit(QUOTE), sql.lit(',')];
  const values = table.columns.map(({ name, isText }) =>
    isText ? sql`${quote} || replace(${sql.ref(name)}, ${quote}, ${sql.lit(QUOTE + QUOTE)}) || ${quote}` : sql.ref(name),
  );
  const line = sql`concat(${sql.join(values, sql`, ${comma}, `)}, ${sql.lit('\n')})`;
  return sql`(select ${line} as line ${rowsIn(table, after, upTo)} order by ${keysOf(table)}) as page`;
}

async function textIn(db: AnyDatabase, table: TableShape, part: Part): Promise<{ readonly rows: number; readonly text: Uint8Array }> {
  const all = sql`coalesce(string_agg(line, ''), '')`;
  // A row's bytes as they stand in the file need not become text here.
  const text = isSqlite(db) ? sql`cast(${all} as blob)` : all;
  const { rows } = await sql<{ rows: number; text: Uint8Array | string }>`select count(*) as rows, ${text} as text from ${linesIn(table, part)}`.execute(db);
  return { rows: Number(rows[0]?.rows), text: asKept(bytesOf(rows[0]?.text ?? '')) };
}

const bytesOf = (text: Uint8Array | string): Buffer =>
  typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength);

/** A text of PostgreSQL's is one, and holds no NUL. */
const asKept = (text: Buffer): Buffer => (text.includes(0) || !isUtf8(text) ? Buffer.from(text.toString().replaceAll('\0', '\ufffd')) : text);

/** What a database says of a part. */
export async function digestIn(db: AnyDatabase, table: TableShape, part: Part): Promise<PartDigest> {
  if (isSqlite(db)) {
    const { rows, text } = await textIn(db, table, part);
    return { rows, digest: hash('sha256', text) };
  }
  const digest = sql`encode(sha256(convert_to(coalesce(string_agg(line, ''), ''), 'UTF8')), 'hex')`;
  const { rows } = await sql<PartDigest>`select count(*) as rows, ${digest} as digest from ${linesIn(table, part)}`.execute(db);
  return { rows: Number(rows[0]?.rows), digest: String(rows[0]?.digest) };
}
