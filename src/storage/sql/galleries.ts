/** Products and galleries in SQL: read in one statement, written in one transaction around the decision. */
import type { GalleryStore, ProductHead } from '../../app/ports.js';
import { ok, type Result } from '../../core/fault.js';
import type { BlobHash } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { claimsOn } from './claims.js';
import { apply, logChange } from './commit.js';
import type { SqlDatabase } from './database.js';
import { formatWebsites, loadProduct } from './load.js';

export function createGalleryStore(database: SqlDatabase): GalleryStore {
  return {
    loadGallery: (sku, stores) => loadProduct(database.read, sku, stores, false),
    loadProduct: (sku, stores) => loadProduct(database.read, sku, stores, true),

    write: (sku, decide) =>
      refusable(() =>
        database.write.transaction().execute(async (db) => {
          const stored = await loadProduct(db, sku, 'every', true);
          const decided = await decide(stored, claimsOn(db, database));
          // Nothing was written yet: rolling back costs no write and gives the claims back.
          if (!decided.ok) throw new Refused(decided);
          const commit = decided.value;
          if (stored !== undefined && commit.changes.length === 0 && sameHead(stored.product, commit.product))
            throw new Refused(ok({ product: stored.product, gallery: commit.after }));
          return ok({ product: await apply(db, stored?.product, commit), gallery: commit.after });
        }),
      ),

    async removeProduct(sku, by) {
      return database.write.transaction().execute(async (db) => {
        const stored = await loadProduct(db, sku, 'every', true);
        if (stored === undefined) return false;
        await db.deleteFrom('product').where('id', '=', stored.product.id).execute();
        await logChange(db, { ...stored.product, revision: stored.product.revision + 1 }, by, [{ kind: 'product-removed', ...stored }]);
        return true;
      });
    },

    async findFile(path) {
      const row = await database.read
        .selectFrom('file')
        .innerJoin('blob', 'blob.hash', 'file.blob')
        .where('file.path', '=', path)
        .select(['blob.hash', 'blob.type', 'blob.size_bytes'])
        .executeTakeFirst();
      return row && { blob: row.hash as BlobHash, type: row.type as ImageType, sizeBytes: Number(row.size_bytes) };
    },
  };
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
