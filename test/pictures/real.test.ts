/** Real pictures, good and bad, through the door: the good come back bit for bit, the bad are refused at once and cheaply. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addProduct, type Client, clientOf, expectRefused, galleryOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';

const FOLDER = join(process.cwd(), '../shared/images');
const isThere = existsSync(FOLDER);
const names = isThere ? readdirSync(FOLDER).filter((name) => name !== 'README.md') : [];

const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.tif': 'image/tiff',
  '.svg': 'image/svg+xml',
};
const UNREADABLE = expect.objectContaining({ message: 'The image content must be valid base64 encoded data.' });
const TYPE_REFUSED = { message: 'The image MIME type is not valid or not supported.' };
const TOO_LARGE = {
  message: 'The "%field" value is over the limit of %limit %unit. Make it smaller and try again.',
  parameters: { field: 'pixels', limit: 64_000_000, unit: 'pixels', found: expect.any(Number), advice: 'Send a picture with fewer pixels or frames.' },
};
const REFUSED: Readonly<Record<string, object>> = {
  '65536-uint32-limit.png': TOO_LARGE,
  'giant-image.jpg': TOO_LARGE,
  'truncated.jpg': UNREADABLE,
  'truncated.png': UNREADABLE,
  'corrupt-header.jpg': UNREADABLE,
  'G31D.TIF': TYPE_REFUSED,
  'struct-image-04-t.svg': UNREADABLE,
};
const WITHIN_MS = 1000;
const GROWTH_MB = 200;

describe.skipIf(!isThere)(`real pictures through the door${isThere ? '' : ' (skipped: ../shared/images is not there)'}`, () => {
  let service: TestService;
  let call: Client;
  beforeAll(async () => {
    service = await startService();
    call = clientOf(service);
    await addProduct(call, 'real');
  });
  afterAll(() => service.stop());

  const bodyOf = (name: string, type = TYPES[extname(name).toLowerCase()]): string => {
    const content = { base64_encoded_data: readFileSync(join(FOLDER, name)).toString('base64'), type, name };
    return JSON.stringify({ entry: { media_type: 'image', label: name, content } });
  };
  const MEDIA = '/rest/all/V1/products/real/media';

  it('are all there', () => expect(names.length).toBe(22 + Object.keys(REFUSED).length));

  // First, while the process is small: what a refusal costs is then the peak it leaves.
  it('the bad ones are refused for the right reason, in time, in little memory, and leave nothing', async () => {
    const bodies = Object.keys(REFUSED).map((name) => [name, bodyOf(name)] as const);
    const before = await readStored(service);
    const [rssBefore, peakBefore] = [process.memoryUsage.rss(), process.resourceUsage().maxRSS * 1024];
    let slowestMs = 0;
    for (const [name, body] of bodies) {
      const began = performance.now();
      const reply = await call('POST', MEDIA, body);
      const tookMs = performance.now() - began;
      slowestMs = Math.max(slowestMs, tookMs);
      expectRefused(reply, 400);
      expect(reply.body, name).toEqual(REFUSED[name]);
      expect(tookMs, name).toBeLessThan(WITHIN_MS);
    }
    const peak = process.resourceUsage().maxRSS * 1024;
    // A peak of before the test says nothing of it: then the memory held now is the measure.
    const grownMb = (peak > peakBefore ? peak - rssBefore : process.memoryUsage.rss() - rssBefore) / 1e6;
    console.log(`bad pictures: resident memory grew by ${grownMb.toFixed(0)} MB, slowest refusal ${slowestMs.toFixed(0)} ms`);
    expect(grownMb).toBeLessThan(GROWTH_MB);
    expect(await readStored(service)).toEqual(before);
  });

  it.each(['G31D.TIF', 'struct-image-04-t.svg', 'truncated.jpg'])('%s is refused whatever type it claims', async (name) => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp', 'image/tiff', 'image/svg+xml', '', 'x'])
      expect((await call('POST', MEDIA, bodyOf(name, type))).body).toEqual(REFUSED[name]);
  });

  it.each(names.filter((name) => !(name in REFUSED)))('%s comes back bit for bit', async (name) => {
    const [bytes, type] = [readFileSync(join(FOLDER, name)), TYPES[extname(name).toLowerCase()]];
    const reply = await call('POST', MEDIA, bodyOf(name));
    expect(reply.status, reply.text.slice(0, 300)).toBe(200);

    const entry = (await galleryOf(call, 'real')).find(({ id }) => id === reply.body);
    expect(entry?.label).toBe(name);
    const served = await call('GET', `/media/catalog/product${entry?.file}`, undefined, { authorization: undefined });
    expect(served.status).toBe(200);
    expect(served.bytes.equals(bytes)).toBe(true);
    expect(served.headers).toMatchObject({ 'content-type': type, 'content-length': String(bytes.length), 'x-content-type-options': 'nosniff' });
    expect(served.headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await call('GET', `/media/catalog/product${entry?.file}`, undefined, { 'if-none-match': served.headers.etag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('the type comes from the bytes, whatever the name says', async () => {
    const content = { base64_encoded_data: readFileSync(join(FOLDER, '320x240.jpg')).toString('base64'), type: 'image/jpeg', name: 'named.png' };
    const reply = await call('POST', MEDIA, { entry: { media_type: 'image', content } });
    const entry = (await galleryOf(call, 'real')).find(({ id }) => id === reply.body);
    expect(entry?.file).toMatch(/\.png$/);
    expect((await call('GET', `/media/catalog/product${entry?.file}`)).headers['content-type']).toBe('image/jpeg');
  });
});
