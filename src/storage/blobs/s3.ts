/**
 * Bytes in an S3 bucket, by their hash, laid out as on disk: `ab/abcd…`. Nothing here is conditional, as many servers
 * know no conditions: the same name always has the same bytes. What is not whole yet stands below `incoming/`.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Blobs } from '../../app/ports.js';
import { Outage } from '../../app/ports-outage.js';
import type { BlobHash } from '../../core/ids.js';
import { createDirectUploads, createLinks } from './s3-direct.js';
import { parseS3Place, type S3Place } from './s3-place.js';
import { createS3Requests, type Part, type S3Requests, statusOf } from './s3-requests.js';

const PART_BYTES = 8 * 1024 * 1024;
const BODY_TRIES = 4;
/** The times that S3 tells are cut to a second. */
const TICK_MS = 1000;
/** Longer than a delete may take, from its announcement to its end. */
const DOOMED_MS = 150_000;
const LOOK_EVERY_MS = 500;

const nameOf = (hash: BlobHash) => `${hash.slice(0, 2)}/${hash}`;
const asideOf = (hash: BlobHash) => `quarantine/${hash}`;
const doomOf = (hash: BlobHash) => `incoming/doomed-${hash}`;
const pieceOf = (name: string) => `incoming/piece-${name}`;

export const createS3Blobs = (rest: string): Blobs => blobsAt(parseS3Place(rest));

function blobsAt(place: S3Place): Blobs {
  const s3 = createS3Requests(place);
  const isOlder = async (name: string, writtenBefore: number) => {
    const found = await s3.head(name);
    return found !== undefined && found.writtenAt + TICK_MS <= writtenBefore;
  };
  /**
   * Writes until it surely stays. A delete that began before is announced: it may have seen the old bytes and take the
   * new ones. Who finds no announcement and then the bytes has written after every delete, or before none.
   */
  async function keep(hash: BlobHash, write: () => Promise<void>): Promise<void> {
    for (const end = Date.now() + 2 * DOOMED_MS; Date.now() < end; ) {
      await write();
      for (const dead = Date.now() + DOOMED_MS; (await s3.head(doomOf(hash))) !== undefined; await pause(LOOK_EVERY_MS))
        if (Date.now() > dead) await s3.remove(doomOf(hash));
      if ((await s3.head(nameOf(hash))) !== undefined) return;
    }
    throw new Outage('unavailable', 'S3 put: what was written is not there');
  }
  async function takeOlder(hash: BlobHash, writtenBefore: number): Promise<boolean> {
    if (!(await isOlder(nameOf(hash), writtenBefore))) return false;
    await s3.put(doomOf(hash), new Uint8Array(), undefined);
    try {
      if (!(await isOlder(nameOf(hash), writtenBefore))) return false;
      await s3.remove(nameOf(hash));
      return true;
    } finally {
      await s3.remove(doomOf(hash));
    }
  }
  return {
    put: (hash, bytes, type) =>
      keep(hash, () => (bytes.length > PART_BYTES ? putParts(s3, place, nameOf(hash), bytes, type) : s3.put(nameOf(hash), bytes, type))),
    async putFile(hash, path, type) {
      try {
        const { size } = await stat(path);
        if (size > PART_BYTES) await keep(hash, () => putParts(s3, place, nameOf(hash), createReadStream(path), type));
        else {
          const bytes = await readFile(path);
          await keep(hash, () => s3.put(nameOf(hash), bytes, type));
        }
      } finally {
        await rm(path, { force: true });
      }
    },
    read: (hash) => readWhole(s3, nameOf(hash)),
    has: async (hash) => (await s3.head(nameOf(hash))) !== undefined,
    stream: (hash, range) => streamed(s3, nameOf(hash), range),
    deleteOlder: takeOlder,
    async *list() {
      for await (const { name, ...about } of s3.list('')) {
        const hash = /^([0-9a-f]{2})\/(\1[0-9a-f]{62})$/.exec(name)?.[2];
        if (hash !== undefined) yield { hash: hash as BlobHash, ...about };
      }
    },
    quarantine: {
      async setAside(hash, writtenBefore) {
        if (!(await isOlder(nameOf(hash), writtenBefore))) return false;
        await s3.copy(nameOf(hash), asideOf(hash), undefined);
        const taken = await takeOlder(hash, writtenBefore);
        if (!taken) await s3.remove(asideOf(hash));
        return taken;
      },
      async takeBack(hash) {
        if ((await s3.head(asideOf(hash))) === undefined) return false;
        await keep(hash, () => s3.copy(asideOf(hash), nameOf(hash), undefined));
        await s3.remove(asideOf(hash));
        return true;
      },
      async *list() {
        for await (const { name, ...about } of s3.list('quarantine/')) yield { hash: name.slice('quarantine/'.length) as BlobHash, ...about };
      },
      drop: (hash) => s3.remove(asideOf(hash)),
    },
    pieces: {
      async putFile(name, path) {
        try {
          await s3.put(pieceOf(name), await readFile(path), undefined);
        } finally {
          await rm(path, { force: true });
        }
      },
      stream: (name) => streamed(s3, pieceOf(name), undefined),
      remove: (name) => s3.remove(pieceOf(name)),
    },
    // Reading alone would not tell of a lost right to write.
    check: () => s3.put('incoming/check', new Uint8Array(), undefined),
    async tidy(writtenBefore) {
      for await (const { name, writtenAt } of s3.list('incoming/')) if (writtenAt < writtenBefore) await s3.remove(name);
      await abortParts(s3, place, writtenBefore);
    },
    direct: createDirectUploads(s3, place, {
      keep: (hash, from) => keep(hash, () => s3.copy(from, nameOf(hash), undefined)),
      hashOf: (name) => hashOf(s3, name),
    }),
    links: createLinks(s3, place, nameOf),
  };
}

/** In parts, some at once; what fails leaves no parts behind. */
async function putParts(s3: S3Requests, { bucket }: S3Place, name: string, bytes: Uint8Array | Readable, type: string | undefined): Promise<void> {
  const params = { Bucket: bucket, Key: s3.keyOf(name), Body: bytes, ContentType: type };
  await s3.told('put in parts', new Upload({ client: s3.client, params, partSize: PART_BYTES, queueSize: 2 }).done());
}

/** Those of writers that are no more. Some servers cannot tell which there are; then their own rules have to clear them away. */
async function abortParts(s3: S3Requests, { bucket: Bucket, prefix }: S3Place, begunBefore: number): Promise<void> {
  let markers: { KeyMarker: string | undefined; UploadIdMarker: string | undefined } | undefined;
  do {
    const page = await s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix, ...markers })).catch((error: unknown) => {
      if (statusOf(error) === 501) return undefined;
      return s3.told('list parts', Promise.reject(error));
    });
    for (const { Key, UploadId, Initiated } of page?.Uploads ?? [])
      if (Initiated !== undefined && Initiated.getTime() < begunBefore)
        await s3.told('abort parts', s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
    markers = page?.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  } while (markers !== undefined);
}

async function readWhole(s3: S3Requests, name: string): Promise<Uint8Array | undefined> {
  const stream = await streamed(s3, name, undefined);
  if (stream === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function streamed(s3: S3Requests, name: string, range: Part | undefined): Promise<AsyncIterable<Uint8Array> | undefined> {
  const first = await s3.get(name, range);
  return first && resumed(s3, name, range?.start ?? 0, first);
}

/** A body that is cut goes on where it was; the SDK itself tries again only until the first byte. */
async function* resumed(
  s3: S3Requests,
  name: string,
  start: number,
  first: { body: AsyncIterable<Uint8Array>; sizeBytes: number },
): AsyncGenerator<Uint8Array> {
  const end = start + first.sizeBytes;
  let [at, body] = [start, first.body];
  for (let tries = 1; ; tries++) {
    try {
      for await (const part of body) {
        at += part.length;
        yield part;
      }
      if (at === end) return;
    } catch (error) {
      if (tries === BODY_TRIES) await s3.told('get', Promise.reject(error));
    }
    if (tries === BODY_TRIES || at > end) throw new Outage('unavailable', 'S3 get: the bytes end early');
    const rest = await s3.get(name, { start: at, end: end - 1 });
    if (rest === undefined) throw new Outage('unavailable', 'S3 get: the object went while it was read');
    body = rest.body;
  }
}

async function hashOf(s3: S3Requests, name: string): Promise<{ hash: BlobHash; sizeBytes: number } | undefined> {
  const stream = await streamed(s3, name, undefined);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const part of stream) {
    hash.update(part);
    sizeBytes += part.length;
  }
  return { hash: hash.digest('hex') as BlobHash, sizeBytes };
}
