/** Bytes on their way in, as files of one folder. Nothing is synced: what counts is synced when it is kept. */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incoming, IncomingFile } from '../app/ports-incoming.js';
import type { BlobHash } from '../core/ids.js';

/** `folder` is made on first need. */
export function createIncoming(folder: string): Incoming {
  return {
    async receive(pieces, limitBytes) {
      await makeFolder(folder);
      const path = join(folder, randomUUID());
      try {
        const received = await write(path, pieces, limitBytes);
        if (received === undefined) await rm(path, { force: true });
        return received;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    drop: ({ path }) => rm(path, { force: true }),
    async tidy(writtenBefore) {
      for (const name of (await ifThere(readdir(folder))) ?? []) {
        const info = await ifThere(stat(join(folder, name)));
        if (info !== undefined && info.mtimeMs < writtenBefore) await rm(join(folder, name), { force: true });
      }
    },
  };
}

/** What is past the limit is read and let go: other files may come behind it. */
async function write(path: string, pieces: AsyncIterable<Uint8Array>, limitBytes: number): Promise<IncomingFile | undefined> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of pieces) {
      sizeBytes += piece.length;
      if (sizeBytes > limitBytes) continue;
      hash.update(piece);
      await writeAll(file, piece);
    }
  } finally {
    await file.close();
  }
  return sizeBytes > limitBytes ? undefined : { path, hash: hash.digest('hex') as BlobHash, sizeBytes };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
