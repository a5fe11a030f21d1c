/**
 * What was read lately, kept as long as the store says that its version stands. Nothing has to be told that something
 * changed, so other processes may write as they like.
 */
import type { SkuKey } from '../core/ids.js';
import type { StoredGallery, StoresWanted } from './ports.js';

/** Galleries are weighed by their entries; so many in all are kept, the longest kept go first. */
const KEPT_ENTRIES = 20_000;

/** A product's version, asked for while something else was found out. */
export interface Foreseen {
  readonly sku: SkuKey;
  readonly version: Promise<string | undefined>;
}

export interface Kept<T> {
  /** `foreseen`: asked for since the request came; of another product it is of no use. */
  read(sku: SkuKey, stores: StoresWanted, foreseen?: Foreseen): Promise<T | undefined>;
  /** As it was last seen, which may be old. */
  peek(sku: SkuKey, stores: StoresWanted): T | undefined;
  /** What is known to stand now. */
  put(sku: SkuKey, stores: StoresWanted, value: T): void;
}

export function createKept<T extends StoredGallery>(
  version: (sku: SkuKey) => Promise<string | undefined>,
  load: (sku: SkuKey, stores: StoresWanted) => Promise<T | undefined>,
): Kept<T> {
  const kept = new Map<string, T>();
  let weight = 0;
  const forget = (key: string) => {
    weight -= weightOf(kept.get(key));
    kept.delete(key);
  };
  const put = (key: string, value: T) => {
    forget(key);
    kept.set(key, value);
    weight += weightOf(value);
    for (const [oldest] of kept) {
      if (weight <= KEPT_ENTRIES) break;
      forget(oldest);
    }
  };
  return {
    peek: (sku, stores) => kept.get(keyOf(sku, stores)),
    put: (sku, stores, value) => put(keyOf(sku, stores), value),
    async read(sku, stores, foreseen) {
      const key = keyOf(sku, stores);
      const known = kept.get(key);
      const stands = known !== undefined && known.version === (await (foreseen?.sku === sku ? foreseen.version : version(sku)));
      const fresh = stands ? known : await load(sku, stores);
      if (fresh === undefined) forget(key);
      else if (fresh !== known) put(key, fresh);
      return fresh;
    },
  };
}

const weightOf = (value: StoredGallery | undefined): number => (value === undefined ? 0 : 1 + value.gallery.entries.length);

/** Neither a code nor a SKU holds a NUL, and no code is `*`. */
const keyOf = (sku: SkuKey, stores: StoresWanted): string => `${stores === 'every' ? '*' : stores.join()}\0${sku}`;
