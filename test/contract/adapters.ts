/** Every adapter that keeps the ports' promises, one row each: each suite of this folder runs over all of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { test } from 'vitest';
import type { Accounts, BlobIndex, Blobs, Bulks, Catalog, GalleryStore, Integrations, RenditionIndex } from '../../src/app/ports.js';
import type { Duties } from '../../src/app/ports-duties.js';
import type { KeyedCalls } from '../../src/app/ports-idempotency.js';
import type { Partials } from '../../src/app/ports-incoming.js';
import type { JobStore } from '../../src/app/ports-jobs.js';
import type { AltTexts, ProductList } from '../../src/app/ports-product-list.js';
import type { RateCounts } from '../../src/app/ports-rate-limit.js';
import type { Journal, Trash } from '../../src/app/ports-trash.js';
import { createDiskBlobs } from '../../src/storage/blobs/disk.js';
import { createMemoryAccounts } from '../../src/storage/memory/accounts.js';
import { createMemoryBlobIndex, createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { createMemoryBulks } from '../../src/storage/memory/bulks.js';
import { createMemoryCatalog } from '../../src/storage/memory/catalog.js';
import { createMemoryDuties } from '../../src/storage/memory/duties.js';
import { createMemoryGalleryStore, emptyMemory } from '../../src/storage/memory/galleries.js';
import { createMemoryKeyedCalls } from '../../src/storage/memory/idempotency.js';
import { createMemoryIntegrations } from '../../src/storage/memory/integrations.js';
import { createMemoryJobStore } from '../../src/storage/memory/jobs.js';
import { createMemoryPartials } from '../../src/storage/memory/partials.js';
import { createMemoryAltTexts, createMemoryProductList } from '../../src/storage/memory/product-list.js';
import { createMemoryRateCounts } from '../../src/storage/memory/rate-counts.js';
import { createMemoryRenditionIndex } from '../../src/storage/memory/renditions.js';
import { createMemoryJournal, createMemoryTrash } from '../../src/storage/memory/trash.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createAltTexts } from '../../src/storage/sql/alt-text.js';
import { createBlobIndex } from '../../src/storage/sql/blob-index.js';
import { createBulks } from '../../src/storage/sql/bulks.js';
import { createCatalog } from '../../src/storage/sql/catalog.js';
import { closeDatabase, type SqlDatabase } from '../../src/storage/sql/database.js';
import { openPostgres } from '../../src/storage/sql/dialects/postgres.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { createDuties } from '../../src/storage/sql/duties.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { createKeyedCalls } from '../../src/storage/sql/idempotency.js';
import { createIntegrations } from '../../src/storage/sql/integrations.js';
import { createJobStore } from '../../src/storage/sql/jobs.js';
import { createJournal } from '../../src/storage/sql/journal.js';
import { migrate } from '../../src/storage/sql/migrate.js';
import { createPartials } from '../../src/storage/sql/partials.js';
import { createProductList } from '../../src/storage/sql/product-list.js';
import { createRateCounts } from '../../src/storage/sql/rate-counts.js';
import { createRenditionIndex } from '../../src/storage/sql/renditions.js';
import { createTrash } from '../../src/storage/sql/trash.js';
import { placeFresh } from '../support/fresh-sqlite.js';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { SEARCHER } from '../support/searcher.js';

export interface OpenDatabase {
  readonly galleries: GalleryStore;
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly index: BlobIndex;
  readonly renditions: RenditionIndex;
  readonly bulks: Bulks;
  readonly trash: Trash;
  readonly journal: Journal;
  readonly jobs: JobStore;
  readonly list: ProductList;
  readonly alts: AltTexts;
  readonly keyedCalls: KeyedCalls<Pick<OpenDatabase, 'galleries' | 'index'>>;
  readonly rateCounts: RateCounts;
  readonly partials: Partials;
  readonly duties: Duties;
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
    const bulks = createMemoryBulks(memory);
    return {
      catalog,
      galleries: createMemoryGalleryStore(memory),
      accounts: createMemoryAccounts(catalog, access),
      integrations: createMemoryIntegrations(access),
      index: createMemoryBlobIndex(memory),
      renditions: createMemoryRenditionIndex(memory),
      bulks,
      jobs: createMemoryJobStore(bulks),
      trash: createMemoryTrash(memory),
      journal: createMemoryJournal(memory),
      list: createMemoryProductList(memory),
      alts: createMemoryAltTexts(memory),
      keyedCalls: createMemoryKeyedCalls(memory),
      rateCounts: createMemoryRateCounts(),
      partials: createMemoryPartials(),
      duties: createMemoryDuties(),
      close: async () => undefined,
    };
  },
};

const SEARCHING = { searcherUrl: SEARCHER };

export const SQL_DATABASES: readonly SqlAdapter[] = [
  {
    name: 'sqlite',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
      const path = join(folder, 'vitrine.sqlite');
      await placeFresh(path);
      return sqliteOf(path, openSqlite(path, SEARCHING), () => rm(folder, { recursive: true, force: true }));
    },
  },
  ...(NO_POSTGRES === undefined ? [{ name: 'postgres', open: openFreshPostgres }] : []),
];

async function openFreshPostgres(): Promise<OpenSql> {
  const { url, drop } = await makeDatabase('fresh');
  return postgresOf(url, openPostgres(url), drop);
}

export const DATABASES: readonly DatabaseAdapter[] = [MEMORY, ...SQL_DATABASES];

/** A file that may be there already, brought up to date; `after` runs once it is closed. */
export async function openSqliteIn(path: string, after: () => Promise<void> = async () => undefined): Promise<OpenSql> {
  const database = openSqlite(path, SEARCHING);
  await migrate(database);
  return sqliteOf(path, database, after);
}

function sqliteOf(path: string, database: SqlDatabase, after: () => Promise<void>): OpenSql {
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

/** Once more, beside whoever has it open: by its address, as in the settings. */
export const openAt = (url: string): Promise<OpenSql> => (url.startsWith('sqlite:') ? openSqliteIn(url.slice('sqlite:'.length)) : openPostgresAt(url));

/** A database that may be empty, brought up to date; `after` runs once it is closed. */
export async function openPostgresAt(url: string, after: () => Promise<void> = async () => undefined): Promise<OpenSql> {
  const database = openPostgres(url);
  await migrate(database);
  return postgresOf(url, database, after);
}

function postgresOf(url: string, database: SqlDatabase, after: () => Promise<void>): OpenSql {
  let counts: Promise<void> | undefined;
  return {
    database,
    ...portsOf(database),
    reopen: () => openPostgresAt(url),
    async rowsWritten() {
      counts ??= countRows(database);
      await counts;
      const { rows } = await sql<{ n: number }>`select case when is_called then last_value else 0 end as n from rows_written`.execute(database.write);
      return Number(rows[0]?.n);
    },
    async close() {
      await closeDatabase(database);
      await after();
    },
  };
}

/** A sequence counts what is rolled back, too. */
async function countRows({ write }: SqlDatabase): Promise<void> {
  await sql`create sequence rows_written`.execute(write);
  await sql`create function count_row() returns trigger language plpgsql as $$ begin perform nextval('rows_written'); return null; end $$`.execute(write);
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(
    write,
  );
  for (const { name } of rows)
    await sql`create trigger counted after insert or update or delete on ${sql.table(name)} for each row execute function count_row()`.execute(write);
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
    trash: createTrash(database),
    journal: createJournal(database),
    jobs: createJobStore(database),
    list: createProductList(database),
    alts: createAltTexts(database),
    keyedCalls: createKeyedCalls(database, portsOf),
    rateCounts: createRateCounts(database),
    partials: createPartials(database),
    duties: createDuties(database),
  };
}

export interface OpenBlobs {
  readonly blobs: Blobs;
  close(): Promise<void>;
}
export interface BlobsAdapter {
  readonly name: string;
  /** How far back a time may be that it tells; a file system's clock may stand a tick behind. */
  readonly tickMs?: number;
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
