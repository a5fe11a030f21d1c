/** All that a service keeps, read past it: the rows of its database and the names in its blobs' folder. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsIn } from '../support/rows.js';
import type { TestService } from '../support/running.js';

export interface Stored {
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
  /** Half-written bytes. */
  readonly incoming: readonly string[];
}

/** `renewed_at` is left out: a refused upload of known bytes may renew them. */
const TABLES: Readonly<Record<string, string>> = {
  product: '*',
  product_value: '*',
  entry: '*',
  entry_value: '*',
  role: '*',
  file: '*',
  blob: 'hash, type, size_bytes, verdict',
  change: '*',
};

export async function readStored({ data, database }: Pick<TestService, 'data' | 'database'>): Promise<Stored> {
  const tables = Object.entries(TABLES).map(([table, columns]) => [table, `select ${columns} from "${table}"`] as const);
  return { rows: inOrder(await rowsIn(database, Object.fromEntries(tables))), incoming: await names(join(data, 'blobs', 'incoming')) };
}

/** In one order, whatever order a database has them in. */
function inOrder(tables: Stored['rows']): Stored['rows'] {
  const sorted = (rows: readonly unknown[]) => rows.map((row) => ({ row, text: JSON.stringify(row) })).sort((a, b) => (a.text < b.text ? -1 : 1));
  return Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, sorted(rows).map(({ row }) => row)]));
}

/** The names of all blob files. */
export async function blobFiles({ data }: Pick<TestService, 'data'>): Promise<readonly string[]> {
  const all = await readdir(join(data, 'blobs'), { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map(({ name }) => name);
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Every row of every table but those of tokens, which calls renew. */
export async function everyRow({ database }: Pick<TestService, 'database'>): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const { tables } = await rowsIn<{ name: string }, 'tables'>(database, { tables: TABLE_NAMES[database.startsWith('sqlite:') ? 'sqlite' : 'postgres'] });
  const wanted = tables.filter(({ name }) => name !== 'token').map(({ name }) => [name, `select * from "${name}"`]);
  return inOrder(await rowsIn(database, Object.fromEntries(wanted)));
}
const TABLE_NAMES = {
  sqlite: "select name from sqlite_master where type = 'table'",
  postgres: "select tablename as name from pg_tables where schemaname = 'public'",
};
