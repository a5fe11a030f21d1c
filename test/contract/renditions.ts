/** What a RenditionIndex promises, whatever keeps it. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { KeptRendition } from '../../src/app/ports.js';
import { type RenditionKey, type RenditionLook, skuKey } from '../../src/core/ids.js';
import { type DatabaseAdapter, testOn } from './adapters.js';
import { author, blobOf, Writer } from './writing.js';

const keyOf = (text: string) => createHash('sha256').update(`rendition ${text}`).digest('hex') as RenditionKey;
const kept = (text: string, more: Partial<KeptRendition> = {}): KeptRendition => ({
  ...{ key: keyOf(text), blob: blobOf('/a/a/a.jpg'), type: 'image/webp', widthPx: 240, heightPx: 300, sizeBytes: 700, usedAt: 10 },
  ...more,
});
const [A, B] = [keyOf('a'), keyOf('b')];
const BLOB = blobOf('/a/a/a.jpg');
const LOOK = 'a'.repeat(32) as RenditionLook;

export function renditionIndexContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('one that is kept reads back, a later one in its place', async ({ renditions }) => {
    expect([await renditions.find(A, 0), await renditions.knows(A)]).toEqual([undefined, false]);
    await renditions.keep(kept('a'), LOOK);
    expect([await renditions.find(A, 0), await renditions.knows(A)]).toEqual([kept('a'), true]);
    await renditions.keep(kept('a', { sizeBytes: 5_000_000_000, usedAt: 20, type: 'image/avif' }), LOOK);
    expect(await renditions.find(A, 0)).toEqual(kept('a', { sizeBytes: 5_000_000_000, usedAt: 20, type: 'image/avif' }));
    expect(await renditions.find(B, 0)).toBeUndefined();
  });

  test('near a width: what shows the same of one original, the smallest that is wide enough first', async ({ renditions }) => {
    for (const [name, widthPx] of Object.entries({ small: 10, large: 300, middle: 20, other: 40 })) await renditions.keep(kept(name, { widthPx }), LOOK);
    await renditions.keep(kept('of another', { blob: blobOf('other') }), LOOK);
    await renditions.keep(kept('black'), 'b'.repeat(32) as RenditionLook);
    await renditions.keep(kept('other', { widthPx: 41 }), 'c'.repeat(32) as RenditionLook);
    await renditions.lease(keyOf('made now'), BLOB, 0, 10);
    const near = async (widthPx: number) => (await renditions.near(BLOB, LOOK, widthPx, 10)).map((one) => one.widthPx);
    expect([await near(20), await near(21), await near(1000), await near(1)]).toEqual([
      [20, 300, 10],
      [300, 20, 10],
      [300, 20, 10],
      [10, 20, 300],
    ]);
  });

  test('near a width, of very many: the nearest ones', async ({ renditions }) => {
    for (let widthPx = 1; widthPx <= 60; widthPx++) await renditions.keep(kept(`of ${widthPx}`, { widthPx }), LOOK);
    const found = (await renditions.near(BLOB, LOOK, 30, 10)).map((one) => one.widthPx);
    expect([found.slice(0, 3), found.filter((widthPx) => widthPx < 30).slice(0, 3)]).toEqual([
      [30, 31, 32],
      [29, 28, 27],
    ]);
    expect(found.length).toBeLessThan(40);
  });

  test('one caller makes it: until it is kept, given up, or the time is over', async ({ renditions }) => {
    expect(await renditions.lease(A, BLOB, 0, 100)).toBe(true);
    expect(await renditions.lease(A, BLOB, 99, 200)).toBe(false);
    expect(await renditions.lease(B, BLOB, 99, 200)).toBe(true);
    expect(await renditions.find(A, 99)).toBeUndefined();
    expect(await renditions.lease(A, BLOB, 100, 200)).toBe(true);
    await renditions.keep(kept('a'), LOOK);
    expect(await renditions.lease(A, BLOB, 1000, 2000)).toBe(false);
  });

  test('of many at once one gets the lease', async ({ renditions }) => {
    const got = await Promise.all(Array.from({ length: 10 }, () => renditions.lease(A, BLOB, 0, 100)));
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  test('what failed is not tried until its time, and then again', async ({ renditions }) => {
    await renditions.lease(A, BLOB, 0, 100);
    await renditions.giveUp(A, 500);
    expect([await renditions.find(A, 499), await renditions.lease(A, BLOB, 499, 600)]).toEqual(['failed', false]);
    expect([await renditions.find(A, 500), await renditions.lease(A, BLOB, 500, 600)]).toEqual([undefined, true]);
    await renditions.keep(kept('a'), LOOK);
    await renditions.giveUp(A, 9000);
    expect(await renditions.find(A, 0)).toEqual(kept('a'));
  });

  test('the time of use goes forward, of what is kept', async ({ renditions }) => {
    await renditions.keep(kept('a', { usedAt: 10 }), LOOK);
    await renditions.lease(B, BLOB, 0, 100);
    await renditions.touch([A, B, keyOf('nowhere')], 50);
    await renditions.touch([A], 40);
    expect(await renditions.find(A, 0)).toEqual(kept('a', { usedAt: 50 }));
    expect(await renditions.lease(B, BLOB, 60, 200)).toBe(false);
  });

  test('the total is of what is kept', async ({ renditions }) => {
    expect(await renditions.total()).toEqual({ count: 0, sizeBytes: 0 });
    await renditions.keep(kept('a', { sizeBytes: 5_000_000_000 }), LOOK);
    await renditions.keep(kept('b', { sizeBytes: 7 }), LOOK);
    await renditions.lease(keyOf('c'), BLOB, 0, 100);
    expect(await renditions.total()).toEqual({ count: 2, sizeBytes: 5_000_000_007 });
    await renditions.forget(A);
    expect(await renditions.total()).toEqual({ count: 1, sizeBytes: 7 });
  });

  test('the longest unused go first, as many as asked for', async ({ renditions }) => {
    for (const [name, usedAt] of Object.entries({ b: 20, d: 40, a: 10, c: 30 })) await renditions.keep(kept(name, { usedAt }), LOOK);
    await renditions.touch([A], 50);
    expect((await renditions.forgetOldest(2)).map(({ key }) => key).sort()).toEqual([keyOf('b'), keyOf('c')].sort());
    expect((await renditions.near(BLOB, LOOK, 1, 10)).map(({ key }) => key).sort()).toEqual([keyOf('a'), keyOf('d')].sort());
    expect(await renditions.forgetOldest(5)).toHaveLength(2);
    expect(await renditions.forgetOldest(5)).toEqual([]);
  });

  test('what belongs to no picture any more is stale, and so is what ran out', async ({ renditions, galleries, index }) => {
    await new Writer(galleries).add('shirt', { name: '/a/a/a.jpg' });
    await renditions.keep(kept('a'), LOOK);
    await renditions.lease(B, BLOB, 0, 100);
    expect(await renditions.forgetStale(99, 10)).toEqual([]);
    expect(await renditions.forgetStale(100, 10)).toEqual([B]);
    await galleries.removeProduct(skuKey('shirt'), author());
    await index.forgetUnused(Number.MAX_SAFE_INTEGER, 10);
    expect(await renditions.forgetStale(0, 10)).toEqual([A]);
    expect(await renditions.knows(A)).toBe(false);
  });
}
