/** HTTP itself, bent: headers, framing, bodies where none are due, many requests at once on one connection. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, anEntry, type Client, clientOf, expectRefused, galleryOf } from './client.js';
import { statusesOf, talk } from './socket.js';

let service: TestService;
let call: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  call = clientOf(service);
  await addProduct(call, 'A');
  await addEntry(call, 'A', { label: 'Front' });
});
afterAll(() => service.stop());

const MEDIA = '/rest/all/V1/products/A/media';
const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${service.token}`, 'Content-Type: application/json', ...headers, '', ''].join('\r\n');

describe('headers', () => {
  it('an Accept header of thousands of types is read, of more than a header may be cut off', async () => {
    const get = (accept: string) => call('GET', '/rest/all/V1/products/A', undefined, { accept });
    const refused = await get('x/y,'.repeat(3000));
    expect(refused.status).toBe(406);
    expect(refused.text.length).toBeLessThan(1000);
    expect((await get(`${'x/y;q=0.1,'.repeat(1000)}*/*`)).status).toBe(200);
    for (const odd of [',', ';', '*', 'application/json;q=', '/', '*/', 'text/*', '\u00ff']) expect([200, 406]).toContain((await get(odd)).status);
  });

  it.each([
    'x',
    '/',
    'a/b',
    'a/b;;;;',
    'text/plain',
    'application/xml',
    'application/json,application/json',
    '"',
    ';',
    'application/json; charset=latin1',
    'é/é',
    'x'.repeat(8000),
  ])('the content type %j is refused and nothing is stored', async (type) => {
    expectRefused(await call('POST', MEDIA, await anEntry(), { 'content-type': type }));
    expect(await galleryOf(call, 'A')).toHaveLength(1);
  });

  it.each([
    'APPLICATION/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json ; x=y; charset=utf-8',
    'application/json;',
  ])('the content type %j is JSON', async (type) => {
    const entry = { id: 1, media_type: 'image', label: 'Front', position: 1 };
    expect(await call('PUT', `${MEDIA}/1`, { entry }, { 'content-type': type })).toMatchObject({ status: 200, body: true });
  });

  it('a Host that is no host is repeated to nobody', async () => {
    for (const host of ['evil"><script>', 'a b', 'x'.repeat(500), '[::1', 'a/../b']) {
      const reply = await call('GET', '/rest/V1/store/storeConfigs', undefined, { host });
      if (reply.status === 400) continue;
      expect(reply.text).toContain('"base_url":"http://localhost/"');
    }
  });

  it('forwarded addresses count for nothing where no proxy is trusted', async () => {
    const reply = await call('GET', '/rest/V1/store/storeConfigs', undefined, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    expect(reply.text).not.toContain('evil.example');
    expect(reply.text).toContain('"base_url":"http://127.0.0.1:');
  });
});

describe('more header than is read', () => {
  it.each(['Accept', 'X-Anything', 'Cookie'])('%s: 431, and the connection ends', async (name) => {
    const heard = await talk(service.url, [head('GET /rest/all/V1/products/A', `${name}: ${'x/y,'.repeat(20_000)}`)]);
    expect(statusesOf(heard)).toEqual([431]);
    expect(heard.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });
});

describe('bodies where none are due', () => {
  it('on GET and DELETE are read away or passed over, and the connection goes on', async () => {
    const body = '{"entry":{"label":"Hijacked"}}';
    const get = head(`GET ${MEDIA}`, `Content-Length: ${body.length}`) + body;
    const remove = head('DELETE /rest/all/V1/products/nobody', `Content-Length: ${body.length}`) + body;
    const chunked = `${head(`GET ${MEDIA}`, 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`;
    expect(statusesOf(await talk(service.url, [get + remove + chunked + head(`GET ${MEDIA}`)]))).toEqual([200, 404, 200, 200]);
    expect(await galleryOf(call, 'A')).toMatchObject([{ label: 'Front' }]);
  });
});

describe('framing', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';

  it.each([
    ['length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled],
    ['a length that is none', ['Content-Length: 5abc'], 'hello'],
    ['a length below zero', ['Content-Length: -1'], smuggled],
    ['chunks that are not last', ['Transfer-Encoding: chunked, gzip'], `0\r\n\r\n${smuggled}`],
    ['chunks of another name', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`],
    ['chunks under a bent name', ['Transfer-Encoding : chunked'], `0\r\n\r\n${smuggled}`],
    ['a chunk size that is none', ['Transfer-Encoding: chunked'], 'zz\r\nhello\r\n0\r\n\r\n'],
    ['a chunk longer than it says', ['Transfer-Encoding: chunked'], '2\r\nhello\r\n0\r\n\r\n'],
    ['a folded header', ['X-A: b\r\n c', 'Content-Length: 0'], ''],
    ['a header with a NUL', ['X-A: b\0c', 'Content-Length: 0'], ''],
  ])('%s: one answer at most, a 4xx, and the connection ends', async (_, headers, body) => {
    const heard = await talk(service.url, [head(`POST ${MEDIA}`, ...headers) + body], 200);
    const statuses = statusesOf(heard);
    expect(statuses.length, heard).toBeLessThanOrEqual(1);
    for (const status of statuses) expect(Math.floor(status / 100)).toBe(4);
    expect(heard).not.toContain(process.cwd());
    expect(heard).not.toContain('\n    at ');
    expect(await galleryOf(call, 'A')).toHaveLength(1);
  });

  it.each(['GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GARBAGE\r\n\r\n', '\0\0\0\0', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET / HTTP/1.1\r\n\r\n'])(
    '%j ends the connection with a 4xx at most',
    async (text) => {
      for (const status of statusesOf(await talk(service.url, [text], 200))) expect(Math.floor(status / 100)).toBe(4);
      expect(await galleryOf(call, 'A')).toHaveLength(1);
    },
  );
});

describe('pipelining', () => {
  it('many requests in one write are answered each, in their order', async () => {
    const writes = Array.from({ length: 20 }, (_, i) => {
      const body = JSON.stringify({ entry: { id: 1, media_type: 'image', label: 'Front', position: i + 1 } });
      const put = head(`PUT ${MEDIA}/1`, `Content-Length: ${Buffer.byteLength(body)}`) + body;
      return put + head(`GET /rest/all/V1/products/${i % 2 === 0 ? 'A' : 'nobody'}`);
    });
    const heard = await talk(service.url, [writes.join('')]);
    expect(statusesOf(heard)).toEqual(Array.from({ length: 20 }, (_, i) => [200, i % 2 === 0 ? 200 : 404]).flat());
  });

  it('a request cut into single bytes is one request', async () => {
    const text = head('GET /rest/all/V1/products/nobody', 'Connection: close');
    expect(statusesOf(await talk(service.url, [...text]))).toEqual([404]);
  });
});
