/** Pictures that are something else too, at every door that takes bytes: refused in its words, and nothing is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf } from './client.js';
import { callsIn, itemsOf, logIn } from './rpc-client.js';
import { readStored } from './stored.js';

const MEDIA = '/rest/all/V1/products/A/media';
const MESSAGE = 'The image content is invalid. Verify the content and try again.';
const behind = async (text: string): Promise<string> => Buffer.concat([await picture('image:jpeg:1'), Buffer.from(text)]).toString('base64');
const anUpload = async (text: string, fields: object = {}) => ({
  entry: { media_type: 'image', label: 'x', content: { base64_encoded_data: await behind(text), type: 'image/jpeg', name: 'a.jpg' }, ...fields },
});
const PHP = '<?php system($_GET[0]); ?>';

let [friendly, strict]: TestService[] = [];
beforeAll(async () => {
  [friendly, strict] = await Promise.all([startService(), startService({ compat: 'strict' })]);
});
afterAll(() => Promise.all([friendly?.stop(), strict?.stop()]));

describe('the Adobe door', () => {
  let call: Client;
  beforeAll(async () => {
    call = clientOf(friendly as TestService);
    await addProduct(call, 'A');
  });

  it.each([
    ['PHP', PHP],
    ['HTML', '<html><body>hello there'],
    ['a ZIP archive', `PK\x05\x06${'\0'.repeat(18)}`],
  ])('names %s, says what to do, and keeps nothing', async (found, text) => {
    const before = await readStored(friendly as TestService);
    const reply = await call('POST', MEDIA, await anUpload(text));
    const parameters = { code: 'image-ambiguous', field: 'content', limit: null, found, advice: expect.stringMatching(/^Save .*\.$/) };
    expect([reply.status, reply.body]).toEqual([400, { message: MESSAGE, parameters }]);
    expect(await readStored(friendly as TestService)).toEqual(before);
  });

  it('refuses it on update and in a product, too', async () => {
    const id = await addEntry(call, 'A');
    const update = await call('PUT', `${MEDIA}/${id}`, await anUpload(PHP, { id }));
    const product = await call('POST', '/rest/all/V1/products', { product: { sku: 'A', media_gallery_entries: [(await anUpload(PHP)).entry] } });
    for (const reply of [update, product]) expect([reply.status, reply.body]).toEqual([400, expect.objectContaining({ message: MESSAGE })]);
    expect(await galleryOf(call, 'A')).toEqual([expect.objectContaining({ id, label: null })]);
  });

  it('says no more than the original in strict mode', async () => {
    const one = clientOf(strict as TestService);
    await one('POST', '/rest/all/V1/products', { product: { sku: 'A', name: 'A', price: 1, attribute_set_id: 4 } });
    const reply = await one('POST', MEDIA, await anUpload(PHP));
    expect([reply.status, reply.body]).toEqual([400, { message: MESSAGE }]);
  });
});

it('the JSON-RPC door names it, and keeps nothing', async () => {
  const call = callsIn(friendly as TestService, await logIn(friendly as TestService));
  await call('product.create', ['B', { name: 'B' }]);
  const { error } = await call('product_media.create', ['B', { file: { content: await behind(PHP), mime: 'image/jpeg' } }]);
  expect(error).toMatchObject({ message: 'Image creation failed. the bytes are a picture and PHP, too' });
  expect(await itemsOf(call, 'B')).toEqual([]);
});
