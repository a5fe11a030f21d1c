/** Store views and attribute sets in memory; a fresh one holds what a fresh database does. */
import type { Catalog, Shop, StoreRemains, StoreView } from '../../app/ports.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import { pictures } from '../../core/gallery.js';
import type { StoreCode } from '../../core/ids.js';
import type { Memory } from './galleries.js';

export function createMemoryCatalog(memory: Memory): Catalog {
  let lastStore = 1;
  const change = (parts: Partial<Shop>) => {
    memory.shop = { ...memory.shop, ...parts, version: memory.shop.version + 1 };
  };
  const find = (code: StoreCode) => memory.shop.stores.find((store) => store.code === code);
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
    shop: async () => memory.shop,
    async addStore({ code, name, website = 'base', locale }) {
      if (find(code) !== undefined) return refuse({ code: 'store-exists', store: code });
      const id = ++lastStore;
      let place = memory.shop.websites.find((w) => w.code === website);
      if (place === undefined) {
        const group = memory.shop.groups.length;
        place = { id: memory.shop.websites.length, code: website, name: website, defaultGroup: group };
        change({
          websites: [...memory.shop.websites, place],
          groups: [...memory.shop.groups, { id: group, website: place.id, code: `${website}_store`, name, defaultStore: id }],
        });
      }
      const store: StoreView = { id, code, name, website: place.id, group: place.defaultGroup, locale };
      change({ stores: [...memory.shop.stores, store] });
      return ok(store);
    },
    async renameStore(code, name) {
      const store = find(code);
      if (store === undefined) return refuse({ code: 'store-not-found', store: code });
      change({ stores: memory.shop.stores.map((s) => (s.code === code ? { ...s, name } : s)) });
      return ok({ ...store, name });
    },
    remains: async (code) => remains(code),
    async removeStore(code) {
      const found = remains(code);
      if (!found.ok) return found;
      change({ stores: memory.shop.stores.filter((store) => store.code !== code) });
      for (const [key, { product, gallery, attributes }] of memory.products) {
        const entries = gallery.entries.map((entry) => ({ ...entry, values: without(entry.values, code) }));
        const rest = { ...gallery, entries, roles: without(gallery.roles, code) };
        memory.products.set(key, { product, gallery: rest, attributes: without(attributes, code) });
        const kept = pictures(rest);
        for (const path of pictures(gallery).keys()) if (!kept.has(path)) memory.files.delete(path);
      }
      return found;
    },
    async addSet({ name, roles, hasGallery }) {
      if (memory.shop.sets.some((set) => set.name === name)) return refuse({ code: 'name-taken', name });
      const set = { id: Math.max(...memory.shop.sets.map(({ id }) => id)) + 1, name, roles, hasGallery };
      change({ sets: [...memory.shop.sets, set] });
      return ok(set);
    },
  };
}

function without<T extends { readonly stores: object }>(scoped: T, code: StoreCode): T {
  const { [code as keyof object]: _, ...stores } = scoped.stores;
  return { ...scoped, stores };
}
