/** A URL's scheme picks the adapter. */
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { chmod, copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Accounts, BlobIndex, Blobs, Bulks, Catalog, Clock, GalleryStore, Integrations, RenditionIndex } from '../app/ports.js';
import type { Duties } from '../app/ports-duties.js';
import type { KeyedCalls } from '../app/ports-idempotency.js';
import type { Partials } from '../app/ports-incoming.js';
import type { JobStore } from '../app/ports-jobs.js';
import { type Metrics, NO_METRICS } from '../app/ports-metrics.js';
import type { Moving, MovingUrls } from '../app/ports-moving.js';
import type { AltTexts, ProductList } from '../app/ports-product-list.js';
import type { RateCounts } from '../app/ports-rate-limit.js';
import type { Journal, Trash } from '../app/ports-trash.js';
import type { Audit, KnownBlob } from '../app/ports-upkeep.js';
import type { BlobHash } from '../core/ids.js';
import { createDiskBlobs } from './blobs/disk.js';
import { hashOf, transferBlob } from './blobs/transfer.js';
import { createAccounts } from './sql/accounts.js';
import { createAltTexts } from './sql/alt-text.js';
import { createAudit } from './sql/audit.js';
import { createBlobIndex } from './sql/blob-index.js';
import { createBulks } from './sql/bulks.js';
import { createCatalog } from './sql/catalog.js';
import { openClock } from './sql/clock.js';
import { closeDatabase, pingDatabase, type SqlDatabase } from './sql/database.js';
import type { SearchOptions } from './sql/dialects/searches.js';
import { openSqlite, openStill } from './sql/dialects/sqlite.js';
import { createDuties } from './sql/duties.js';
import { createGalleryStore } from './sql/galleries.js';
import { createKeyedCalls } from './sql/idempotency.js';
import { createIntegrations } from './sql/integrations.js';
import { createJobStore } from './sql/jobs.js';
import { createJournal } from './sql/journal.js';
import { measureDatabase } from './sql/measured.js';
import { isUpToDate, migrate } from './sql/migrate.js';
import { createRowMoving, isBegun } from './sql/move.js';
import { createPartials } from './sql/partials.js';
import { createProductList } from './sql/product-list.js';
import { createRateCounts } from './sql/rate-counts.js';
import { createRenditionIndex } from './sql/renditions.js';
import { shopIdOf } from './sql/shop-id.js';
import { createTrash } from './sql/trash.js';
import { createVersions } from './sql/versions.js';

/** What stands in the database: the same ports once more where they are seen from inside of one transaction. */
export interface DatabasePorts {
  readonly productList: ProductList;
  readonly altTexts: AltTexts;
  readonly jobs: JobStore;
  readonly galleries: GalleryStore;
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly index: BlobIndex;
  readonly renditions: RenditionIndex;
  readonly bulks: Bulks;
  readonly trash: Trash;
  readonly journal: Journal;
}
export interface Storage extends DatabasePorts {
  readonly keyedCalls: KeyedCalls<DatabasePorts>;
  readonly rateCounts: RateCounts;
  readonly partials: Partials;
  readonly duties: Duties;
  readonly blobs: Blobs;
  /** Their bytes, beside the originals. */
  readonly renditionBlobs: Blobs;
  readonly audit: Audit;
  /** The same on every node. */
  readonly clock: Clock;
  /** What the hash of a blob's bytes really is; undefined: there are none. */
  rehash(hash: BlobHash): Promise<BlobHash | undefined>;
  /** Takes bytes over from another place, also over damaged ones; false where that has none either. */
  openSource(url: string): Promise<(blob: KnownBlob) => Promise<boolean>>;
  /** A request has come in: what any process has written by now counts for it. */
  seeAnew(): void;
  /** Each throws where it does not answer. */
  readonly checks: { readonly database: () => Promise<void>; readonly blobs: () => Promise<void> };
  close(): Promise<void>;
}

const DATABASES: Readonly<Record<string, (rest: string) => (options: DatabaseOptions) => Promise<SqlDatabase>>> = {
  sqlite: (path) => async (searching) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Made before it is opened: its journal files take over its mode.
    closeSync(openSync(path, 'a', 0o600));
    return openSqlite(path, searching);
  },
  postgres,
  postgresql: postgres,
};
// Who keeps a file does not pay for its client.
function postgres(rest: string) {
  return async (options: DatabaseOptions) => (await import('./sql/dialects/postgres.js')).openPostgres(`postgres:${rest}`, options);
}

const BLOBS: Readonly<Record<string, (rest: string) => Blobs | Promise<Blobs>>> = {
  file: createDiskBlobs,
  // Who keeps files does not pay for its client.
  s3: async (rest) => (await import('./blobs/s3.js')).createS3Blobs(rest),
};

/** `connections`: how many one process opens at most, where a database has connections. `isPatient`: what is written may take any time. */
export interface DatabaseOptions extends SearchOptions {
  readonly connections?: number;
  readonly isPatient?: boolean;
}

/** Where things are kept; losing the renditions loses nothing. */
export interface StorageUrls {
  readonly database: string;
  readonly blobs: string;
  readonly renditions: string;
}

/** Opens all, and brings the schema up to date. */
export async function openStorage(urls: StorageUrls, options: DatabaseOptions = {}, metrics: Metrics = NO_METRICS): Promise<Storage> {
  const database = measureDatabase(await pick(DATABASES, urls.database)(options), metrics);
  await migrate(database);
  if (await isBegun(database.read))
    throw new Error('a copy into this database has not come to its end: run the same "vitrine copy" or "restore" again, it goes on where it was');
  const blobs = await pick(BLOBS, urls.blobs);
  const clock = await openClock(database);
  return {
    ...portsOver(database),
    keyedCalls: createKeyedCalls(database, portsOver),
    rateCounts: createRateCounts(database),
    partials: createPartials(database),
    duties: createDuties(database),
    blobs,
    renditionBlobs: await pick(BLOBS, urls.renditions),
    audit: createAudit(database),
    clock: clock.now,
    rehash: (hash) => hashOf(blobs, hash),
    async openSource(url) {
      const source = await pick(BLOBS, url);
      return async (blob) => (await transferBlob(source, blobs, blob, { anew: true })) === 'moved';
    },
    seeAnew: () => database.seeAnew?.(),
    checks: { database: () => pingDatabase(database), blobs: () => blobs.check() },
    async close() {
      clock.stop();
      await closeDatabase(database);
    },
  };
}

const portsOver = (database: SqlDatabase, versions = createVersions(database)): DatabasePorts => ({
  productList: createProductList(database),
  altTexts: createAltTexts(database),
  jobs: createJobStore(database),
  galleries: createGalleryStore(database, versions),
  catalog: createCatalog(database),
  accounts: createAccounts(database, versions),
  integrations: createIntegrations(database),
  index: createBlobIndex(database),
  renditions: createRenditionIndex(database),
  bulks: createBulks(database),
  trash: createTrash(database),
  journal: createJournal(database),
});

/** From one database, and one place of bytes, to another. */
export async function openMoving(urls: MovingUrls): Promise<Moving> {
  const from = await (urls.isStill === true ? openStillSource(urls.from) : openSource(urls.from));
  const to = await pick(DATABASES, urls.to)(PATIENT);
  await migrate(to);
  const rows = createRowMoving(from, to);
  if (urls.blobs === undefined) return { rows };
  const { byLink = false } = urls.blobs;
  const [blobsFrom, blobsTo, index] = [await pick(BLOBS, urls.blobs.from), await pick(BLOBS, urls.blobs.to), createBlobIndex(to)];
  return {
    rows,
    blobs: {
      transfer: (blob) => transferBlob(blobsFrom, blobsTo, blob, { byLink }),
      async surplus() {
        const unnamed: BlobHash[] = [];
        for await (const { hash } of blobsTo.list()) if (!(await index.knows(hash))) unnamed.push(hash);
        return async () => {
          for (const hash of unnamed) await blobsTo.deleteOlder(hash, Date.now());
        };
      },
    },
  };
}

/** Which shop a database is of; another number for another shop, the same wherever it moves. */
export async function identifyShop(url: string): Promise<number> {
  const database = await openSource(url);
  try {
    return await shopIdOf(database);
  } finally {
    await closeDatabase(database);
  }
}

const PATIENT: DatabaseOptions = { isPatient: true };

/** One that is there; written only where its schema is not up to date. */
async function openSource(url: string): Promise<SqlDatabase> {
  const path = pathOfSqlite(url);
  if (path !== undefined && !existsSync(path)) throw new Error('there is no database to read from');
  const database = await pick(DATABASES, url)(PATIENT);
  if (!(await isUpToDate(database))) await migrate(database);
  return database;
}

/** Not written at all: where its schema is that of an earlier release a copy's is brought up to date. */
async function openStillSource(url: string): Promise<SqlDatabase> {
  const path = pathOfSqlite(url);
  // Somebody has it open, or ended without closing it: it is no still one.
  if (path === undefined || !existsSync(path) || existsSync(`${path}-wal`)) return openSource(url);
  const database = openSqlite(path, {}, openStill);
  if (await isUpToDate(database)) return database;
  await closeDatabase(database);
  const aside = await mkdtemp(join(tmpdir(), 'vitrine-'));
  process.on('exit', () => rmSync(aside, { recursive: true, force: true }));
  const copy = join(aside, 'vitrine.sqlite');
  await copyFile(path, copy);
  await chmod(copy, 0o600);
  return openSource(`sqlite:${copy}`);
}

/** undefined: it is no file. */
const pathOfSqlite = (url: string): string | undefined => (url.startsWith('sqlite:') ? restOf(url) : undefined);
const restOf = (url: string): string => url.slice(url.indexOf(':') + 1).replace(/^\/\/(?=\/)/, '');

function pick<T>(adapters: Readonly<Record<string, (rest: string) => T>>, url: string): T {
  const scheme = url.slice(0, url.indexOf(':'));
  const adapter = adapters[scheme];
  if (adapter === undefined) throw new Error(`no storage for ${scheme}:`);
  return adapter(restOf(url));
}
