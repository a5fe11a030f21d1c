/** Queued calls: taken in whole or not at all, performed later, asked about. Source: adobe-rest section 8; recorded answers 432-445 and 515-527. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aJpeg } from '../process/vitrine.js';
import { rowsIn } from '../support/rows.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, anEntry, type Client, clientOf, expectRefused, galleryOf, type Reply } from './client.js';

const CREATE = 'async.magento.catalog.api.productattributemediagallerymanagementinterface.create.post';
const UPDATE = 'async.magento.catalog.api.productattributemediagallerymanagementinterface.update.put';
const MANAGEMENT = 'Service execution success Magento\\Catalog\\Model\\Product\\Gallery\\GalleryManagement';
const NO_PRODUCT = "The product that was requested doesn't exist. Verify the product and try again.";
const REQUIRED = '"%fieldName" is required. Enter and try again.';
const bothMissing = {
  message: 'One or more input exceptions have occurred.',
  errors: ['sku', 'entry'].map((fieldName) => ({ message: REQUIRED, parameters: { fieldName } })),
};

const services: TestService[] = [];
/** Nothing is performed before the test says so. */
async function waiting(compat: 'friendly' | 'strict' = 'friendly', env: Record<string, string> = {}): Promise<{ service: TestService; call: Client }> {
  const service = await startService({ compat, stores: ['s1'], env: { VITRINE_WORK: 'off', ...env } });
  services.push(service);
  return { service, call: clientOf(service) };
}
afterAll(() => Promise.all(services.map((service) => service.stop())));

const uuidOf = (reply: Reply): string => {
  expect(reply.status, reply.text.slice(0, 300)).toBe(202);
  return (reply.body as { bulk_uuid: string }).bulk_uuid;
};
interface Listed {
  readonly operations_list: readonly {
    readonly id: number;
    readonly status: number;
    readonly result_message: string | null;
    readonly error_code: number | null;
    readonly serialized_data?: string | null;
    readonly result_serialized_data?: string | null;
  }[];
  readonly [name: string]: unknown;
}
const read = async (call: Client, uuid: string, what = 'status'): Promise<Listed> => {
  const reply = await call('GET', `/rest/all/V1/bulk/${uuid}/${what}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as Listed;
};
/** The operations once none is open any more. */
async function finished({ app }: TestService, call: Client, ...replies: readonly Reply[]): Promise<Listed['operations_list']> {
  const uuids = replies.map(uuidOf);
  app.work.start();
  while ((await app.bulks.remaining()) > 0) await pause(5);
  return (await Promise.all(uuids.map((uuid) => read(call, uuid)))).flatMap(({ operations_list }) => operations_list);
}
const isQueueEmpty = async ({ app }: TestService) => expect(await app.bulks.remaining()).toBe(0);

describe.each(['friendly', 'strict'] as const)('what is taken in, %s', (compat) => {
  let call: Client;
  let id: number;
  beforeAll(async () => {
    ({ call } = await waiting(compat));
    await call('POST', '/rest/all/V1/products', { product: { sku: 'ASY', name: 'ASY', price: 1, attribute_set_id: 4 } });
    id = await addEntry(call, 'ASY', { label: 'first', position: 1, disabled: false });
  });

  it('one call: 202 with its number, and it stays open until somebody works', async () => {
    const sent = await anEntry({ label: 'a/ä', position: 4 });
    const reply = await call('POST', '/rest/all/async/V1/products/ASY/media', sent);
    const bulk_uuid = uuidOf(reply);
    const request_items = [{ id: 0, data_hash: expect.stringMatching(/^[0-9a-f]{64}$/), status: 'accepted' }];
    expect(reply.body).toEqual({ bulk_uuid, request_items, errors: false });
    expect(bulk_uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const about = {
      user_type: 2,
      bulk_id: bulk_uuid,
      description: `Topic ${CREATE}`,
      start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      user_id: expect.any(Number),
      operation_count: 1,
    };
    const open = { status: 4, result_message: null, error_code: null };
    expect(await read(call, bulk_uuid)).toEqual({ operations_list: [{ id: 0, ...open }], ...about });
    const detailed = await read(call, bulk_uuid, 'detailed-status');
    const operation = { id: 0, bulk_uuid, topic_name: CREATE, serialized_data: expect.any(String), result_serialized_data: null, ...open };
    expect(detailed).toEqual({ operations_list: [operation], ...about });
    const text = detailed.operations_list[0]?.serialized_data ?? '';
    expect(text).toContain('image\\\\\\/png');
    expect(text).toContain('a\\\\\\/\\\\u00e4');
    const { meta_information, ...envelope } = JSON.parse(text) as { meta_information: string };
    expect(envelope).toEqual({ entity_id: null, entity_link: '', store_id: '0' });
    expect(JSON.parse(meta_information)).toEqual({ ...sent, sku: 'ASY' });
    expect((await call('GET', `/rest/all/V1/bulk/${bulk_uuid}/operation-status/1`)).body).toBe(0);
    expect((await call('GET', `/rest/all/V1/bulk/${bulk_uuid}/operation-status/4`)).body).toBe(1);
    expect(await galleryOf(call, 'ASY')).toHaveLength(1);
  });

  it('the hash of equal items is equal, of others another', async () => {
    const entry = { id, label: 'x' };
    const items = [
      { sku: 'ASY', entryId: id, entry },
      { sku: 'ASY', entryId: id, entry },
      { sku: 'ASY', entryId: id, entry: { ...entry, label: 'y' } },
    ];
    const reply = await call('PUT', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', items);
    const hashes = (reply.body as { request_items: { id: number; data_hash: string }[] }).request_items;
    expect(hashes.map((one) => one.id)).toEqual([0, 1, 2]);
    expect([hashes[1]?.data_hash === hashes[0]?.data_hash, hashes[2]?.data_hash === hashes[0]?.data_hash]).toEqual([true, false]);
  });

  it.each([
    ['POST', '/rest/all/async/V1/products/ASY/media', { entry: { media_type: 'image' } }],
    ['PUT', '/rest/all/async/V1/products/ASY/media/1', { entry: { id: 1, label: 'x' } }],
    ['DELETE', '/rest/all/async/V1/products/ASY/media/999', undefined],
    ['POST', '/rest/default/async/V1/products', { product: { sku: 'ASY', name: 'async name' } }],
    ['PUT', '/rest/async/V1/products/ASY', { product: { name: 'async name' } }],
    ['DELETE', '/rest/all/async/V1/products/NOBODY', undefined],
    ['POST', '/rest/default/async/bulk/V1/products', [{ product: { sku: 'ASY', name: 'n' } }, { product: { sku: 'ASY', media_gallery_entries: null } }]],
    ['PUT', '/rest/all/async/bulk/V1/products/bySku', [{ sku: 'ASY', product: { name: 'n' } }]],
    ['PUT', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', [{ sku: 'ASY', entry: { id: 1, label: 'x' } }]],
    ['DELETE', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', [{ sku: 'ASY', entryId: 1 }]],
    ['DELETE', '/rest/all/async/bulk/V1/products/bySku', [{ sku: 'NOBODY' }]],
    ['POST', '/rest/all/async/bulk/V1/products/bySku/media', []],
  ] as const)('%s %s: 202', async (method, path, sent) => {
    const reply = await call(method, path, sent);
    uuidOf(reply);
    expect((reply.body as { request_items: unknown[] }).request_items).toHaveLength(Array.isArray(sent) ? sent.length : 1);
  });

  it('XML is taken, too', async () => {
    const item = `<item><sku>ASY</sku><entry_id>${id}</entry_id><entry><id>${id}</id><label>xml</label></entry></item>`;
    const reply = await call('PUT', '/rest/s1/async/bulk/V1/products/bySku/media/byEntryId', Buffer.from(`<items>${item}${item}</items>`), {
      'content-type': 'application/xml',
    });
    uuidOf(reply);
    expect((reply.body as { request_items: unknown[] }).request_items).toHaveLength(2);
  });
});

describe('what is refused, whole and at once', () => {
  let service: TestService;
  let call: Client;
  beforeAll(async () => {
    ({ service, call } = await waiting('friendly', { VITRINE_MAX_BULK_ITEMS: '3' }));
    await addProduct(call, 'ASY');
  });

  it('a call that reads', async () => {
    for (const path of ['async/V1/products/ASY/media', 'async/bulk/V1/products/bySku/media']) {
      const reply = await call('GET', `/rest/all/${path}`);
      expect([reply.status, reply.body]).toEqual([400, { message: 'Specified request cannot be processed.' }]);
    }
  });

  it('a body that lacks what is required', async () => {
    const reply = await call('POST', '/rest/all/async/V1/products/ASY/media', {});
    expect([reply.status, reply.body]).toEqual([400, { message: REQUIRED, parameters: { fieldName: 'entry' } }]);
    await isQueueEmpty(service);
  });

  it('a list of which one item lacks what is required: nothing is queued', async () => {
    const good = { sku: 'ASY', ...(await anEntry()) };
    const reply = await call('POST', '/rest/all/async/bulk/V1/products/bySku/media', [good, good, { foo: 1 }]);
    expect([reply.status, reply.body]).toEqual([400, bothMissing]);
    await isQueueEmpty(service);
  });

  it('an object in the place of a list, and items that are none', async () => {
    const path = '/rest/all/async/bulk/V1/products/bySku/media';
    for (const body of [{ sku: 'ASY', ...(await anEntry()) }, [null], ['text'], [[]], [7]]) {
      const reply = await call('POST', path, body);
      expect([reply.status, reply.body]).toEqual([400, bothMissing]);
    }
    await isQueueEmpty(service);
  });

  it('a field that nobody knows, a value of another type', async () => {
    for (const entry of [{ id: 1, nonsense: 1 }, { id: 'one' }])
      expectRefused(await call('PUT', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', [{ sku: 'ASY', entryId: 1, entry }]), 400);
    await isQueueEmpty(service);
  });

  it('more items than one call may have; as many as it may are taken', async () => {
    const items = (count: number) => Array.from({ length: count }, () => ({ sku: 'ASY', entryId: 1 }));
    const path = '/rest/all/async/bulk/V1/products/bySku/media/byEntryId';
    const reply = await call('DELETE', path, items(4));
    expectRefused(reply, 400);
    expect(reply.body).toEqual({ message: 'Maximum items of type "%type" is %max', parameters: { type: 'operations', max: 3 } });
    await isQueueEmpty(service);
    uuidOf(await call('DELETE', path, items(3)));
  });

  it('a caller without the right, and nobody', async () => {
    await service.addUser('reader', 'Reader-Pass-1', ['Magento_Catalog::products']);
    const signedIn = await service.app.access.signIn('reader', 'Reader-Pass-1');
    const reader = clientOf(service, signedIn.ok ? signedIn.value : '');
    for (const client of [reader, clientOf(service, 'nobody')])
      for (const path of ['async/V1/products/ASY/media', 'async/bulk/V1/products/bySku/media'])
        expectRefused(await client('POST', `/rest/all/${path}`, {}), 401);
    expectRefused(await reader('GET', `/rest/all/V1/bulk/${randomUUID()}/status`), 401);
  });

  it('what there is no route for, and a store view that there is not', async () => {
    expectRefused(await call('POST', '/rest/all/async/V1/products/ASY/nothing', {}), 404);
    expectRefused(await call('POST', '/rest/all/async/bulk/V1/products/:sku/media', []), 404);
    expectRefused(await call('POST', '/rest/all/async/V1/integration/admin/token', { username: 'a', password: 'b' }), 404);
    expectRefused(await call('POST', '/rest/nowhere/async/V1/products/ASY/media', {}), 400);
  });

  it('an unknown number', async () => {
    for (const bulkUuid of ['00000000-0000-0000-0000-000000000000', 'x'])
      for (const what of ['status', 'detailed-status', 'operation-status/1']) {
        const reply = await call('GET', `/rest/all/V1/bulk/${bulkUuid}/${what}`);
        expect([reply.status, reply.body]).toEqual([404, { message: 'Bulk uuid %bulkUuid not exist', parameters: { bulkUuid } }]);
      }
  });
});

describe.each(['friendly', 'strict'] as const)('what becomes of it, %s', (compat) => {
  const strict = compat === 'strict';
  let service: TestService;
  let call: Client;
  beforeAll(async () => {
    ({ service, call } = await waiting(compat));
  });
  const aProduct = (sku: string) => call('POST', '/rest/all/V1/products', { product: { sku, name: sku, price: 1, attribute_set_id: 4 } });

  it('one item fails, its neighbours are done; what was done needs its data no longer', async () => {
    await aProduct('ASY2');
    const created = await anEntry({ label: 'bulk1', position: 4, disabled: false, types: [] });
    const reply = await call('POST', '/rest/all/async/bulk/V1/products/bySku/media', [
      { sku: 'ASY2', ...created },
      { sku: 'NOPE', ...created },
      { sku: 'ASY2', ...created },
    ]);
    const operations = await finished(service, call, reply);
    const done = { status: 1, result_message: `${MANAGEMENT}::create`, error_code: null };
    expect(operations).toEqual([
      { id: 0, ...done },
      { id: 1, status: 3, result_message: NO_PRODUCT, error_code: 0 },
      { id: 2, ...done },
    ]);
    const [first, second] = await galleryOf(call, 'ASY2');
    const detailed = (await read(call, uuidOf(reply), 'detailed-status')).operations_list;
    const resultOf = (entry: typeof first) => (strict ? JSON.stringify(String(entry?.id)) : String(entry?.id));
    expect(detailed.map((one) => [one.serialized_data === null, one.result_serialized_data])).toEqual([
      [true, resultOf(first)],
      [false, null],
      [true, resultOf(second)],
    ]);
    expect([first?.label, second?.label]).toEqual(['bulk1', 'bulk1']);
    const counts = await Promise.all([1, 2, 3, 4, 5, 77].map((status) => call('GET', `/rest/all/V1/bulk/${uuidOf(reply)}/operation-status/${status}`)));
    expect(counts.map(({ body }) => body)).toEqual([2, 0, 1, 0, 0, 0]);
  });

  it('the store view of the path counts; a removal removes; a product is saved', async () => {
    await aProduct('ASY3');
    const [a, b] = [
      await addEntry(call, 'ASY3', { label: 'a', position: 1, disabled: false }),
      await addEntry(call, 'ASY3', { label: 'b', position: 2, disabled: false }),
    ];
    const put = await call('PUT', '/rest/s1/async/bulk/V1/products/bySku/media/byEntryId', [
      { sku: 'ASY3', entryId: a, entry: { id: a, media_type: 'image', label: 'bulk put', position: 1, disabled: false } },
    ]);
    const removal = await call('DELETE', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', [{ sku: 'ASY3', entryId: b }]);
    const saving = await call('POST', '/rest/s1/async/bulk/V1/products', [{ product: { sku: 'ASY3', name: 'bulk name' } }]);
    const operations = await finished(service, call, put, removal, saving);
    expect(operations.map((one) => [one.status, one.result_message])).toEqual([
      [1, `${MANAGEMENT}::update`],
      [1, `${MANAGEMENT}::remove`],
      [1, 'Service execution success Magento\\Catalog\\Model\\ProductRepository\\Interceptor::save'],
    ]);
    expect((await galleryOf(call, 'ASY3', 's1')).map(({ id, label }) => [id, label])).toEqual([[Number(a), 'bulk put']]);
    expect((await galleryOf(call, 'ASY3', 'all')).map(({ label }) => label)).toEqual(['a']);
    const names = await Promise.all(['s1', 'all'].map(async (store) => ((await call('GET', `/rest/${store}/V1/products/ASY3`)).body as { name: string }).name));
    expect(names).toEqual(['bulk name', 'ASY3']);
    const results = await Promise.all([put, removal, saving].map(async (reply) => (await read(call, uuidOf(reply), 'detailed-status')).operations_list[0]));
    expect(results.map((one) => one?.result_serialized_data).slice(0, 2)).toEqual(['true', 'true']);
    expect(JSON.parse(results[2]?.result_serialized_data ?? '')).toMatchObject({ sku: 'ASY3', name: 'bulk name' });
    expect((await read(call, uuidOf(put))).description).toBe(`Topic ${UPDATE}`);
  });

  it('operations are found by criteria', async () => {
    await aProduct('ASY6');
    const reply = await call('DELETE', '/rest/all/async/bulk/V1/products/bySku', [{ sku: 'ASY6' }, { sku: 'GONE' }]);
    await finished(service, call, reply);
    const bulk_uuid = uuidOf(reply);
    const filter = (group: number, field: string, value: string | number, type = 'eq') =>
      `&searchCriteria[filter_groups][${group}][filters][0][field]=${field}&searchCriteria[filter_groups][${group}][filters][0][value]=${value}&searchCriteria[filter_groups][${group}][filters][0][condition_type]=${type}`;
    const search = async (...filters: string[]) =>
      (await call('GET', `/rest/all/V1/bulk?searchCriteria${filters.join('')}`)).body as { items: Record<string, unknown>[]; total_count: number };
    const { items, total_count } = await search(filter(0, 'bulk_uuid', bulk_uuid), filter(1, 'status', 3));
    expect(total_count).toBe(1);
    const [detailed] = (await read(call, bulk_uuid, 'detailed-status')).operations_list.slice(1);
    expect(items).toEqual([{ ...detailed, extension_attributes: { start_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:/) } }]);
    const ids = async (...filters: string[]) => (await search(filter(0, 'bulk_uuid', bulk_uuid), ...filters)).items.map((one) => one.id);
    expect(await ids(filter(1, 'status', '1,3', 'in'))).toEqual([0, 1]);
    expect(await ids(filter(1, 'start_time', '2020-01-01', 'gt'), filter(2, 'topic_name', '%25deletebyid%25', 'like'))).toEqual([0, 1]);
    expect(await ids(filter(1, 'start_time', '2020-01-01', 'lt'))).toEqual([]);
    expectRefused(await call('GET', `/rest/all/V1/bulk?searchCriteria${filter(0, 'nonsense', 1)}`), 400);
    expectRefused(await call('GET', '/rest/all/V1/bulk'), 400);
  });

  it('single calls: of the path as of the body', async () => {
    await aProduct('ASY4');
    const id = await addEntry(call, 'ASY4', { label: 'a', position: 1, disabled: false });
    const entry = { id, media_type: 'image', label: 'async', position: 1, disabled: false };
    const replies = [
      await call('PUT', `/rest/all/async/V1/products/ASY4/media/${id}`, { entry }),
      await call('PUT', '/rest/all/async/V1/products/ASY4', { product: { name: 'renamed' } }),
      await call('POST', '/rest/all/async/V1/products/ASY4/media', await anEntry({ label: 'second' })),
      await call('DELETE', '/rest/all/async/V1/products/ASY4/media/999999'),
    ];
    const operations = await finished(service, call, ...replies);
    expect(operations.map(({ status }) => status)).toEqual([1, 1, 1, 3]);
    expect(operations[3]?.result_message).toBe('No image with the provided ID was found. Verify the ID and try again.');
    expect((await galleryOf(call, 'ASY4')).map(({ label }) => label)).toEqual(['async', 'second']);
    expect(((await call('GET', '/rest/all/V1/products/ASY4')).body as { name: string }).name).toBe('renamed');
  });

  it('operations on one entry are performed in the order sent', async () => {
    await aProduct('ASY5');
    const id = await addEntry(call, 'ASY5', { label: 'start', position: 1, disabled: false });
    const labels = Array.from({ length: 300 }, (_, at) => `label ${at}`);
    const items = labels.map((label) => ({ sku: 'ASY5', entryId: id, entry: { id, media_type: 'image', label, position: 1, disabled: false } }));
    const operations = await finished(service, call, await call('PUT', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', items));
    expect(operations.every(({ status }) => status === 1)).toBe(true);
    expect((await galleryOf(call, 'ASY5'))[0]?.label).toBe('label 299');
  });
});

describe('whoever may no longer do it when its turn comes', () => {
  it('does not; the history says who did what was done', async () => {
    const { service, call } = await waiting();
    await addProduct(call, 'A');
    const id = await addEntry(call, 'A', { label: 'before' });
    const put = (label: string) => [{ sku: 'A', entry_id: id, entry: { id, label } }];
    const path = '/rest/all/async/bulk/V1/products/bySku/media/byEntryId';
    const userOf = async (name: string) => {
      await service.addUser(name, `${name}-Pass-1`);
      const signedIn = await service.app.access.signIn(name, `${name}-Pass-1`);
      return clientOf(service, signedIn.ok ? signedIn.value : '');
    };
    const replies = [await (await userOf('Removed'))('PUT', path, put('removed')), await (await userOf('Again'))('PUT', path, put('again'))];
    const integration = await service.app.access.addIntegration({ name: 'shop', resources: 'every', stores: 'every' });
    replies.push(await clientOf(service, integration?.accessToken)('PUT', path, put('revoked')));
    expect((await read(call, uuidOf(replies[2] as Reply))).user_type).toBe(1);
    await service.app.accounts.remove('Removed');
    await service.app.accounts.remove('Again');
    await userOf('Again');
    await service.app.integrations.revoke('shop');
    replies.push(await call('PUT', path, put('root')));
    const operations = await finished(service, call, ...replies);
    const refused = [3, "The consumer isn't authorized to access Magento_Catalog::catalog."];
    expect(operations.map((one) => [one.status, one.result_message])).toEqual([refused, refused, refused, [1, `${MANAGEMENT}::update`]]);
    expect((await galleryOf(call, 'A'))[0]?.label).toBe('root');
    const { last } = await rowsIn(service.database, { last: 'select actor, door, request from change order by cursor desc limit 1' });
    expect(last).toEqual([{ actor: 'test-root', door: 'adobe-rest', request: `bulk ${uuidOf(replies[3] as Reply)} operation 0` }]);
  });

  it('a store view that is gone by then', async () => {
    const { service, call } = await waiting();
    await addProduct(call, 'A');
    const reply = await call('POST', '/rest/s1/async/V1/products', { product: { sku: 'A', name: 'late' } });
    await service.app.stores.remove('s1' as never);
    expect((await finished(service, call, reply))[0]).toMatchObject({ status: 3, result_message: 'Specified request cannot be processed.' });
  });
});

describe('pictures', () => {
  it('that were large enough to be cut out of the body come through bit for bit', async () => {
    const { service, call } = await waiting();
    await addProduct(call, 'A');
    const jpeg = await aJpeg(1, 400);
    const content = { base64_encoded_data: jpeg.toString('base64'), type: 'image/jpeg', name: 'large.jpg' };
    const item = { sku: 'A', entry: { media_type: 'image', label: 'large', position: 1, disabled: false, content } };
    const operations = await finished(service, call, await call('POST', '/rest/all/async/bulk/V1/products/bySku/media', [item, item]));
    expect(operations.map(({ status }) => status)).toEqual([1, 1]);
    for (const { file } of await galleryOf(call, 'A')) expect((await call('GET', `/media/catalog/product${file}`)).bytes.equals(jpeg)).toBe(true);
  });
});
