/** What happened, by whichever door, and taking it back: overrides, roles, bytes, removed entries. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aContent, addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import { entryIn, expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, undo, viewIn } from './calling.js';

interface Line {
  readonly change: number;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly door: string;
  readonly request: string;
  readonly changes: readonly Readonly<Record<string, unknown>>[];
}
let service: TestService;
let root: Native;
let adobe: Client;
let sku = '';
let [first, second] = [0, 0];
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
});
beforeEach(async () => {
  sku = `SKU-${++count}`;
  await addProduct(adobe, sku);
  first = await addEntry(adobe, sku, { label: 'Front', types: ['image', 'thumbnail'] });
  second = await addEntry(adobe, sku, { label: 'Back' });
});
afterAll(() => service.stop());

async function historyOf(query = ''): Promise<{ lines: Line[]; next: number | null }> {
  const reply = await root('GET', `/products/${sku}/history${query}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as { lines: Line[]; next: number | null };
}
const lastChange = async (): Promise<number> => (await historyOf('?limit=1')).lines[0]?.change ?? 0;
/** Without what every write moves. */
const seen = async () => {
  const { version: _, ...gallery } = await galleryIn(root, sku, '?store=*');
  const views = gallery.views.map(({ store, order, roles, entries }) => ({
    store,
    order: [order.value, order.source],
    roles: Object.entries(roles).map(([role, { value, source }]) => [role, value, source]),
    entries: entries.map(({ id, ...cells }) => [
      id,
      Object.entries(cells).map(([name, cell]) => [name, (cell as { value?: unknown }).value ?? cell, (cell as { source?: string }).source]),
    ]),
  }));
  return JSON.parse(JSON.stringify(views, (key, value) => (key === 'since' || key === 'by' || key === 'change' ? undefined : value)));
};

describe('history', () => {
  it('tells every change of every door: who, when, through what, before and after', async () => {
    const anna = await nativeAs(service, `anna ${sku}`);
    await patch(anna, sku, [{ op: 'set', entry: first, store: 'german', label: 'Vorne' }]);
    await adobe('PUT', `/rest/german/V1/products/${sku}/media/${first}`, {
      entry: { id: first, media_type: 'image', label: 'Anders', position: 1, disabled: false },
    });
    const { lines } = await historyOf();
    expect(lines.map(({ door, by }) => [door, by])).toEqual([
      ['adobe-rest', 'test-root'],
      ['native', `anna ${sku}`],
      ['adobe-rest', 'test-root'],
      ['adobe-rest', 'test-root'],
      ['adobe-rest', 'test-root'],
    ]);
    expect(lines[0]?.changes).toContainEqual({ kind: 'value-changed', entry: first, field: 'label', store: 'german', before: 'Vorne', after: 'Anders' });
    expect(lines[1]?.changes).toEqual([{ kind: 'value-changed', entry: first, field: 'label', store: 'german', after: 'Vorne' }]);
    expect(lines.at(-1)?.changes[0]).toEqual({ kind: 'product-added' });
    expect(lines.map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1]);
    expect(Math.abs(Date.parse(lines[0]?.at ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('comes in shorter pages where changes are large, here and in the history of all products', async () => {
    for (const round of ['a', 'b', 'c']) {
      const custom_attributes = Array.from({ length: 30 }, (_, nth) => ({ attribute_code: `${round}${nth}`, value: 'x'.repeat(60_000) }));
      expect((await adobe('PUT', `/rest/all/V1/products/${sku}`, { product: { sku, custom_attributes } })).status).toBe(200);
    }
    const page = await historyOf();
    const rest = await historyOf(`?cursor=${page.next}`);
    expect([page.lines, rest.lines].map((lines) => lines.map(({ revision }) => revision))).toEqual([
      [6, 5],
      [4, 3, 2, 1],
    ]);
    expect(rest.next).toBeNull();
    const all = (await root('GET', '/history')).body as { lines: object[]; next: string };
    expect([all.lines.length, typeof all.next]).toEqual([2, 'string']);
    expect((await undo(root, sku, { back_to: rest.lines[1]?.change })).changes).toHaveLength(90);
  });

  it('comes in pages that leave nothing out, also while it grows', async () => {
    const whole = (await historyOf()).lines;
    const pages: Line[] = [];
    for (let cursor: number | null | undefined; cursor !== null; ) {
      const page = await historyOf(`?limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      pages.push(...page.lines);
      cursor = page.next;
      await patch(root, sku, [{ op: 'set', entry: first, label: `${pages.length}` }]);
    }
    expect(pages).toEqual(whole);
    expectProblem(await root('GET', '/products/nothing/history'), 404, 'product-not-found');
    for (const query of ['?limit=0', '?limit=201', '?limit=x', '?cursor=-1', '?cursor=x', '?limit=', '?before=1'])
      expectProblem(await root('GET', `/products/${sku}/history${query}`), 400, 'invalid-request');
  });
});

describe('undo', () => {
  it('takes overrides, roles and the order back, and can be taken back itself', async () => {
    const start = await seen();
    const { change } = await patch(root, sku, [
      { op: 'set', entry: first, store: 'german', label: '', disabled: true },
      { op: 'give-role', entry: second, role: 'image' },
      { op: 'take-role', role: 'thumbnail', store: 'french' },
      { op: 'move-after', entry: first, after: second, store: 'french' },
    ]);
    const changed = await seen();
    const undone = await undo(root, sku, { change }, '?store=german');
    expect(await seen()).toEqual(start);
    await undo(root, sku, { change: undone.change });
    expect(await seen()).toEqual(changed);
  });

  it('brings a removed entry back with everything it had: number, path, bytes, overrides, roles', async () => {
    await patch(root, sku, [
      { op: 'set', entry: first, store: 'german', label: 'Vorne', position: 7 },
      { op: 'give-role', entry: first, role: 'swatch_image', store: 'french' },
    ]);
    const [start, { file }] = [await seen(), entryIn(await galleryIn(root, sku), 'all', first)];
    const { change } = await patch(root, sku, [{ op: 'remove', entry: first }]);
    expect((await adobe('GET', `/media/catalog/product${file.value}`)).status).toBe(404);
    await undo(root, sku, { change });
    expect(await seen()).toEqual(start);
    expect((await adobe('GET', `/media/catalog/product${file.value}`)).status).toBe(200);
  });

  it('gives a path that is somebody else’s by now with a number', async () => {
    const { file } = entryIn(await galleryIn(root, sku), 'all', first);
    const { change } = await patch(root, sku, [{ op: 'remove', entry: first }]);
    const taken = await addEntry(adobe, sku, { content: await aContent(file.value.split('/').at(-1) ?? '', 2) });
    expect(entryIn(await galleryIn(root, sku), 'all', taken).file.value).toBe(file.value);
    await undo(root, sku, { change });
    const gallery = await galleryIn(root, sku);
    expect(entryIn(gallery, 'all', first).file.value).not.toBe(file.value);
    expect(entryIn(gallery, 'all', taken).file.value).toBe(file.value);
    expect((await adobe('GET', `/media/catalog/product${entryIn(gallery, 'all', first).file.value}`)).status).toBe(200);
  });

  it('takes bytes back that another door replaced', async () => {
    const before = entryIn(await galleryIn(root, sku), 'all', first).file.value;
    const bytes = (await adobe('GET', `/media/catalog/product${before}`)).bytes;
    const entry = { id: first, media_type: 'image', label: 'Front', position: 1, disabled: false, content: await aContent('other.png', 2) };
    expect((await adobe('PUT', `/rest/all/V1/products/${sku}/media/${first}`, { entry })).status).toBe(200);
    await undo(root, sku, { change: await lastChange() });
    expect(entryIn(await galleryIn(root, sku), 'all', first).file.value).toBe(before);
    expect((await adobe('GET', `/media/catalog/product${before}`)).bytes.equals(bytes)).toBe(true);
  });

  it('takes back what a product save changed, its attributes too', async () => {
    await adobe('PUT', `/rest/german/V1/products/${sku}`, { product: { sku, name: 'Hemd', custom_attributes: [{ attribute_code: 'color', value: 'rot' }] } });
    const editor = await nativeAs(service, `editor ${sku}`, undefined, ['Magento_Catalog::catalog']);
    expect(expectProblem(await editor('POST', `/products/${sku}/undo`, { change: await lastChange() }), 403, 'not-authorized').resource).toBe(
      'Magento_Catalog::products',
    );
    await undo(root, sku, { change: await lastChange() });
    const { name, custom_attributes } = (await adobe('GET', `/rest/german/V1/products/${sku}`)).body as {
      name: string;
      custom_attributes: { attribute_code: string }[];
    };
    expect(name).toBe(sku);
    expect(custom_attributes.map(({ attribute_code }) => attribute_code)).not.toContain('color');
  });

  it('refuses to trample later changes, with the difference, unless it is forced', async () => {
    const { change } = await patch(root, sku, [{ op: 'set', entry: first, store: 'german', label: 'Vorne', disabled: true }]);
    await patch(root, sku, [{ op: 'set', entry: first, store: 'german', label: 'Besser' }]);
    const before = await readStored(service);
    const refused = await root('POST', `/products/${sku}/undo`, { change });
    expect(expectProblem(refused, 409, 'undo-tramples').trampled).toEqual([
      { kind: 'value', entry: first, name: 'label', store: 'german', left: 'Vorne', now: 'Besser' },
    ]);
    expect(await readStored(service)).toEqual(before);
    const { changes } = await undo(root, sku, { change, force: true });
    expect(changes).toContainEqual({ kind: 'value-changed', entry: first, field: 'label', store: 'german', before: 'Besser' });
    expect(entryIn(await galleryIn(root, sku, '?store=german'), 'german', first).label.source).toBe('global');
  });

  it('is previewed like any write', async () => {
    const { change } = await patch(root, sku, [{ op: 'remove', entry: first }]);
    const before = await readStored(service);
    const preview = await undo(root, sku, { change }, '?dry_run=true');
    expect(preview.changes.map(({ kind }) => kind)).toContain('entry-added');
    expect(viewIn(preview.gallery, 'all').order.value).toEqual([first, second]);
    expect(await readStored(service)).toEqual(before);
  });

  it('of a change that is none of the product’s, or that made it, is refused', async () => {
    const change = await lastChange();
    await addProduct(adobe, `${sku}-other`);
    for (const none of [1_000_000, 1]) {
      if (none === change) continue;
      const reply = await root('POST', `/products/${sku}-other/undo`, { change: none });
      expectProblem(reply, 404, 'change-not-found');
    }
    const { lines } = await historyOf();
    expectProblem(await root('POST', `/products/${sku}/undo`, { change: lines.at(-1)?.change }), 422, 'undo-impossible');
    expectProblem(await root('POST', '/products/nothing/undo', { change }), 404, 'product-not-found');
  });

  it('leaves the cells of a store view that is gone', async () => {
    await service.app.catalog.addStore({ code: 'passing' as never, name: 'p', website: undefined, locale: 'en_US' });
    const { change } = await patch(root, sku, [
      { op: 'set', entry: first, store: 'passing', label: 'x' },
      { op: 'set', entry: first, store: 'german', label: 'y' },
    ]);
    await service.app.stores.remove('passing' as never);
    const { changes } = await undo(root, sku, { change });
    expect(changes).toEqual([{ kind: 'value-changed', entry: first, field: 'label', store: 'german', before: 'y' }]);
  });

  it('takes rights for every store view that it writes', async () => {
    const german = await nativeAs(service, `german ${sku}`, ['german']);
    const here = await patch(root, sku, [{ op: 'hide', entry: first, store: 'german' }]);
    const there = await patch(root, sku, [
      { op: 'hide', entry: first, store: 'french' },
      { op: 'hide', entry: second, store: 'german' },
    ]);
    expectProblem(await german('POST', `/products/${sku}/undo`, { change: there.change }), 403, 'not-authorized');
    await undo(german, sku, { change: here.change });
    const hidden = (await galleryIn(root, sku, '?store=german,french')).views.map(({ entries }) => entries.map(({ disabled }) => disabled.value));
    expect(hidden).toEqual([
      [false, true],
      [true, false],
    ]);
  });
});
