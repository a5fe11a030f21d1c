/** What a search promises, whatever keeps the products. */
import { expect } from 'vitest';
import type { AttributeValue } from '../../src/core/attributes.js';
import type { EntryId, RoleCode } from '../../src/core/ids.js';
import { skuKey } from '../../src/core/ids.js';
import { type Scope, storeScope } from '../../src/core/scope.js';
import type { Condition, Field, ProductSearch } from '../../src/core/search.js';
import { accepted, storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, testOn } from './adapters.js';
import { furnish, START, Writer } from './writing.js';

const german = storeScope(storeCode('german'));
const english = storeScope(storeCode('english'));
const attribute = (code: string): Field => ({ kind: 'attribute', code });
const [ID, SKU, NAME] = [{ kind: 'id' } as const, { kind: 'sku' } as const, attribute('name')];
const isIn = (field: Field, ...values: string[]): Condition => ({ field, test: 'in', values, negated: false });
const above = (field: Field, value: string): Condition => ({ field, test: 'gt', value, negated: false });
const below = (field: Field, value: string): Condition => ({ field, test: 'lt', value, negated: false });
const like = (field: Field, value: string): Condition => ({ field, test: 'like', value, negated: false });
const holds = (field: Field, ...values: string[]): Condition => ({ field, test: 'finset', values, negated: false });
const absent = (field: Field): Condition => ({ field, test: 'null', negated: false });
const not = (condition: Condition): Condition => ({ ...condition, negated: !condition.negated });

/** Everything that meets one condition of each group; all of it unless a page says otherwise. */
const search = (groups: readonly (readonly Condition[])[], more: Partial<ProductSearch> = {}): ProductSearch => ({
  scope: 'global',
  groups,
  sort: [],
  page: { most: 1000 },
  ...more,
});

export function searchContract(adapter: DatabaseAdapter): void {
  const test = testOn(async () => {
    const opened = await adapter.open();
    const writer = new Writer(opened.galleries, await furnish(opened));
    const put = (sku: string, values: Readonly<Record<string, AttributeValue | null>>, scope: Scope = 'global', at = START) =>
      writer.save(sku, () => ({ commands: [], attributes: { scope, values } }), at);
    const ask = async (asked: ProductSearch) => accepted(await opened.galleries.search(asked));
    const found = async (...groups: readonly (readonly Condition[])[]): Promise<string[]> => skusOf(await ask(search(groups)));
    return { ...opened, writer, put, ask, found };
  });
  const skusOf = ({ products }: { readonly products: readonly { readonly product: { readonly sku: string } }[] }) => products.map(({ product }) => product.sku);

  test('without conditions all products come, in order of id, as they are read alone', async ({ ask, galleries, writer, put }) => {
    await writer.add('b', { name: '/b/b/b.jpg' });
    await put('a', { name: 'A', tags: ['x', 1] });
    await put('a', { name: 'A german' }, german);
    await put('a', { name: 'A english' }, english);
    for (const scope of ['global', german] as const) {
      const stores = scope === 'global' ? [] : [scope.store];
      const both = await Promise.all(['b', 'a'].map((sku) => galleries.loadProduct(skuKey(sku), stores)));
      expect(await ask(search([], { scope }))).toEqual({ total: 2, products: both });
    }
  });

  test('nothing found is nothing', async ({ ask, put }) => {
    expect(await ask(search([]))).toEqual({ total: 0, products: [] });
    await put('a', {});
    expect(await ask(search([[isIn(SKU, 'b')]]))).toEqual({ total: 0, products: [] });
  });

  test('a page is a part of what was found, and the total tells of all', async ({ ask, put }) => {
    for (const sku of ['a', 'b', 'c', 'd', 'e']) await put(sku, {});
    const page = async (offset: number, limit: number) => ask(search([], { page: { offset, limit } }));
    expect(skusOf(await page(0, 2))).toEqual(['a', 'b']);
    expect(skusOf(await page(4, 2))).toEqual(['e']);
    expect(await page(6, 2)).toEqual({ total: 5, products: [] });
    expect((await page(Number.MAX_SAFE_INTEGER, 5000)).total).toBe(5);
    expect(skusOf(await ask(search([], { page: { most: 5 } })))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await ask(search([], { page: { most: 4 } }))).toEqual({ total: 5, products: [] });
  });

  test('conditions of a group are alternatives, groups hold together', async ({ found, put }) => {
    await put('a', { color: 'red', size: 'm' });
    await put('b', { color: 'blue', size: 'm' });
    await put('c', { color: 'green', size: 'l' });
    const color = attribute('color');
    expect(await found([isIn(color, 'red'), isIn(color, 'green')])).toEqual(['a', 'c']);
    expect(await found([isIn(color, 'red'), isIn(color, 'green')], [isIn(attribute('size'), 'm')])).toEqual(['a']);
  });

  test("filters see the scope's effective values, the store view's own before the global ones", async ({ ask, put }) => {
    await put('a', { name: 'chair', note: 'n' });
    await put('a', { name: 'Stuhl' }, german);
    await put('b', { name: 'Stuhl' });
    const [chair, stuhl] = [search([[isIn(NAME, 'chair')]]), search([[isIn(NAME, 'stuhl')]])];
    expect(skusOf(await ask(chair))).toEqual(['a']);
    expect(skusOf(await ask({ ...chair, scope: english }))).toEqual(['a']);
    expect(skusOf(await ask({ ...chair, scope: german }))).toEqual([]);
    expect(skusOf(await ask(stuhl))).toEqual(['b']);
    expect(skusOf(await ask({ ...stuhl, scope: german }))).toEqual(['a', 'b']);
    expect(skusOf(await ask(search([[absent(attribute('note'))]], { scope: german })))).toEqual(['b']);
  });

  test('an absent value passes no test and no negated one, only null', async ({ found, put }) => {
    await put('with', { color: '', flag: false, zero: 0 });
    await put('without', {});
    for (const code of ['color', 'flag', 'zero']) {
      expect(await found([absent(attribute(code))])).toEqual(['without']);
      expect(await found([not(absent(attribute(code)))])).toEqual(['with']);
      expect(await found([isIn(attribute(code), 'other'), not(isIn(attribute(code), 'other'))])).toEqual(['with']);
    }
    expect(await found([isIn(attribute('color'), '')])).toEqual(['with']);
    expect(await found([isIn(attribute('flag'), '0')])).toEqual(['with']);
  });

  test('numbers compare as numbers however they are written, other texts as texts, A-Z as a-z', async ({ found, put }) => {
    const cost = attribute('cost');
    const values = ['9', 10, '10.50', '-3', 'ten', 'Zebra', '1e3', 'Äpfel'];
    for (const [at, value] of values.entries()) await put(`p${at}`, { cost: value });
    const those = async (...conditions: Condition[]) => (await found(conditions)).map((sku) => values[Number(sku.slice(1))]);
    expect(await those(isIn(cost, '10.00', '009'))).toEqual(['9', 10]);
    expect(await those(isIn(cost, '10.5', 'TEN', '1000'))).toEqual(['10.50', 'ten']);
    expect(await those(above(cost, '9'))).toEqual([10, '10.50', 'ten', 'Zebra', 'Äpfel']);
    expect(await those(not(above(cost, '9')))).toEqual(['9', '-3', '1e3']);
    expect(await those(below(cost, '9.5'))).toEqual(['9', '-3', '1e3']);
    expect(await those(above(cost, 'u'))).toEqual(['Zebra', 'Äpfel']);
    expect(await those(isIn(cost, 'äpfel'))).toEqual([]);
  });

  test('what only looks like a number is a text', async ({ found, put }) => {
    const cost = attribute('cost');
    for (const [at, value] of ['1.', '1.0.0', '--1', '1-', '+1', ' 1', '1000000000000000'].entries()) await put(`p${at}`, { cost: value });
    expect(await found([isIn(cost, '1', '-1', '01')])).toEqual([]);
    expect(await found([above(cost, '999999')])).toEqual([]);
  });

  test('a SKU is found however it is written, and never by its number', async ({ found, put }) => {
    await put('Shirt Ä', {});
    await put('007', {});
    expect(await found([isIn(SKU, skuKey(' SHIRT ä'))])).toEqual(['Shirt Ä']);
    expect(await found([isIn(SKU, '7', '07')])).toEqual([]);
    expect(await found([like(SKU, skuKey('%T Ä'))])).toEqual(['Shirt Ä']);
    expect(await found([above(SKU, '007')])).toEqual(['Shirt Ä']);
  });

  test('like: % is any text, _ one character, a backslash takes both at their word', async ({ found, put }) => {
    const names = ['100% wool', '100 wool', 'a_b', 'a\\b', 'axb', 'a😀b', '', "it's"];
    for (const [at, name] of names.entries()) await put(`p${at}`, { name });
    const those = async (pattern: string) => (await found([like(NAME, pattern)])).map((sku) => names[Number(sku.slice(1))]);
    expect(await those('%WOOL')).toEqual(['100% wool', '100 wool']);
    expect(await those('100\\%%')).toEqual(['100% wool']);
    expect(await those('a_b')).toEqual(['a_b', 'a\\b', 'axb', 'a😀b']);
    expect(await those('a\\_b')).toEqual(['a_b']);
    expect(await those('a\\\\b')).toEqual(['a\\b']);
    expect(await those('\\a\\x\\b')).toEqual(['axb']);
    expect(await those('a\\')).toEqual([]);
    expect(await those('')).toEqual(['']);
    expect(await those('%%%%')).toHaveLength(names.length);
    expect(await those("%'%")).toEqual(["it's"]);
  });

  test('a pattern of nothing but wildcards over a long text is answered', async ({ found, put }) => {
    await put('long', { name: 'a'.repeat(50_000) });
    expect(await found([like(NAME, '%'.repeat(200))])).toEqual(['long']);
    expect(await found([like(NAME, `${'%a'.repeat(100)}%b`)])).toEqual([]);
    expect(await found([like(NAME, `${'%_'.repeat(100)}b`)])).toEqual([]);
  });

  test('finset: a member of a list, of a comma-separated text, or of the websites', async ({ found, put, writer }) => {
    const ids = attribute('category_ids');
    await put('list', { category_ids: ['3', 14] });
    await put('text', { category_ids: 'Red,14' });
    await put('none', { category_ids: [] });
    expect(await found([holds(ids, '14')])).toEqual(['list', 'text']);
    expect(await found([holds(ids, '3', 'red')])).toEqual(['list', 'text']);
    expect(await found([holds(ids, '4')])).toEqual([]);
    expect(await found([holds(ids)])).toEqual([]);
    expect(await found([not(holds(ids, '3'))])).toEqual(['text', 'none']);
    expect(await found([isIn(ids, '3,14')])).toEqual(['list']);
    await writer.save('two', () => ({ commands: [], head: { websites: [1, 12] } }));
    await writer.save('nowhere', () => ({ commands: [], head: { websites: [] } }));
    expect(await found([holds({ kind: 'websites' }, '12')])).toEqual(['two']);
    expect(await found([holds({ kind: 'websites' }, '2')])).toEqual([]);
    expect(await found([absent({ kind: 'websites' })])).toEqual(['nowhere']);
  });

  test('the head of a product: id, type, set, times', async ({ found, put, writer }) => {
    const seconds = START / 1000;
    await put('a', {});
    await put('b', {}, 'global', START + 5_000);
    await put('b', { name: 'B' }, 'global', START + 9_999);
    await writer.save('c', () => ({ commands: [], head: { type: 'Bundle' } }), START + 60_000);
    expect(await found([isIn(ID, '2', '3.0', 'x')])).toEqual(['b', 'c']);
    expect(await found([not(above(ID, '2'))])).toEqual(['a', 'b']);
    expect(await found([isIn({ kind: 'type' }, 'BUNDLE')])).toEqual(['c']);
    expect(await found([isIn({ kind: 'set' }, '4')])).toEqual([]);
    expect(await found([above({ kind: 'created' }, String(seconds))])).toEqual(['b', 'c']);
    expect(await found([above({ kind: 'updated' }, String(seconds + 8))])).toEqual(['b', 'c']);
    expect(await found([above({ kind: 'updated' }, String(seconds + 9))])).toEqual(['c']);
    expect(await found([like({ kind: 'created' }, '2023-11-14 22:13:20')])).toEqual(['a']);
    expect(await found([like({ kind: 'updated' }, '2023-11-14%')])).toEqual(['a', 'b', 'c']);
  });

  test("a role's picture: its path at the scope, an empty text for nobody", async ({ ask, writer, put, found }) => {
    const image: Field = { kind: 'role', code: 'image' as RoleCode };
    const [one, two] = (await writer.add('a', { name: '/a/a/a.jpg' }, { name: '/b/b/b.jpg' })).map(({ id }) => id) as [EntryId, EntryId];
    await writer.save('a', () => ({ commands: [{ kind: 'set-roles', scope: 'global', roles: { ['image' as RoleCode]: one } }] }));
    await writer.save('a', () => ({ commands: [{ kind: 'set-roles', scope: german, roles: { ['image' as RoleCode]: two } }] }));
    await writer.save('b', () => ({ commands: [{ kind: 'set-roles', scope: 'global', roles: { ['image' as RoleCode]: 'none' } }] }));
    await put('c', {});
    expect(await found([isIn(image, '/a/a/a.jpg')])).toEqual(['a']);
    expect(skusOf(await ask(search([[isIn(image, '/b/b/b.jpg')]], { scope: german })))).toEqual(['a']);
    expect(skusOf(await ask(search([[isIn(image, '/a/a/a.jpg')]], { scope: english })))).toEqual(['a']);
    expect(await found([isIn(image, '')])).toEqual(['b']);
    expect(await found([not(isIn(image, ''))])).toEqual(['a']);
    expect(await found([absent(image)])).toEqual(['c']);
  });

  test('sorted: absent, numbers, texts; the other way round; what is equal by id', async ({ ask, put }) => {
    const values = ['b', 10, undefined, 'A', '9', 'a', undefined, '10.0'];
    for (const [at, name] of values.entries()) await put(`p${at}`, name === undefined ? {} : { name });
    const sorted = async (descending: boolean) => skusOf(await ask(search([], { sort: [{ field: NAME, descending }] }))).join(' ');
    expect(await sorted(false)).toBe('p2 p6 p4 p1 p7 p3 p5 p0');
    expect(await sorted(true)).toBe('p0 p3 p5 p1 p7 p4 p2 p6');
    const two = search([], {
      sort: [
        { field: { kind: 'type' }, descending: true },
        { field: SKU, descending: true },
      ],
      page: { offset: 1, limit: 3 },
    });
    expect(skusOf(await ask(two))).toEqual(['p6', 'p5', 'p4']);
  });

  test('hostile names and values are values', async ({ found, put }) => {
    for (const code of ["'; drop table product; --", '__proto__', 'constructor', '"', '$.a']) {
      await put(code, { [code]: code });
      expect(await found([isIn(attribute(code), code)])).toEqual([code]);
      expect(await found([absent(attribute(code))], [isIn(SKU, skuKey(code))])).toEqual([]);
    }
    const text = 'x'.repeat(1024 * 1024);
    expect(await found([isIn(NAME, text), above(NAME, text), holds(NAME, text)])).toEqual([]);
    expect(await found([isIn(NAME, ...Array.from({ length: 1000 }, (_, at) => `${at}`))])).toEqual([]);
    expect(
      await found(
        ...Array.from({ length: 10 }, () => [absent(NAME)]),
        Array.from({ length: 90 }, (_, at) => like(attribute(`a${at}`), '%_x%')),
      ),
    ).toEqual([]);
  });

  test('attributes that ever had a value are known, by code', async ({ galleries, writer, put }) => {
    expect(await galleries.storedAttributes('every')).toEqual([]);
    await put('a', { name: 'A', color: 'red', gone: null });
    await put('a', { name: null, note: 'n' }, german);
    expect(await galleries.storedAttributes('every')).toEqual(['color', 'name', 'note']);
    expect(await galleries.storedAttributes(['note', 'nope', '__proto__', 'color'])).toEqual(['color', 'note']);
    expect(await galleries.storedAttributes([])).toEqual([]);
    await writer.galleries.remove('a', { actor: 't', door: 't', request: 't', at: START });
    expect(await galleries.storedAttributes(['color'])).toEqual(['color']);
  });

  test("an attribute's code has 255 characters at most", async ({ found, writer }) => {
    const put = (code: string) => writer.trySave('a', () => ({ commands: [], attributes: { scope: 'global', values: { [code]: 'x' } } }));
    const [longest, longer] = ['k'.repeat(255), 'k'.repeat(256)];
    expect(await put(longest)).toMatchObject({ ok: true });
    expect(await found([isIn(attribute(longest), 'x')])).toEqual(['a']);
    expect(await put(longer)).toEqual({ ok: false, fault: { code: 'limit-passed', what: 'attribute code', limit: 255, unit: 'characters' } });
  });

  test('a search for an attribute that nobody ever had is refused, unless it is a standard one', async ({ writer, put }) => {
    await put('a', { color: 'red' });
    const standard = new Set(['url_key']);
    const ask = (code: string) => writer.galleries.search(search([[absent(attribute(code))]]), standard);
    expect(await ask('color')).toEqual({ ok: true, value: { total: 0, products: [] } });
    expect(await ask('url_key')).toEqual({ ok: true, value: expect.objectContaining({ total: 1 }) });
    expect(await ask('nope')).toEqual({ ok: false, fault: { code: 'attribute-unknown', attribute: 'nope' } });
    expect(await writer.galleries.search(search([], { sort: [{ field: attribute('nope'), descending: false }] }), standard)).toMatchObject({ ok: false });
  });
}
