/** What lists over the products of a whole shop need from outside. */
import type { AltState } from '../core/alt-text.js';
import type { Result } from '../core/fault.js';
import type { EntryId, ProductId, Sku, SkuKey } from '../core/ids.js';
import type { Scope } from '../core/scope.js';
import type { StoredProduct, StoresWanted } from './ports.js';

/** `no-picture`: without any entry. `missing-alt`: some entry misses its text, as the scope sees it. `overrides`: the scope has values or roles of its own; the global scope never. */
export type ProductFilter = 'no-picture' | 'missing-alt' | 'overrides';

/** Products in the order of their SKU keys; a step looks at a bounded number of them, however many there are. */
export interface ProductQuestion {
  /** Folded (core/terms.ts); each begins some word of the product. Empty: every product. */
  readonly terms: readonly string[];
  readonly filter: ProductFilter | undefined;
  /** Whose values the filter is about. */
  readonly scope: Scope;
  /** Only products after this one; `''`: from the first on. */
  readonly after: SkuKey | '';
  readonly limit: number;
}
export interface ListedProduct {
  readonly id: ProductId;
  readonly sku: Sku;
}
/** `next`: where the next step goes on; undefined: nothing is left. There may be more although nothing was found. */
export interface FoundList {
  readonly products: readonly ListedProduct[];
  readonly next: SkuKey | undefined;
}
export interface ProductList {
  find(question: ProductQuestion): Promise<FoundList>;
  /** With attributes, in the order asked; one that is gone is left out. */
  load(ids: readonly ProductId[], stores: StoresWanted): Promise<readonly StoredProduct[]>;
  /** How many products there are; undefined: more than can be counted while somebody waits. */
  count(): Promise<number | undefined>;
  /** Whether the words of products from before there were any are known by now; until then questions with terms may miss some. */
  isIndexed(): Promise<boolean>;
  /** Learns what rows of earlier releases do not say, the words of so many of those products or whose so many paths are; false: nothing is left to learn. */
  indexSome(limit: number): Promise<boolean>;
}

/** Entries in the order of their products' SKU keys, then by number; in bounded steps as {@link ProductQuestion}. */
export interface AltQuestion {
  readonly terms: readonly string[];
  readonly scope: Scope;
  /** undefined: whatever it is. */
  readonly state: AltState | undefined;
  /** The last entry that was seen; `entry` absent: all of that product were. */
  readonly after: AltPlace | undefined;
  readonly limit: number;
}
export interface AltPlace {
  readonly sku: SkuKey;
  readonly entry?: EntryId | undefined;
}
export interface FoundAlts {
  readonly entries: readonly { readonly product: ProductId; readonly entry: EntryId }[];
  readonly next: AltPlace | undefined;
}
/** How many entries of the shop are in which state, in one scope. */
export type AltCounts = Readonly<Record<AltState, number>>;
export interface AltTexts {
  find(question: AltQuestion): Promise<FoundAlts>;
  /** Of each scope, in the order asked. Looks at every entry of the shop: bounded as a search is. */
  coverage(scopes: readonly Scope[]): Promise<Result<readonly AltCounts[]>>;
}
