/** Files on their way in: whole or not at all, and gone when they are old. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { createIncoming } from '../../src/storage/incoming.js';
import { testOn } from './adapters.js';
import { bytesOf } from './blobs.js';

const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const place = join(folder, 'uploads');
  const names = () => readdir(place).catch(() => []);
  return { place, names, incoming: createIncoming(place), close: () => rm(folder, { recursive: true, force: true }) };
});
const BYTES = bytesOf(200_000);
const HASH = createHash('sha256').update(BYTES).digest('hex');
async function* inPieces(bytes: Uint8Array, length = 60_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error('the line is cut');
}

test('a file is received with its hash, for its owner alone, and dropped', async ({ incoming, names }) => {
  const file = await incoming.receive(inPieces(BYTES), BYTES.length);
  if (file === undefined) throw new Error('not received');
  expect([file.hash, file.sizeBytes]).toEqual([HASH, BYTES.length]);
  expect(Buffer.compare(await readFile(file.path), BYTES)).toBe(0);
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  await incoming.drop(file);
  await incoming.drop(file);
  expect(await names()).toEqual([]);
  expect((await incoming.receive(inPieces(new Uint8Array()), 10))?.sizeBytes).toBe(0);
});

test('one that is too long is read to its end, and one that breaks off is not: neither stays', async ({ incoming, names }) => {
  let read = 0;
  const counted = async function* () {
    for await (const piece of inPieces(BYTES)) {
      read += piece.length;
      yield piece;
    }
  };
  expect(await incoming.receive(counted(), BYTES.length - 1)).toBeUndefined();
  expect(read).toBe(BYTES.length);
  await expect(incoming.receive(broken(BYTES), BYTES.length)).rejects.toThrow('the line is cut');
  expect(await names()).toEqual([]);
});

test('what nobody has written to is cleared away', async ({ incoming, place, names }) => {
  await incoming.tidy(Date.now());
  await incoming.receive(inPieces(BYTES), BYTES.length);
  for (const name of await names()) await utimes(join(place, name), new Date(0), new Date(0));
  const young = await incoming.receive(inPieces(BYTES), BYTES.length);
  await incoming.tidy(Date.now() - 60_000);
  expect(await names()).toEqual([basename(young?.path ?? '')]);
});
