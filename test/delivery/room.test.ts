/** What renditions take up: memory and disk, both with a cap. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createHot } from '../../src/app/hot.js';
import { createRenditionRoom } from '../../src/app/rendition-room.js';
import type { BlobHash, RenditionKey, RenditionLook } from '../../src/core/ids.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { emptyMemory } from '../../src/storage/memory/galleries.js';
import { createMemoryRenditionIndex } from '../../src/storage/memory/renditions.js';
import { blobOf, factsOf } from '../contract/writing.js';

const keyOf = (text: string) => createHash('sha256').update(text).digest('hex') as RenditionKey;
const NOW = 10_000_000;
/** Room for three of 100 bytes: each counts for 1 KiB more than its bytes. */
const HELD = 3 * (1024 + 100);

async function aRoom(limitBytes: number) {
  const memory = emptyMemory();
  const facts = factsOf(blobOf('known'));
  memory.blobs.set(facts.hash, { ...facts, renewedAt: 0 });
  let now = NOW;
  const [index, room] = [createMemoryRenditionIndex(memory), createMemoryBlobs(() => now - 1)];
  const errors: unknown[] = [];
  const made = createRenditionRoom({ index, room, clock: () => now, limitBytes, retentionMs: 1000, onError: (error) => errors.push(error) });
  const keep = async (name: string, usedAt: number, blob = 'known', sizeBytes = 100) => {
    await room.put(keyOf(name) as string as BlobHash, new Uint8Array(sizeBytes));
    const one = { key: keyOf(name), blob: blobOf(blob), type: 'image/webp', widthPx: 1, heightPx: 1, sizeBytes, usedAt } as const;
    await index.keep(one, 'a look' as RenditionLook);
  };
  const pass = (ms: number) => {
    now += ms;
  };
  const there = async (...names: string[]) => Promise.all(names.map((name) => room.has(keyOf(name) as string as BlobHash)));
  return { ...made, index, room, keep, there, errors, pass };
}

it('keeps what fits, says how much that is', async () => {
  const { sweep, stats, keep, there } = await aRoom(200);
  for (const [i, name] of ['a', 'b'].entries()) await keep(name, i);
  expect(await sweep()).toEqual({ stale: 0, oldest: 0, strays: 0 });
  expect(await there('a', 'b')).toEqual([true, true]);
  expect(await stats()).toEqual({ count: 2, sizeBytes: 200, limitBytes: 200 });
});

it('over the cap those go that nobody used for the longest time, their bytes too', async () => {
  const { sweep, stats, keep, there } = await aRoom(1000);
  for (let i = 0; i < 1000; i++) await keep(`${i}`, (i * 7) % 1000);
  expect((await sweep()).oldest).toBeGreaterThan(980);
  const { sizeBytes, count } = await stats();
  expect([sizeBytes <= 900, count >= 1]).toEqual([true, count <= 9]);
  expect(await there('0', '1')).toEqual([false, false]);
});

it('what grows past the cap is swept behind', async () => {
  const { grew, stats, keep, errors } = await aRoom(1000);
  for (let i = 0; i < 20; i++) {
    await keep(`${i}`, i);
    grew(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await stats()).sizeBytes).toBeLessThanOrEqual(1000);
  expect(errors).toEqual([]);
});

it('renditions of pictures that are no more go, and files that nothing tells of once they are old enough', async () => {
  const { sweep, keep, there, room, pass } = await aRoom(1000);
  await keep('known', 0);
  await keep('gone', 0, 'gone');
  await room.put(keyOf('stray') as string as BlobHash, new Uint8Array(1));
  expect(await sweep()).toEqual({ stale: 1, oldest: 0, strays: 0 });
  expect(await there('known', 'gone', 'stray')).toEqual([true, false, true]);
  pass(2000);
  expect(await sweep()).toEqual({ stale: 0, oldest: 0, strays: 1 });
  expect(await there('known', 'stray')).toEqual([true, false]);
});

it('memory holds the last used within its cap, and nothing that is too long for it', () => {
  const hot = createHot(HELD);
  const put = (name: string, sizeBytes = 100) => hot.put(keyOf(name), { bytes: new Uint8Array(sizeBytes) });
  const held = (...names: string[]) => names.filter((name) => hot.get(keyOf(name)) !== undefined);
  for (const name of ['a', 'b', 'c']) put(name);
  held('a');
  put('d');
  expect(held('a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
  put('a', 1024 + 200);
  expect(held('a', 'b', 'c', 'd')).toEqual(['a', 'd']);
  put('e', HELD);
  expect(held('a', 'd', 'e')).toEqual(['a', 'd']);
  const none = createHot(0);
  none.put(keyOf('a'), { bytes: new Uint8Array(1) });
  expect(none.get(keyOf('a'))).toBeUndefined();
});

it('is read once for all who ask at the same time; what is not there, or fails, is asked for again', async () => {
  const hot = createHot(HELD);
  let reads = 0;
  const read = async () => {
    reads++;
    return { bytes: new Uint8Array(10) };
  };
  const all = await Promise.all(Array.from({ length: 10 }, () => hot.load(keyOf('a'), read)));
  expect([new Set(all).size, reads, hot.get(keyOf('a'))]).toEqual([1, 1, all[0]]);
  expect(await hot.load(keyOf('b'), async () => undefined)).toBeUndefined();
  await expect(hot.load(keyOf('b'), () => Promise.reject(new Error('out')))).rejects.toThrow('out');
  expect(await hot.load(keyOf('b'), read)).toBeDefined();
});
