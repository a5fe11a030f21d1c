/** The same call under the same key, on every door: done once, answered alike; and calls that are only tried. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, addProduct, anEntry, type Client, clientOf, galleryOf, type Reply } from './client.js';

import { callsIn, itemsOf, logIn, rpc, someData } from './rpc-client.js';
import { everyRow } from './stored.js';

let service: TestService;
let adobe: Client;
let session: string;
let count = 0;
const fresh = () => `P${++count}`;

beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  adobe = clientOf(service);
  session = await logIn(service);
});
afterAll(() => service.stop());

async function product(): Promise<string> {
  const sku = fresh();
  await addProduct(adobe, sku);
  return sku;
}
const addMedia = (sku: string, body: unknown, headers: Record<string, string>, call = adobe): Promise<Reply> =>
  call('POST', `/rest/all/V1/products/${sku}/media`, body, headers);
const keyed = (key: string) => ({ 'idempotency-key': key });
const isReplay = ({ headers }: Reply) => headers['idempotency-replayed'];

it('ten uploads at once under one key are one entry, and answered alike', async () => {
  const sku = await product();
  const body = await anEntry();
  const replies = await Promise.all(Array.from({ length: 10 }, () => addMedia(sku, body, keyed('ten'))));
  const [first] = await galleryOf(adobe, sku);
  expect(await galleryOf(adobe, sku)).toHaveLength(1);
  expect(replies.map(({ status, text }) => [status, text])).toEqual(replies.map(() => [200, String(first?.id)]));
  expect(replies.filter((reply) => isReplay(reply) === 'true')).toHaveLength(9);
});

it('is told again byte by byte, with status and type: a saved product, in JSON and XML, and an accepted bulk', async () => {
  const sku = fresh();
  const save = { product: { sku, name: 'Ü', price: 1 } };
  for (const accept of ['application/json', 'application/xml']) {
    const replies: Reply[] = [];
    for (let at = 0; at < 3; at++)
      replies.push(await adobe('POST', '/rest/all/V1/products', save, { accept, ...keyed(`save ${accept}`.replaceAll(' ', '-')) }));
    expect(replies.map(({ text }) => text)).toEqual(replies.map(() => replies[0]?.text));
    expect(replies.map(({ headers }) => headers['content-type'])).toEqual(replies.map(() => `${accept}; charset=utf-8`));
  }
  const bulk = () => adobe('PUT', '/rest/all/async/bulk/V1/products/bySku', [{ sku, product: { sku, name: 'B' } }], keyed('bulk'));
  const [one, two] = [await bulk(), await bulk()];
  expect([one.status, two.status, two.text, isReplay(two)]).toEqual([202, 202, one.text, 'true']);
});

it('another body, address or store view under the same key is refused; another caller has keys of his own', async () => {
  const sku = await product();
  const [body, other] = [await anEntry(), await anEntry({ label: 'other' })];
  expect((await addMedia(sku, body, keyed('mine'))).status).toBe(200);
  for (const reply of [
    await addMedia(sku, other, keyed('mine')),
    await adobe('POST', `/rest/german/V1/products/${sku}/media`, body, keyed('mine')),
    await adobe('DELETE', `/rest/all/V1/products/${sku}`, undefined, keyed('mine')),
  ]) {
    expect([reply.status, isReplay(reply)]).toEqual([422, undefined]);
    expect(reply.body).toEqual({ message: expect.stringContaining('Idempotency-Key') });
  }
  expect(await galleryOf(adobe, sku)).toHaveLength(1);
  await service.addUser('anna', 'Pass-Word-1');
  const token = await service.app.access.signIn('anna', 'Pass-Word-1');
  const anna = clientOf(service, token.ok ? token.value : '');
  expect((await addMedia(sku, body, keyed('mine'), anna)).status).toBe(200);
  expect(await galleryOf(adobe, sku)).toHaveLength(2);
});

it('a refused call may be tried again; a key that is none is refused; reads and strangers need none', async () => {
  const sku = fresh();
  const body = await anEntry();
  expect((await addMedia(sku, body, keyed('again'))).status).toBe(404);
  await addProduct(adobe, sku);
  const done = await addMedia(sku, body, keyed('again'));
  expect([done.status, isReplay(done)]).toEqual([200, undefined]);
  for (const bad of ['', 'a b', 'x'.repeat(256), 'ü']) expect((await addMedia(sku, body, keyed(Buffer.from(bad, 'utf8').toString('latin1')))).status).toBe(400);
  expect(await galleryOf(adobe, sku)).toHaveLength(1);
  expect((await adobe('GET', `/rest/all/V1/products/${sku}/media`, undefined, keyed('a b'))).status).toBe(200);
  const signIn = () =>
    adobe('POST', '/rest/V1/integration/admin/token', { username: 'test-root', password: 'Test-Root-1' }, { authorization: undefined, ...keyed('k') });
  expect((await signIn()).text).not.toBe((await signIn()).text);
});

it('a call without a key and without a wish comes near none of this', async () => {
  const { idempotency, watched } = service.app;
  Object.assign(service.app, { idempotency: undefined, watched: undefined });
  try {
    const sku = await product();
    const id = await addEntry(adobe, sku);
    expect((await rpc(service, call('product_media.create', [sku, await someData()]))).error).toBeUndefined();
    const operations = [{ op: 'set', entry: id, label: 'x' }];
    expect((await adobe('PATCH', `/api/v1/products/${sku}/gallery`, { operations })).status).toBe(200);
    expect(await galleryOf(adobe, sku)).toHaveLength(2);
  } finally {
    Object.assign(service.app, { idempotency, watched });
  }
});

// --- JSON-RPC ----------------------------------------------------------------------------------------------------

const call = (path: string, args: unknown, more: object = {}, as = session) => ({ jsonrpc: '2.0', id: 1, method: 'call', params: [as, path, args], ...more });

it('a JSON-RPC call is the same by a header or by its meta, in whatever session and under whatever id', async () => {
  const sku = await product();
  const args = [sku, await someData()];
  const other = await logIn(service);
  const replies = await Promise.all([
    ...Array.from({ length: 5 }, () => rpc(service, call('product_media.create', args), keyed('rpc'))),
    ...Array.from({ length: 4 }, () => rpc(service, call('product_media.create', args, { meta: { idempotencyKey: 'rpc' } }, other))),
    rpc(service, { jsonrpc: '2.0', id: 7, method: 'product_media.create', params: [session, ...args] }, keyed('rpc')),
  ]);
  const items = await itemsOf(callsIn(service, session), sku);
  expect(items).toHaveLength(1);
  expect(replies.map(({ result }) => result)).toEqual(replies.map(() => items[0]?.file));
  const again = await rpc(service, call('product_media.create', args, { id: 9 }), keyed('rpc'));
  expect(JSON.parse(again.text)).toEqual({ jsonrpc: '2.0', id: 9, error: null, result: items[0]?.file });
});

it('in a batch each call has its own key, a notification may have one, and a list of calls is done call by call', async () => {
  const sku = await product();
  const one = call('product_media.create', [sku, await someData({ label: 'one' })], { meta: { idempotencyKey: 'one' } });
  const two = call('product_media.create', [sku, await someData({ label: 'two' }, 2)], { meta: { idempotencyKey: 'two' }, id: undefined });
  for (let at = 0; at < 2; at++) await rpc(service, [one, two, one, two], keyed('not for a batch'));
  const items = () => itemsOf(callsIn(service, session), sku);
  expect((await items()).map(({ label }) => label)).toEqual(['one', 'two']);
  const [file] = await items();
  const paths = ['product_media.create', 'product_media.update'].map((path) => path);
  const many = (label: string) => ({
    ...{ jsonrpc: '2.0', id: 1, method: 'multiCall', meta: { idempotencyKey: 'many' } },
    params: [
      session,
      [
        [paths[0], [sku, { file: { content: 'AAAA', mime: 'image/png' } }]],
        [paths[1], [sku, file?.file, { label }]],
      ],
    ],
  });
  const results = [await rpc(service, many('three')), await rpc(service, many('three'))].map(({ result }) => result);
  expect(results[0]).toEqual([expect.objectContaining({ isFault: true }), true]);
  expect(results[1]).toEqual(results[0]);
  expect((await rpc(service, many('four'))).result).toEqual([expect.objectContaining({ isFault: true }), expect.objectContaining({ faultCode: '-32602' })]);
  expect((await items())[0]?.label).toBe('three');
});

it('another JSON-RPC call under the same key is refused, and so is a key that is none', async () => {
  const sku = await product();
  const send = (data: unknown, key: unknown) => rpc(service, call('product_media.create', [sku, data], { meta: { idempotencyKey: key } }));
  expect((await send(await someData(), 'once')).error).toBeUndefined();
  for (const reply of [
    await send(await someData({ label: 'x' }), 'once'),
    await send(await someData({}, 2), 'once'),
    await send(await someData(), 7),
    await send(await someData(), ''),
  ])
    expect(reply.error).toEqual({ code: -32602, message: expect.stringContaining('idempotency key') });
  expect(await galleryOf(adobe, sku)).toHaveLength(1);
});

it('a meta that holds no key is none', async () => {
  const sku = await product();
  const data = await someData();
  const metas = ['key', null, [], {}, { idempotencyKey: null }, { idempotencykey: 'x' }];
  for (const meta of metas) expect((await rpc(service, call('product_media.create', [sku, data], { meta }))).error).toBeUndefined();
  expect(await galleryOf(adobe, sku)).toHaveLength(metas.length);
});

// --- Tried, and told --------------------------------------------------------------------------------------------------

const PREVIEW = { prefer: 'respond-async, handling=preview' };
interface Told {
  readonly changes: readonly Record<string, unknown>[];
  readonly warnings: readonly Record<string, unknown>[];
  readonly truncated?: boolean;
}
const toldIn = ({ headers }: Reply): Told => JSON.parse(headers['vitrine-changes'] ?? 'null') as Told;

it('tells on request what a call has changed, and tries one without writing a row', async () => {
  const sku = await product();
  const id = await addEntry(adobe, sku, { label: 'Front' });
  const change = { entry: { id, media_type: 'image', label: 'Vörne', position: 1, disabled: false, types: [] } };
  const put = (headers: Record<string, string>) => adobe('PUT', `/rest/german/V1/products/${sku}/media/${id}`, change, headers);
  const before = await everyRow(service);
  const tried = await put(PREVIEW);
  expect([tried.status, tried.body, tried.headers['preference-applied']]).toEqual([200, true, 'handling=preview']);
  const created = await addMedia(sku, await anEntry({ label: 'new', content: await aContent('b.png', 77) }), PREVIEW);
  expect(toldIn(created).changes).toEqual([expect.objectContaining({ kind: 'entry-added', entry: created.body })]);
  const removed = await adobe('DELETE', `/rest/all/V1/products/${sku}`, undefined, PREVIEW);
  expect([removed.body, toldIn(removed)]).toEqual([true, { changes: [{ kind: 'product-removed' }], warnings: [] }]);
  expect(await everyRow(service)).toEqual(before);
  const done = await put({ 'vitrine-explain': '1' });
  expect(done.headers['preference-applied']).toBeUndefined();
  expect(toldIn(done)).toEqual(toldIn(tried));
  expect(toldIn(done).changes).toContainEqual({ kind: 'value-changed', entry: id, field: 'label', store: 'german', after: 'Vörne' });
  expect(toldIn(done).warnings).toContainEqual(expect.objectContaining({ code: 'pins-value', field: 'position', store: 'german' }));
  expect(done.headers['vitrine-changes']).toContain('V\\u00f6rne');
  expect(await everyRow(service)).not.toEqual(before);
  expect(toldIn(await put({ 'vitrine-explain': '1' })).changes).toEqual([]);
  expect((await put({})).headers['vitrine-changes']).toBeUndefined();
});

it('what is told has an end, and says so; a replay tells the same', async () => {
  const sku = await product();
  const ids = [];
  for (let at = 0; at < 10; at++) ids.push(await addEntry(adobe, sku, { label: 'a'.repeat(200) }));
  const entries = ids.map((id) => ({ id, media_type: 'image', label: 'é'.repeat(200), position: 1, disabled: false, types: [] }));
  const save = () =>
    adobe('PUT', `/rest/german/V1/products/${sku}`, { product: { sku, media_gallery_entries: entries } }, { 'vitrine-explain': '1', ...keyed('long') });
  const [first, second] = [await save(), await save()];
  expect(first.headers['vitrine-changes']?.length).toBeLessThanOrEqual(8192);
  expect(toldIn(first)).toEqual({ changes: expect.any(Array), warnings: expect.any(Array), truncated: true });
  expect(toldIn(first).changes.length).toBeGreaterThan(0);
  expect([second.text, second.headers['vitrine-changes'], isReplay(second)]).toEqual([first.text, first.headers['vitrine-changes'], 'true']);
});

it('a bulk call that is tried answers what each item would change, after those before it, and accepts nothing', async () => {
  const sku = fresh();
  const items = [{ product: { sku, name: 'Made', price: 1 } }, { product: { sku, name: 'Renamed' } }, { product: { sku: '' } }];
  const before = await everyRow(service);
  const reply = await adobe('POST', '/rest/all/async/bulk/V1/products', items, PREVIEW);
  expect([reply.status, reply.headers['preference-applied']]).toEqual([200, 'handling=preview']);
  expect(reply.body).toEqual({
    bulk_uuid: null,
    errors: true,
    request_items: [
      { id: 0, status: 'accepted', warnings: [], changes: expect.arrayContaining([{ kind: 'product-added' }]) },
      {
        id: 1,
        status: 'accepted',
        warnings: [],
        changes: [expect.objectContaining({ kind: 'attribute-changed', attribute: 'name', before: 'Made', after: 'Renamed' })],
      },
      { id: 2, status: 'rejected', error_message: expect.stringContaining('sku'), warnings: [], changes: [] },
    ],
  });
  expect(await everyRow(service)).toEqual(before);
  const many = Array.from({ length: 501 }, () => items[0]);
  expect((await adobe('POST', '/rest/all/async/bulk/V1/products', many, PREVIEW)).status).toBe(400);
});
