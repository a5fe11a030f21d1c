/** Long answers go out shorter to whoever takes that; what they are and mean stays the same. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codingOf } from '../../src/doors/native/content-coding.js';
import { addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem } from './calling.js';

let service: TestService;
let call: Client;
let entry = 0;
const LONG = '/api/v1/products/LONG/gallery?store=*';
const PATCH = '/api/v1/products/LONG/gallery';
const labelled = (label: string) => ({ operations: [{ op: 'set', entry, label }] });
const read = (accepted: string | undefined, path = LONG) => call('GET', path, undefined, { 'accept-encoding': accepted });
/** With the setting for pages of other origins an answer depends on these, too. */
const VARY = 'Origin, Accept-Encoding';
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french', 'dutch', 'danish'], env: { VITRINE_CORS_ORIGINS: 'https://admin.example' } });
  call = clientOf(service);
  await addProduct(call, 'LONG');
  for (let at = 0; at < 4; at++) entry = await addEntry(call, 'LONG', { label: `Größe ${at}, \u{1f9e5}` });
});
afterAll(() => service.stop());

it('as it was asked for: the same text, each coding with a strong tag of its own', async () => {
  const plain = await read(undefined);
  expect(plain.text.length).toBeGreaterThan(8192);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.headers.vary).toBe(VARY);
  const tags = new Set([plain.headers.etag]);
  for (const [accepted, coding, unpack] of [
    ['gzip', 'gzip', gunzipSync],
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ] as const) {
    const coded = await read(accepted);
    expect(coded.headers).toMatchObject({ 'content-encoding': coding, vary: VARY, 'content-type': plain.headers['content-type'] });
    expect(unpack(coded.bytes).toString()).toBe(plain.text);
    expect(coded.bytes.length).toBeLessThan(plain.bytes.length / 4);
    expect(coded.headers.etag).toMatch(/^"[^"]+"$/);
    tags.add(coded.headers.etag);
    expect((await read(accepted)).headers.etag).toBe(coded.headers.etag);
  }
  expect(tags.size).toBe(3);
});

it('a tag means the same version whatever it came with', async () => {
  for (const accepted of [undefined, 'gzip', 'br']) {
    const { etag = '' } = (await read(accepted)).headers;
    const done = await call('PATCH', `${PATCH}?store=*`, labelled(`After ${accepted}`), { 'if-match': etag, 'accept-encoding': accepted });
    expect([done.status, done.headers['content-encoding']]).toEqual([200, accepted]);
    expectProblem(await call('PATCH', PATCH, labelled('Late'), { 'if-match': etag, 'accept-encoding': undefined }), 412, 'version-differs');
    const next = await call('PATCH', PATCH, labelled(`Then ${accepted}`), { 'if-match': done.headers.etag, 'accept-encoding': undefined });
    expect(next.status, 'the tag of an edit that was answered in that coding').toBe(200);
  }
});

it('an answer that is given again goes out as this caller takes it', async () => {
  const headers = { 'idempotency-key': 'coded-once', 'accept-encoding': 'br' };
  const first = await call('PATCH', `${PATCH}?store=*`, labelled('Once'), headers);
  const again = await call('PATCH', `${PATCH}?store=*`, labelled('Once'), { ...headers, 'accept-encoding': 'gzip' });
  expect([first.headers['content-encoding'], again.headers['content-encoding']]).toEqual(['br', 'gzip']);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(gunzipSync(again.bytes).toString()).toBe(brotliDecompressSync(first.bytes).toString());
});

it('what is short or a problem stays as it is', async () => {
  for (const path of ['/api/v1/stores', '/api/v1/products/NONE/gallery']) {
    const { headers } = await read('br, gzip', path);
    expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'Origin']);
  }
  for (const path of ['/api/v1/openapi.json', '/api/docs']) expect((await read('br', path)).headers['content-encoding']).toBe('br');
});

it.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate, zstd', undefined],
  ['gzip;q=0', undefined],
  ['gzip;q=0.000, br;q=0', undefined],
  ['gzip;q=nonsense', undefined],
  ['br;q=0, *', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip;q=1, br;q=0.1', 'br'],
  [' br ; q=0.5 ', 'br'],
  ['*;q=0.1', 'br'],
  ['*;q=0', undefined],
  [',;,;q=,', undefined],
])('%s => %s', (accepted, coding) => expect(codingOf(accepted)).toBe(coding));
