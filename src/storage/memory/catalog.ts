/** Store views and attribute sets in memory; a fresh one holds what a fresh database does. */
import type { Catalog, Shop, StoreRemains, StoreView } from '../../app/ports.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import type { StoreCode } from '../../core/ids.js';
import { STANDARD_ROLES } from '../../core/roles.js';
import type { Memory } from './galleries.js';

const FRESH: Shop = {
  version: 1,
  websites: [
    { id: 0, code: 'admin', name: 'Admin', defaultGroup: 0 },
    { id: 1, code: 'base', name: 'Main Website', defaultGroup: 1 },
  ],
  groups: [
    { id: 0, website: 0, code: 'default', name: 'Default', defaultStore: 0 },
    { id: 1, website: 1, code: 'main_website_store', name: 'Main Website Store', defaultStore: 1 },
  ],
  stores: [{ id: 1, code: 'default' as StoreCode, name: 'Default Store View', website: 1, group: 1, locale: 'en_US' }],
  sets: [{ id: 4, name: 'Default', hasGallery: true, roles: STANDARD_ROLES }],
};

export function createMemoryCatalog(memory: Memory): Catalog {
  let shop = FRESH;
  let lastStore = 1;
  const change = (parts: Partial<Shop>) => {
    shop = { ...shop, ...parts, version: shop.version + 1 };
  };
  const find = (code: StoreCode) => shop.stores.find((store) => store.code === code);
  const remains = (code: StoreCode): Result<StoreRemains> => {
    const store = find(code);
    if (store === undefined) return refuse({ code: 'store-not-found', store: code });
    const products = [...memory.products.values()];
    const held = (layers: Readonly<Record<StoreCode, object>>) => Object.keys(layers[code] ?? {}).length;
    const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
    return ok({
      store,
      values: sum(products.flatMap(({ gallery }) => gallery.entries.map((entry) => held(entry.values.stores)))),
      roles: sum(products.map(({ gallery }) => held(gallery.roles.stores))),
      attributes: sum(products.map(({ attributes }) => held(attributes.stores))),
    });
  };
  return {
    shop: async () => shop,
    async addStore({ code, name, website = 'base', locale }) {
      if (find(code) !== undefined) return refuse({ code: 'store-exists', store: code });
      const id = ++lastStore;
      let place = shop.websites.find((w) => w.code === website);
      if (place === undefined) {
        const group = shop.groups.length;
        place = { id: shop.websites.length, code: website, name: website, defaultGroup: group };
        change({
          websites: [...shop.websites, place],
          groups: [...shop.groups, { id: group, website: place.id, code: `${website}_store`, name, defaultStore: id }],
        });
      }
      const store: StoreView = { id, code, name, website: place.id, group: place.defaultGroup, locale };
      change({ stores: [...shop.stores, store] });
      return ok(store);
    },
    async renameStore(code, name) {
      const store = find(code);
      if (store === undefined) return refuse({ code: 'store-not-found', store: code });
      change({ stores: shop.stores.map((s) => (s.code === code ? { ...s, name } : s)) });
      return ok({ ...store, name });
    },
    remains: async (code) => remains(code),
    async removeStore(code) {
      const found = remains(code);
      if (!found.ok) return found;
      change({ stores: shop.stores.filter((store) => store.code !== code) });
      for (const [key, { product, gallery, attributes }] of memory.products) {
        const version = `${product.id} ${product.revision} without ${code}`;
        const entries = gallery.entries.map((entry) => ({ ...entry, values: without(entry.values, code) }));
        memory.products.set(key, {
          version,
          product,
          gallery: { ...gallery, entries, roles: without(gallery.roles, code) },
          attributes: without(attributes, code),
        });
      }
      return found;
    },
    async addSet({ name, roles, hasGallery }) {
      if (shop.sets.some((set) => set.name === name)) return refuse({ code: 'name-taken', name });
      const set = { id: Math.max(...shop.sets.map(({ id }) => id)) + 1, name, roles, hasGallery };
      change({ sets: [...shop.sets, set] });
      return ok(set);
    },
  };
}

function without<T extends { readonly stores: object }>(scoped: T, code: StoreCode): T {
  const { [code as keyof object]: _, ...stores } = scoped.stores;
  return { ...scoped, stores };
}
