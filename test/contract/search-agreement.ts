/** Whatever is searched for, a database finds what the memory adapter finds, in the same order. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AttributeValue } from '../../src/core/attributes.js';
import { type RoleCode, skuKey } from '../../src/core/ids.js';
import type { Scope } from '../../src/core/scope.js';
import type { Condition, Field, Page, ProductSearch } from '../../src/core/search.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import type { Session } from '../../src/storage/sql/prepared.js';
import { accepted, anyScope } from '../support/gallery.js';
import { MEMORY, type SqlAdapter, testOn } from './adapters.js';
import { author, furnish, START, Writer } from './writing.js';

const RUNS = 80;
/** Few of them, and close to each other, so that searches find something. */
const WORDS = [
  '',
  'a',
  'A',
  'b',
  'ab',
  'aB,a',
  'ä',
  'Ä',
  '😀',
  '\uffff',
  '1',
  '1.0',
  '01',
  '10',
  '-1',
  '1.50',
  '1e1',
  '.5',
  '1.',
  '-',
  '%',
  '_',
  '\\',
  'a\\',
  "'",
  '"',
  '[',
  '{',
  'true',
  'a,1',
  ',',
];
const word = fc.constantFrom(...WORDS);
const scalar = fc.oneof(word, fc.constantFrom(0, 1, -1, 1.5, 10, 1_000_000_000_000_000), fc.boolean());
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(fc.oneof(word, fc.constantFrom(0, 1, 10), fc.boolean(), fc.constant(null)), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom({ a: '1' }, { b: [1, 'a'] }) },
);
const codes = ['name', 'tags', '__proto__', "it's"];
const anyValues = fc.array(fc.record({ scope: anyScope, code: fc.constantFrom(...codes), value }), { maxLength: 4 });
const anyProduct = fc.record({
  values: anyValues,
  roles: fc.array(fc.record({ scope: anyScope, nth: fc.constantFrom(0, 1, 'none' as const) }), { maxLength: 2 }),
  type: fc.constantFrom('simple', 'Simple', 'bundle', '1'),
  websites: fc.constantFrom<number[]>([], [1], [2, 12], [12]),
  atMs: fc.constantFrom(0, 400, 1000, 5999, 86_400_000),
});
const SKUS = ['Shirt 1', '10', '9', 'ä', 'Z'];
const anyShop = fc.array(anyProduct, { minLength: 1, maxLength: SKUS.length });

const anyField: fc.Arbitrary<Field> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Field[]>(...(['id', 'sku', 'type', 'set', 'websites', 'created', 'updated'] as const).map((kind) => ({ kind }))) },
  { weight: 3, arbitrary: fc.constantFrom(...codes).map((code): Field => ({ kind: 'attribute', code })) },
  { weight: 1, arbitrary: fc.constant<Field>({ kind: 'role', code: 'image' as RoleCode }) },
);
const wanted = fc.oneof(
  { weight: 3, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom('2', '3', 'simple', 'shirt 1', '/p/1/a.jpg', '2,12', '12', '4', String(START / 1000), String(START / 1000 + 5)) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('%', '_', '\\', 'a', '1', '/', '0'), maxLength: 6 }) },
);
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: anyField,
    negated: fc.boolean(),
    test: fc.constantFrom('in' as const, 'finset' as const),
    values: fc.array(wanted, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ field: anyField, negated: fc.boolean(), test: fc.constantFrom('gt' as const, 'lt' as const, 'like' as const), value: wanted }),
  fc.record({ field: anyField, negated: fc.boolean(), test: fc.constant('null' as const) }),
);
const anyPage: fc.Arbitrary<Page> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ most: 100 }) },
  { weight: 1, arbitrary: fc.record({ offset: fc.nat(4), limit: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ most: 1 }) },
);
const anySearch: fc.Arbitrary<ProductSearch> = fc.record({
  scope: anyScope,
  groups: fc.array(fc.array(anyCondition, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  sort: fc.array(fc.record({ field: anyField, descending: fc.boolean() }), { maxLength: 2 }),
  page: anyPage,
});

export function searchAgreementContract(adapter: SqlAdapter): void {
  const test = testOn(async () => {
    const [memory, sql] = [await MEMORY.open(), await adapter.open()];
    return { memory, sql, close: async () => Promise.all([memory.close(), sql.close()]).then(() => undefined) };
  });

  test('any search finds the same products in the same order', async ({ memory, sql }) => {
    const writers = [new Writer(memory.galleries, await furnish(memory)), new Writer(sql.galleries, await furnish(sql))];
    await fc.assert(
      fc.asyncProperty(anyShop, fc.array(anySearch, { minLength: 12, maxLength: 12 }), async (products, searches) => {
        for (const writer of writers) for (const [at, product] of products.entries()) await make(writer, SKUS[at] as string, product);
        for (const search of searches) expect(await sql.galleries.search(search), JSON.stringify(search)).toEqual(await memory.galleries.search(search));
        for (const { galleries } of [memory, sql]) for (const sku of SKUS) await galleries.removeProduct(skuKey(sku), author());
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  test('a page takes two statements however many products it has, none takes one', async ({ sql }) => {
    const set = await furnish(sql);
    for (let at = 0; at < 30; at++) await new Writer(sql.galleries, set).add(`p${at}`, { name: `/p/${at}/a.jpg` }, { name: `/p/${at}/b.jpg` });
    let statements = 0;
    const run: Session['run'] = (query, parameters) => {
      statements++;
      return sql.database.reader.run(query, parameters);
    };
    const galleries = createGalleryStore({ ...sql.database, reader: { ...sql.database.reader, run } });
    const search: ProductSearch = { scope: 'global', groups: [], sort: [], page: { offset: 0, limit: 30 } };
    expect(accepted(await galleries.search(search)).products).toHaveLength(30);
    expect(statements).toBe(2);
    expect(accepted(await galleries.search({ ...search, page: { offset: 90, limit: 30 } })).products).toHaveLength(0);
    expect(statements).toBe(3);
  });
}

async function make(writer: Writer, sku: string, product: typeof anyProduct extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const at = START + product.atMs;
  await writer.save(sku, () => ({ commands: [], head: { type: product.type, websites: product.websites } }), at);
  const pictures = await writer.add(sku, { name: `/p/1/${skuKey(sku)}.jpg` }, { name: '/p/1/a.jpg' });
  for (const { scope, code, value } of product.values) await save(writer, sku, scope, { [code]: value }, at);
  for (const { scope, nth } of product.roles) {
    const holder = nth === 'none' ? nth : (pictures[nth]?.id ?? 'none');
    await writer.save(sku, () => ({ commands: [{ kind: 'set-roles', scope, roles: { ['image' as RoleCode]: holder } }] }), at);
  }
}

const save = (writer: Writer, sku: string, scope: Scope, values: Readonly<Record<string, AttributeValue>>, at: number) =>
  writer.save(sku, () => ({ commands: [], attributes: { scope, values } }), at);
