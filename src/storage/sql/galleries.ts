/** Products and galleries in SQL: read in one statement, written in one transaction around the decision. */
import type { GalleryStore, ProductHead, StoredProduct, WriteNeeds, Written } from '../../app/ports.js';
import { ok, type Result } from '../../core/fault.js';
import type { MediaPath, Sku, SkuKey } from '../../core/ids.js';
import { claimsOn } from './claims.js';
import { apply, freeFiles, logChange } from './commit.js';
import { type SqlSpace, surely } from './database.js';
import { hasHappened, readHistory } from './history.js';
import { findSku, formatWebsites, loadProduct, versionAfter } from './load.js';
import { holdLock } from './locks.js';
import type { Session } from './prepared.js';
import { deleteProduct, deleteSku, filesAfter } from './rows.js';
import { searchProducts, storedAttributes } from './search.js';
import { createServedFiles } from './served-files.js';
import { createVersions, readVersion } from './versions.js';

export function createGalleryStore(database: SqlSpace, versions = createVersions(database)): GalleryStore {
  const { reader } = database;
  return {
    findSku: async (id) => (await findSku(reader, { id }))[0]?.sku as Sku | undefined,
    version: versions.product,
    isRemote: database.isRemote,
    loadGallery: (sku, stores) => loadProduct(reader, sku, stores, false),
    loadProduct: (sku, stores) => loadProduct(reader, sku, stores, true),

    write: (sku, needs, decide) => {
      let tried: { readonly line: number; readonly written: Written } | undefined;
      return refusable(() =>
        surely((isAgain) =>
          database.transaction(async (session) => {
            await holdLock(session, 'product', sku);
            if (isAgain && tried !== undefined && (await hasHappened(session, tried.written.product.id, tried.line))) return ok(tried.written);
            const stored = await current(session, sku, needs);
            const decided = await decide(stored, claimsOn(session, database));
            // Nothing was written yet: rolling back costs no write and gives the claims back.
            if (!decided.ok) throw new Refused(decided);
            const commit = decided.value;
            const changesNothing = stored !== undefined && commit.changes.length === 0 && sameHead(stored.product, commit.product);
            if (changesNothing) throw new Refused(ok({ version: stored.version, product: stored.product, gallery: commit.after }));
            const { product, line } = await apply(session, stored?.product, commit);
            // A new product, or another attribute set with other roles: as it is read from now on.
            const read = stored?.product.set === product.set ? undefined : await loadProduct(session, sku, needs.stores, false);
            const written = { version: read?.version ?? versionAfter(stored?.version ?? '', product), product, gallery: read?.gallery ?? commit.after };
            tried = { line, written };
            return ok(written);
          }),
        ),
      );
    },

    history: (id, page) => readHistory(reader, id, page),
    removeProduct: (sku, by) => {
      let tried: { readonly id: number; readonly line: number } | undefined;
      return surely((isAgain) =>
        database.transaction(async (session) => {
          await holdLock(session, 'product', sku);
          if (isAgain && tried !== undefined && (await hasHappened(session, tried.id, tried.line))) return true;
          const stored = await loadProduct(session, sku, 'every', true);
          if (stored === undefined) return false;
          await freeFiles(session, stored.gallery, undefined);
          const { id, revision } = stored.product;
          await deleteProduct(session, { id });
          await deleteSku(session, { sku_key: sku });
          tried = { id, line: await logChange(session, { ...stored.product, revision: revision + 1 }, by, [{ kind: 'product-removed', ...stored }]) };
          return true;
        }),
      );
    },

    search: (search) => searchProducts(database, search),
    storedAttributes: (among) => storedAttributes(reader, among),

    ...createServedFiles(database),
    files: async (after, limit) => (await filesAfter(reader, { after, limit })).map(({ path }) => path as MediaPath),
  };
}

/** The product as it stands: what is known of it already where nothing has changed since, else read. */
async function current(session: Session, sku: SkuKey, { stores, attributes, known }: WriteNeeds): Promise<StoredProduct | undefined> {
  const stands = known !== undefined && !attributes && known.version === (await readVersion(session, sku));
  return stands ? { ...known, attributes: { global: {}, stores: {} } } : loadProduct(session, sku, stores, attributes);
}

/** Carries an answer out of a transaction that is to be rolled back. */
class Refused<T> extends Error {
  constructor(readonly result: Result<T>) {
    super('refused');
  }
}

async function refusable<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

const sameHead = (a: ProductHead, b: ProductHead): boolean => a.type === b.type && a.set === b.set && formatWebsites(a.websites) === formatWebsites(b.websites);
