/** Every adapter that keeps the ports' promises, one row each: each suite of this folder runs over all of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { test } from 'vitest';
import type { Accounts, BlobIndex, Blobs, Bulks, Catalog, GalleryStore, Integrations, RenditionIndex } from '../../src/app/ports.js';
import { createDiskBlobs } from '../../src/storage/blobs/disk.js';
import { createMemoryAccounts } from '../../src/storage/memory/accounts.js';
import { createMemoryBlobIndex, createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { createMemoryBulks } from '../../src/storage/memory/bulks.js';
import { createMemoryCatalog } from '../../src/storage/memory/catalog.js';
import { createMemoryGalleryStore, emptyMemory } from '../../src/storage/memory/galleries.js';
import { createMemoryIntegrations } from '../../src/storage/memory/integrations.js';
import { createMemoryRenditionIndex } from '../../src/storage/memory/renditions.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createBlobIndex } from '../../src/storage/sql/blob-index.js';
import { createBulks } from '../../src/storage/sql/bulks.js';
import { createCatalog } from '../../src/storage/sql/catalog.js';
import { closeDatabase, type SqlDatabase } from '../../src/storage/sql/database.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { createIntegrations } from '../../src/storage/sql/integrations.js';
import { migrate } from '../../src/storage/sql/migrate.js';
import { createRenditionIndex } from '../../src/storage/sql/renditions.js';

export interface OpenDatabase {
  readonly galleries: GalleryStore;
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly index: BlobIndex;
  readonly renditions: RenditionIndex;
  readonly bulks: Bulks;
  /** Closes it and leaves nothing behind. */
  close(): Promise<void>;
}
export interface OpenSql extends OpenDatabase {
  readonly database: SqlDatabase;
  /** Another connection to the same rows, as after a restart. */
  reopen(): Promise<OpenSql>;
  /** Rows that this connection has inserted, changed or deleted so far, those of a rolled back write too. */
  rowsWritten(): Promise<number>;
}
export interface DatabaseAdapter {
  readonly name: string;
  open(): Promise<OpenDatabase>;
}
export interface SqlAdapter extends DatabaseAdapter {
  open(): Promise<OpenSql>;
}

export const MEMORY: DatabaseAdapter = {
  name: 'memory',
  async open() {
    const memory = emptyMemory();
    const catalog = createMemoryCatalog(memory);
    const access = { value: 1 };
    return {
      catalog,
      galleries: createMemoryGalleryStore(memory),
      accounts: createMemoryAccounts(catalog, access),
      integrations: createMemoryIntegrations(access),
      index: createMemoryBlobIndex(memory),
      renditions: createMemoryRenditionIndex(memory),
      bulks: createMemoryBulks(memory),
      close: async () => undefined,
    };
  },
};

export const SQL_DATABASES: readonly SqlAdapter[] = [
  {
    name: 'sqlite',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
      return openSqliteIn(join(folder, 'vitrine.sqlite'), () => rm(folder, { recursive: true, force: true }));
    },
  },
];

export const DATABASES: readonly DatabaseAdapter[] = [MEMORY, ...SQL_DATABASES];

/** A file that may be there already, brought up to date; `after` runs once it is closed. */
export async function openSqliteIn(path: string, after: () => Promise<void> = async () => undefined): Promise<OpenSql> {
  const database = openSqlite(path);
  await migrate(database);
  return {
    database,
    ...portsOf(database),
    reopen: () => openSqliteIn(path),
    async rowsWritten() {
      const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(database.write);
      return Number(rows[0]?.n);
    },
    async close() {
      await closeDatabase(database);
      await after();
    },
  };
}

function portsOf(database: SqlDatabase): Omit<OpenDatabase, 'close'> {
  return {
    galleries: createGalleryStore(database),
    catalog: createCatalog(database),
    accounts: createAccounts(database),
    integrations: createIntegrations(database),
    index: createBlobIndex(database),
    renditions: createRenditionIndex(database),
    bulks: createBulks(database),
  };
}

export interface OpenBlobs {
  readonly blobs: Blobs;
  close(): Promise<void>;
}
export interface BlobsAdapter {
  readonly name: string;
  open(): Promise<OpenBlobs>;
}

export const BLOBS: readonly BlobsAdapter[] = [
  { name: 'memory', open: async () => ({ blobs: createMemoryBlobs(), close: async () => undefined }) },
  {
    name: 'disk',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
      return { blobs: createDiskBlobs(join(folder, 'blobs')), close: () => rm(folder, { recursive: true, force: true }) };
    },
  },
];

/** Makes `test`s that each get a fresh one of what `open` opens. */
export const testOn =
  <T extends { close(): Promise<void> }>(open: () => Promise<T>) =>
  (name: string, body: (opened: T) => Promise<void>, timeoutMs?: number): void =>
    test(name, { timeout: timeoutMs ?? 30_000 }, async () => {
      const opened = await open();
      try {
        await body(opened);
      } finally {
        await opened.close();
      }
    });
