/**
 * Some rows of a table in the order of its key: read from one database, written to another in one statement, and compared
 * by a digest that either makes of its own rows, so that what was written need not travel back.
 */
import { hash } from 'node:crypto';
import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.js';
import { type AnyDatabase, isSqlite, type TableShape } from './tables.js';

const PAGE_ROWS = 2000;
const PAGE_CHARS = 8 * 1024 * 1024;
/** SQLite takes 32,766 values a statement; longer ones are no faster. */
const ROWS_A_STATEMENT = 50;

export type Row = Readonly<Record<string, unknown>>;
export type Key = readonly unknown[];
/** Behind `after` up to and with `upTo`; undefined: from the first, to the last. */
export interface Part {
  readonly after: Key | undefined;
  readonly upTo: Key | undefined;
}
/** What two databases say of the same part. */
export interface PartDigest {
  readonly rows: number;
  /** SHA-256 in hex of every value of every row, in the order of the key. */
  readonly digest: string;
}

const keyOf = ({ key }: TableShape, row: Row): Key => key.map((column) => row[column]);

/** So many of the first rows of a part as are not too long together, and the part that they are. Undefined: there is none. */
export async function firstRows(db: AnyDatabase, table: TableShape, part: Part): Promise<{ readonly rows: readonly Row[]; readonly part: Part } | undefined> {
  let limit = PAGE_ROWS;
  while (limit > 1 && (await charsOf(db, table, part, limit)) > PAGE_CHARS) limit = Math.ceil(limit / 4);
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  const { rows } = await sql<Row>`select ${columns} ${rowsIn(table, part)} order by ${keysOf(table)} limit ${sql.lit(limit)}`.execute(db);
  const last = rows.at(-1);
  return last === undefined ? undefined : { rows, part: { after: part.after, upTo: keyOf(table, last) } };
}

async function charsOf(db: AnyDatabase, table: TableShape, part: Part, limit: number): Promise<number> {
  const texts = table.columns.filter(({ isText }) => isText).map(({ name }) => sql`coalesce(length(${sql.ref(name)}), 0)`);
  const all = sql`select ${sql.join([sql.lit(0), ...texts], sql` + `)} as chars ${rowsIn(table, part)} order by ${keysOf(table)} limit ${sql.lit(limit)}`;
  const { rows } = await sql<{ chars: number }>`select coalesce(sum(chars), 0) as chars from (${all}) as page`.execute(db);
  return Number(rows[0]?.chars);
}

const keysOf = ({ key }: TableShape): RawBuilder<unknown> => sql.join(key.map((column) => sql.ref(column)));

function rowsIn(table: TableShape, { after, upTo }: Part): RawBuilder<unknown> {
  const bounds = [
    ...(after === undefined ? [] : [sql`(${keysOf(table)}) > (${sql.join(after)})`]),
    ...(upTo === undefined ? [] : [sql`(${keysOf(table)}) <= (${sql.join(upTo)})`]),
  ];
  return sql`from ${sql.table(table.name)} ${bounds.length === 0 ? sql`` : sql`where ${sql.join(bounds, sql` and `)}`}`;
}

/** The statements that write some rows, made before their turn comes: a database elsewhere works meanwhile. */
export function writingOf(build: Kysely<Schema>, table: TableShape, rows: readonly Row[]): readonly CompiledQuery[] {
  if (!isSqlite(build)) return [columnsWritten(table, rows).compile(build)];
  const statements: CompiledQuery[] = [];
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) statements.push(rowsWritten(build, table, rows.slice(at, at + ROWS_A_STATEMENT)));
  return statements;
}

/** As text: Kysely would walk a tree of each value. */
function rowsWritten(build: Kysely<Schema>, { name, columns }: TableShape, rows: readonly Row[]): CompiledQuery {
  const start = sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))}) values `.compile(build).sql;
  const gaps = `(${columns.map(() => '?').join(', ')})`;
  const values = rows.flatMap((row) => columns.map((column) => row[column.name]));
  return CompiledQuery.raw(start + rows.map(() => gaps).join(', '), values);
}

/** One bound value a column, whatever the number of rows. */
function columnsWritten({ name, columns }: TableShape, rows: readonly Row[]): RawBuilder<unknown> {
  const lists = columns.map((column) => sql`cast(${listOf(rows, column.name)} as ${sql.raw(column.isText ? 'text[]' : 'bigint[]')})`);
  return sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))}) select * from unnest(${sql.join(lists)})`;
}

const listOf = (rows: readonly Row[], column: string): string => `{${rows.map((row) => memberOf(row[column])).join(',')}}`;

function memberOf(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'NULL' : String(value);
  // Most have quotes, hardly any a backslash.
  const text = value.includes('\\') ? value.replaceAll('\\', '\\\\') : value;
  return `"${text.replaceAll('"', '\\"')}"`;
}

export function digestOf({ columns }: TableShape, rows: readonly Row[]): PartDigest {
  let text = '';
  for (const row of rows) for (const { name } of columns) text += `${literalOf(row[name])},`;
  return { rows: rows.length, digest: hash('sha256', text) };
}

/** As PostgreSQL writes a value with `format('%L')`: no two rows look alike. */
function literalOf(value: unknown): string {
  if (value === null) return 'NULL';
  const text = withoutNul(String(value));
  if (text.includes('\\')) return `E'${text.replaceAll(/['\\]/g, '$&$&')}'`;
  return text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`;
}
/** A text of PostgreSQL's holds none. */
const withoutNul = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text);

/** The same of what a database holds. */
export async function digestIn(db: AnyDatabase, table: TableShape, part: Part): Promise<PartDigest> {
  if (isSqlite(db)) return digestOf(table, await rowsOf(db, table, part));
  const row = sql`format(${sql.lit('%L,'.repeat(table.columns.length))}, ${sql.join(table.columns.map(({ name }) => sql.ref(name)))})`;
  const all = sql`coalesce(string_agg(${row}, '' order by ${keysOf(table)}), '')`;
  const { rows } = await sql<PartDigest>`select count(*) as rows, encode(sha256(convert_to(${all}, 'UTF8')), 'hex') as digest ${rowsIn(table, part)}`.execute(
    db,
  );
  return { rows: Number(rows[0]?.rows), digest: String(rows[0]?.digest) };
}

async function rowsOf(db: AnyDatabase, table: TableShape, part: Part): Promise<readonly Row[]> {
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  return (await sql<Row>`select ${columns} ${rowsIn(table, part)} order by ${keysOf(table)}`.execute(db)).rows;
}
