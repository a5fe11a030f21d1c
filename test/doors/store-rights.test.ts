/** Somebody limited to store views sees everything, writes what those alone hold, and nothing that is common; every door says so in its own words. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, undo } from '../native/calling.js';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, addProduct, anEntry, type Client, clientOf, galleryOf } from './client.js';
import { callsIn, itemsOf, logIn, type Rpc, someData } from './rpc-client.js';
import { readStored } from './stored.js';

const CATALOG = 'Magento_Catalog::catalog';
const PRODUCTS = 'Magento_Catalog::products';
const notAuthorized = (resource: string) => ({ message: "The consumer isn't authorized to access %resources.", parameters: { resources: resource } });

let service: TestService;
let root: Client;
let native: Native;
let adobe: Client;
let rpc: Rpc;
let sku = '';
let id = 0;
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  root = clientOf(service);
  native = await nativeAs(service, 'german', ['german']);
  const token = await service.app.access.signIn('german', 'Pass-Word-1');
  if (!token.ok) throw new Error('the user cannot sign in');
  adobe = clientOf(service, token.value);
  rpc = callsIn(service, await logIn(service, 'german', 'Pass-Word-1'));
});
beforeEach(async () => {
  sku = `RIGHT-${++count}`;
  await addProduct(root, sku);
  id = await addEntry(root, sku, { label: 'Front', types: ['image'] });
});
afterAll(() => service.stop());

async function expectNothingWritten(work: () => Promise<void>): Promise<void> {
  const before = await readStored(service);
  await work();
  expect(await readStored(service)).toEqual(before);
}
const here = async (number = 2) => ({
  op: 'replace',
  entry: id,
  store: 'german',
  picture: { base64: (await picture(`image:png:${number}`)).toString('base64'), name: 'own.png' },
});

describe('the REST door', () => {
  const entry = (fields: object = {}) => ({ entry: { id, media_type: 'image', label: 'Vorne', position: 1, disabled: false, ...fields } });
  const media = (store: string) => `/rest/${store}/V1/products/${sku}/media`;

  it('shows every store view', async () => {
    for (const store of ['all', 'default', 'german', 'french'])
      for (const path of [
        `/products/${sku}`,
        `/products/${sku}/media`,
        `/products/${sku}/media/${id}`,
        '/products?searchCriteria[pageSize]=1',
        '/store/storeViews',
      ])
        expect((await adobe('GET', `/rest/${store}/V1${path}`)).status, `${store} ${path}`).toBe(200);
  });

  it('writes there what the store view alone holds', async () => {
    expect((await adobe('PUT', `${media('german')}/${id}`, entry({ types: [] }))).body).toBe(true);
    const [product] = [{ sku, name: 'Hemd', custom_attributes: [{ attribute_code: 'image', value: (await galleryOf(root, sku))[0]?.file }] }];
    expect((await adobe('PUT', `/rest/german/V1/products/${sku}`, { product })).status).toBe(200);
    const list = { product: { sku, media_gallery_entries: await galleryOf(root, sku, 'german') } };
    expect((await adobe('PUT', `/rest/german/V1/products/${sku}`, list)).status).toBe(200);
    expect((await galleryOf(root, sku, 'german'))[0]).toMatchObject({ label: 'Vorne', types: ['image'] });
    expect((await galleryOf(root, sku))[0]).toMatchObject({ label: 'Front', types: ['image'] });
  });

  it('refuses what is common to all, at the store view as elsewhere', async () => {
    const [bytes, other] = [await aContent('b.png', 3), await addEntry(root, sku)];
    await expectNothingWritten(async () => {
      expect((await adobe('POST', media('german'), await anEntry())).body).toEqual(notAuthorized(CATALOG));
      expect((await adobe('PUT', `${media('german')}/${id}`, entry({ content: bytes }))).body).toEqual(notAuthorized(CATALOG));
      expect((await adobe('DELETE', `${media('german')}/${other}`)).body).toEqual(notAuthorized(CATALOG));
      const save = (product: object) => adobe('PUT', `/rest/german/V1/products/${sku}`, { product: { sku, ...product } });
      expect((await save({ media_gallery_entries: [] })).body).toEqual(notAuthorized(CATALOG));
      expect((await save({ media_gallery_entries: [{ media_type: 'image', content: bytes }] })).body).toEqual(notAuthorized(CATALOG));
      expect((await save({ type_id: 'virtual' })).body).toEqual(notAuthorized(PRODUCTS));
      expect((await adobe('POST', '/rest/german/V1/products', { product: { sku: 'brand-new', attribute_set_id: 4, price: 1 } })).body).toEqual(
        notAuthorized(PRODUCTS),
      );
      expect((await adobe('DELETE', `/rest/german/V1/products/${sku}`)).body).toEqual(notAuthorized(PRODUCTS));
      for (const store of ['all', 'french', 'default']) expect((await adobe('PUT', `${media(store)}/${id}`, entry())).body).toEqual(notAuthorized(CATALOG));
    });
  });

  it('takes other bytes for the picture that the store view alone shows', async () => {
    await patch(nativeOf(service), sku, [await here()]);
    expect((await adobe('PUT', `${media('german')}/${id}`, entry({ content: await aContent('c.png', 4) }))).body).toBe(true);
    expect((await galleryOf(root, sku, 'german'))[0]?.file).toMatch(/\/c\/_\/c.*\.png$|\/c\/_\/c\.png$|c(_\d+)?\.png$/);
  });

  it('refuses queued calls the same, when they are performed', async () => {
    const other = await addEntry(root, sku);
    const accepted = await adobe('DELETE', `/rest/german/async/V1/products/${sku}/media/${other}`);
    expect(accepted.status).toBe(202);
    const { bulk_uuid } = accepted.body as { bulk_uuid: string };
    const status = async () =>
      (await root('GET', `/rest/all/V1/bulk/${bulk_uuid}/status`)).body as { operations_list: { status: number; result_message: string }[] };
    await expect.poll(async () => (await status()).operations_list[0]?.status, { timeout: 10_000 }).not.toBe(4);
    expect((await status()).operations_list[0]?.result_message).toContain("isn't authorized");
    expect(await galleryOf(root, sku)).toHaveLength(2);
  });
});

describe('the JSON-RPC door', () => {
  const file = async () => (await galleryOf(root, sku))[0]?.file ?? '';

  it('shows every store view', async () => {
    for (const store of [undefined, 'german', 'french']) {
      expect(await itemsOf(rpc, sku, store)).toHaveLength(1);
      expect((await rpc('product_media.info', [sku, await file(), store])).error).toBeUndefined();
    }
    expect((await rpc('product.info', [sku])).result).toMatchObject({ sku });
    expect((await rpc('product.search', [{ sku: { eq: sku } }])).result).toHaveLength(1);
  });

  it('writes there what the store view alone holds, and nothing else', async () => {
    expect((await rpc('product_media.update', [sku, await file(), { label: 'Vorne', types: ['thumbnail'] }, 'german'])).result).toBe(true);
    expect((await galleryOf(root, sku, 'german'))[0]).toMatchObject({ label: 'Vorne', types: ['thumbnail'] });
    const path = await file();
    await expectNothingWritten(async () => {
      const refused: [string, unknown[]][] = [
        ['product_media.create', [sku, await someData({}, 2), 'german']],
        ['product_media.create', [sku, await someData({}, 2)]],
        ['product_media.update', [sku, path, await someData({}, 3), 'german']],
        ['product_media.update', [sku, path, { label: 'x' }, 'french']],
        ['product_media.update', [sku, path, { label: 'x' }, null]],
        ['product_media.remove', [sku, path]],
        ['product.update', [sku, { name: 'x' }]],
        ['product.create', ['brand-new', {}]],
      ];
      for (const [method, args] of refused) expect((await rpc(method, args)).error, method).toMatchObject({ code: -32002, message: 'Access denied.' });
    });
  });
});

describe('the native door', () => {
  it('shows every store view, and takes a picture of its own for the store view', async () => {
    expect((await galleryIn(native, sku, '?store=*')).views).toHaveLength(4);
    await patch(native, sku, [await here(), { op: 'set', entry: id, store: 'german', decorative: true }]);
    const { change } = await patch(native, sku, [{ op: 'inherit', entry: id, store: 'german' }]);
    await undo(native, sku, { change });
    await patch(native, sku, [{ op: 'copy-from', from: 'french', store: 'german' }]);
  });

  it('refuses what is common to all, and shows no preview of it', async () => {
    const own = await here();
    await patch(native, sku, [own]);
    const { change } = await patch(nativeOf(service), sku, [{ op: 'set', entry: id, label: 'Other' }]);
    const refused = [
      { op: 'add', picture: own.picture },
      { op: 'add', picture: own.picture, store: 'german' },
      { op: 'replace', entry: id, picture: own.picture },
      { op: 'replace', entry: id, picture: own.picture, store: 'french' },
      { op: 'push-down', store: 'german' },
      { op: 'copy-from', from: 'german', store: 'french' },
      { op: 'remove', entry: id },
    ];
    await expectNothingWritten(async () => {
      for (const operation of refused)
        for (const query of ['', '?dry_run=true'])
          expectProblem(await native('PATCH', `/products/${sku}/gallery${query}`, { operations: [operation] }), 403, 'not-authorized');
      expectProblem(await native('POST', `/products/${sku}/undo`, { change }), 403, 'not-authorized');
    });
  });
});

it('in a shop of one store view, rights on that one are rights on everything', async () => {
  const single = await startService();
  try {
    await addProduct(clientOf(single), 'A');
    await single.addUser('only', 'Pass-Word-1', undefined, ['default']);
    const token = await single.app.access.signIn('only', 'Pass-Word-1');
    expect((await clientOf(single, token.ok ? token.value : '')('POST', '/rest/default/V1/products/A/media', await anEntry())).status).toBe(200);
  } finally {
    await single.stop();
  }
});
