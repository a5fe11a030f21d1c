/** A URL's scheme picks the adapter. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Accounts, BlobIndex, Blobs, Bulks, Catalog, GalleryStore, Integrations, RenditionIndex } from '../app/ports.js';
import { createDiskBlobs } from './blobs/disk.js';
import { createAccounts } from './sql/accounts.js';
import { createBlobIndex } from './sql/blob-index.js';
import { createBulks } from './sql/bulks.js';
import { createCatalog } from './sql/catalog.js';
import { closeDatabase, pingDatabase, type SqlDatabase } from './sql/database.js';
import type { SearchOptions } from './sql/dialects/searches.js';
import { openSqlite } from './sql/dialects/sqlite.js';
import { createGalleryStore } from './sql/galleries.js';
import { createIntegrations } from './sql/integrations.js';
import { migrate } from './sql/migrate.js';
import { createRenditionIndex } from './sql/renditions.js';

export interface Storage {
  readonly galleries: GalleryStore;
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly index: BlobIndex;
  readonly blobs: Blobs;
  readonly renditions: RenditionIndex;
  /** Their bytes, beside the originals. */
  readonly renditionBlobs: Blobs;
  readonly bulks: Bulks;
  /** Throws where database or blobs do not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const DATABASES: Readonly<Record<string, (rest: string) => (searching: SearchOptions) => Promise<SqlDatabase>>> = {
  sqlite: (path) => async (searching) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Made before it is opened: its journal files take over its mode.
    closeSync(openSync(path, 'a', 0o600));
    return openSqlite(path, searching);
  },
};
const BLOBS: Readonly<Record<string, (rest: string) => Blobs>> = { file: createDiskBlobs };

/** Where things are kept; losing the renditions loses nothing. */
export interface StorageUrls {
  readonly database: string;
  readonly blobs: string;
  readonly renditions: string;
}

/** Opens all, and brings the schema up to date. */
export async function openStorage(urls: StorageUrls, searching: SearchOptions = {}): Promise<Storage> {
  const database = await pick(DATABASES, urls.database)(searching);
  await migrate(database);
  const blobs = pick(BLOBS, urls.blobs);
  return {
    galleries: createGalleryStore(database),
    catalog: createCatalog(database),
    accounts: createAccounts(database),
    integrations: createIntegrations(database),
    index: createBlobIndex(database),
    blobs,
    renditions: createRenditionIndex(database),
    renditionBlobs: pick(BLOBS, urls.renditions),
    bulks: createBulks(database),
    async check() {
      await pingDatabase(database);
      await blobs.check();
    },
    close: () => closeDatabase(database),
  };
}

function pick<T>(adapters: Readonly<Record<string, (rest: string) => T>>, url: string): T {
  const scheme = url.slice(0, url.indexOf(':'));
  const adapter = adapters[scheme];
  if (adapter === undefined) throw new Error(`no storage for ${scheme}:`);
  return adapter(url.slice(scheme.length + 1).replace(/^\/\/(?=\/)/, ''));
}
