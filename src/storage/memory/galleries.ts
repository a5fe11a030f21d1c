/** Products and galleries in memory: the fake that tests use, held to the same contract as the databases. */
import type { BlobFacts, Claims, GalleryStore, ProductHead, StoredProduct, StoresWanted } from '../../app/ports.js';
import { evolveAttributes } from '../../core/attributes.js';
import { ok, type Result } from '../../core/fault.js';
import { emptyGallery, pictures } from '../../core/gallery.js';
import { type BlobHash, type EntryId, type MediaPath, type ProductId, type SkuKey, skuKey } from '../../core/ids.js';
import { numberedPath } from '../../core/naming.js';
import type { Scoped } from '../../core/scope.js';

/** What the memory adapters share, as the tables of one database would. */
export interface Memory {
  readonly products: Map<SkuKey, StoredProduct>;
  readonly files: Map<MediaPath, BlobHash>;
  readonly blobs: Map<BlobHash, BlobFacts & { renewedAt: number }>;
  readonly lastId: { product: number; entry: number };
}

export const emptyMemory = (): Memory => ({ products: new Map(), files: new Map(), blobs: new Map(), lastId: { product: 0, entry: 0 } });

export function createMemoryGalleryStore(memory: Memory): GalleryStore {
  let last: Promise<unknown> = Promise.resolve();
  /** Writes one after the other, each alone. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const load = async (sku: SkuKey, stores: StoresWanted): Promise<StoredProduct | undefined> => {
    const stored = memory.products.get(sku);
    return stored && narrow(stored, stores);
  };
  return {
    version: async (sku) => memory.products.get(sku)?.version,
    loadGallery: load,
    loadProduct: load,
    write: (sku, _needs, decide) =>
      inTurn(async () => {
        const stored = memory.products.get(sku);
        const decided = await decide(stored, claimsOn(memory));
        if (!decided.ok) return decided;
        const { product, changes, before, after, blobs, by } = decided.value;
        if (stored !== undefined && changes.length === 0 && sameHead(stored.product, product)) return ok({ product: stored.product, gallery: after });
        for (const facts of blobs) memory.blobs.set(facts.hash, { ...facts, renewedAt: by.at });
        for (const blob of pictures(after).values()) if (!memory.blobs.has(blob)) throw new Error('blob gone');
        for (const path of pictures(before).keys()) memory.files.delete(path);
        for (const [path, blob] of pictures(after)) memory.files.set(path, blob);
        memory.lastId.product = Math.max(memory.lastId.product, product.id);
        for (const { id } of after.entries) memory.lastId.entry = Math.max(memory.lastId.entry, id);
        const attributes = changes.reduce(
          (now, change) => (change.kind === 'attribute-changed' ? evolveAttributes(now, change) : now),
          stored?.attributes ?? NONE,
        );
        const head = { ...product, createdAt: stored?.product.createdAt ?? by.at, updatedAt: by.at, revision: (stored?.product.revision ?? 0) + 1 };
        memory.products.set(skuKey(head.sku), { version: `${head.id} ${head.revision}`, product: head, gallery: after, attributes });
        return ok({ product: head, gallery: after }) as Result<{ product: ProductHead; gallery: typeof after }>;
      }),
    removeProduct: (sku) =>
      inTurn(async () => {
        for (const path of pictures(memory.products.get(sku)?.gallery ?? emptyGallery({ takesPictures: false, roleCodes: [] })).keys())
          memory.files.delete(path);
        return memory.products.delete(sku);
      }),
    async findFile(path) {
      const facts = memory.blobs.get(memory.files.get(path as MediaPath) ?? ('' as BlobHash));
      return facts && { blob: facts.hash, type: facts.type, sizeBytes: facts.sizeBytes };
    },
  };
}

const NONE = { global: {}, stores: {} };
const sameHead = (a: ProductHead, b: ProductHead): boolean => a.type === b.type && a.set === b.set && a.websites.join() === b.websites.join();

function claimsOn(memory: Memory): Claims {
  let entries = 0;
  const given = new Set<MediaPath>();
  const free = (path: MediaPath) => !given.has(path) && !memory.files.has(path);
  return {
    productId: async () => (memory.lastId.product + 1) as ProductId,
    entryId: async () => (memory.lastId.entry + ++entries) as EntryId,
    async path(wanted) {
      let path = wanted;
      for (let number = 1; !free(path); number++) path = numberedPath({ stem: wanted, number });
      given.add(path);
      return path;
    },
  };
}

/** Leaves out what other store views override, as a database that was not asked for it does. */
function narrow(stored: StoredProduct, wanted: StoresWanted): StoredProduct {
  if (wanted === 'every') return stored;
  const only = <T>({ global, stores }: Scoped<T>): Scoped<T> => ({
    global,
    stores: Object.fromEntries(Object.entries(stores).filter(([store]) => wanted.some((code) => code === store))),
  });
  const entries = stored.gallery.entries.map((entry) => ({ ...entry, values: only(entry.values) }));
  return { ...stored, gallery: { ...stored.gallery, entries, roles: only(stored.gallery.roles) }, attributes: only(stored.attributes) };
}
