/** Who has no room left is told so at every door, nothing changes, and room comes back with the bytes that go. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { createMetrics } from '../../src/metrics/registry.js';
import { openStorage } from '../../src/storage/index.js';
import { picture } from '../conformance/pictures.js';
import { expectProblem, type Native, nativeOf } from '../native/calling.js';
import { upload } from '../native/forms.js';
import { startService, type TestService } from '../support/running.js';
import { aContent, type Client, clientOf } from './client.js';
import { addProduct, callsIn, logIn, someData } from './rpc-client.js';

/** A few of the pictures of these tests. */
const LIMIT_BYTES = 300;
let service: TestService;
let pictures = 0;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_QUOTA_BYTES: String(LIMIT_BYTES) } });
});
afterAll(() => service.stop());

/** A picture's number that no other test has. */
const fresh = () => 900 + pictures++;
const sizeOf = async (number: number) => (await picture(`image:png:${number}`)).length;

interface Person {
  readonly call: Client;
  readonly native: Native;
  readonly name: string;
  used(): Promise<number>;
  /** Uploads pictures until there is room for none of that size any more; their bytes. */
  fill(): Promise<number>;
}
async function somebody(name: string): Promise<Person> {
  await service.addUser(name, 'Pass-Word-1');
  const token = await service.app.access.signIn(name, 'Pass-Word-1');
  if (!token.ok) throw new Error(name);
  const native = nativeOf(service, token.value);
  const used = async () => ((await native('GET', '/me')).body as { quota: { used_bytes: number } }).quota.used_bytes;
  return {
    ...{ name, native, used, call: clientOf(service, token.value) },
    async fill() {
      for (;;) {
        const bytes = await picture(`image:png:${fresh()}`);
        if ((await upload(native, { name: 'a.png', bytes }))[0]?.upload === undefined) return used();
      }
    },
  };
}
const product = (sku: string) => ({ product: { sku, name: sku, attribute_set_id: 4, price: 1, type_id: 'simple' } });
const entry = async (number: number) => ({
  entry: { media_type: 'image', label: 'a', disabled: false, types: [], content: await aContent(`p${number}.png`, number) },
});
const entriesOf = async ({ call }: Person, sku: string) => ((await call('GET', `/rest/V1/products/${sku}/media`)).body as unknown[]).length;

describe('over the quota', () => {
  it('the Adobe door answers 400 with the limit, and the product stays as it is; what is known costs nothing', async () => {
    const person = await somebody('adobe');
    await person.call('POST', '/rest/all/V1/products', product('Q-A'));
    const first = await entry(fresh());
    expect((await person.call('POST', '/rest/all/V1/products/Q-A/media', first)).status).toBe(200);
    const used = await person.fill();
    const refused = await person.call('POST', '/rest/all/V1/products/Q-A/media', await entry(fresh()));
    expect([refused.status, (refused.body as { parameters: unknown }).parameters]).toMatchObject([400, { field: 'stored bytes', limit: LIMIT_BYTES }]);
    const saved = await person.call('PUT', '/rest/all/V1/products/Q-A', {
      product: { sku: 'Q-A', name: 'other', media_gallery_entries: [(await entry(fresh())).entry] },
    });
    expect(saved.status).toBe(400);
    expect([await entriesOf(person, 'Q-A'), await person.used()]).toEqual([1, used]);
    expect((await person.call('POST', '/rest/all/V1/products/Q-A/media', first)).status, 'the same bytes').toBe(200);
    expect([await entriesOf(person, 'Q-A'), await person.used()]).toEqual([2, used]);
  });

  it('a preview says what the write would, and counts nothing', async () => {
    const person = await somebody('preview');
    await person.call('POST', '/rest/all/V1/products', product('Q-P'));
    const body = await entry(fresh());
    const preview = async () => (await person.call('POST', '/rest/all/V1/products/Q-P/media', body, { prefer: 'handling=preview' })).status;
    const operations = { operations: [{ op: 'add', picture: { base64: (await picture(`image:png:${fresh()}`)).toString('base64'), name: 'a.png' } }] };
    const dry = () => person.native('PATCH', '/products/Q-P/gallery?dry_run=true', operations);
    expect([await preview(), (await dry()).status, await person.used()]).toEqual([200, 200, 0]);
    await person.fill();
    expect(await preview()).toBe(400);
    expectProblem(await dry(), 422, 'limit-passed');
  });

  it('the native door names the limit, however the bytes come', async () => {
    const person = await somebody('native');
    await person.call('POST', '/rest/all/V1/products', product('Q-N'));
    const used = await person.fill();
    const bytes = await picture(`image:png:${fresh()}`);
    const add = { operations: [{ op: 'add', picture: { base64: bytes.toString('base64'), name: 'a.png' } }] };
    const problem = expectProblem(await person.native('PATCH', '/products/Q-N/gallery', add), 422, 'limit-passed');
    expect(problem).toMatchObject({ what: 'stored bytes', limit: LIMIT_BYTES });
    const [uploaded] = await upload(person.native, { name: 'a.png', bytes });
    expect(uploaded?.verdict).toMatchObject({ code: 'limit-passed', field: 'bytes', limit: LIMIT_BYTES, found: used + bytes.length });
    const tus = { 'tus-resumable': '1.0.0', 'content-type': undefined, 'upload-length': String(bytes.length) };
    expectProblem(await person.native('POST', '/uploads/tus', undefined, tus), 422, 'limit-passed');
    expect([await person.used(), (await person.native('GET', '/me')).body]).toEqual([
      used,
      { kind: 'user', name: 'native', resources: 'every', stores: 'every', quota: { limit_bytes: LIMIT_BYTES, used_bytes: used } },
    ]);
  });

  it('the JSON-RPC door answers a fault', async () => {
    const person = await somebody('rpc');
    const call = callsIn(service, await logIn(service, 'rpc', 'Pass-Word-1'));
    await addProduct(call, 'Q-R');
    expect((await call('product_media.create', ['Q-R', await someData({}, fresh())])).error).toBeUndefined();
    await person.fill();
    const { error } = await call('product_media.create', ['Q-R', await someData({}, fresh())]);
    expect(error?.message).toContain(String(LIMIT_BYTES));
    expect((await call('product_media.list', ['Q-R'])).result).toHaveLength(1);
  });

  it('an accepted call that is performed later fails, as who sent it', async () => {
    const person = await somebody('later');
    await person.call('POST', '/rest/all/V1/products', product('Q-L'));
    await person.fill();
    const used = await person.used();
    const sent = await person.call('POST', '/rest/all/async/bulk/V1/products/bySku/media', [{ sku: 'Q-L', ...(await entry(fresh())) }]);
    const { bulk_uuid: id } = sent.body as { bulk_uuid: string };
    const status = async () =>
      (await person.call('GET', `/rest/V1/bulk/${id}/status`)).body as { operations_list: { status: number; result_message: string }[] };
    await expect.poll(async () => (await status()).operations_list[0]?.status, { timeout: 20_000 }).not.toBe(4);
    expect((await status()).operations_list[0]?.result_message).toContain('quota');
    expect([await entriesOf(person, 'Q-L'), await person.used()]).toEqual([0, used]);
  });

  it('a call with a key is bounded as any other, also where it has written before', async () => {
    const person = await somebody('keyed');
    for (const sku of ['Q-K1', 'Q-K2']) await person.call('POST', '/rest/all/V1/products', product(sku));
    const key = (name: string) => ({ 'idempotency-key': name });
    const add = async (number: number) => ({ op: 'add', picture: { base64: (await picture(`image:png:${number}`)).toString('base64'), name: 'a.png' } });
    const body = { skus: ['Q-K1', 'Q-K2'], operations: [await add(fresh()), await add(fresh())] };
    const first = await person.native('PATCH', '/galleries', body, key('one'));
    expect((first.body as { results: { ok: boolean }[] }).results, first.text.slice(0, 500)).toHaveLength(2);
    const used = await person.used();
    expect([used > 0, (await person.native('PATCH', '/galleries', body, key('one'))).text, await person.used()]).toEqual([true, first.text, used]);
    await person.fill();
    const media = '/rest/all/V1/products/Q-K1/media';
    expect((await person.call('POST', media, await entry(fresh()), key('two'))).status).toBe(400);
    expect([await entriesOf(person, 'Q-K1'), await entriesOf(person, 'Q-K2')]).toEqual([2, 2]);
  });

  it('as many of those that come at once have room as there is room for', async () => {
    const person = await somebody('at-once');
    const numbers = Array.from({ length: 8 }, fresh);
    for (const number of numbers) await person.call('POST', '/rest/all/V1/products', product(`Q-O${number}`));
    const replies = await Promise.all(numbers.map(async (number) => person.call('POST', `/rest/all/V1/products/Q-O${number}/media`, await entry(number))));
    const taken = numbers.filter((_, at) => replies[at]?.status === 200);
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length).toBeLessThan(8);
    const sizes = await Promise.all(taken.map(sizeOf));
    expect(await person.used()).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });
});

describe('room', () => {
  it('comes back when the bytes are gone', async () => {
    const person = await somebody('back');
    const number = fresh();
    await person.call('POST', '/rest/all/V1/products', product('Q-B'));
    const body = await entry(number);
    expect((await person.call('POST', '/rest/all/V1/products/Q-B/media', body)).status).toBe(200);
    await person.fill();
    const storage = await openStorage({ database: service.database, blobs: `file:${service.data}/blobs`, renditions: `file:${service.data}/renditions` });
    const sweep = () => createHousekeeping({ ...storage, clock: () => Date.now() + 60_000, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
    await sweep();
    expect(await person.used(), 'what nothing names is gone').toBe(await sizeOf(number));
    await person.call('DELETE', '/rest/all/V1/products/Q-B');
    await sweep();
    await storage.close();
    expect(await person.used()).toBe(0);
  });

  it('is not counted where there is no limit', async () => {
    const open = await startService();
    const native = nativeOf(open);
    const [uploaded] = await upload(native, { name: 'a.png', bytes: await picture('image:png:1') });
    const me = (await native('GET', '/me')).body;
    expect([uploaded?.upload === undefined, me, await open.app.index.charged('user-1')]).toEqual([
      false,
      { kind: 'user', name: 'test-root', resources: 'every', stores: 'every', quota: null },
      0,
    ]);
    await open.stop();
  });

  it('is among the figures where there is a limit', async () => {
    const readings = { version: '1', queued: async () => 0, storeViews: async () => 1, performed: () => 0 };
    const [bounded, open] = [createMetrics(), createMetrics()];
    bounded.watch({ ...readings, quota: { limitBytes: 10, mostBytes: async () => 7 } });
    open.watch(readings);
    bounded.count('quota', 'refused');
    const { text } = await bounded.read();
    for (const line of ['vitrine_quota_bytes 10', 'vitrine_quota_most_used_bytes 7', 'vitrine_quota_refused_total{outcome="refused"} 1'])
      expect(text).toContain(line);
    expect((await open.read()).text).not.toContain('vitrine_quota_bytes');
  });
});
