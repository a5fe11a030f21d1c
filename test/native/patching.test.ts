/** A patch changes what it names and nothing else, shows it first when asked, and only on the version that was meant. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addEntry, addProduct, type Client, clientOf, galleryOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import { entryIn, expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, viewIn } from './calling.js';

let service: TestService;
let root: Native;
let adobe: Client;
let sku = '';
let [first, second, third] = [0, 0, 0];
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
  third = await addEntry(adobe, sku, { label: 'Side' });
});
afterAll(() => service.stop());

const change = (more: object) => ({ kind: 'value-changed', ...more });

describe('operations', () => {
  it('set the fields they name, and no others', async () => {
    const { changes, warnings } = await patch(root, sku, [{ op: 'set', entry: first, store: 'german', label: 'Vorne', focal: { x: 0.5, y: 0.25 } }]);
    expect(changes).toEqual([
      change({ entry: first, field: 'label', store: 'german', after: 'Vorne' }),
      change({ entry: first, field: 'focal', store: 'german', after: { x: 0.5, y: 0.25 } }),
    ]);
    expect(warnings).toEqual([]);
    expect((await patch(root, sku, [{ op: 'set', entry: first, label: null }])).changes).toEqual([
      change({ entry: first, field: 'label', store: 'all', before: 'Front', after: null }),
    ]);
  });

  it('let one field inherit, all of an entry, or all of every entry', async () => {
    const overrides = [first, second].map((entry) => ({ op: 'set', entry, store: 'german', label: 'x', disabled: true }));
    const held = async () => (await galleryIn(root, sku, '?store=german')).views[0]?.entries.map(({ label, disabled }) => [label.source, disabled.source]);
    await patch(root, sku, overrides);
    await patch(root, sku, [{ op: 'inherit', entry: first, store: 'german', fields: ['label'] }]);
    expect(await held()).toEqual([
      ['global', 'german'],
      ['german', 'german'],
      ['global', 'global'],
    ]);
    await patch(root, sku, [{ op: 'inherit', entry: first, store: 'german' }]);
    expect(await held()).toEqual([
      ['global', 'global'],
      ['german', 'german'],
      ['global', 'global'],
    ]);
    await patch(root, sku, [...overrides, { op: 'set', entry: third, store: 'french', label: 'x' }]);
    await patch(root, sku, [{ op: 'inherit', store: 'german', fields: ['label', 'disabled'] }]);
    expect(await held()).toEqual([
      ['global', 'global'],
      ['global', 'global'],
      ['global', 'global'],
    ]);
    expect(entryIn(await galleryIn(root, sku, '?store=french'), 'french', third).label.source).toBe('french');
    await patch(root, sku, [{ op: 'set', entry: third, store: 'french', label: null }]);
    expect(entryIn(await galleryIn(root, sku, '?store=french'), 'french', third).label).toMatchObject({ value: 'Side', source: 'global' });
  });

  it('hide and show, in one store view or in all', async () => {
    const hidden = async () =>
      Object.fromEntries((await galleryIn(root, sku, '?store=*')).views.map(({ store, entries }) => [store, entries[0]?.disabled.value]));
    await patch(root, sku, [{ op: 'hide', entry: first, store: 'german' }]);
    expect(await hidden()).toEqual({ all: false, default: false, german: true, french: false });
    await patch(root, sku, [
      { op: 'hide', entry: first },
      { op: 'show', entry: first, store: 'german' },
    ]);
    expect(await hidden()).toEqual({ all: true, default: true, german: false, french: true });
  });

  it('move before and after, and let the order inherit again', async () => {
    const order = async () => Object.fromEntries((await galleryIn(root, sku, '?store=all,german')).views.map((view) => [view.store, view.order.value]));
    await patch(root, sku, [{ op: 'move-after', entry: first, after: second, store: 'german' }]);
    expect(await order()).toEqual({ all: [first, second, third], german: [second, first, third] });
    await patch(root, sku, [{ op: 'move-before', entry: third, before: first, store: 'all' }]);
    expect((await order()).all).toEqual([third, first, second]);
    const { changes } = await patch(root, sku, [{ op: 'inherit-order', store: 'german' }]);
    expect(changes.length).toBeGreaterThan(0);
    expect((await order()).german).toEqual([third, first, second]);
  });

  it('give, take and inherit roles', async () => {
    const plays = async () =>
      Object.fromEntries((await galleryIn(root, sku, '?store=all,german')).views.map(({ store, roles }) => [store, roles.thumbnail?.value]));
    const { changes } = await patch(root, sku, [{ op: 'give-role', entry: second, role: 'thumbnail', store: 'german' }]);
    expect(changes).toEqual([{ kind: 'role-changed', role: 'thumbnail', store: 'german', after: second }]);
    expect(await plays()).toEqual({ all: first, german: second });
    await patch(root, sku, [{ op: 'take-role', role: 'thumbnail', store: 'german' }]);
    expect(await plays()).toEqual({ all: first, german: null });
    await patch(root, sku, [{ op: 'inherit-role', role: 'thumbnail', store: 'german' }]);
    expect(await plays()).toEqual({ all: first, german: first });
    expectProblem(await root('PATCH', `/products/${sku}/gallery`, { operations: [{ op: 'give-role', entry: first, role: 'nothing' }] }), 422, 'role-unknown');
  });

  it('are all done or none, each on what the ones before it leave', async () => {
    const { changes, gallery } = await patch(root, sku, [
      { op: 'set', entry: first, label: 'a' },
      { op: 'set', entry: first, label: 'b' },
      { op: 'remove', entry: second },
    ]);
    expect(changes.map(({ kind, after }) => [kind, after])).toEqual([
      ['value-changed', 'a'],
      ['value-changed', 'b'],
      ['entry-removed', undefined],
    ]);
    expect(viewIn(gallery, 'all').order.value).toEqual([first, third]);
    const before = await readStored(service);
    const failing = [
      { op: 'set', entry: first, label: 'c' },
      { op: 'hide', entry: second },
    ];
    expect(expectProblem(await root('PATCH', `/products/${sku}/gallery`, { operations: failing }), 404, 'entry-not-found')).toMatchObject({ entry: second });
    expect(await readStored(service)).toEqual(before);
  });

  it('that change nothing write nothing', async () => {
    const before = await readStored(service);
    const edit = await patch(root, sku, [
      { op: 'set', entry: first, label: 'Front' },
      { op: 'inherit', store: 'german' },
    ]);
    expect(edit).toMatchObject({ change: null, changes: [], warnings: [] });
    expect(await readStored(service)).toEqual(before);
  });
});

describe('a preview', () => {
  it('tells the very changes that follow, and writes nothing', async () => {
    const operations = [
      { op: 'set', entry: first, store: 'german', label: 'Front' },
      { op: 'give-role', entry: first, role: 'image', store: 'german' },
      { op: 'give-role', entry: second, role: 'thumbnail', store: 'french' },
      { op: 'remove', entry: second },
    ];
    const before = await readStored(service);
    const preview = await patch(root, sku, operations, '?dry_run=true&store=german');
    expect(await readStored(service)).toEqual(before);
    expect(preview).toMatchObject({ dry_run: true, change: null });
    expect(preview.warnings.map(({ text }) => text)).toEqual([
      `pins \`label\` of ${first} in german: equal to the global value`,
      'pins `image` in german: the same entry plays it globally',
      'removes an entry that plays `thumbnail` in french',
    ]);
    expect(entryIn(preview.gallery, 'german', first).label).toEqual({
      value: 'Front',
      source: 'german',
      fallback: 'Front',
      since: null,
      by: null,
      change: null,
    });
    const real = await patch(root, sku, operations, '?store=german');
    expect(real.changes).toEqual(preview.changes);
    expect(real.warnings).toEqual(preview.warnings);
    expect(real.change).toEqual(expect.any(Number));
    expect(viewIn(real.gallery, 'german').order.value).toEqual(viewIn(preview.gallery, 'german').order.value);
  });

  it('refuses what the write would refuse', async () => {
    expectProblem(await root('PATCH', `/products/${sku}/gallery?dry_run=true`, { operations: [{ op: 'hide', entry: 999_999 }] }), 404, 'entry-not-found');
    expectProblem(await root('PATCH', '/products/nothing/gallery?dry_run=true', { operations: [{ op: 'hide', entry: first }] }), 404, 'product-not-found');
  });
});

describe('If-Match', () => {
  const hide = { operations: [{ op: 'hide', entry: 0 }] };
  const hiding = () => ({ operations: hide.operations.map((one) => ({ ...one, entry: first })) });

  it('lets the version through that is meant, and any other not, with what happened since', async () => {
    const read = await root('GET', `/products/${sku}/gallery?store=german,french`);
    const { etag = '' } = read.headers;
    expect(etag).toMatch(new RegExp(`^"${(read.body as { version: string }).version}\\.[0-9a-f]{16}"$`));
    await adobe('PUT', `/rest/german/V1/products/${encodeURIComponent(sku)}/media/${first}`, {
      entry: { id: first, media_type: 'image', label: 'Anders', position: 1, disabled: false },
    });
    const late = await root('PATCH', `/products/${sku}/gallery`, hiding(), { 'if-match': etag ?? '' });
    const problem = expectProblem(late, 412, 'version-differs') as { version: string; changes: { by: string; changes: unknown[] }[] };
    expect(problem.changes).toHaveLength(1);
    expect(problem.changes[0]?.changes).toContainEqual(change({ entry: first, field: 'label', store: 'german', after: 'Anders' }));
    const now = await root('GET', `/products/${sku}/gallery`);
    expect(now.headers.etag).toContain(`"${problem.version}.`);
    const again = await root('PATCH', `/products/${sku}/gallery`, hiding(), { 'if-match': `"other", ${now.headers.etag}` });
    expect(again.status).toBe(200);
    expect(again.headers.etag).toBe(`"${(await galleryIn(root, sku)).version}"`);
  });

  it('takes * as any, and a weak or foreign tag as none', async () => {
    expect((await root('PATCH', `/products/${sku}/gallery`, hiding(), { 'if-match': '*' })).status).toBe(200);
    const { etag } = (await root('GET', `/products/${sku}/gallery`)).headers;
    for (const tag of [`W/${etag}`, '""', 'x', '"1 2 3"', `"${'9'.repeat(1000)}-1-1"`])
      expectProblem(await root('PATCH', `/products/${sku}/gallery`, hiding(), { 'if-match': tag }), 412, 'version-differs');
  });

  it('of two who race on one version one wins', async () => {
    const { etag = '' } = (await root('GET', `/products/${sku}/gallery`)).headers;
    const labels = Array.from({ length: 10 }, (_, at) => `label ${at}`);
    const replies = await Promise.all(
      labels.map((label) => root('PATCH', `/products/${sku}/gallery`, { operations: [{ op: 'set', entry: first, label }] }, { 'if-match': etag })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    const winner = labels[replies.findIndex(({ status }) => status === 200)];
    expect((await galleryOf(adobe, sku))[0]?.label).toBe(winner);
  });
});

describe('rights', () => {
  it('for one store view: read everything, write there, and nothing that is common', async () => {
    const german = await nativeAs(service, `german ${sku}`, ['german']);
    expect((await galleryIn(german, sku, '?store=*')).views).toHaveLength(4);
    await patch(german, sku, [
      { op: 'set', entry: first, store: 'german', label: 'Vorne' },
      { op: 'move-after', entry: first, after: third, store: 'german' },
      { op: 'give-role', entry: second, role: 'image', store: 'german' },
    ]);
    const before = await readStored(service);
    const refused = [
      { op: 'set', entry: first, label: 'x' },
      { op: 'set', entry: first, store: 'all', label: 'x' },
      { op: 'hide', entry: first, store: 'french' },
      { op: 'take-role', role: 'image' },
      { op: 'remove', entry: first },
    ];
    for (const operation of refused)
      for (const operations of [[operation], [{ op: 'hide', entry: first, store: 'german' }, operation]])
        expectProblem(await german('PATCH', `/products/${sku}/gallery`, { operations }), 403, 'not-authorized');
    expect(await readStored(service)).toEqual(before);
  });

  it('on other things than galleries, or none at all, open nothing', async () => {
    const other = await nativeAs(service, `other ${sku}`, undefined, ['Magento_Catalog::products']);
    expectProblem(await other('GET', `/products/${sku}/gallery`), 403, 'not-authorized');
    const nobody = nativeOf(service, 'nobody');
    expectProblem(await nobody('GET', `/products/${sku}/gallery`), 401, 'not-signed-in');
    expectProblem(await nobody('PATCH', `/products/${sku}/gallery`, '{{{'), 401, 'not-signed-in');
  });
});
