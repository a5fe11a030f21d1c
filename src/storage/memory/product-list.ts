/** Lists of products in memory: every product is looked at each time. */

import type { StoredProduct } from '../../app/ports.js';
import type { AltCounts, AltTexts, ProductFilter, ProductList } from '../../app/ports-product-list.js';
import { ALT_STATES, altState } from '../../core/alt-text.js';
import { ok } from '../../core/fault.js';
import { type SkuKey, skuKey } from '../../core/ids.js';
import type { Scope, Scoped } from '../../core/scope.js';
import { isAsked, termsOf } from '../../core/terms.js';
import { createMemoryGalleryStore, type Memory } from './galleries.js';

type Product = Omit<StoredProduct, 'version'>;

export function createMemoryProductList(memory: Memory): ProductList {
  const store = createMemoryGalleryStore(memory);
  return {
    async find({ terms, filter, scope, after, limit }) {
      const found = productsOf(memory, terms).filter((one) => keyOf(one) > after && (filter === undefined || FILTERS[filter](one, scope)));
      const page = found.slice(0, limit);
      return { products: page.map(({ product: { id, sku } }) => ({ id, sku })), next: found.length > limit ? keyOf(page.at(-1) as Product) : undefined };
    },
    async load(ids, stores) {
      const skus = await Promise.all(ids.map((id) => store.findSku(id)));
      const products = await Promise.all(skus.map((sku) => (sku === undefined ? undefined : store.loadProduct(skuKey(sku), stores))));
      return products.flatMap((product) => product ?? []);
    },
    count: async () => memory.products.size,
    isIndexed: async () => true,
    indexSome: async () => false,
  };
}

export function createMemoryAltTexts(memory: Memory): AltTexts {
  return {
    async find({ terms, scope, state, after, limit }) {
      const found = productsOf(memory, terms).flatMap((one) =>
        one.gallery.entries
          .filter((entry) => state === undefined || altState(entry, scope) === state)
          .map(({ id }) => ({ product: one.product.id, entry: id, sku: keyOf(one) })),
      );
      const isLeft = ({ sku, entry }: { sku: SkuKey; entry: number }) =>
        after === undefined || sku > after.sku || (sku === after.sku && after.entry !== undefined && entry > after.entry);
      const left = found.filter(isLeft);
      const page = left.slice(0, limit);
      const last = page.at(-1);
      return { entries: page, next: left.length > limit && last !== undefined ? { sku: last.sku, entry: last.entry } : undefined };
    },
    async coverage(scopes) {
      const entries = [...memory.products.values()].flatMap(({ gallery }) => gallery.entries);
      const countsIn = (scope: Scope) =>
        Object.fromEntries(ALT_STATES.map((state) => [state, entries.filter((entry) => altState(entry, scope) === state).length])) as unknown as AltCounts;
      return ok(scopes.map(countsIn));
    },
  };
}

const keyOf = ({ product }: Product): SkuKey => skuKey(product.sku);

/** Those that the terms mean, in the order of SKU keys by code point. */
function productsOf(memory: Memory, terms: readonly string[]): readonly Product[] {
  const asked = [...memory.products.values()].filter((one) => isAsked(termsOf(one.product.sku, namesOf(one)), terms));
  return asked.sort((a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))));
}
const namesOf = ({ attributes: { global, stores } }: Product): readonly unknown[] => [global, ...Object.values(stores)].map(({ name }) => name);

const FILTERS: Readonly<Record<ProductFilter, (one: Product, scope: Scope) => boolean>> = {
  'no-picture': ({ gallery }) => gallery.entries.length === 0,
  'missing-alt': ({ gallery }, scope) => gallery.entries.some((entry) => altState(entry, scope) === 'missing'),
  overrides: ({ gallery }, scope) => [gallery.roles, ...gallery.entries.map(({ values }) => values)].some((one) => holds(one, scope)),
};
const holds = ({ stores }: Scoped<object>, scope: Scope): boolean => scope !== 'global' && Object.keys(stores[scope.store] ?? {}).length > 0;
