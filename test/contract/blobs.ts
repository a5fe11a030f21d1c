/** What Blobs promise, whatever keeps them. */
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Blobs } from '../../src/app/ports.js';
import type { BlobHash } from '../../src/core/ids.js';
import { type BlobsAdapter, testOn } from './adapters.js';
import { blobOf } from './writing.js';

export const bytesOf = (length: number, seed = 0): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) & 255);
const [A, B] = [blobOf('a'), blobOf('b')];
const KIB = 1024;

/** Everything was written before then. */
const LATER = Date.now() + 3_600_000;

export function blobsContract(adapter: BlobsAdapter): void {
  const test = testOn(adapter.open);

  test('what is not there is undefined, and deleting it does no harm', async ({ blobs }) => {
    expect(await blobs.read(A)).toBeUndefined();
    expect(await blobs.has(A)).toBe(false);
    expect(await blobs.stream(A)).toBeUndefined();
    expect(await blobs.stream(A, { start: 0, end: 1 })).toBeUndefined();
    expect(await blobs.deleteOlder(A, LATER)).toBe(false);
    expect(await listed(blobs)).toEqual([]);
    await blobs.tidy(Date.now() + 1000);
  });

  test('bytes read back bit for bit, whole and streamed', async ({ blobs }) => {
    for (const [hash, bytes] of [
      [A, bytesOf(300 * KIB)],
      [B, bytesOf(0)],
    ] as const) {
      await blobs.put(hash, bytes);
      expect(same(await blobs.read(hash), bytes)).toBe(true);
      expect(await blobs.has(hash)).toBe(true);
      expect(same(await drained(blobs, hash), bytes)).toBe(true);
      const file = blobs.file?.(hash);
      if (file === undefined) continue;
      expect(same(await readFile(file.path), bytes)).toBe(true);
      expect(file.path.endsWith(`/${file.place}`)).toBe(true);
    }
  });

  test('a range has both its ends', async ({ blobs }) => {
    const bytes = bytesOf(200 * KIB);
    await blobs.put(A, bytes);
    const last = bytes.length - 1;
    for (const [start, end] of [
      [0, 0],
      [0, last],
      [1, 2],
      [last, last],
      [70_000, 140_000],
      [65_535, 65_536],
    ] as const)
      expect(same(await drained(blobs, A, { start, end }), bytes.subarray(start, end + 1))).toBe(true);
    expect((await drained(blobs, A, { start: last - 1, end: last + 500 }))?.length).toBe(2);
  });

  test('what is put is a copy, and writing it again does no harm', async ({ blobs }) => {
    const bytes = bytesOf(5000);
    const given = bytes.slice();
    await blobs.put(A, given);
    given.fill(0);
    expect(same(await blobs.read(A), bytes)).toBe(true);
    await blobs.put(A, bytes);
    await Promise.all(Array.from({ length: 5 }, () => blobs.put(A, bytes)));
    expect(same(await blobs.read(A), bytes)).toBe(true);
    expect(await listed(blobs)).toEqual([A]);
  });

  test('a part of a bigger buffer is put as that part', async ({ blobs }) => {
    const bytes = bytesOf(1000);
    await blobs.put(A, bytes.subarray(100, 200));
    expect(same(await blobs.read(A), bytes.slice(100, 200))).toBe(true);
  });

  test('a file is kept as its bytes, and is gone where it was', async ({ blobs }) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
    const [path, bytes] = [join(folder, 'sent'), bytesOf(100 * KIB)];
    for (let round = 0; round < 2; round++) {
      await writeFile(path, bytes);
      await utimes(path, new Date(0), new Date(0));
      await blobs.putFile(A, path);
      expect(same(await blobs.read(A), bytes)).toBe(true);
      await expect(stat(path)).rejects.toThrow('ENOENT');
    }
    // However old the file was: as bytes they are new.
    expect(await blobs.deleteOlder(A, Date.now() - 60_000)).toBe(false);
    await expect(blobs.putFile(B, join(folder, 'none'))).rejects.toThrow();
    expect(await listed(blobs)).toEqual([A]);
    await rm(folder, { recursive: true });
  });

  test('all that is kept is listed with the time it was written', async ({ blobs }) => {
    const before = Date.now();
    const hashes = Array.from({ length: 30 }, (_, at) => blobOf(`${at}`));
    await Promise.all(hashes.map((hash, at) => blobs.put(hash, bytesOf(at))));
    const times: number[] = [];
    const found: BlobHash[] = [];
    for await (const { hash, writtenAt } of blobs.list()) {
      found.push(hash);
      times.push(writtenAt);
    }
    expect(found.sort()).toEqual(hashes.sort());
    for (const time of times) expect(time).toBeGreaterThanOrEqual(before - (adapter.tickMs ?? 50));
    for (const time of times) expect(time).toBeLessThanOrEqual(Date.now() + 50);
  });

  test('bytes that were written since are not deleted', async ({ blobs }) => {
    await blobs.put(A, bytesOf(10));
    expect(await blobs.deleteOlder(A, Date.now() - 60_000)).toBe(false);
    expect(await blobs.read(A)).toBeDefined();
    expect(await listed(blobs)).toEqual([A]);
  });

  test('deleted bytes are gone, the others stay, and a list can be deleted as it goes', async ({ blobs }) => {
    for (const hash of [A, B]) await blobs.put(hash, bytesOf(10));
    expect(await blobs.deleteOlder(A, LATER)).toBe(true);
    expect(await blobs.deleteOlder(A, LATER)).toBe(false);
    expect([await blobs.read(A), await blobs.stream(A)]).toEqual([undefined, undefined]);
    expect(await listed(blobs)).toEqual([B]);
    await blobs.put(A, bytesOf(10));
    for await (const { hash } of blobs.list()) await blobs.deleteOlder(hash, LATER);
    expect(await listed(blobs)).toEqual([]);
  });

  test('the list tells how long they are', async ({ blobs }) => {
    await blobs.put(A, bytesOf(1234));
    for await (const { sizeBytes } of blobs.list()) expect(sizeBytes).toBe(1234);
  });

  test('what is set aside is not there, and can be taken back until it is dropped', async ({ blobs }) => {
    const { quarantine } = blobs;
    for (const hash of [A, B]) await blobs.put(hash, bytesOf(10));
    expect(await quarantine.setAside(A, Date.now() - 60_000), 'too young').toBe(false);
    expect([await quarantine.setAside(A, LATER), await quarantine.setAside(A, LATER)]).toEqual([true, false]);
    expect([await blobs.has(A), await listed(blobs), await listed(quarantine)]).toEqual([false, [B], [A]]);
    await blobs.tidy(LATER);
    expect([await quarantine.takeBack(A), await quarantine.takeBack(A)]).toEqual([true, false]);
    expect([same(await blobs.read(A), bytesOf(10)), await listed(quarantine)]).toEqual([true, []]);
    expect(await blobs.deleteOlder(A, Date.now() - 60_000), 'as new as written now').toBe(false);
    await quarantine.setAside(B, LATER);
    await blobs.put(B, bytesOf(10));
    await quarantine.drop(B);
    expect([await listed(quarantine), await listed(blobs)]).toEqual([[], [A, B].sort()]);
  });

  test('a piece is kept until it is removed or old, and is no blob', async ({ blobs }) => {
    const { pieces } = blobs;
    const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
    const path = join(folder, 'piece');
    for (const [name, length] of [
      ['one', 70_000],
      ['two', 1],
    ] as const) {
      await writeFile(path, bytesOf(length));
      await utimes(path, new Date(0), new Date(0));
      await pieces.putFile(name, path);
      await expect(stat(path)).rejects.toThrow('ENOENT');
    }
    expect(await listed(blobs)).toEqual([]);
    await blobs.tidy(Date.now() - 60_000);
    expect(same(await joined(await pieces.stream('one')), bytesOf(70_000))).toBe(true);
    for (let round = 0; round < 2; round++) await pieces.remove('one');
    expect([await pieces.stream('one'), (await joined(await pieces.stream('two')))?.length]).toEqual([undefined, 1]);
    await expect(pieces.putFile('none', path)).rejects.toThrow();
    await blobs.tidy(LATER);
    expect(await pieces.stream('two')).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  test('the check passes where bytes can be kept, and keeps none itself', async ({ blobs }) => {
    await blobs.check();
    await blobs.put(A, bytesOf(10));
    await blobs.check();
    expect(await listed(blobs)).toEqual([A]);
  });

  test('tidying takes nothing that is whole', async ({ blobs }) => {
    await blobs.put(A, bytesOf(10));
    await blobs.tidy(Date.now() + 60_000);
    expect(same(await blobs.read(A), bytesOf(10))).toBe(true);
  });

  test('bytes are seen whole or not at all while they are written', async ({ blobs }) => {
    const bytes = bytesOf(4 * KIB * KIB);
    let writing = true;
    const writes = (async () => {
      for (let round = 0; round < 4; round++) await Promise.all([blobs.put(A, bytes), blobs.put(B, bytes)]);
      writing = false;
    })();
    while (writing) {
      for (const hash of await listed(blobs)) expect([A, B]).toContain(hash);
      for (const hash of [A, B]) {
        expect([undefined, bytes.length]).toContain((await blobs.read(hash))?.length);
        expect([undefined, bytes.length]).toContain((await drained(blobs, hash))?.length);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writes;
  });
}

async function listed(blobs: Pick<Blobs, 'list'> | Blobs['quarantine']): Promise<BlobHash[]> {
  const found: BlobHash[] = [];
  for await (const { hash } of blobs.list()) found.push(hash);
  return found.sort();
}

async function drained(blobs: Blobs, hash: BlobHash, range?: { start: number; end: number }): Promise<Uint8Array | undefined> {
  return joined(await blobs.stream(hash, range));
}

async function joined(stream: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (stream === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Far faster than `toEqual` on many bytes. */
const same = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && Buffer.compare(a, b) === 0;
