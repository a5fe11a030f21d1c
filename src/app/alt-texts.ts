/** Alternative texts: which are there, which are missing, how far a shop has come. */
import { type AltState, altState } from '../core/alt-text.js';
import type { Result } from '../core/fault.js';
import { type Entry, findEntry } from '../core/gallery.js';
import type { Scope } from '../core/scope.js';
import { termsAsked } from '../core/terms.js';
import { storesOf } from './galleries.js';
import type { StoredProduct } from './ports.js';
import type { AltCounts, AltPlace, AltTexts as AltTextPort, ProductList } from './ports-product-list.js';

export interface AltAsk {
  readonly text: string;
  readonly scope: Scope;
  readonly state: AltState | undefined;
}
export interface AltItem {
  readonly stored: StoredProduct;
  readonly entry: Entry;
  readonly state: AltState;
}
export interface AltTexts {
  page(ask: AltAsk, after: AltPlace | undefined, limit: number): Promise<{ readonly items: readonly AltItem[]; readonly next: AltPlace | undefined }>;
  /** Of each scope; a little old where counting takes long. */
  coverage(scopes: readonly Scope[]): Promise<Result<readonly AltCounts[]>>;
}

/** Counted numbers are good for so many times as long as counting took. */
const GOOD_FOR = 20;

export function createAltTexts(deps: { readonly alts: AltTextPort; readonly list: Pick<ProductList, 'load'>; readonly clock: () => number }): AltTexts {
  const { alts, list, clock } = deps;
  let counted: { readonly name: string; readonly until: number; readonly counts: Result<readonly AltCounts[]> } | undefined;
  const counting = new Map<string, Promise<Result<readonly AltCounts[]>>>();
  async function count(name: string, scopes: readonly Scope[]): Promise<Result<readonly AltCounts[]>> {
    const began = clock();
    try {
      const counts = await alts.coverage(scopes);
      const now = clock();
      if (counts.ok) counted = { name, counts, until: now + GOOD_FOR * (now - began) };
      return counts;
    } finally {
      counting.delete(name);
    }
  }
  return {
    async page({ text, scope, state }, after, limit) {
      const { entries, next } = await alts.find({ terms: termsAsked(text), scope, state, after, limit });
      const ids = [...new Set(entries.map(({ product }) => product))];
      const stored = new Map((ids.length === 0 ? [] : await list.load(ids, storesOf(scope))).map((one) => [one.product.id, one]));
      const items = entries.flatMap(({ product, entry: id }) => {
        const one = stored.get(product);
        const entry = one && findEntry(one.gallery, id);
        return one === undefined || entry === undefined ? [] : { stored: one, entry, state: altState(entry, scope) };
      });
      return { items, next };
    },
    /** Who asks while the same is being counted waits for it. */
    async coverage(scopes) {
      const name = scopes.map((scope) => (scope === 'global' ? '' : scope.store)).join();
      if (counted?.name === name && clock() < counted.until) return counted.counts;
      const now = counting.get(name) ?? count(name, scopes);
      counting.set(name, now);
      return now;
    },
  };
}
