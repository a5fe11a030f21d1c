import { describe, expect, test } from 'vitest';
import { DEMO_PRODUCTS, DEMO_STORES } from '../../src/demo/shop.js';
import { fillShop } from '../../src/doors/cli/demo-fill.js';
import { drawScene } from '../../src/imaging/scenes.js';
import { sniffType } from '../../src/imaging/sniff.js';
import { startService } from '../support/running.js';

const pictures = DEMO_PRODUCTS.flatMap((product) => product.pictures);

describe('the demo shop', () => {
  test("is a dozen products with three to six pictures each, the tutorial's among them", () => {
    expect(DEMO_PRODUCTS).toHaveLength(12);
    for (const { sku, pictures: own } of DEMO_PRODUCTS) {
      expect(own.length, sku).toBeGreaterThanOrEqual(3);
      expect(own.length, sku).toBeLessThanOrEqual(6);
    }
    expect(DEMO_PRODUCTS.find(({ sku }) => sku === 'MJ03')?.pictures.map(({ file }) => file)).toEqual([
      'mj03-black_main.jpg',
      'mj03-black_alt1.jpg',
      'mj03-black_back.jpg',
    ]);
    expect(new Set(pictures.map(({ file }) => file)).size).toBe(pictures.length);
    expect(new Set(pictures.map(({ scene }) => scene.type))).toEqual(new Set(['image/jpeg', 'image/png']));
    for (const { scene } of pictures) expect(Math.max(scene.widthPx, scene.heightPx)).toBeGreaterThanOrEqual(1200);
  });

  test('draws whole pictures of the type it says, each its own', async () => {
    const [first, png] = [pictures[0], pictures.find(({ scene }) => scene.type === 'image/png')];
    const drawn = await Promise.all([first, png].map((picture) => drawScene(picture?.scene ?? fail())));
    expect(drawn.map(({ bytes }) => sniffType(bytes))).toEqual(['image/jpeg', 'image/png']);
    expect(drawn[0]?.bytes.length).toBeGreaterThan(50_000);
  });

  test('fills a service: each store view has its own words where it has some', async () => {
    const service = await startService();
    const [one] = await Promise.all([drawScene({ ...(pictures[0]?.scene ?? fail()), widthPx: 320, heightPx: 320 })]);
    let serial = 0;
    const draw = async () => ({ type: one.type, bytes: Buffer.concat([one.bytes, Buffer.from(`${serial++}`)]) });
    const all = DEMO_PRODUCTS.map((product) => ({
      ...product,
      pictures: product.pictures.map((picture) => ({ ...picture, file: picture.file.replace('.png', '.jpg') })),
    }));
    await fillShop(service.app, { stores: DEMO_STORES, products: all, draw }, () => undefined);
    const labels = async (store: string, sku: string) => {
      const answer = await fetch(`${service.url}/rest/${store}/V1/products/${sku}/media`, { headers: { authorization: `Bearer ${service.token}` } });
      return ((await answer.json()) as { label: string; disabled: boolean }[]).map(({ label, disabled }) => (disabled ? `(${label})` : label));
    };
    expect(await labels('german', 'BG07')).toContain('Hafentasche, von vorn');
    expect(await labels('french', 'BG07')).toContain('(Cartable du port, avec sa boîte)');
    expect(await labels('german', 'CN05')).toEqual(await labels('default', 'CN05'));
    await service.stop();
  });
});

function fail(): never {
  throw new Error('the demo shop has pictures');
}
