/** Products and alternative texts as lists, and many labels at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, type Native, nativeAs, nativeOf, patch } from './calling.js';

interface Listed {
  readonly sku: string;
  readonly name: string | null;
  readonly entries: number;
  readonly overrides: boolean;
  readonly picture: { readonly url: string; readonly renditions: Readonly<Record<string, { readonly url: string }>> } | null;
}
interface AltItem {
  readonly sku: string;
  readonly entry: number;
  readonly state: string;
  readonly label: { readonly value: string | null; readonly source: string; readonly fallback?: string | null };
  readonly lang: string | null;
  readonly locale: string;
  readonly picture: object | null;
}
let service: TestService;
let root: Native;
let adobe: Client;
let shirt: readonly number[];
let mug: number;
beforeAll(async () => {
  service = await startService();
  await service.app.catalog.addStore({ code: 'german' as never, name: 'German', website: undefined, locale: 'de_DE' });
  await service.app.catalog.addStore({ code: 'french' as never, name: 'French', website: undefined, locale: 'fr_FR' });
  [root, adobe] = [nativeOf(service), clientOf(service)];
  for (const sku of ['Shirt-10', 'mug', 'empty']) await addProduct(adobe, sku);
  expect((await adobe('PUT', '/rest/german/V1/products/Shirt-10', { product: { name: 'Ärmelhemd' } })).status).toBe(200);
  shirt = [await addEntry(adobe, 'Shirt-10', { label: 'Front', types: ['image'] }), await addEntry(adobe, 'Shirt-10', { label: null, types: ['thumbnail'] })];
  mug = await addEntry(adobe, 'mug', { label: 'Mug' });
  await patch(root, 'mug', [
    { op: 'set', entry: mug, store: 'german', label: 'Tasse', disabled: true },
    ...['image', 'small_image', 'thumbnail'].map((role) => ({ op: 'take-role', role })),
  ]);
});
afterAll(() => service.stop());

async function list<T>(path: string, member: string): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const more: string = cursor === '' ? '' : `${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const reply = await root('GET', `${path}${more}`);
    expect(reply.status, reply.text).toBe(200);
    const body = reply.body as Record<string, T[]> & { next: string | null };
    rows.push(...(body[member] as T[]));
    cursor = body.next;
  }
  return rows;
}
const skus = async (query: string) => (await list<Listed>(`/products${query}`, 'products')).map(({ sku }) => sku);

describe('products', () => {
  it('come in the order of their SKUs, page by page, with the number of them all', async () => {
    expect(await skus('?limit=2')).toEqual(['empty', 'mug', 'Shirt-10']);
    expect((await root('GET', '/products')).body).toMatchObject({ total: 3, next: null });
    expect((await root('GET', '/products?q=mug')).body).toMatchObject({ total: null });
  });

  it('are found by words of the SKU and of any name', async () => {
    expect(await skus('?q=shirt')).toEqual(['Shirt-10']);
    expect(await skus('?q=%C3%A4rmel')).toEqual(['Shirt-10']);
    expect(await skus('?q=ARMELHEMD%2010')).toEqual(['Shirt-10']);
    expect(await skus('?q=hemd')).toEqual([]);
  });

  it('are filtered', async () => {
    expect(await skus('?filter=no-picture')).toEqual(['empty']);
    expect(await skus('?filter=missing-alt&store=german')).toEqual(['Shirt-10']);
    expect(await skus('?filter=overrides&store=german')).toEqual(['mug']);
    expect(await skus('?filter=overrides&store=french')).toEqual([]);
  });

  it.each(['german', 'french', 'all'])('say of each whether %s has something of its own, as the filter does', async (store) => {
    const marked = (await list<Listed>(`/products?store=${store}`, 'products')).filter(({ overrides }) => overrides).map(({ sku }) => sku);
    expect(marked).toEqual(store === 'all' ? [] : await skus(`?filter=overrides&store=${store}`));
  });

  it('show name and picture as the store view sees them', async () => {
    const [, , german] = await list<Listed>('/products?store=german', 'products');
    expect(german).toMatchObject({ sku: 'Shirt-10', name: 'Ärmelhemd', entries: 2 });
    const [empty, cup, common] = await list<Listed>('/products', 'products');
    expect([empty?.picture, common?.name]).toEqual([null, 'Shirt-10']);
    expect(Object.keys(common?.picture?.renditions ?? {})).toEqual(['product_small_image', 'product_page_image_medium']);
    // Nobody plays a role there: the first one that is not hidden.
    expect(cup?.picture).not.toBeNull();
    const [, hidden] = await list<Listed>('/products?store=german', 'products');
    expect(hidden).toMatchObject({ sku: 'mug', picture: null });
  });

  it('one tells what it is', async () => {
    const reply = await root('GET', '/products/shirt-10');
    expect(reply.body).toMatchObject({ sku: 'Shirt-10', name: 'Shirt-10', type: 'simple', set: { id: 4, name: 'Default' }, entries: 2 });
    expect((reply.body as { roles: string[] }).roles).toContain('thumbnail');
    expect((await root('GET', '/products/shirt-10?store=german')).body).toMatchObject({ name: 'Ärmelhemd', entries: 2 });
    expectProblem(await root('GET', '/products/nothing'), 404, 'product-not-found');
    expectProblem(await root('GET', '/products/shirt-10?store=nowhere'), 404, 'store-not-found');
  });

  it('refuse what is no question', async () => {
    expectProblem(await root('GET', '/products?store=nowhere'), 404, 'store-not-found');
    expectProblem(await root('GET', '/products?filter=overrides'), 400, 'invalid-request');
    expectProblem(await root('GET', '/products?filter=all'), 400, 'invalid-request');
    expectProblem(await root('GET', '/products?limit=201'), 400, 'invalid-request');
    expectProblem(await root('GET', `/products?q=${'x'.repeat(201)}`), 400, 'invalid-request');
    for (const cursor of ['!', 'e30', Buffer.from('[1]').toString('base64url'), Buffer.from('["\\u0000"]').toString('base64url'), 'a'.repeat(2001)])
      expectProblem(await root('GET', `/products?cursor=${cursor}`), 400, 'invalid-request');
    expectProblem(await (await nativeAs(service, 'nobody', undefined, []))('GET', '/products'), 403, 'not-authorized');
  });
});

describe('alternative texts', () => {
  const alts = (query: string) => list<AltItem>(`/alt-text${query}`, 'items');
  const states = async (query: string) => (await alts(query)).map(({ entry, state }) => [entry, state]);

  it('are told with their state, their language and their picture', async () => {
    expect(await states('?store=german')).toEqual([
      [mug, 'written'],
      [shirt[0], 'inherited'],
      [shirt[1], 'missing'],
    ]);
    const [first, second, third] = await alts('?store=german&limit=1');
    expect(first).toMatchObject({ sku: 'mug', label: { value: 'Tasse', source: 'german', fallback: 'Mug' }, lang: 'de-DE', locale: 'de_DE' });
    expect(second).toMatchObject({ label: { value: 'Front', source: 'global' }, lang: 'en-US', locale: 'de_DE' });
    expect(third).toMatchObject({ label: { value: null }, lang: null });
    expect(third?.picture).not.toBeNull();
  });

  it('are listed by state and by words', async () => {
    expect(await states('?store=german&state=missing')).toEqual([[shirt[1], 'missing']]);
    expect(await states('?store=french&state=inherited&q=mug')).toEqual([[mug, 'inherited']]);
    expect(await states('?state=inherited')).toEqual([]);
    expectProblem(await root('GET', '/alt-text?store=nowhere'), 404, 'store-not-found');
    expectProblem(await root('GET', '/alt-text?state=lost'), 400, 'invalid-request');
    expectProblem(await root('GET', '/alt-text?cursor=WzFd'), 400, 'invalid-request');
  });

  it('many are written at once, a product wholly or not at all; what is decorative is a state of its own', async () => {
    const before = (await root('GET', '/alt-text/coverage')).body as { stores: Record<string, unknown>[] };
    expect(before.stores.map(({ store }) => store)).toEqual(['all', 'default', 'german', 'french']);
    expect(before.stores[2]).toEqual({ store: 'german', locale: 'de_DE', total: 3, missing: 1, inherited: 1, written: 1, decorative: 0 });
    const labels = [
      { sku: 'mug', entry: mug, store: 'german', label: null },
      { sku: 'SHIRT-10', entry: shirt[0], store: 'german', label: 'Vorderseite' },
      { sku: 'Shirt-10', entry: shirt[1], store: 'all', decorative: true },
      { sku: 'nothing', entry: 1, store: 'all', label: 'x' },
      { sku: 'empty', entry: mug, store: 'all', label: 'x' },
    ];
    const preview = await root('PATCH', '/labels?dry_run=true', { labels });
    expect((preview.body as { results: { changes?: unknown[] }[] }).results.map(({ changes }) => changes?.length)).toEqual([1, 2, undefined, undefined]);
    expect(await states('?store=german&state=missing')).toHaveLength(1);
    const { results } = (await root('PATCH', '/labels', { labels })).body as { results: { sku: string; change?: number; problem?: { type: string } }[] };
    expect(results.map(({ sku, problem }) => [sku, problem?.type])).toEqual([
      ['mug', undefined],
      ['Shirt-10', undefined],
      ['nothing', 'product-not-found'],
      ['empty', 'entry-not-found'],
    ]);
    expect(await states('?store=german')).toEqual([
      [mug, 'inherited'],
      [shirt[0], 'written'],
      [shirt[1], 'decorative'],
    ]);
    expect((await root('GET', '/products?filter=missing-alt&store=german')).body).toMatchObject({ products: [] });
    const undone = await root('POST', '/undo', { changes: results.slice(0, 2).map(({ sku, change }) => ({ sku, change })) });
    expect(undone.status).toBe(200);
    expect(await states('?store=german&state=missing')).toEqual([[shirt[1], 'missing']]);
  });

  it('who may write one store view only writes labels there', async () => {
    const german = await nativeAs(service, 'german-only', ['german']);
    const write = async (store: string) => {
      const { results } = (await german('PATCH', '/labels', { labels: [{ sku: 'mug', entry: mug, store, label: 'Becher' }] })).body as {
        results: { problem?: { type: string } }[];
      };
      return results[0]?.problem?.type;
    };
    expect([await write('all'), await write('french'), await write('german')]).toEqual(['not-authorized', 'not-authorized', undefined]);
    expectProblem(await root('PATCH', '/labels', { labels: [] }), 400, 'invalid-request');
    expectProblem(await root('PATCH', '/labels', { labels: [{ sku: 'mug', entry: mug, store: 'german', title: 'x' }] }), 400, 'invalid-request');
  });
});
