/** XML against a running service: what is answered, and what is taken. Source: adobe-rest sections 2.1, 3 and 4, recorded answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderXml } from '../../src/doors/adobe-rest/xml.js';
import { picture } from '../conformance/pictures.js';
import { aChunk } from '../imaging/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf, type Reply } from './client.js';
import { readStored } from './stored.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const XML = { 'content-type': 'application/xml' };
const asRequest = (body: unknown) => renderXml(body).replaceAll('response>', 'request>');

/** Far more than is left in the text. */
async function aLongPng(): Promise<Buffer> {
  const png = await picture('image:png:3');
  return Buffer.concat([png.subarray(0, 33), aChunk('viTr', Buffer.alloc(6_000_000, 'x')), png.subarray(33)]);
}

let service: TestService;
let call: Client;
let id: number;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  call = clientOf(service);
  await addProduct(call, 'A');
  id = await addEntry(call, 'A', { label: 'Front & <back>', types: ['image', 'thumbnail'] });
});
afterAll(() => service.stop());

const MEDIA = '/rest/all/V1/products/A/media';
function expectXml(reply: Reply, status: number, text: string): void {
  expect(reply.text).toBe(`<?xml version="1.0"?>\n<response>\n${text}</response>\n`);
  expect(reply.status).toBe(status);
  expect(reply.headers).toMatchObject({ 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'no-store' });
}

describe('answered', () => {
  it.each(['application/xml', 'text/xml', BROWSER])('a gallery to Accept: %s', async (accept) => {
    const reply = await call('GET', `${MEDIA}?fields=id,label,types,disabled,extension_attributes`, undefined, { accept });
    const types = '    <types>\n      <item>image</item>\n      <item>thumbnail</item>\n    </types>\n';
    expectXml(reply, 200, `  <item>\n    <id>${id}</id>\n    <label>Front &amp; &lt;back&gt;</label>\n    <disabled>false</disabled>\n${types}  </item>\n`);
  });

  it('a product', async () => {
    const reply = await call('GET', '/rest/all/V1/products/A?fields=sku,options,media_gallery_entries[label]', undefined, { accept: 'application/xml' });
    const entries = '  <media_gallery_entries>\n    <item>\n      <label>Front &amp; &lt;back&gt;</label>\n    </item>\n  </media_gallery_entries>\n';
    expectXml(reply, 200, `  <sku>A</sku>\n  <options/>\n${entries}`);
  });

  it('errors', async () => {
    const accept = { accept: 'application/xml' };
    const missing = "  <message>The product that was requested doesn't exist. Verify the product and try again.</message>\n";
    expectXml(await call('GET', '/rest/all/V1/products/NONE/media', undefined, accept), 404, missing);
    expectXml(await call('GET', '/rest/all/V1/nothing', undefined, accept), 404, '  <message>Request does not match any route.</message>\n');
    expectXml(await call('PATCH', MEDIA, undefined, accept), 405, '  <message>The PATCH HTTP method is not supported.</message>\n');
    const stranger = await call('GET', MEDIA, undefined, { ...accept, authorization: undefined });
    const resources = '  <parameters>\n    <resources>Magento_Catalog::catalog</resources>\n  </parameters>\n';
    expectXml(stranger, 401, `  <message>The consumer isn't authorized to access %resources.</message>\n${resources}`);
    expectXml(await call('POST', MEDIA, '{', accept), 400, '  <message>Decoding error.</message>\n');
  });

  it.each([undefined, '*/*', 'application/json, text/plain, */*', 'application/json, application/xml', 'application/*'])(
    'JSON to Accept: %s',
    async (accept) => {
      const reply = await call('GET', `${MEDIA}?fields=id`, undefined, { accept });
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(reply.body).toEqual([{ id }]);
    },
  );

  it.each(['text/html', 'image/png'])('a refusal as JSON to Accept: %s', async (accept) => {
    const reply = await call('GET', MEDIA, undefined, { accept });
    const message = `Server cannot match any of the given Accept HTTP header media type(s) from the request: "${accept}" with media types from the config of response renderer.`;
    expect([reply.status, reply.body]).toEqual([406, { messages: { error: [{ code: 406, message }] } }]);
  });
});

describe('taken', () => {
  it('a name and a password', async () => {
    const login = '<login><username>test-root</username><password>Test-Root-1</password></login>';
    const path = '/rest/V1/integration/admin/token';
    const { status, body } = await call('POST', path, login, { ...XML, authorization: undefined });
    expect([status, typeof body]).toEqual([200, 'string']);
    expect((await call('GET', MEDIA, undefined, { authorization: `Bearer ${body}` })).status).toBe(200);
    const reply = await call('POST', path, login, { ...XML, accept: 'text/xml' });
    expect(reply.text).toMatch(/^<\?xml version="1.0"\?>\n<response>[^<>]{20,}<\/response>\n$/);
    expect((await call('POST', path, '<login><username>test-root</username><password/></login>', XML)).body).toEqual({
      message: '"%fieldName" is required. Enter and try again.',
      parameters: { fieldName: 'password' },
    });
  });

  it('the recorded change of an entry: an empty element is null, so the roles stay', async () => {
    await addProduct(call, 'recorded');
    const entry = await addEntry(call, 'recorded', { types: ['image'] });
    const file = (await galleryOf(call, 'recorded'))[0]?.file;
    const body = `<request><entry><id>${entry}</id><media_type>image</media_type><label>xml label</label><position>2</position><disabled>false</disabled><types></types><file>${file}</file></entry></request>`;
    const reply = await call('PUT', `/rest/all/V1/products/recorded/media/${entry}`, body, XML);
    expect([reply.status, reply.body]).toEqual([200, true]);
    expect(await galleryOf(call, 'recorded')).toMatchObject([{ id: entry, label: 'xml label', position: 2, disabled: false, types: ['image'] }]);
  });

  it.each([
    ['a small picture', () => picture('image:png:3'), ''],
    ['a long one', aLongPng, ''],
    ['a long one between blanks', aLongPng, '\n      '],
  ])('an entry with %s', async (name, draw, blanks) => {
    const sku = `picture ${name}`;
    await addProduct(call, sku);
    const bytes = await draw();
    const content = { base64_encoded_data: `${blanks}${bytes.toString('base64')}${blanks}`, type: 'image/png', name: 'a.png' };
    const entry = { media_type: 'image', label: ' 007 ', position: 3, disabled: true, types: ['image'], content };
    const path = `/rest/all/V1/products/${encodeURIComponent(sku)}/media`;
    const reply = await call('POST', path, asRequest({ entry }), { ...XML, accept: 'application/xml' });
    expect(reply.text).toMatch(/^<\?xml version="1.0"\?>\n<response>\d+<\/response>\n$/);
    const [kept] = await galleryOf(call, sku);
    expect(kept).toMatchObject({ label: ' 007 ', position: 3, disabled: true, types: ['image'] });
    expect((await call('GET', `/media/catalog/product${kept?.file}`)).bytes.equals(bytes)).toBe(true);
  });

  it('a product, made and changed at a store view', async () => {
    const content = { base64_encoded_data: (await picture('image:png:4')).toString('base64'), type: 'image/png', name: 'b.png' };
    const product = {
      sku: 'X',
      name: 'Ex',
      attribute_set_id: 4,
      price: 10.5,
      weight: 1,
      extension_attributes: { website_ids: [1] },
      media_gallery_entries: [
        { media_type: 'image', label: 'one', types: ['image', 'small_image'], content },
        { media_type: 'image', label: 'two', types: [], content },
      ],
      custom_attributes: [{ attribute_code: 'note', value: '<007>' }],
    };
    const made = await call('POST', '/rest/all/V1/products', asRequest({ product }), XML);
    expect(made.status, made.text).toBe(200);
    expect(made.body).toMatchObject({
      sku: 'X',
      price: 10.5,
      extension_attributes: { website_ids: [1] },
      media_gallery_entries: [
        { label: 'one', types: ['image', 'small_image'] },
        { label: 'two', types: [] },
      ],
      custom_attributes: expect.arrayContaining([{ attribute_code: 'note', value: '<007>' }]),
    });
    const [first, second] = (made.body as { media_gallery_entries: { id: number }[] }).media_gallery_entries;
    const entries = [{ id: first?.id, media_type: 'image', label: 'eins', types: ['image', 'small_image'] }];
    const changed = await call(
      'PUT',
      '/rest/german/V1/products/X',
      asRequest({ product: { media_gallery_entries: [...entries, { id: second?.id, media_type: 'image' }] } }),
      XML,
    );
    expect(changed.status, changed.text).toBe(200);
    expect((await galleryOf(call, 'X', 'german')).map(({ label }) => label)).toEqual(['eins', 'two']);
    expect((await galleryOf(call, 'X')).map(({ label }) => label)).toEqual(['one', 'two']);
  });

  it('what was read, sent back as JSON does: nothing more changes', async () => {
    const path = '/rest/all/V1/products/same';
    await addProduct(call, 'same');
    for (const label of ['one', 'two']) await addEntry(call, 'same', { label, types: label === 'one' ? ['image'] : [] });
    expect((await call('PUT', path, { product: (await call('GET', path)).body })).status).toBe(200);
    const before = [(await call('GET', path)).body, (await readStored(service)).rows];
    const read = await call('GET', path, undefined, { accept: 'application/xml' });
    const body = read.text.replace('<response>', '<request><product>').replace('</response>', '</product></request>');
    const reply = await call('PUT', path, body, XML);
    expect(reply.status, reply.text).toBe(200);
    expect([(await call('GET', path)).body, (await readStored(service)).rows]).toEqual(before);
  });
});

it.each([
  ['application/xml', 200],
  ['text/xml', 200],
  ['application/xhtml+xml; charset=utf-8', 200],
  ['application/xml; charset=latin1', 'UTF-8 is the only supported charset.'],
  ['application/json', 'Decoding error.'],
  ['text/plain', 'Server cannot understand Content-Type HTTP header media type text/plain'],
  ['xml', 'Content-Type header is invalid.'],
  [undefined, 'Content-Type header is empty.'],
])('a body of type %s: %s', async (type, expected) => {
  const body = `<r><entry><id>${id}</id><media_type>image</media_type><position>5</position></entry></r>`;
  const reply = await call('PUT', `${MEDIA}/${id}`, body, { 'content-type': type });
  if (expected === 200) expect([reply.status, reply.body]).toEqual([200, true]);
  else expect([reply.status, reply.body]).toEqual([400, { message: expected }]);
});

it.each(['<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><entry>&x;</entry></r>', '<r><entry></r>', '{}', `${'<r>'.repeat(1000)}`])(
  'no XML, or hostile: %s',
  async (body) => {
    const reply = await call('PUT', `${MEDIA}/${id}`, body.slice(0, 5000), XML);
    expect([reply.status, reply.body]).toEqual([400, { message: 'Decoding error.' }]);
  },
);
