/** Products and galleries in memory: the fake that tests use, held to the same contract as the databases. */
import {
  type Author,
  type BlobFacts,
  type Claims,
  type GalleryStore,
  HISTORY_PAGE_BYTES,
  type HistoryLine,
  type HistoryLines,
  type LoggedChange,
  type ProductHead,
  type ServedFile,
  type Shop,
  type StoredProduct,
  type StoresWanted,
} from '../../app/ports.js';
import type { JournalLine } from '../../app/ports-trash.js';
import { evolveAttributes } from '../../core/attributes.js';
import { ok } from '../../core/fault.js';
import { emptyGallery, entryByPath, pictures, servedPicture } from '../../core/gallery.js';
import { type BlobHash, type EntryId, type MediaPath, type ProductId, type SkuKey, type StoreCode, skuKey } from '../../core/ids.js';
import { numberedPath } from '../../core/naming.js';
import { type Scoped, storeScope } from '../../core/scope.js';
import { searchAmong } from '../../core/search.js';
import { createTurns, type Turns } from '../turns.js';
import { type Discarding, putTrash } from './discards.js';
import { FRESH_SHOP } from './fresh-shop.js';

/** What the memory adapters share, as the tables of one database would. */
export interface Memory extends Discarding {
  readonly products: Map<SkuKey, Omit<StoredProduct, 'version'>>;
  readonly files: Map<MediaPath, BlobHash>;
  readonly blobs: Map<BlobHash, BlobFacts & { renewedAt: number }>;
  readonly charges: Map<BlobHash, { readonly holder: string; readonly sizeBytes: number; readonly at: number }>;
  /** By number. */
  readonly history: Map<number, JournalLine & { readonly product: ProductId }>;
  readonly lastId: { product: number; entry: number };
  /** Every attribute that ever had a value. */
  readonly attributes: Set<string>;
  shop: Shop;
  /** Writes one after the other, each alone. */
  readonly inTurn: Turns;
}

export const emptyMemory = (): Memory => ({
  products: new Map(),
  files: new Map(),
  blobs: new Map(),
  charges: new Map(),
  history: new Map(),
  trash: new Map(),
  trashBlobs: new Map(),
  lastId: { product: 0, entry: 0 },
  attributes: new Set(),
  shop: FRESH_SHOP,
  inTurn: createTurns(),
});

/** As it is now, to work on or to go back to; whoever works on a copy is alone there. */
export function copyOf(memory: Memory): Memory {
  const { products, files, blobs, charges, history, trash, trashBlobs, lastId } = memory;
  const maps = { products: new Map(products), files: new Map(files), blobs: new Map(blobs), charges: new Map(charges), history: new Map(history) };
  const discards = { trash: new Map(trash), trashBlobs: new Map(trashBlobs) };
  return { ...memory, ...maps, ...discards, lastId: { ...lastId }, inTurn: (work) => work() };
}

/** Makes it what a copy of it is. */
export function takeOver(memory: Memory, copy: Memory): void {
  for (const name of ['products', 'files', 'blobs', 'charges', 'history', 'trash', 'trashBlobs'] as const) {
    const map = memory[name] as Map<unknown, unknown>;
    map.clear();
    for (const [key, value] of copy[name]) map.set(key, value);
  }
  Object.assign(memory.lastId, copy.lastId);
}

export function createMemoryGalleryStore(memory: Memory): GalleryStore {
  const { inTurn } = memory;
  /** With what follows from the shop around it. */
  const find = (sku: SkuKey): StoredProduct | undefined => {
    const stored = memory.products.get(sku);
    const set = memory.shop.sets.find(({ id }) => id === stored?.product.set);
    if (stored === undefined || set === undefined) return undefined;
    const { id, revision } = stored.product;
    const gallery = { ...stored.gallery, takesPictures: set.hasGallery, roleCodes: set.roles };
    return { ...stored, version: `${id} ${revision} ${memory.shop.version}`, gallery };
  };
  const load = async (sku: SkuKey, stores: StoresWanted): Promise<StoredProduct | undefined> => {
    const stored = find(sku);
    return stored && narrow(stored, stores);
  };
  return {
    findSku: async (id) => [...memory.products.values()].find(({ product }) => product.id === id)?.product.sku,
    version: async (sku) => find(sku)?.version,
    loadGallery: load,
    loadProduct: load,
    write: (sku, _needs, decide) =>
      inTurn(async () => {
        const stored = find(sku);
        const decided = await decide(stored, claimsOn(memory));
        if (!decided.ok) return decided;
        const { product, changes, before, after, blobs, by } = decided.value;
        if (stored !== undefined && changes.length === 0 && sameHead(stored.product, product))
          return ok({ version: stored.version, product: stored.product, gallery: after });
        const [old, now] = [pictures(before), pictures(after)];
        const known = new Set([...memory.blobs.keys(), ...blobs.map(({ hash }) => hash)]);
        for (const [path, blob] of now) {
          if (!known.has(blob)) throw new Error('blob gone');
          if (!old.has(path) && memory.files.has(path)) throw new Error('path taken');
        }
        for (const facts of blobs) memory.blobs.set(facts.hash, { ...(memory.blobs.get(facts.hash) ?? facts), renewedAt: by.at });
        for (const path of old.keys()) memory.files.delete(path);
        for (const [path, blob] of now) memory.files.set(path, blob);
        memory.lastId.product = Math.max(memory.lastId.product, product.id);
        for (const change of changes) if (change.kind === 'entry-added') memory.lastId.entry = Math.max(memory.lastId.entry, change.entry.id);
        for (const change of changes) if (change.kind === 'attribute-changed') memory.attributes.add(change.attribute);
        const attributes = changes.reduce(
          (now, change) => (change.kind === 'attribute-changed' ? evolveAttributes(now, change) : now),
          stored?.attributes ?? NONE,
        );
        const head = { ...product, createdAt: stored?.product.createdAt ?? by.at, updatedAt: by.at, revision: (stored?.product.revision ?? 0) + 1 };
        memory.products.set(skuKey(head.sku), { product: head, gallery: after, attributes });
        const line = logChange(memory, head, by, stored === undefined ? [{ kind: 'product-added' }, ...changes] : changes);
        putTrash(memory, head.id, decided.value, line);
        const written = find(sku);
        return ok({ version: written?.version ?? '', product: head, gallery: written?.gallery ?? after });
      }),
    history: async (id, { before = Number.POSITIVE_INFINITY, upToRevision = Number.POSITIVE_INFINITY, limit }) =>
      pageOf(
        [...memory.history.values()]
          .filter(({ product, number, revision }) => product === id && number < before && revision <= upToRevision)
          .sort((a, b) => b.number - a.number)
          .map(({ product: _, sku: __, ...line }) => line),
        limit,
      ),
    removeProduct: (sku, by) =>
      inTurn(async () => {
        const stored = memory.products.get(sku);
        if (stored !== undefined) logChange(memory, { ...stored.product, revision: stored.product.revision + 1 }, by, [{ kind: 'product-removed' }]);
        for (const path of pictures(memory.products.get(sku)?.gallery ?? emptyGallery({ takesPictures: false, roleCodes: [] })).keys())
          memory.files.delete(path);
        return memory.products.delete(sku);
      }),
    async search(search) {
      const all = [...memory.products.keys()].flatMap((sku) => find(sku) ?? []).sort((a, b) => a.product.id - b.product.id);
      const { total, rows } = searchAmong(all, search);
      const stores = search.scope === 'global' ? [] : [search.scope.store];
      return ok({ total, products: rows.map((stored) => narrow(stored, stores)) });
    },
    storedAttributes: async (among) => [...memory.attributes].filter((code) => among === 'every' || among.includes(code)).sort(),
    async findFile(path) {
      const facts = memory.blobs.get(memory.files.get(path as MediaPath) ?? ('' as BlobHash));
      if (facts === undefined) return undefined;
      const { hash, type, sizeBytes, widthPx, heightPx, frames, verdict } = facts;
      return { blob: hash, type, sizeBytes, widthPx, heightPx, frames, verdict, owner: ownerOf(memory, path) };
    },
    files: async (after, limit) =>
      [...memory.files.keys()]
        .filter((path) => path > after)
        .sort()
        .slice(0, limit),
  };
}

/** The first of them, as many as a page holds. */
export function pageOf<Line extends HistoryLine>(found: readonly Line[], limit: number): HistoryLines<Line> {
  const lines: Line[] = [];
  let sizeBytes = 0;
  for (const line of found.slice(0, limit)) {
    const bytes = Buffer.byteLength(JSON.stringify(line.changes));
    if (lines.length > 0 && sizeBytes + bytes > HISTORY_PAGE_BYTES) break;
    lines.push(line);
    sizeBytes += bytes;
  }
  return { lines, hasMore: found.length > lines.length, sizeBytes };
}

/** The number of the line. */
function logChange(memory: Memory, { id, sku, revision }: ProductHead, by: Author, changes: readonly LoggedChange[]): number {
  const number = memory.history.size + 1;
  const { actor, door, request, at } = by;
  memory.history.set(number, { product: id, sku, number, revision, actor, door, request, at, changes });
  return number;
}

const NONE = { global: {}, stores: {} };
const sameHead = (a: ProductHead, b: ProductHead): boolean => a.type === b.type && a.set === b.set && a.websites.join() === b.websites.join();

function ownerOf(memory: Memory, path: string): ServedFile['owner'] {
  for (const { product, gallery } of memory.products.values()) {
    const entry = entryByPath(gallery, path);
    if (entry === undefined) continue;
    const store = Object.keys(entry.values.stores).find((code) => entry.values.stores[code as StoreCode]?.file === path);
    const { focal } = servedPicture(entry, store === undefined ? 'global' : storeScope(store as StoreCode));
    return { product: product.id, entry: entry.id, focal: focal ?? undefined };
  }
  return undefined;
}

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
