/** Lists of products in SQL. */
import { type RawBuilder, sql } from 'kysely';
import type { ProductFilter, ProductList } from '../../app/ports-product-list.js';
import type { ProductId, Sku, SkuKey } from '../../core/ids.js';
import type { Scope } from '../../core/scope.js';
import { stateIn, storeIdOf } from './alt-state.js';
import type { SqlDatabase } from './database.js';
import { byDialect } from './dialects/variants.js';
import { createKeptAnswers } from './kept-answers.js';
import { loadProducts } from './load.js';
import { prepared } from './prepared.js';
import { run, stepOf } from './product-steps.js';
import { settlePaths } from './served-files.js';
import { indexSome, isIndexed } from './terms.js';

type Sql = RawBuilder<unknown>;

export function createProductList(database: SqlDatabase): ProductList {
  const { reader } = database;
  const count = async () => {
    const n = (await countAll(reader, {}))[0]?.n ?? undefined;
    return n === undefined ? undefined : Number(n);
  };
  const counts = createKeptAnswers<number>(database, {
    one: count,
    many: async ([key = '']) => {
      const n = await count();
      return new Map(n === undefined ? [] : [[key, n]]);
    },
  });
  return {
    async find({ terms, filter, scope, after, limit }) {
      const step = await stepOf(reader, terms, sql`p.sku_key > ${after}`, filter !== undefined);
      if (step === undefined) return { products: [], next: undefined };
      const met = [...step.met, ...(filter === undefined ? [] : [FILTERS[filter](scope)])];
      // One more than asked for tells whether there are any.
      const rows = await run<{ id: number; sku: string; sku_key: string }>(
        reader,
        sql`select p.id, p.sku, p.sku_key from product p where ${sql.join(met, sql` and `)} order by p.sku_key limit ${limit + 1}`,
      );
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? page.at(-1)?.sku_key : step.end;
      return { products: page.map(({ id, sku }) => ({ id: Number(id) as ProductId, sku: sku as Sku })), next: next as SkuKey | undefined };
    },
    load: (ids, stores) => loadProducts(reader, ids, stores),
    count: () => counts('products'),
    isIndexed: () => isIndexed(reader),
    indexSome: async (limit) => (await indexSome(database, limit)) || (await settlePaths(database, limit)),
  };
}

/** PostgreSQL looks at every row to count them, with each list anew: it stops here. A file's count is kept until somebody writes. */
const COUNTED = 100_000;
const countAll = prepared(() =>
  byDialect<{ n: number | null }>({
    sqlite: sql`select count(*) as n from product`,
    postgres: sql`select case when count(*) <= ${sql.lit(COUNTED)} then count(*) end as n from (select 1 from product limit ${sql.lit(COUNTED + 1)}) as counted`,
  }),
);

/** On a product `p`. */
const FILTERS: Readonly<Record<ProductFilter, (scope: Scope) => Sql>> = {
  'no-picture': () => sql`not exists (select 1 from entry e where e.product = p.id)`,
  'missing-alt': (scope) => sql`exists (select 1 from entry e where e.product = p.id and ${stateIn(scope)} = 'missing')`,
  overrides: (scope) =>
    scope === 'global'
      ? sql`1 = 0`
      : // The offset keeps PostgreSQL from reading the overrides of the whole shop beforehand.
        sql`(exists (select 1 from entry_value v where v.product = p.id and v.store = ${storeIdOf(scope.store)} limit 1 offset 0)
          or exists (select 1 from role r where r.product = p.id and r.store = ${storeIdOf(scope.store)} limit 1 offset 0))`,
};
