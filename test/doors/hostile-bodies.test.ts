/** Bodies that are too long, too deep or of the wrong shape. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, addProduct, anEntry, type Client, clientOf, expectAnswered, expectRefused, galleryOf } from './client.js';
import { dial, statusesOf, talk } from './socket.js';
import { readStored } from './stored.js';

const LIMIT = 1024 * 1024;
const MEDIA = '/rest/all/V1/products/A/media';

let service: TestService;
let roomy: TestService;
let call: Client;
let callRoomy: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german'], env: { VITRINE_BODY_LIMIT: String(LIMIT) } });
  roomy = await startService();
  [call, callRoomy] = [clientOf(service), clientOf(roomy)];
  for (const one of [call, callRoomy]) {
    await addProduct(one, 'A');
    await addEntry(one, 'A');
  }
});
afterAll(() => Promise.all([service.stop(), roomy.stop()]));

describe('a body over the limit', () => {
  const head = (framing: string) =>
    `POST ${MEDIA} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.token}\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`;

  it('is 413 in this door’s words, and the next request goes through', async () => {
    const reply = await call('POST', MEDIA, 'x'.repeat(LIMIT + 1));
    expectRefused(reply, 413);
    expect(reply.body).toEqual({ message: 'The request body is over the limit of %limit bytes.', parameters: { limit: LIMIT } });
    expect(await galleryOf(call, 'A')).toHaveLength(1);
  });

  it('is 413 by its content-length, before a byte of it is read', async () => {
    const heard = await talk(service.url, [head('Content-Length: 99999999999')]);
    expect(statusesOf(heard)).toEqual([413]);
    expect(heard.toLowerCase()).toContain('\r\nconnection: close\r\n');
    expect(heard).toContain('"limit":1048576');
  });

  it('is 413 in chunks, as soon as they come to more', async () => {
    const chunk = `40000\r\n${'x'.repeat(0x40000)}\r\n`;
    const heard = await talk(service.url, [head('Transfer-Encoding: chunked'), ...Array.from({ length: 6 }, () => chunk), '0\r\n\r\n']);
    expect(statusesOf(heard)).toEqual([413]);
    expect(heard).toContain('"limit":1048576');
  });

  it('may be 64 MB of a name, whatever the limit is', async () => {
    const entry = JSON.stringify(await anEntry()).replace('a.png', 'n'.repeat(64 * 1024 * 1024));
    expectRefused(await callRoomy('POST', MEDIA, entry), 413);
    expect(await galleryOf(callRoomy, 'A')).toHaveLength(1);
  });

  it('is not even read of strangers and on unknown paths', async () => {
    expect((await call('POST', '/nowhere', 'x'.repeat(LIMIT + 1))).status).toBe(404);
    expectRefused(await call('POST', MEDIA, 'x'.repeat(LIMIT + 1), { authorization: undefined }), 401);
  });

  it('that ends early stores nothing and stops nobody', async () => {
    const before = await readStored(service);
    const socket = await dial(service.url);
    socket.write(`${head('Content-Length: 500000')}{"entry":`);
    socket.destroy();
    expect(await galleryOf(call, 'A')).toHaveLength(1);
    expect(await readStored(service)).toEqual(before);
  });
});

describe('depth', () => {
  const deep = (open: string, close: string, depth: number, core = '') => open.repeat(depth) + core + close.repeat(depth);
  const depths = [10_000, 1_000_000];
  const shapes = [
    ['lists', '[', ']', ''],
    ['objects', '{"a":', '}', '1'],
    ['entries', '{"entry":', '}', '1'],
  ] as const;

  it.each(depths.flatMap((depth) => shapes.map((shape) => [depth, ...shape] as const)))('%i %s: refused wherever they stand', async (depth, _, ...parts) => {
    const [open, close, core] = parts;
    const text = deep(open, close, depth, core);
    const product = (fields: string) => callRoomy('PUT', '/rest/all/V1/products/A', `{"product":{"sku":"A",${fields}}}`);
    // A megabyte of it takes its time to read: where it stands is tried with the shorter ones.
    const everywhere = depth < 100_000;
    const bodies = [
      `{"entry":{"label":${text}}}`,
      ...(everywhere ? [text, `{"entry":${text}}`, `{"entry":{"types":${text}}}`, `{"entry":{"content":${text}}}`] : []),
    ];
    const attribute = `"custom_attributes":[{"attribute_code":"note","value":${text}}]`;
    const others = [`"custom_attributes":{"note":${text}}`, `"options":${text}`, `"extension_attributes":{"website_ids":${text}}`];
    for (const body of bodies) expectRefused(await callRoomy('POST', MEDIA, body), 400);
    for (const fields of [attribute, ...(everywhere ? others : [])]) expectRefused(await product(fields), 400);
  });

  it('up to 60 levels of an attribute’s value come back as they went in', async () => {
    const value = JSON.parse(deep('[', ']', 60)) as unknown;
    const saved = await callRoomy('PUT', '/rest/all/V1/products/A', { product: { sku: 'A', custom_attributes: [{ attribute_code: 'nest', value }] } });
    expect(saved.status, saved.text).toBe(200);
    const read = (await callRoomy('GET', '/rest/all/V1/products/A')).body as { custom_attributes: unknown[] };
    expect(read.custom_attributes).toContainEqual({ attribute_code: 'nest', value });
  });
});

describe('values of another kind than is due', () => {
  const WRONG = [0, -1, 1.5, 1e308, true, false, '', 'x', [], [[]], [null], ['x'], {}, { a: 1 }, { 0: 'x' }, null];
  const ENTRY_FIELDS = ['id', 'media_type', 'label', 'position', 'disabled', 'types', 'file', 'content', 'extension_attributes'];
  const PRODUCT_FIELDS = [
    ...['sku', 'name', 'attribute_set_id', 'price', 'status', 'visibility', 'type_id', 'weight', 'extension_attributes', 'product_links'],
    ...['options', 'media_gallery_entries', 'tier_prices', 'custom_attributes', 'created_at'],
  ];

  it.each(['POST', 'PUT'])('%s media: in place of the body, of the entry, of each field', async (method) => {
    const path = method === 'POST' ? MEDIA : `${MEDIA}/1`;
    const entry = { media_type: 'image', content: await aContent('kind.png') };
    for (const wrong of WRONG) {
      for (const body of [wrong, { entry: wrong }, { entry: [wrong] }]) expectRefused(await call('POST', MEDIA, JSON.stringify(body)), 400);
      for (const field of ENTRY_FIELDS) expectAnswered(await call(method, path, { entry: { ...entry, [field]: wrong } }));
      for (const field of ['base64_encoded_data', 'type', 'name'])
        expectAnswered(await call(method, path, { entry: { ...entry, content: { ...entry.content, [field]: wrong } } }));
      const video = { video_provider: '', video_url: 'https://example.org/v', video_title: 't' };
      for (const field of ['media_type', 'video_provider', 'video_url', 'video_title', 'video_description', 'video_metadata']) {
        const fields = { media_type: 'external-video', extension_attributes: { video_content: { ...video, [field]: wrong } } };
        expectAnswered(await call(method, path, { entry: { ...entry, ...fields } }));
      }
    }
  });

  it('PUT product: in place of the product, of each field', async () => {
    for (const wrong of WRONG) {
      expectAnswered(await call('PUT', '/rest/german/V1/products/B', { product: wrong }));
      for (const field of PRODUCT_FIELDS) expectAnswered(await call('PUT', '/rest/all/V1/products/B', { product: { sku: 'B', [field]: wrong } }));
      for (const one of [wrong, { attribute_code: wrong, value: 1 }, { attribute_code: 'a', value: wrong }, { attribute_code: 'image', value: wrong }])
        expectAnswered(await call('PUT', '/rest/german/V1/products/B', { product: { sku: 'B', custom_attributes: [one] } }));
      expectAnswered(await call('PUT', '/rest/all/V1/products/B', { product: { sku: 'B', extension_attributes: { website_ids: [wrong] } } }));
      expectAnswered(await call('PUT', '/rest/all/V1/products/A', { product: { sku: 'A', media_gallery_entries: [wrong] } }));
    }
  });

  it('the token call', async () => {
    for (const wrong of WRONG) {
      const anonymous = { authorization: undefined };
      expectRefused(await call('POST', '/rest/V1/integration/admin/token', JSON.stringify(wrong), anonymous), 400);
      expectRefused(await call('POST', '/rest/V1/integration/admin/token', { username: wrong, password: wrong }, anonymous));
    }
  });

  it.each(['', ' ', '{', '{"entry":', 'null', 'NaN', '{"entry":{"position":01}}', "{'entry':1}", '\ufeff{}', '{"a":1}}', '"\\ud800"', '\u0000'])(
    'the text %j as a body',
    async (text) => expectRefused(await call('POST', MEDIA, text), 400),
  );

  it('bytes that are no UTF-8', async () => {
    for (const bytes of [Buffer.from([0xff, 0xfe, 0x7b, 0x00]), Buffer.from('{"entry":{"label":"\xff\xc0\xaf"}}', 'latin1')])
      expectRefused(await call('POST', MEDIA, bytes), 400);
  });

  it('numbers at the edges stay what they are, or are refused', async () => {
    const id = await addEntry(call, 'A', { content: await aContent('edge.png') });
    const write = (position: unknown) => call('PUT', `${MEDIA}/${id}`, { entry: { id, media_type: 'image', position } });
    const position = async () => (await galleryOf(call, 'A')).find((one) => one.id === id)?.position;
    for (const [sent, kept] of [
      [4_294_967_295, 4_294_967_295],
      [-1, 0],
      [1.5, 1],
      ['5', 5],
      ['0x10', undefined],
      [4_294_967_296, undefined],
      [1e308, undefined],
    ] as const) {
      const reply = await write(sent);
      if (kept === undefined) expectRefused(reply, 400);
      else expect([reply.body, await position()]).toEqual([true, kept]);
    }
    for (const text of ['1e999', '-1e999', '9'.repeat(400)])
      expectRefused(await call('PUT', `${MEDIA}/${id}`, `{"entry":{"id":${id},"position":${text}}}`), 400);
  });
});
