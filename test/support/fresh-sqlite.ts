/** SQLite files for tests that start with a fresh shop: migrated once for a process, copied afterwards. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { closeDatabase } from '../../src/storage/sql/database.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { migrate } from '../../src/storage/sql/migrate.js';

let fresh: Promise<Uint8Array> | undefined;

/** Puts a database there with the newest schema and a fresh shop. */
export async function placeFresh(path: string): Promise<void> {
  fresh ??= makeFresh();
  await writeFile(path, await fresh);
}

async function makeFresh(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-fresh-'));
  const path = join(folder, 'fresh.sqlite');
  const database = openSqlite(path);
  try {
    await migrate(database);
    // Into the one file that is copied.
    await sql`pragma wal_checkpoint(truncate)`.execute(database.write);
    return await readFile(path);
  } finally {
    await closeDatabase(database);
    await rm(folder, { recursive: true, force: true });
  }
}
