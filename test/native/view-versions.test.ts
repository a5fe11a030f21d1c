/** A store view's version stands as long as nothing that it shows or holds has changed, whatever happens to the others. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, galleryIn, type Native, nativeOf, patch, undo, viewIn } from './calling.js';

let service: TestService;
let root: Native;
let adobe: Client;
let sku = '';
let entry = 0;
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
});
beforeEach(async () => {
  sku = `VERSION-${++count}`;
  await addProduct(adobe, sku);
  entry = await addEntry(adobe, sku, { label: 'Front' });
});
afterAll(() => service.stop());

const versions = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await galleryIn(root, sku, '?store=*')).views.map((view) => [view.store, (view as unknown as { version: string }).version]));
const read = async (store: string) => (await root('GET', `/products/${sku}/gallery?store=${store}`)).headers.etag ?? '';
const label = (store: string, text: string | null, ifMatch: string) =>
  root('PATCH', `/products/${sku}/gallery`, { operations: [{ op: 'set', entry, store, label: text }] }, { 'if-match': ifMatch });

it('is another one after each change that reaches the store view, and after no other', async () => {
  const first = await versions();
  expect(new Set(Object.values(first)).size).toBe(4);
  await patch(root, sku, [{ op: 'set', entry, store: 'french', label: 'Devant' }]);
  const second = await versions();
  expect(second).toEqual({ ...first, french: expect.not.stringMatching(first.french ?? '') });
  await patch(root, sku, [{ op: 'give-role', entry, store: 'french', role: 'image' }]);
  expect(await versions()).toEqual({ ...second, french: expect.not.stringMatching(second.french ?? '') });
  await patch(root, sku, [{ op: 'set', entry, label: 'Other' }]);
  const third = await versions();
  for (const [store, version] of Object.entries(third)) expect(version).not.toBe(second[store]);
  // As everything was: the same again.
  await patch(root, sku, [{ op: 'set', entry, label: 'Front' }]);
  expect((await versions()).german).toBe(first.german);
});

it('read alone it is the ETag, and lets a write through that others have not touched', async () => {
  const german = await read('german');
  expect(german).toContain(`"${(await versions()).german}.`);
  expect((await label('french', 'Devant', german)).status).toBe(200);
  expect((await label('german', 'Vorne', german)).status).toBe(200);
  expectProblem(await label('german', 'Anders', german), 412, 'version-differs');
  const now = await root(
    'PATCH',
    `/products/${sku}/gallery?store=german`,
    { operations: [{ op: 'hide', entry, store: 'german' }] },
    { 'if-match': await read('german') },
  );
  expect(now.headers.etag).toBe(`"${(await versions()).german}"`);
});

it('tells who comes late what happened since', async () => {
  const german = await read('german');
  await label('german', 'Vorne', '*');
  await label('french', 'Devant', '*');
  const { changes } = expectProblem(await label('german', 'Anders', german), 412, 'version-differs') as { changes: { changes: unknown[] }[] };
  expect(changes.map((line) => line.changes)).toEqual([
    [{ kind: 'value-changed', entry, field: 'label', store: 'french', after: 'Devant' }],
    [{ kind: 'value-changed', entry, field: 'label', store: 'german', after: 'Vorne' }],
  ]);
  const removed = await read('german');
  await patch(root, sku, [{ op: 'remove', entry }]);
  const late = expectProblem(await label('german', 'x', removed), 412, 'version-differs') as { changes: { changes: { kind: string }[] }[] };
  expect(late.changes.map((line) => line.changes.map(({ kind }) => kind))).toEqual([[...Array.from({ length: 4 }, () => 'role-changed'), 'entry-removed']]);
});

it('guards undo, too', async () => {
  const { change } = await patch(root, sku, [{ op: 'set', entry, store: 'german', label: 'Vorne' }]);
  const german = await read('german');
  await patch(root, sku, [{ op: 'set', entry, store: 'german', disabled: true }]);
  expectProblem(await root('POST', `/products/${sku}/undo`, { change }, { 'if-match': german }), 412, 'version-differs');
  await undo(root, sku, { change });
});

it('an ETag is strong: what is answered in other bytes has another one', async () => {
  const seen = new Map<string, string>();
  const look = async (query: string) => {
    const reply = await root('GET', `/products/${sku}/gallery${query}`);
    const { etag = '' } = reply.headers;
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(seen.get(etag) ?? reply.text).toBe(reply.text);
    seen.set(etag, reply.text);
    return etag;
  };
  const before = await look('?store=german');
  expect(await look('?store=german')).toBe(before);
  await patch(root, sku, [{ op: 'set', entry, store: 'german', label: 'a' }]);
  await patch(root, sku, [{ op: 'set', entry, store: 'german', label: null }]);
  await patch(root, sku, [
    { op: 'set', entry, label: 'b' },
    { op: 'set', entry, label: 'Front' },
  ]);
  for (const query of ['?store=german', '?store=german,french', '', '?store=german&presets=swatch_thumb']) await look(query);
  const { app } = service;
  const [hash] = (await app.galleries.read(sku, 'global'))?.gallery.entries.map(({ values }) => values.global.blob) ?? [];
  const unsettled = await look('?store=german');
  await (app as unknown as { index: { setVerdict(hash: unknown, verdict: unknown): Promise<void> } }).index.setVerdict(hash, {
    state: 'ready',
    pixels: { widthPx: 4, heightPx: 3, thumbhash: 'AAAA', dominantColor: '#000000', hasAlpha: false, isAnimated: false },
  });
  const settled = await look('?store=german');
  expect(settled).not.toBe(unsettled);
  expect((await label('german', 'x', unsettled)).status).toBe(200);
  expect(viewIn(await galleryIn(root, sku, '?store=german'), 'german').entries).toHaveLength(1);
});
