/** Files on their way in: whole or not at all, in pieces over many requests, and gone when they are old. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createIncoming, createPartials } from '../../src/storage/incoming.js';
import { testOn } from './adapters.js';
import { bytesOf } from './blobs.js';

const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const place = join(folder, 'uploads');
  const names = () => readdir(place).catch(() => []);
  return { place, names, incoming: createIncoming(place), partials: createPartials(place), close: () => rm(folder, { recursive: true, force: true }) };
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

const BEGUN = { id: 'user-1-abc_DEF', sizeBytes: BYTES.length, metadata: { filename: 'a.png', empty: null }, createdAt: 1000 };

test('a partial file grows, keeps what came before a failure, and is whole in the end', async ({ partials }) => {
  expect(await partials.find(BEGUN.id)).toBeUndefined();
  expect(await partials.whole(BEGUN.id)).toBeUndefined();
  await partials.begin(BEGUN);
  expect(await partials.find(BEGUN.id)).toEqual({ ...BEGUN, receivedBytes: 0 });
  expect(await partials.append(BEGUN.id, inPieces(BYTES.subarray(0, 70_000)), 0)).toBe(70_000);
  await expect(partials.append(BEGUN.id, broken(BYTES.subarray(70_000, 90_000)), 70_000)).rejects.toThrow('the line is cut');
  expect((await partials.find(BEGUN.id))?.receivedBytes).toBe(90_000);
  expect(await partials.append(BEGUN.id, inPieces(BYTES.subarray(90_000)), 90_000)).toBe(BYTES.length);
  const whole = await partials.whole(BEGUN.id);
  expect([whole?.hash, whole?.sizeBytes]).toEqual([HASH, BYTES.length]);
});

test('what is not finished is told by whose it is, until its bytes are kept or it is given up', async ({ partials }) => {
  expect(await partials.unfinished('user-1-')).toEqual([]);
  for (const [id, sizeBytes] of [
    ['user-1-a', 5],
    ['user-1-b', 6],
    ['user-1-c', 7],
    ['user-11-a', 8],
  ] as const)
    await partials.begin({ ...BEGUN, id, sizeBytes });
  expect([...(await partials.unfinished('user-1-'))].sort()).toEqual([5, 6, 7]);
  await partials.settle('user-1-b', 'handle');
  await partials.remove('user-1-c');
  expect(await partials.unfinished('user-1-')).toEqual([5]);
});

test('who still writes to a partial file does not reach what was taken as whole', async ({ partials }) => {
  await partials.begin(BEGUN);
  await partials.append(BEGUN.id, inPieces(BYTES), 0);
  let hasTaken: (() => void) | undefined;
  const taken = new Promise<void>((resolve) => {
    hasTaken = resolve;
  });
  const late = partials.append(
    BEGUN.id,
    (async function* () {
      yield BYTES.subarray(0, 10);
      await taken;
      yield new Uint8Array(1000);
    })(),
    0,
  );
  const whole = await partials.whole(BEGUN.id);
  await partials.settle(BEGUN.id, 'handle');
  hasTaken?.();
  await late;
  expect(Buffer.compare(await readFile(whole?.path ?? ''), BYTES)).toBe(0);
});

test('a partial file that was kept is known by its handle, and takes nothing more', async ({ partials, incoming }) => {
  await partials.begin(BEGUN);
  await partials.append(BEGUN.id, inPieces(BYTES), 0);
  const whole = await partials.whole(BEGUN.id);
  if (whole !== undefined) await incoming.drop(whole);
  await partials.settle(BEGUN.id, 'handle');
  expect(await partials.find(BEGUN.id)).toEqual({ ...BEGUN, receivedBytes: BYTES.length, handle: 'handle' });
  expect(await partials.append(BEGUN.id, inPieces(BYTES), BYTES.length)).toBe(BYTES.length);
  expect(await partials.whole(BEGUN.id)).toBeUndefined();
});

test('a partial file that is given up is gone, and an id is no path', async ({ partials, names }) => {
  await partials.begin(BEGUN);
  await partials.remove(BEGUN.id);
  await partials.remove(BEGUN.id);
  await partials.settle(BEGUN.id, 'handle');
  expect(await names()).toEqual([]);
  for (const id of ['../a', 'a/b', '', 'a\0', 'a'.repeat(101)]) await expect(partials.find(id)).rejects.toThrow('not the id');
});

test('what nobody has written to is cleared away', async ({ incoming, partials, place, names }) => {
  await incoming.tidy(Date.now());
  await incoming.receive(inPieces(BYTES), BYTES.length);
  await partials.begin(BEGUN);
  for (const name of await names()) await utimes(join(place, name), new Date(0), new Date(0));
  await partials.append(BEGUN.id, inPieces(BYTES), 0);
  await incoming.tidy(Date.now() - 60_000);
  expect(await names()).toEqual([`${BEGUN.id}.part`]);
});
