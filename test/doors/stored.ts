/** All that a service keeps, read past it: the rows of its file and the names in its blobs' folder. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
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

export async function readStored({ data }: Pick<TestService, 'data'>): Promise<Stored> {
  const db = new DatabaseSync(join(data, 'vitrine.sqlite'), { readOnly: true });
  try {
    const rows = Object.fromEntries(Object.entries(TABLES).map(([table, columns]) => [table, db.prepare(`select ${columns} from "${table}"`).all()]));
    return { rows, incoming: await names(join(data, 'blobs', 'incoming')) };
  } finally {
    db.close();
  }
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
export async function everyRow({ data }: Pick<TestService, 'data'>): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const db = new DatabaseSync(join(data, 'vitrine.sqlite'), { readOnly: true });
  try {
    const tables = db.prepare("select name from sqlite_master where type = 'table' and name <> 'token'").all() as { name: string }[];
    return Object.fromEntries(tables.map(({ name }) => [name, db.prepare(`select * from "${name}"`).all()]));
  } finally {
    db.close();
  }
}
