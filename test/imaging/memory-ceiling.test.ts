import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { decodeCeiling, watchMemory } from '../../src/imaging/memory-ceiling.js';

const ROOM_BYTES = 64 * 1024 * 1024;

it('is called once a process holds more than it may', async () => {
  let unwatch = (): void => undefined;
  const over = new Promise<string>((resolve) => {
    unwatch = watchMemory(process.memoryUsage.rss() + ROOM_BYTES, () => resolve('over'));
  });
  expect(await Promise.race([over, pause(100, 'not yet')])).toBe('not yet');
  const held = Buffer.alloc(4 * ROOM_BYTES, 1);
  expect(await over).toBe('over');
  expect(held.length).toBeGreaterThan(0);
  unwatch();
});

it('is not called once nobody watches', async () => {
  let calls = 0;
  watchMemory(1, () => calls++)();
  await pause(100);
  expect(calls).toBe(0);
});

it('leaves room for the largest picture that may come', () => {
  expect(decodeCeiling(DEFAULT_LIMITS.imagePixels)).toBeGreaterThan(1_700_000_000);
  expect(decodeCeiling(1)).toBeGreaterThan(200_000_000);
});
