/** Renditions over the wire: what a page gets for its addresses. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skuKey } from '../../src/core/ids.js';
import { originalUrl, presetLink } from '../../src/core/picture-urls.js';
import { startService, type TestService } from '../support/running.js';
import { addProduct, type Client, clientOf, galleryOf, type Reply, untilRendered } from './client.js';

let service: TestService;
let call: Client;
let file: string;
let bytes: Buffer;
beforeAll(async () => {
  service = await startService();
  call = clientOf(service);
  bytes = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#ffffff', noise: { type: 'gaussian', mean: 128, sigma: 20 } } })
    .blur(3)
    .jpeg()
    .toBuffer();
  file = await add('A');
  await untilRendered(call, file);
}, 60_000);
afterAll(() => service.stop());

/** Other bytes than any picture before. */
async function addOther(sku: string): Promise<string> {
  const before = bytes;
  bytes = await sharp(before).flop().jpeg().toBuffer();
  const added = await add(sku);
  bytes = before;
  return added;
}

async function add(sku: string): Promise<string> {
  await addProduct(call, sku);
  const content = { base64_encoded_data: bytes.toString('base64'), type: 'image/jpeg', name: 'shirt.jpg' };
  expect((await call('POST', `/rest/all/V1/products/${sku}/media`, { entry: { media_type: 'image', content } })).status).toBe(200);
  return (await galleryOf(call, sku))[0]?.file ?? '';
}
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
  call(method, path, undefined, { authorization: undefined, 'content-type': undefined, ...headers });
const at = (query: string, headers?: Record<string, string>) => get(`/media/catalog/product${file}?${query}`, headers);
const sizeOf = async ({ bytes }: Reply) => {
  const { width, height, format } = await sharp(bytes).metadata();
  return `${format} ${width}x${height}`;
};

describe('a rendition', () => {
  it('has the size and the format that were asked for, and says so', async () => {
    const reply = await at('width=320&format=webp');
    expect([reply.status, await sizeOf(reply)]).toEqual([200, 'webp 320x240']);
    expect(reply.headers).toMatchObject({ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff', 'content-length': String(reply.bytes.length) });
    expect(reply.headers['fastly-io-info']).toBe(`ifsz=${bytes.length} idim=1200x900 ifmt=jpeg ofsz=${reply.bytes.length} odim=320x240 ofmt=webp`);
    expect(reply.headers.vary).toBeUndefined();
  });

  it('answers HEAD, ranges and conditions as the original does', async () => {
    const whole = await at('width=320&format=webp');
    const url = `/media/catalog/product${file}?width=320&format=webp`;
    const head = await get(url, {}, 'HEAD');
    expect([head.status, head.bytes.length, head.headers.etag, head.headers['content-length']]).toEqual([
      200,
      0,
      whole.headers.etag,
      String(whole.bytes.length),
    ]);
    const part = await get(url, { range: 'bytes=2-5' });
    expect([part.status, part.bytes.equals(whole.bytes.subarray(2, 6))]).toEqual([206, true]);
    const known = await get(url, { 'if-none-match': whole.headers.etag ?? '' });
    expect([known.status, known.bytes.length, known.headers.etag]).toEqual([304, 0, whole.headers.etag]);
    expect(whole.headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it('is negotiated where that is asked for, and always by presets', async () => {
    const accepts = { avif: 'image/avif,image/webp,*/*', webp: 'image/webp,*/*;q=0.8', jpeg: '*/*' };
    const tags = new Set<string | undefined>();
    for (const [format, accept] of Object.entries(accepts)) {
      const reply = await get(`/media/p/category_page_grid${file}`, { accept });
      expect([await sizeOf(reply), reply.headers.vary]).toEqual([`${format === 'avif' ? 'heif' : format} 240x300`, 'Accept']);
      tags.add(reply.headers.etag);
    }
    expect(tags.size).toBe(3);
    const free = await at('width=320&auto=webp', { accept: accepts.webp });
    expect([await sizeOf(free), free.headers.vary]).toEqual(['webp 320x240', 'Accept']);
    const notModified = await get(`/media/p/category_page_grid${file}`, { accept: '*/*', 'if-none-match': '*' });
    expect([notModified.status, notModified.headers.vary]).toEqual([304, 'Accept']);
  });

  it('may be kept for ever only by the address that carries its version', async () => {
    const blob = (await service.app.originals.find(file))?.file.blob;
    const versioned = await at(`width=320&format=webp&v=${blob?.slice(0, 16)}`);
    expect(versioned.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const query of ['width=320&format=webp', 'width=320&format=webp&v=', `width=320&format=webp&v=${'0'.repeat(16)}`])
      expect((await at(query)).headers['cache-control']).toBe('public, max-age=300');
    expect((await at(`v=${blob?.slice(0, 16)}`)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('names product, entry and store view for a purge', async () => {
    const stored = await service.app.galleries.read(skuKey('A') as never, 'global');
    const [product, entry] = [stored?.product.id, stored?.gallery.entries[0]?.id];
    expect((await at('width=320')).headers['surrogate-key']).toBe(`product-${product} entry-${entry} store-all`);
    expect((await at('store=german')).headers['surrogate-key']).toBe(`product-${product} entry-${entry} store-german`);
    expect((await at('store=x%0d%0ay')).headers['surrogate-key']).toContain('store-all');
  });

  it('has the size that its link says', async () => {
    const served = await service.app.originals.find(file);
    const picture = { file: file as never, blob: served?.file.blob as never, widthPx: 1200, heightPx: 900, frames: 1 };
    for (const preset of ['product_page_image_large', 'product_page_image_medium_no_frame', 'swatch_image']) {
      const link = presetLink('/', picture, preset);
      const reply = await get(link?.url ?? '', { accept: 'image/webp' });
      expect([await sizeOf(reply), reply.headers['cache-control']]).toEqual([`webp ${link?.width}x${link?.height}`, 'public, max-age=31536000, immutable']);
      for (const [url, density] of (link?.srcset ?? '').split(', ').map((one) => one.split(' ')))
        expect([url, (await sizeOf(await get(url ?? '', { accept: 'image/webp' }))).startsWith('webp'), density]).toEqual([
          url,
          true,
          expect.stringMatching(/^[123]x$/),
        ]);
    }
    expect((await get(originalUrl('/', picture))).bytes.equals(bytes)).toBe(true);
    expect(presetLink('/', picture, 'constructor')).toBeUndefined();
  });
});

describe('a bad value', () => {
  it.each(['width=99999', 'width=-1', 'width=1e9&height=1e9&dpr=9', 'crop=5000,5000', 'format=exe', 'quality=0'])(
    '%s is 400, the parameter named',
    async (query) => {
      const reply = await at(query);
      const parameter = query.slice(0, query.indexOf('='));
      expect([reply.status, reply.body]).toEqual([400, { message: expect.stringContaining(parameter), parameter }]);
      expect([reply.headers['cache-control'], reply.headers.etag]).toEqual(['no-store', undefined]);
    },
  );

  it.each([
    '/media/catalog/product/../../../etc/passwd',
    '/media/catalog/product/%2e%2e/%2e%2e/vitrine.sqlite',
    '/media/catalog/product/..%2f..%2fvitrine.sqlite?width=100',
    '/media/catalog/product/%00',
    '/media/catalog/product//etc/passwd?width=100',
    '/media/catalog/product/..%5c..%5cvitrine.sqlite',
    '/media/p/swatch_image/%2e%2e/secret.key',
    '/media/p/swatch_image',
    '/media/p/../catalog/product',
  ])('%s is nowhere', async (path) => {
    const reply = await get(path);
    expect([reply.status, reply.bytes.length]).toEqual([404, 0]);
  });
});

describe('what becomes of the picture', () => {
  it('a disabled one stays deliverable, a removed one is gone at once, from memory too', async () => {
    const own = await add('B');
    const [entry] = await galleryOf(call, 'B');
    const urls = [`/media/catalog/product${own}`, `/media/catalog/product${own}?width=320&format=webp`];
    const states = async () => Promise.all(urls.map(async (url) => (await get(url)).status));
    expect(await states()).toEqual([200, 200]);
    await call('PUT', `/rest/all/V1/products/B/media/${entry?.id}`, { entry: { ...entry, disabled: true } });
    expect(await states()).toEqual([200, 200]);
    await call('DELETE', `/rest/all/V1/products/B/media/${entry?.id}`);
    expect(await states()).toEqual([404, 404]);
    expect((await get(urls[1] ?? '', { 'if-none-match': '*' })).status).toBe(404);
  });
});

describe('more at once than can be made', () => {
  it('everybody gets a whole picture: the one asked for, or another one for some seconds', async () => {
    const replies = await Promise.all(Array.from({ length: 120 }, (_, i) => at(`width=640&height=${300 + i}&fit=crop&format=webp`)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    for (const [i, reply] of replies.entries()) {
      const isForNow = reply.headers['cache-control'] === 'public, max-age=10';
      const size = await sizeOf(reply);
      if (isForNow) expect(reply.headers.etag).not.toBe(replies.find(({ headers }) => headers['cache-control'] === 'public, max-age=300')?.headers.etag);
      else expect(size).toBe(`webp 640x${300 + i}`);
    }
    // Nothing of it is left behind: what was asked for comes a moment later.
    await expect.poll(async () => sizeOf(await at('width=640&height=419&fit=crop&format=webp')), { timeout: 20_000 }).toBe('webp 640x419');
  });

  it('a picture that cannot be read any more is sent as it is, for some seconds', async () => {
    const own = await addOther('C');
    const blob = (await service.app.originals.find(own))?.file.blob ?? '';
    await writeFile(join(service.data, 'blobs', blob.slice(0, 2), blob), Buffer.alloc(bytes.length, 0x55));
    const reply = await get(`/media/catalog/product${own}?width=320&format=webp`);
    expect([reply.status, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([200, 'image/jpeg', 'public, max-age=10']);
    expect(reply.headers.etag).toBe(`"${blob}"`);
  });
});
