/** Store views: which there are, and which scope a request means. */
import type { Result } from '../core/fault.js';
import { refuse } from '../core/fault.js';
import type { StoreCode } from '../core/ids.js';
import { type Scope, storeScope } from '../core/scope.js';
import type { Catalog, Shop, StoreRemains, StoreView } from './ports.js';

export interface Stores {
  /** The shop as last seen; read again where `version` says that it has changed. */
  shop(version?: number): Promise<Shop>;
  /** Read again whatever was seen. */
  refresh(): Promise<Shop>;
  remove(code: StoreCode): Promise<Result<StoreRemains>>;
}

export function createStores(catalog: Catalog): Stores {
  let seen: Shop | undefined;
  const refresh = async () => {
    seen = await catalog.shop();
    return seen;
  };
  return {
    refresh,
    async shop(version) {
      return seen !== undefined && (version === undefined || version === seen.version) ? seen : refresh();
    },
    async remove(code) {
      return defaultStore(await refresh()).code === code ? refuse({ code: 'store-needed', store: code }) : catalog.removeStore(code);
    },
  };
}

/** The store view of a request that names none. */
export function defaultStore(shop: Shop): StoreView {
  const website = shop.websites.find(({ id }) => id === 1);
  const group = shop.groups.find(({ id }) => id === website?.defaultGroup);
  const store = shop.stores.find(({ id }) => id === group?.defaultStore) ?? shop.stores[0];
  if (store === undefined) throw new Error('a shop has at least one store view');
  return store;
}

/**
 * The scope that a wire's store code means: `all` is global, no code the default store view; undefined: there is no
 * such store view. With one store view only, everything is global.
 * Source: Adobe, "Manage product images at the store view level": in a single-store setup all requests target the global scope.
 */
export function scopeOf(shop: Shop, code: string | undefined): Scope | undefined {
  const store = storeOf(shop, code);
  return store === 'every' || (store !== undefined && shop.stores.length === 1) ? 'global' : store && storeScope(store);
}

/** The store view that a wire's store code addresses, `every` for `all`; undefined: there is none. */
export function storeOf(shop: Shop, code: string | undefined): StoreCode | 'every' | undefined {
  if (code === 'all') return 'every';
  return (code === undefined ? defaultStore(shop) : shop.stores.find((one) => one.code === code))?.code;
}
