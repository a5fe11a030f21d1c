/** `vitrine render` and `vitrine cache`; two servers on one store; what a kill leaves of renditions. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { AS_USER, aJpeg, anUpload, aProduct, done, freshPlace, inDatabase, mediaOf, serve, signedIn, vitrine } from './vitrine.js';

const statsOf = async (data: string) => JSON.parse(await done(data, 'cache', 'stats', '--json')) as Record<string, number>;

async function filled(data: string, env = {}) {
  const server = await serve(data, { ...AS_USER, VITRINE_INTAKE: 'structure', ...env });
  const call = await signedIn(server.url);
  for (const [i, sku] of ['A', 'B'].entries()) {
    await call('POST', '/all/V1/products', aProduct(sku));
    await call('POST', `/all/V1/products/${sku}/media`, anUpload(await aJpeg(i, 400), `front-${sku}.jpg`));
  }
  return { server, file: (await mediaOf(call, 'A'))[0]?.file ?? '' };
}

test('renders presets before anybody asks, leaves what is there alone, and one that cannot be made is a line', { timeout: 90_000 }, async () => {
  const { data } = await freshPlace();
  const { server, file } = await filled(data);
  await server.stop();
  const presets = ['--preset', 'swatch_image', 'product_thumbnail_image'];
  expect(await done(data, 'render', ...presets, '--product', 'A')).toBe('1 pictures: 6 renditions made, 0 were there, 0 pictures failed\n');
  expect(await done(data, 'render', ...presets, '--all')).toBe('2 pictures: 6 renditions made, 6 were there, 0 pictures failed\n');
  const kept = await statsOf(data);
  expect(kept).toEqual({ count: 12, sizeBytes: expect.any(Number), limitBytes: 10 * 1024 ** 3 });
  await rm(join(data, 'blobs'), { recursive: true });
  const broken = await vitrine(data, ['render', '--preset', 'rss_thumbnail', 'cart_page_product_thumbnail', '--all']);
  expect([broken.code, broken.stderr.split('\n').filter((line) => line.includes('bytes are missing')).length]).toEqual([1, 2]);
  expect(broken.stderr).toContain(file);
  expect(broken.stdout).toContain('2 pictures: 0 renditions made, 6 were there, 2 pictures failed');
  for (const args of [[], ['--all', '--product', 'A'], ['--all', '--preset', 'nothing']]) expect((await vitrine(data, ['render', ...args])).code).toBe(2);
  expect((await vitrine(data, ['render', '--product', 'nothing'])).code).toBe(1);
});

test('the cache is swept to its cap, the longest unused first, and pictures come again', { timeout: 90_000 }, async () => {
  const { data } = await freshPlace();
  const env = { VITRINE_RENDITION_BYTES: String(1024 ** 2), VITRINE_DELIVERY: 'free' };
  const { server, file } = await filled(data, env);
  const get = async (width: number) => {
    const response = await fetch(`${server.url}/media/catalog/product${file}?width=${width}&format=png&enable=upscale`);
    return sharp(Buffer.from(await response.arrayBuffer())).metadata();
  };
  for (const width of [500, 600, 700, 800]) expect((await get(width)).width).toBe(width);
  const swept = JSON.parse((await vitrine(data, ['cache', 'sweep', '--json'], { env })).stdout);
  const stats = await statsOf(data);
  expect(stats.sizeBytes).toBeLessThanOrEqual(1024 ** 2);
  expect(stats.count).toBeLessThan(4);
  expect(swept).toEqual({ stale: 0, oldest: expect.any(Number), strays: 0 });
  for (const width of [500, 600, 700, 800]) expect((await get(width)).width).toBe(width);
  await server.stop();
});

test('two servers on one store make a rendition once', { timeout: 90_000 }, async () => {
  const { data } = await freshPlace();
  const { server, file } = await filled(data);
  const other = await serve(data, { VITRINE_INTAKE: 'structure' });
  const url = `/media/p/product_page_image_large${file}`;
  const replies = await Promise.all([server, other, server, other].map(async ({ url: base }) => fetch(base + url, { headers: { accept: 'image/webp' } })));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const bodies = await Promise.all(replies.map(async (reply) => Buffer.from(await reply.arrayBuffer()).toString('base64')));
  expect(new Set(bodies).size).toBe(1);
  expect(inDatabase(join(data, 'vitrine.sqlite'), 'select state from rendition')).toEqual([{ state: 'ready' }]);
  await Promise.all([server.stop(), other.stop()]);
});
