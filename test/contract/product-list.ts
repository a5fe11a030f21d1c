/** What lists over a whole shop promise, whatever keeps it. */
import { expect } from 'vitest';
import type { AltQuestion, ProductFilter, ProductQuestion } from '../../src/app/ports-product-list.js';
import { ALT_STATES, altState } from '../../src/core/alt-text.js';
import { type EntryId, type ProductId, skuKey } from '../../src/core/ids.js';
import type { Scope } from '../../src/core/scope.js';
import { termsAsked } from '../../src/core/terms.js';
import { accepted, storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, type OpenDatabase, testOn } from './adapters.js';
import { addOne, author, furnish, Writer } from './writing.js';

const GERMAN: Scope = { store: storeCode('german') };
const ENGLISH: Scope = { store: storeCode('english') };

export function productListContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('products come in the order of their keys, page by page, each once', async (opened) => {
    const writer = new Writer(opened.galleries);
    for (const sku of ['b', 'É', 'A-10', 'a-2', '_', 'a']) await writer.save(sku);
    expect(await skusIn(opened, {}, 2)).toEqual(['_', 'a', 'A-10', 'a-2', 'b', 'É']);
    expect(await opened.list.count()).toBe(6);
  });

  test('each word of a question begins some word of the SKU or of a name of any scope; letters are folded', async (opened) => {
    await furnish(opened);
    const writer = new Writer(opened.galleries);
    await named(writer, 'MB-01', 'Ärmel Shirt');
    await named(writer, 'MB-02', 'Shirt', 'Hemd mit ÄRMEL');
    await named(writer, 'TK-7', 'Mug');
    const ask = (text: string) => skusIn(opened, { terms: termsAsked(text) });
    expect(await ask('armel')).toEqual(['MB-01', 'MB-02']);
    expect(await ask('Shi ÄRM')).toEqual(['MB-01', 'MB-02']);
    expect(await ask('hemd mb')).toEqual(['MB-02']);
    expect(await ask('mb-01')).toEqual(['MB-01']);
    expect(await ask('irt')).toEqual([]);
    expect(await ask('shirt mug')).toEqual([]);
    expect(await ask('%')).toEqual(['MB-01', 'MB-02', 'TK-7']);
  });

  test('a name that changes is found by its new words alone, one that goes by none', async (opened) => {
    await furnish(opened);
    const writer = new Writer(opened.galleries);
    await named(writer, 'A', 'red');
    await named(writer, 'A', 'blue', 'blau');
    const ask = (text: string) => skusIn(opened, { terms: termsAsked(text) });
    expect([await ask('red'), await ask('blue'), await ask('blau'), await ask('a')]).toEqual([[], ['A'], ['A'], ['A']]);
    await writer.save('A', () => ({ commands: [], attributes: { scope: GERMAN, values: { name: null } } }));
    expect([await ask('blau'), await ask('blue')]).toEqual([[], ['A']]);
    await opened.galleries.removeProduct(skuKey('A'), author());
    expect(await ask('blue')).toEqual([]);
  });

  test('filters: no picture, a text that is missing as a store view sees it, values or roles of its own', async (opened) => {
    await furnish(opened);
    const writer = new Writer(opened.galleries);
    await writer.save('none');
    const one = await addOne(writer, 'one', { name: '/a/one.jpg', values: { label: 'One' } });
    const two = await addOne(writer, 'two', { name: '/a/two.jpg', values: { label: '  ' } });
    const three = await addOne(writer, 'three', { name: '/a/three.jpg', values: { label: 'Three' } });
    await addOne(writer, 'four', { name: '/a/four.jpg', values: { decorative: true } });
    await writer.set('one', one.id, GERMAN, { label: '' });
    await writer.set('two', two.id, GERMAN, { label: 'Zwei' });
    await writer.run('three', { kind: 'set-roles', scope: GERMAN, roles: { thumbnail: three.id } as never });
    const find = (filter: ProductFilter, scope: Scope = 'global') => skusIn(opened, { filter, scope });
    expect(await find('no-picture')).toEqual(['none']);
    expect(await find('missing-alt')).toEqual(['two']);
    expect(await find('missing-alt', GERMAN)).toEqual(['one']);
    expect(await find('missing-alt', ENGLISH)).toEqual(['two']);
    expect(await find('overrides', GERMAN)).toEqual(['one', 'three', 'two']);
    expect([await find('overrides', ENGLISH), await find('overrides')]).toEqual([[], []]);
    expect(await skusIn(opened, { filter: 'overrides', scope: GERMAN, terms: ['t'] })).toEqual(['three', 'two']);
  });

  test('products load in the order asked, with the overrides of the store view and no others', async (opened) => {
    await furnish(opened);
    const writer = new Writer(opened.galleries);
    await named(writer, 'A', 'red', 'rot');
    await named(writer, 'B', 'blue');
    const { products } = await opened.list.find({ terms: [], filter: undefined, scope: 'global', after: '', limit: 9 });
    const ids = [...products.map(({ id }) => id)].reverse();
    const loaded = await opened.list.load([...ids, 999 as ProductId], [storeCode('german')]);
    expect(loaded.map(({ product }) => product.sku)).toEqual(['B', 'A']);
    expect(loaded[1]?.attributes.stores).toEqual({ german: { name: 'rot' } });
  });

  test('alternative texts in every state agree with the plain rule, listed and counted', async (opened) => {
    await furnish(opened);
    const writer = new Writer(opened.galleries);
    const labels = [null, '', ' ', 'text', '"', '\\', '"label":"', ' "decorative":true ', '":"'];
    const entries: { sku: string; id: EntryId }[] = [];
    for (const [at, label] of labels.entries())
      for (const decorative of [false, true])
        for (const own of [undefined, '', '  ', 'eigener', '"']) {
          const sku = `p${at % 4}`;
          const { id } = await addOne(writer, sku, { name: `/a/${at}.jpg`, values: { label, decorative, videoTitle: '{"label":"x","decorative":true}' } });
          entries.push({ sku, id });
          if (own !== undefined) await writer.set(sku, id, GERMAN, { label: own });
          if (id % 3 === 0) await writer.set(sku, id, GERMAN, { decorative: id % 2 === 0 });
        }
    const counts = accepted(await opened.alts.coverage(['global', GERMAN, ENGLISH]));
    for (const [at, scope] of (['global', GERMAN, ENGLISH] as const).entries()) {
      const wanted = new Map<EntryId, string>();
      for (const sku of ['p0', 'p1', 'p2', 'p3']) for (const entry of (await writer.load(sku)).gallery.entries) wanted.set(entry.id, altState(entry, scope));
      const seen: EntryId[] = [];
      for (const state of ALT_STATES) {
        const found = await altsIn(opened, { scope, state });
        expect(found.map((id) => wanted.get(id))).toEqual(found.map(() => state));
        expect(counts[at]?.[state]).toBe(found.length);
        seen.push(...found);
      }
      expect(seen.sort((a, b) => a - b)).toEqual([...wanted.keys()].sort((a, b) => a - b));
      expect(await altsIn(opened, { scope })).toHaveLength(entries.length);
    }
  }, 60_000);

  test('a shop without any entry is counted, too', async (opened) => {
    expect(accepted(await opened.alts.coverage(['global']))).toEqual([{ missing: 0, inherited: 0, written: 0, decorative: 0 }]);
    expect(await opened.list.isIndexed()).toBe(true);
    expect(await opened.list.indexSome(10)).toBe(false);
  });
}

/** With a common name, and one in german. */
async function named(writer: Writer, sku: string, name: string, german?: string): Promise<void> {
  await writer.save(sku, () => ({ commands: [], attributes: { scope: 'global', values: { name } } }));
  if (german !== undefined) await writer.save(sku, () => ({ commands: [], attributes: { scope: GERMAN, values: { name: german } } }));
}

async function skusIn({ list }: OpenDatabase, question: Partial<ProductQuestion>, limit = 3): Promise<readonly string[]> {
  const skus: string[] = [];
  for (let after: ProductQuestion['after'] | undefined = ''; after !== undefined; ) {
    const found: Awaited<ReturnType<typeof list.find>> = await list.find({ terms: [], filter: undefined, scope: 'global', ...question, after, limit });
    expect(found.products.length).toBeLessThanOrEqual(limit);
    skus.push(...found.products.map(({ sku }) => sku));
    after = found.next;
  }
  return skus;
}

async function altsIn({ alts }: OpenDatabase, question: Partial<AltQuestion>): Promise<readonly EntryId[]> {
  const ids: EntryId[] = [];
  let after: AltQuestion['after'];
  do {
    const found = await alts.find({ terms: [], scope: 'global', state: undefined, ...question, after, limit: 7 });
    ids.push(...found.entries.map(({ entry }) => entry));
    after = found.next;
  } while (after !== undefined);
  return ids;
}
