/** Conditional and partial requests for an original, as odd as they come. Source: RFC 9110, sections 13 and 14. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf, type Reply } from './client.js';

let service: TestService;
let bytes: Buffer;
let etag: string;
let get: (headers?: Record<string, string>, method?: string) => Promise<Reply>;
beforeAll(async () => {
  service = await startService();
  const call: Client = clientOf(service);
  await addProduct(call, 'A');
  await addEntry(call, 'A');
  bytes = await picture('image:png:1');
  const url = `/media/catalog/product${(await galleryOf(call, 'A'))[0]?.file}`;
  get = (headers = {}, method = 'GET') => call(method, url, undefined, { authorization: undefined, 'content-type': undefined, ...headers });
  etag = (await get()).headers.etag ?? '';
});
afterAll(() => service.stop());

const expectWhole = (reply: Reply) => {
  expect(reply.status).toBe(200);
  expect(reply.bytes.equals(bytes)).toBe(true);
  expect(reply.headers['content-length']).toBe(String(bytes.length));
};

describe('the whole picture', () => {
  it('comes with its type, length, hash and no guessing', async () => {
    const reply = await get();
    expectWhole(reply);
    expect(reply.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' });
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it('HEAD says the same without the bytes, and knows no ranges', async () => {
    for (const headers of [{}, { range: 'bytes=0-1' }, { range: 'bytes=999999-' }]) {
      const reply = await get(headers, 'HEAD');
      expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
      expect(reply.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': String(bytes.length), etag });
    }
  });

  it.each([
    'bytes=0-1,3-4',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=5-2',
    'bytes=0-1;',
    'items=0-1',
    'bytes 0-1',
    'bytes=--1',
    'bytes=0x0-1',
    '-',
    `bytes=${'0-0,'.repeat(3000)}`,
  ])('answers the range %j, which is none', async (range) => expectWhole(await get({ range })));
});

describe('a part of it', () => {
  const part = async (range: string, start: number, end: number, more: Record<string, string> = {}) => {
    const reply = await get({ range, ...more });
    expect(reply.status).toBe(206);
    expect(reply.headers['content-range']).toBe(`bytes ${start}-${end}/${bytes.length}`);
    expect(reply.bytes.equals(bytes.subarray(start, end + 1))).toBe(true);
  };

  it('first, middle, rest, suffix, longer than there is', async () => {
    const last = bytes.length - 1;
    await part('bytes=0-0', 0, 0);
    await part('Bytes=2-9', 2, 9);
    await part('bytes=5-', 5, last);
    await part('bytes=-4', last - 3, last);
    await part('bytes=-999999', 0, last);
    await part(`bytes=0-${'9'.repeat(300)}`, 0, last);
    await part(`bytes=-${'9'.repeat(300)}`, 0, last);
  });

  it.each(['bytes=999999-', 'bytes=999999-9999999', 'bytes=-0', `bytes=${'9'.repeat(300)}-`])('%j is none of it: 416', async (range) => {
    const reply = await get({ range });
    expect([reply.status, reply.bytes.length]).toEqual([416, 0]);
    expect([reply.headers['cache-control'], reply.headers.etag, reply.headers['surrogate-key']]).toEqual(['no-store', undefined, undefined]);
    expect(reply.headers['content-range']).toBe(`bytes */${bytes.length}`);
  });

  it('If-Range: of this very version the part, of any other the whole', async () => {
    await part('bytes=0-3', 0, 3, { 'if-range': etag });
    for (const other of ['"x"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', '', '*', etag.replaceAll('"', '')])
      expectWhole(await get({ range: 'bytes=0-3', 'if-range': other }));
  });
});

describe('not again', () => {
  it('304 where the hash is in the list, weak or strong', async () => {
    for (const list of [etag, `W/${etag}`, `"x", ${etag}`, `"x",W/"y" , W/${etag},`, '*', ' * ']) {
      const reply = await get({ 'if-none-match': list });
      expect([reply.status, reply.bytes.length, reply.headers.etag]).toEqual([304, 0, etag]);
    }
    expect((await get({ 'if-none-match': etag, range: 'bytes=999999-' })).status).toBe(304);
  });

  it.each(['', '"x"', ',', 'W/', '"', '**', `"${'f'.repeat(8000)}"`, '"x",'.repeat(3000), '"x"; *'])('200 for the list %j', async (list) =>
    expectWhole(await get({ 'if-none-match': list })),
  );
});
