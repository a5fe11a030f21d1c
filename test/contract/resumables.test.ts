/** Uploads in pieces at any of several nodes, wherever the bytes are kept: they come out right, once, and leave nothing. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { FileUploads, Upload } from '../../src/app/file-uploads.js';
import { UPLOAD_LIFE_MS } from '../../src/app/handles.js';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { createResumables } from '../../src/app/resumables.js';
import { ok, refuse } from '../../src/core/fault.js';
import { createIncoming } from '../../src/storage/incoming.js';
import { S3_BLOBS } from '../support/s3.js';
import { BLOBS, type BlobsAdapter, MEMORY, testOn } from './adapters.js';
import { bytesOf } from './blobs.js';

const MIB = 1024 * 1024;
const BYTES = bytesOf(20 * MIB + 5);
const BY = { kind: 'user', id: 1 } as const;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
async function* stream(bytes: Uint8Array, end?: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += MIB) yield bytes.subarray(at, at + MIB);
  await end?.();
}
const cut = async () => {
  throw new Error('the line is cut');
};

/** Two nodes over the same bytes and rows. `taken`: hashes of what was whole. */
async function openNodes(adapter: BlobsAdapter) {
  const [{ blobs, close }, rows] = [await adapter.open(), await MEMORY.open()];
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const taken: string[] = [];
  const take: FileUploads['take'] = async (file, name) => {
    taken.push(sha256(await readFile(file.path)));
    await rm(file.path);
    return name === 'broken' ? refuse({ code: 'image-unreadable', reason: 'broken' }) : ok({ handle: `handle ${taken.length}` } as Upload);
  };
  const names = new Set<string>();
  const pieces = {
    ...blobs.pieces,
    putFile: (name: string, path: string) => {
      names.add(name);
      return blobs.pieces.putFile(name, path);
    },
  };
  const [first, second] = ['one', 'two'].map((node) =>
    createResumables({
      ...{ partials: rows.partials, pieces, incoming: createIncoming(join(folder, node)) },
      ...{ fileUploads: { take }, secrets: { newToken: () => 'x'.repeat(32) }, allows: async () => ok(undefined) },
    }),
  );
  if (first === undefined || second === undefined) throw new Error('two nodes');
  return {
    ...{ blobs, rows, first, second, taken },
    /** Of all that were ever kept. */
    async leftPieces() {
      let left = 0;
      for (const name of names) {
        const stream = await blobs.pieces.stream(name);
        if (stream !== undefined) left++;
        for await (const _ of stream ?? []);
      }
      return left;
    },
    leftFiles: async () => (await Promise.all(['one', 'two'].map((node) => readdir(join(folder, node)).catch(() => [])))).flat(),
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

for (const adapter of [...BLOBS, S3_BLOBS])
  describe(`uploads in pieces in ${adapter.name}`, () => {
    const test = testOn(() => openNodes(adapter));
    const begun = (sizeBytes: number, filename = 'a.png') => ({ id: `user-1-${'y'.repeat(32)}`, sizeBytes, metadata: { filename }, createdAt: 1000 });

    test('pieces that came to different nodes are one file in their order, and gone after it', async ({ first, second, taken, leftPieces, leftFiles }) => {
      const file = begun(BYTES.length);
      expect(await first.begin(file)).toEqual(ok(undefined));
      expect(await first.append(file.id, stream(BYTES.subarray(0, 9 * MIB)), 0)).toEqual(ok(9 * MIB));
      expect((await second.find(file.id))?.receivedBytes).toBe(9 * MIB);
      await expect(second.append(file.id, stream(BYTES.subarray(9 * MIB, 10 * MIB + 7), cut), 9 * MIB)).rejects.toThrow('the line is cut');
      expect((await first.find(file.id))?.receivedBytes, 'what came before a failure stays').toBe(10 * MIB + 7);
      expect((await first.finish(file.id, BY)).ok, 'not before it is whole').toBe(false);
      expect(await first.append(file.id, stream(BYTES.subarray(10 * MIB + 7)), 10 * MIB + 7)).toEqual(ok(BYTES.length));
      expect(await leftPieces()).toBe(5);
      expect(await second.finish(file.id, BY)).toEqual(ok('handle 1'));
      expect([taken, await first.finish(file.id, BY)]).toEqual([[sha256(BYTES)], ok('handle 1')]);
      expect([await leftPieces(), await leftFiles()]).toEqual([0, []]);
    });

    test('of two nodes at one place one goes on, and the other is told and leaves nothing', async ({ first, second, leftPieces, leftFiles }) => {
      const file = begun(1000);
      await first.begin(file);
      const ends = await Promise.all([first, second].map((node) => node.append(file.id, stream(BYTES.subarray(0, 600)), 0)));
      expect(ends.filter((end) => end === 'overtaken')).toHaveLength(1);
      expect([ends.find((end) => end !== 'overtaken'), await leftPieces()]).toEqual([ok(600), 1]);
      expect([await second.append(file.id, stream(BYTES.subarray(0, 5)), 0), (await first.find(file.id))?.receivedBytes]).toEqual(['overtaken', 600]);
      expect([await leftPieces(), await leftFiles()]).toEqual([1, []]);
    });

    test('two nodes that finish at once tell the same handle', async ({ first, second, leftPieces }) => {
      const file = begun(BYTES.length);
      await first.begin(file);
      await first.append(file.id, stream(BYTES), 0);
      const [one, other] = await Promise.all([first.finish(file.id, BY), second.finish(file.id, BY)]);
      expect(one).toMatchObject({ ok: true });
      expect([other, await leftPieces()]).toEqual([one, 0]);
    });

    test('what is refused once it is whole is gone, and so is what is given up', async ({ first, second, leftPieces }) => {
      const file = begun(10, 'broken');
      await first.begin(file);
      await first.append(file.id, stream(BYTES.subarray(0, 10)), 0);
      expect(await second.finish(file.id, BY)).toMatchObject({ fault: { code: 'image-unreadable' } });
      expect([await first.find(file.id), await leftPieces(), (await first.finish(file.id, BY)).ok]).toEqual([undefined, 0, false]);
      await first.begin(file);
      await first.append(file.id, stream(BYTES.subarray(0, 10)), 0);
      await second.remove(file.id);
      expect([await first.append(file.id, stream(BYTES.subarray(0, 10)), 10), await leftPieces()]).toEqual(['overtaken', 0]);
    });

    test('one whose bytes were lost says so, and is gone', async ({ first, rows, blobs, taken }) => {
      const file = begun(20);
      await first.begin(file);
      for (const at of [0, 10]) await first.append(file.id, stream(BYTES.subarray(at, at + 10)), at);
      await blobs.pieces.remove((await rows.partials.pieces(file.id))[1] ?? '');
      expect(await first.finish(file.id, BY)).toMatchObject({ fault: { code: 'upload-refused' } });
      expect([await first.find(file.id), taken]).toEqual([undefined, []]);
    });

    test('housekeeping gives up what is old, and takes pieces of nobody by their age alone', async ({ first, rows, blobs, leftPieces }) => {
      const file = begun(20);
      await first.begin(file);
      await first.append(file.id, stream(BYTES.subarray(0, 10)), 0);
      const sweep = (now: number) => createHousekeeping({ ...rows, blobs, clock: () => now, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
      await sweep(file.createdAt + UPLOAD_LIFE_MS);
      expect([(await first.find(file.id))?.receivedBytes, await leftPieces()]).toEqual([10, 1]);
      await sweep(file.createdAt + UPLOAD_LIFE_MS + 1);
      expect([await first.find(file.id), await leftPieces()]).toEqual([undefined, 0]);
      // As where a node was killed between bytes and row.
      await first.begin(file);
      await first.append(file.id, stream(BYTES.subarray(0, 10)), 0);
      await rows.partials.remove(file.id);
      await sweep(Date.now());
      expect(await leftPieces(), 'young').toBe(1);
      await sweep(Date.now() + UPLOAD_LIFE_MS + 60_000);
      expect(await leftPieces()).toBe(0);
    });

    test('who has too much that is not finished begins no other; another may', async ({ first, second }) => {
      const id = (nth: number, user = 1) => `user-${user}-${String(nth).padStart(32, '0')}`;
      const all = await Promise.all(Array.from({ length: 23 }, (_, nth) => (nth % 2 ? first : second).begin({ ...begun(10), id: id(nth) })));
      expect(all.filter((one) => !one.ok)).toHaveLength(3);
      expect(await first.begin({ ...begun(10), id: id(1, 2) })).toEqual(ok(undefined));
      expect(await first.begin({ ...begun(2_000_000_000), id: id(2, 2) })).toMatchObject({ fault: { code: 'limit-passed', limit: 2_000_000_000 } });
      expect(await first.begin({ ...begun(2_000_000_000), id: id(3, 3) }), 'a single one may be of any length').toEqual(ok(undefined));
    });
  });

describe('uploads in too many pieces', () => {
  testOn(() => openNodes(BLOBS[0] as BlobsAdapter))('go on no further', async ({ first, rows, leftPieces }) => {
    const file = { id: `user-1-${'y'.repeat(32)}`, sizeBytes: 10_000, metadata: {}, createdAt: 1000 };
    await first.begin(file);
    for (let at = 0; at < 4095; at++) await rows.partials.grow(file.id, { name: `${at}`, at, sizeBytes: 1 }, 4096);
    expect(await first.append(file.id, stream(BYTES.subarray(0, 1)), 4095)).toEqual(ok(4096));
    expect(await first.append(file.id, stream(BYTES.subarray(0, 1)), 4096)).toMatchObject({ fault: { code: 'limit-passed', limit: 4096 } });
    expect([(await first.find(file.id))?.receivedBytes, await leftPieces()]).toEqual([4096, 1]);
  });
});
