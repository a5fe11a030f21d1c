/** Whose bytes are whose: noted once, bounded, and given back when the bytes are no more. */
import { describe, expect } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import type { BlobIndex } from '../../src/app/ports.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { DATABASES, testOn } from './adapters.js';
import { addOne, blobOf, Writer } from './writing.js';

const LIMIT_BYTES = 6_000_000_000;
const charge = (index: BlobIndex, text: string, sizeBytes: number, holder = 'user-1', at = 1000) =>
  index.charge({ hash: blobOf(text), sizeBytes }, { holder, at, limitBytes: LIMIT_BYTES });
/** All of them, a few at a time. */
async function dischargeAll(index: BlobIndex, before: number): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) after = await index.discharge(after, 2, before);
}

for (const adapter of DATABASES)
  describe(`charges in ${adapter.name}`, () => {
    const test = testOn(adapter.open);

    test('bytes are theirs who brought them first, and counted once', async ({ index }) => {
      expect([await index.charged('user-1'), await index.mostCharged()]).toEqual([0, 0]);
      for (const [text, size, holder] of [
        ['a', 3_000_000_000, 'user-1'],
        ['a', 3_000_000_000, 'user-1'],
        ['a', 3_000_000_000, 'integration-1'],
        ['b', 5, 'integration-1'],
      ] as const)
        expect(await charge(index, text, size, holder)).toBe(true);
      const charged = await Promise.all(['user-1', 'integration-1', 'user-2'].map((holder) => index.charged(holder)));
      expect([charged, await index.mostCharged()]).toEqual([[3_000_000_000, 5, 0], 3_000_000_000]);
    });

    test('up to the limit and not a byte more; what was refused is not counted, and others have room', async ({ index }) => {
      expect(await charge(index, 'huge', LIMIT_BYTES + 1)).toBe(false);
      expect(await charge(index, 'a', LIMIT_BYTES - 1)).toBe(true);
      expect([await charge(index, 'b', 2), await charge(index, 'b', 1), await charge(index, 'c', 1), await charge(index, 'a', LIMIT_BYTES - 1)]).toEqual([
        ...[false, true, false, true],
      ]);
      expect([await index.charged('user-1'), await charge(index, 'c', 1, 'user-2')]).toEqual([LIMIT_BYTES, true]);
    });

    test('of many who come at once as many have room as there is room for', async ({ index }) => {
      const each = LIMIT_BYTES / 6;
      const charged = await Promise.all(Array.from({ length: 10 }, (_, nth) => charge(index, `${nth}`, each)));
      expect([charged.filter(Boolean).length, await index.charged('user-1')]).toEqual([6, LIMIT_BYTES]);
      await Promise.all(Array.from({ length: 8 }, (_, nth) => charge(index, 'same', 7, `user-${10 + nth}`)));
      const sums = await Promise.all(Array.from({ length: 8 }, (_, nth) => index.charged(`user-${10 + nth}`)));
      expect(sums.reduce((sum, one) => sum + one, 0)).toBe(7);
    });

    test('what no row tells of is given back once it is old, and what one tells of stays', async ({ index, galleries }) => {
      await addOne(new Writer(galleries), 'shirt', { name: '/a/a/a.jpg', bytes: 'kept' });
      for (const text of ['kept', 'stray', 'another']) await charge(index, text, 10, 'user-1', 1000);
      await charge(index, 'other', 10, 'user-2', 1000);
      await charge(index, 'young', 10, 'user-1', 2000);
      await dischargeAll(index, 1000);
      expect(await index.charged('user-1')).toBe(40);
      await charge(index, 'another', 10, 'user-2', 2000);
      await dischargeAll(index, 1001);
      expect([await index.charged('user-1'), await index.charged('user-2')], 'renewed: as good as new').toEqual([30, 0]);
      await dischargeAll(index, 3000);
      expect([await index.charged('user-1'), await charge(index, 'stray', 10, 'user-2')]).toEqual([10, true]);
    });

    test('housekeeping gives back what it takes away', async (opened) => {
      const { index, galleries } = opened;
      const writer = new Writer(galleries);
      await addOne(writer, 'shirt', { name: '/a/a/a.jpg', bytes: 'kept' });
      await addOne(writer, 'shoe', { name: '/b/b/b.jpg', bytes: 'gone' });
      for (const text of ['kept', 'gone']) await charge(index, text, 10);
      await galleries.removeProduct('shoe' as never, { actor: 'a', door: 'd', request: 'r', at: 5000 });
      const clock = () => Date.now() + 60_000;
      await createHousekeeping({ ...opened, blobs: createMemoryBlobs(), clock, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
      expect([await index.charged('user-1'), await index.knows(blobOf('kept')), await index.knows(blobOf('gone'))]).toEqual([10, true, false]);
    });
  });
