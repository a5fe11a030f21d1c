/**
 * What was read lately, kept as long as the store says that its version stands. Nothing has to be told that something
 * changed, so other processes may write as they like.
 */
import type { SkuKey, StoreCode } from '../core/ids.js';
import type { Scope } from '../core/scope.js';
import type { StoredGallery } from './ports.js';

/** Galleries are weighed by their entries; so many in all are kept, the longest unused go first. */
const KEPT_ENTRIES = 20_000;

export function createKept<T extends StoredGallery>(
  version: (sku: SkuKey) => Promise<string | undefined>,
  load: (sku: SkuKey, stores: readonly StoreCode[]) => Promise<T | undefined>,
): (sku: SkuKey, scope: Scope) => Promise<T | undefined> {
  const kept = new Map<string, T>();
  let weight = 0;
  const forget = (key: string) => {
    const old = kept.get(key);
    if (old === undefined) return;
    kept.delete(key);
    weight -= 1 + old.gallery.entries.length;
  };
  const keep = (key: string, value: T) => {
    kept.set(key, value);
    weight += 1 + value.gallery.entries.length;
    for (const [oldest] of kept) {
      if (weight <= KEPT_ENTRIES) break;
      forget(oldest);
    }
  };
  return async (sku, scope) => {
    // Neither a code nor a SKU holds a NUL.
    const key = `${scope === 'global' ? '' : scope.store}\0${sku}`;
    const known = kept.get(key);
    forget(key);
    const fresh = known !== undefined && known.version === (await version(sku)) ? known : await load(sku, scope === 'global' ? [] : [scope.store]);
    if (fresh !== undefined) {
      forget(key);
      keep(key, fresh);
    }
    return fresh;
  };
}
