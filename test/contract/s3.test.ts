/** What S3 promises beyond the port: addresses, parts, clients that send and fetch themselves, and faults on the way. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { Blobs } from '../../src/app/ports.js';
import { Outage } from '../../src/app/ports-outage.js';
import type { BlobHash } from '../../src/core/ids.js';
import { parseS3Place } from '../../src/storage/blobs/s3-place.js';
import { createS3Requests } from '../../src/storage/blobs/s3-requests.js';
import { faultyS3, freshS3Url, GOES_WELL, openS3 } from '../support/s3.js';
import { testOn } from './adapters.js';
import { bytesOf } from './blobs.js';
import { blobOf } from './writing.js';

const MIB = 1024 * 1024;
const A = blobOf('a');
const LATER = Date.now() + 3_600_000;
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as BlobHash;

describe('an address', () => {
  test('is a bucket, a prefix and where they are', () => {
    expect(parseS3Place('//pictures')).toEqual({ bucket: 'pictures', prefix: '', region: undefined, endpoint: undefined, pathStyle: false });
    expect(parseS3Place('//pictures/a/b/?endpoint=http://127.0.0.1:9000&region=eu')).toEqual({
      ...{ bucket: 'pictures', prefix: 'a/b/', region: 'eu' },
      ...{ endpoint: 'http://127.0.0.1:9000', pathStyle: true },
    });
    for (const [word, pathStyle] of [
      ['0', false],
      ['false', false],
      ['1', true],
      ['true', true],
    ] as const)
      expect(parseS3Place(`//pictures?endpoint=https://s3.example&path_style=${word}`).pathStyle).toBe(pathStyle);
    expect(parseS3Place('//pictures/..a/.b').prefix).toBe('..a/.b/');
  });
  test.each([
    '//',
    '//UPPER',
    '//bucket/with space',
    '//bucket/a/../b',
    '//bucket/.',
    '//bucket?secret=x',
    '//bucket?path_style=yes',
    '//bucket?path_style=',
    '//bucket?endpoint=s3.example',
    '//bucket?endpoint=http://user:pass@s3.example',
    '//bucket?endpoint=http://s3.example/path',
  ])('%s is none, and the message repeats none of it', (text) => {
    expect(() => parseS3Place(text)).toThrow(/^s3: .*it goes s3:/);
    expect(() => parseS3Place(text)).not.toThrow(/user:|pass@|UPPER/);
  });
});

const onS3 = testOn(async () => ({ blobs: await openS3(await freshS3Url()), close: async () => undefined }));

onS3('many bytes go in parts, from memory and from a file', async ({ blobs }) => {
  const bytes = bytesOf(19 * MIB);
  await blobs.put(A, bytes);
  expect(same(await blobs.read(A), bytes)).toBe(true);
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const [path, b] = [join(folder, 'sent'), blobOf('b')];
  await writeFile(path, bytes);
  await blobs.putFile(b, path);
  expect(same(await blobs.read(b), bytes)).toBe(true);
  await expect(stat(path)).rejects.toThrow();
  await rm(folder, { recursive: true });
});

test('what a client sends itself may be begun at one node and finished at another', async () => {
  const url = await freshS3Url();
  const [one, other] = [await openS3(url), await openS3(url)];
  const bytes = bytesOf(1000, 3);
  const begun = await one.direct?.begin({ sizeBytes: bytes.length, type: 'image/png', expiresInS: 60 });
  await fetch(begun?.url ?? '', { method: 'PUT', headers: begun?.headers ?? {}, body: bytes });
  expect(await other.direct?.finish(begun?.ticket ?? '')).toEqual({ hash: hashOf(bytes), sizeBytes: bytes.length });
  expect(same(await one.read(hashOf(bytes)), bytes)).toBe(true);
});

test.skipIf(process.env.VITRINE_TEST_S3_URL === undefined)(
  'a wrong secret is an outage that says so, and tells neither secret nor key (the server of the tests takes any)',
  async () => {
    const { AWS_SECRET_ACCESS_KEY: right, AWS_ACCESS_KEY_ID: key } = process.env;
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong-secret';
    try {
      const outage = await (await openS3(await freshS3Url())).put(A, bytesOf(10)).catch((error: unknown) => error);
      expect(outage).toMatchObject({ name: 'Outage', message: expect.stringMatching(/SignatureDoesNotMatch.*403/) });
      expect(JSON.stringify([String(outage), Object.entries(outage as object)])).not.toMatch(new RegExp(`wrong-secret|${key}`));
    } finally {
      process.env.AWS_SECRET_ACCESS_KEY = right;
    }
  },
);

test.skipIf(process.env.VITRINE_TEST_S3_URL === undefined)(
  'parts of a writer that is no more are cleared away by their age (the server of the tests cannot list them)',
  async () => {
    const url = await freshS3Url();
    const [place, blobs] = [parseS3Place(url.slice('s3:'.length)), await openS3(url)];
    const { client, keyOf } = createS3Requests(place);
    const at = { Bucket: place.bucket, Key: keyOf(`${A.slice(0, 2)}/${A}`) };
    await client.send(new CreateMultipartUploadCommand(at));
    const begun = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket, Prefix: place.prefix }))).Uploads?.length ?? 0;
    await blobs.tidy(Date.now() - 60_000);
    expect(await begun()).toBe(1);
    await blobs.tidy(LATER);
    expect(await begun()).toBe(0);
  },
);

describe('clients that send bytes themselves', () => {
  onS3('what they sent is kept by its hash, once it is all there', async ({ blobs }) => {
    const [bytes, direct] = [bytesOf(3 * MIB, 5), blobs.direct];
    if (direct === undefined) throw new Error('no direct uploads');
    const { url, method, headers, ticket } = await direct.begin({ sizeBytes: bytes.length, type: 'image/jpeg', expiresInS: 60 });
    expect(await direct.finish(ticket)).toBeUndefined();
    expect((await fetch(url, { method, headers, body: bytes.slice() })).status).toBe(200);
    expect(await direct.finish(ticket)).toEqual({ hash: hashOf(bytes), sizeBytes: bytes.length });
    expect(same(await blobs.read(hashOf(bytes)), bytes)).toBe(true);
    expect(await direct.finish(ticket), 'a second time there is nothing').toBeUndefined();
  });

  onS3('fewer bytes than were announced are not taken, and no ticket but ours', async ({ blobs }) => {
    const { direct } = blobs;
    if (direct === undefined) throw new Error('no direct uploads');
    const { url, method, headers, ticket } = await direct.begin({ sizeBytes: 100, type: 'image/png', expiresInS: 60 });
    await fetch(url, { method, headers, body: new Uint8Array(99) });
    expect(await direct.finish(ticket)).toBeUndefined();
    for (const odd of ['', 'x', '../ab.100', `${A}.1`, `${ticket}0`]) expect(await direct.finish(odd)).toBeUndefined();
    for await (const { hash } of blobs.list()) expect(hash).toBeUndefined();
  });

  onS3('they fetch by a signed address, as the type that is said', async ({ blobs }) => {
    await blobs.put(A, bytesOf(1000));
    expect(blobs.links?.place(A)).toBe(`${A.slice(0, 2)}/${A}`);
    const answer = await fetch((await blobs.links?.signed(A, { type: 'image/avif', expiresInS: 60 })) ?? '');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/avif']);
    expect(same(new Uint8Array(await answer.arrayBuffer()), bytesOf(1000))).toBe(true);
  });
});

describe('faults on the way', () => {
  const onFaulty = testOn(async () => {
    const faulty = await faultyS3();
    const url = await freshS3Url(faulty.origin);
    return { faulty, blobs: await openS3(url), close: () => faulty.close() };
  });

  onFaulty('some refusals, lost answers and broken connections are got over', async ({ faulty, blobs }) => {
    const mishaps = [
      { kind: 'refused', status: 503 },
      { kind: 'lost' },
      { kind: 'unreachable' },
      { kind: 'refused', status: 500, code: 'InternalError' },
    ] as const;
    let count = 0;
    faulty.mishap = () => (count++ % 2 === 0 ? (mishaps[(count >> 1) % mishaps.length] ?? GOES_WELL) : GOES_WELL);
    for (let at = 0; at < 4; at++) {
      await blobs.put(blobOf(`${at}`), bytesOf(5000, at));
      expect(same(await blobs.read(blobOf(`${at}`)), bytesOf(5000, at))).toBe(true);
    }
  });

  onFaulty('a body that is cut goes on where it was', async ({ faulty, blobs }) => {
    const bytes = bytesOf(2 * MIB);
    await blobs.put(A, bytes);
    let cuts = 0;
    faulty.mishap = (method) => (method === 'GET' && cuts++ < 3 ? { kind: 'cut', afterBytes: 300_000 } : GOES_WELL);
    expect(same(await blobs.read(A), bytes)).toBe(true);
    cuts = 0;
    const parts: Uint8Array[] = [];
    for await (const part of (await blobs.stream(A, { start: 10, end: 1_500_000 })) ?? []) parts.push(part);
    expect(same(Buffer.concat(parts), bytes.subarray(10, 1_500_001))).toBe(true);
    faulty.mishap = () => ({ kind: 'cut', afterBytes: 1000 });
    await expect(blobs.read(A)).rejects.toThrow(Outage);
  });

  onFaulty(
    'no answer and no room are outages, and tell nothing of place or keys',
    async ({ faulty, blobs }) => {
      for (const [mishap, reason] of [
        [{ kind: 'unreachable' }, 'unavailable'],
        [{ kind: 'refused', status: 503 }, 'unavailable'],
        [{ kind: 'refused', status: 403, code: 'SignatureDoesNotMatch' }, 'unavailable'],
        [{ kind: 'refused', status: 403, code: 'QuotaExceeded' }, 'full'],
        [{ kind: 'refused', status: 507, code: 'XMinioStorageFull' }, 'full'],
      ] as const) {
        faulty.mishap = () => mishap;
        const outage = await blobs.put(A, bytesOf(10)).catch((error: unknown) => error);
        expect(outage).toMatchObject({ name: 'Outage', reason });
        expect(JSON.stringify([String(outage), Object.entries(outage as object)])).not.toMatch(/127\.0\.0\.1|S3RVER|vitrine\/|http/);
        await Promise.all([blobs.has(A), blobs.read(A), blobs.check(), listed(blobs)].map((work) => expect(work).rejects.toThrow(Outage)));
      }
    },
    60_000,
  );

  onFaulty('a bucket that is not there is an outage, not an empty one', async ({ faulty }) => {
    const url = new URL(await freshS3Url(faulty.origin));
    url.hostname = 'nobodys';
    const blobs = await openS3(url.href);
    await expect(blobs.read(A)).rejects.toThrow(Outage);
    await expect(blobs.check()).rejects.toThrow(Outage);
    await expect(blobs.put(A, bytesOf(1))).rejects.toThrow(Outage);
  });

  onFaulty('bytes that are written while the old ones are deleted stay, at whatever moment', async ({ faulty, blobs }) => {
    const hashes = Array.from({ length: 8 }, (_, moment) => blobOf(`${moment}`));
    for (const hash of hashes) await blobs.put(hash, bytesOf(100));
    await pause(2100);
    const old = Date.now() - 100;
    for (const [moment, hash] of hashes.entries()) {
      let [count, writing] = [0, Promise.resolve()];
      faulty.mishap = (method) => {
        if (count++ === moment) writing = blobs.put(hash, bytesOf(100));
        // The delete itself is the slowest to arrive.
        return { kind: 'slow', ms: method === 'DELETE' ? 60 : 10 };
      };
      await blobs.deleteOlder(hash, old);
      await writing;
      faulty.mishap = () => GOES_WELL;
      if (count > moment) expect([moment, await blobs.has(hash)]).toEqual([moment, true]);
    }
  });

  onFaulty('a list that is late tells of bytes that are gone, and takes none that are new', async ({ faulty, blobs }) => {
    await blobs.put(A, bytesOf(10));
    expect(await listed(blobs)).toEqual([A]);
    expect(await blobs.deleteOlder(A, LATER)).toBe(true);
    faulty.mishap = (_, path) => (path.includes('list-type') ? { kind: 'stale' } : GOES_WELL);
    expect(await listed(blobs)).toEqual([A]);
    expect(await blobs.deleteOlder(A, LATER)).toBe(false);
    await blobs.put(A, bytesOf(10));
    for await (const { hash } of blobs.list()) expect(await blobs.deleteOlder(hash, Date.now() - 60_000)).toBe(false);
    expect(await blobs.has(A)).toBe(true);
  });
});

async function listed(blobs: Blobs): Promise<BlobHash[]> {
  const found: BlobHash[] = [];
  for await (const { hash } of blobs.list()) found.push(hash);
  return found;
}

const same = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && Buffer.compare(a, b) === 0;
