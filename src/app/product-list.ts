/** The shop's products, page by page, found by words and filters. */
import type { ProductId, SkuKey } from '../core/ids.js';
import type { Scope } from '../core/scope.js';
import { termsAsked } from '../core/terms.js';
import { storesOf } from './galleries.js';
import type { StoredProduct } from './ports.js';
import type { ListedProduct, ProductFilter, ProductList } from './ports-product-list.js';

/** Which products are meant. `text`: words, each of which begins some word of the SKU or of a name; `''`: all. */
export interface ListAsk {
  readonly text: string;
  readonly filter: ProductFilter | undefined;
  readonly scope: Scope;
}
export interface ListPage {
  readonly products: readonly StoredProduct[];
  readonly next: SkuKey | undefined;
  /** Of all products, told with the first page alone: counting takes longer than a page. Undefined also where there are too many to count. */
  readonly total: number | undefined;
  /** Words of some products are not known yet: there may be more than are found. */
  readonly isPartial: boolean;
}
export interface ProductLists {
  page(ask: ListAsk, after: SkuKey | '', limit: number): Promise<ListPage>;
  /** Every product that is meant, a step at a time; others have their turn in between. */
  all(ask: ListAsk): AsyncGenerator<readonly ListedProduct[]>;
  /** With the attributes and overrides of one scope. */
  load(ids: readonly ProductId[], scope: Scope): Promise<readonly StoredProduct[]>;
  /** Learns what rows of earlier releases do not say, the words of products among it; ends when all are known, or on {@link stop}. */
  startLearning(onError: (error: unknown) => void): void;
  stop(): Promise<void>;
}

const AT_ONCE = 5000;
/** A step is one transaction, and whoever writes waits for its end. */
const [LEARNED_AT_ONCE, BREATH_MS, OUTAGE_PAUSE_MS] = [100, 4, 1000];

export function createProductLists(list: ProductList): ProductLists {
  const questionOf = ({ text, filter, scope }: ListAsk) => ({ terms: termsAsked(text), filter, scope });
  let stopped = false;
  let learning: Promise<void> | undefined;
  async function learn(onError: (error: unknown) => void): Promise<void> {
    while (!stopped) {
      try {
        if (!(await list.indexSome(LEARNED_AT_ONCE))) return;
        await pause(BREATH_MS);
      } catch (error) {
        onError(error);
        await pause(OUTAGE_PAUSE_MS);
      }
    }
  }
  return {
    async page(ask, after, limit) {
      const question = questionOf(ask);
      const { products: found, next } = await list.find({ ...question, after, limit });
      const isCounted = after === '' && question.terms.length === 0 && ask.filter === undefined;
      const products =
        found.length === 0
          ? []
          : await list.load(
              found.map(({ id }) => id),
              storesOf(ask.scope),
            );
      return { products, next, total: isCounted ? await list.count() : undefined, isPartial: question.terms.length > 0 && !(await list.isIndexed()) };
    },
    async *all(ask) {
      const question = questionOf(ask);
      for (let after: SkuKey | '' | undefined = ''; after !== undefined; ) {
        const { products, next }: Awaited<ReturnType<ProductList['find']>> = await list.find({ ...question, after, limit: AT_ONCE });
        if (products.length > 0) yield products;
        after = next;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    load: (ids, scope) => list.load(ids, storesOf(scope)),
    startLearning(onError) {
      learning ??= learn(onError);
    },
    async stop() {
      stopped = true;
      await learning;
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
