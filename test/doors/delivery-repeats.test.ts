/** A picture asked for again in the same words: the same answer, past the framework, as long as everything behind it is the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf, type Reply, type WireEntry } from './client.js';

let service: TestService;
let call: Client;
let entry: WireEntry;
let url: string;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_DELIVERY: 'free' } });
  call = clientOf(service);
  await addProduct(call, 'A');
  await addEntry(call, 'A');
  entry = (await galleryOf(call, 'A'))[0] as WireEntry;
  url = `/media/catalog/product${entry.file}`;
});
afterAll(() => service.stop());

const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  call('GET', path, undefined, { authorization: undefined, 'content-type': undefined, ...headers });
/** All that does not change from second to second. */
const essence = ({ status, headers: { date: _, ...headers }, bytes }: Reply) => ({ status, headers, bytes: bytes.toString('base64') });

it('says what the long way says, header by header, for originals and renditions, to every visitor', async () => {
  for (const path of [url, `${url}?width=20`, `${url}?width=21&auto=webp`, `${url}?width=22&v=1`]) {
    for (const accept of ['*/*', 'image/avif,image/webp,*/*', 'image/webp']) {
      for (let n = 0; n < 3; n++) expect((await get(path, { accept })).status).toBe(200);
      // A page of another origin's is no repetition.
      const long = await get(path, { accept, origin: 'https://elsewhere.example' });
      expect(essence(await get(path, { accept })), `${path} ${accept}`).toEqual(essence(long));
    }
  }
});

it('knows conditions and parts from the whole', async () => {
  for (let n = 0; n < 3; n++) await get(url);
  const { headers, bytes } = await get(url);
  expect((await get(url, { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
  const part = await get(url, { range: 'bytes=1-3' });
  expect([part.status, part.bytes.equals(bytes.subarray(1, 4))]).toEqual([206, true]);
  const head = await call('HEAD', url, undefined, { authorization: undefined, 'content-type': undefined });
  expect([head.status, head.bytes.length, head.headers.etag]).toEqual([200, 0, headers.etag]);
});

it('other bytes, and none at all, count from the next request', async () => {
  for (let n = 0; n < 3; n++) await get(url);
  const content = { base64_encoded_data: (await picture('image:png:2')).toString('base64'), type: 'image/png', name: 'other.png' };
  const put = await call('PUT', `/rest/all/V1/products/A/media/${entry.id}`, { entry: { ...entry, content } });
  expect(put.status).toBe(200);
  const now = (await galleryOf(call, 'A'))[0]?.file;
  const replaced = await get(`/media/catalog/product${now}`);
  expect(replaced.bytes.equals(await picture('image:png:2'))).toBe(true);
  if (now !== entry.file) expect((await get(url)).status).toBe(404);
  for (let n = 0; n < 3; n++) expect((await get(`/media/catalog/product${now}`)).bytes.equals(replaced.bytes)).toBe(true);
  expect((await call('DELETE', `/rest/all/V1/products/A/media/${entry.id}`)).status).toBe(200);
  expect((await get(`/media/catalog/product${now}`)).status).toBe(404);
});
