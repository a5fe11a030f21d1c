/**
 * Bytes in a folder, by their hash: `ab/abcd…`; 256 folders, so that a new one is soon no cost any more. A file appears
 * whole or not at all: written under a name of its own, synced, renamed, and the folder synced, before `put` returns.
 */

import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, fdatasync, fsync, openSync, renameSync, write, writeSync } from 'node:fs';
import { access, constants, copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Blobs } from '../../app/ports.js';
import type { BlobHash } from '../../core/ids.js';

const [dataSync, sync, writePart] = [promisify(fdatasync), promisify(fsync), promisify(write)];
const WRITTEN_AT_ONCE_BYTES = 1024 * 1024;

export function createDiskBlobs(path: string): Blobs {
  // Absolute and in one spelling: a new folder is synced from parent to parent until this one is met.
  const folder = resolve(path);
  const made = new Set<string>();
  const pathTo = (hash: BlobHash) => join(folder, hash.slice(0, 2), hash);
  const [aside, outOfTheWay] = [join(folder, 'incoming'), join(folder, 'quarantine')];

  async function makeFolder(path: string): Promise<void> {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (let parent = path; parent !== dirname(dirname(folder)); parent = dirname(parent)) await syncAt(parent);
    made.add(path);
  }

  const isThere = async (hash: BlobHash) => (await ifThere(access(pathTo(hash), constants.R_OK).then(() => true))) ?? false;

  const pathOfPiece = (name: string) => join(aside, `piece-${name}`);

  async function putFile(path: string, source: string): Promise<void> {
    const temporary = join(aside, randomUUID());
    const now = new Date();
    try {
      await makeFolder(dirname(path));
      await makeFolder(aside);
      await moveFile(source, temporary);
      await utimes(temporary, now, now);
      await syncAt(temporary);
      renameSync(temporary, path);
    } catch (error) {
      for (const left of [source, temporary]) await rm(left, { force: true });
      throw error;
    }
    await syncAt(dirname(path));
  }
  /** Looked at again once it is out of the way: what was written in between goes back. */
  async function takeOlder(hash: BlobHash, writtenBefore: number, take: (doomed: string) => Promise<void>): Promise<boolean> {
    const [path, doomed] = [pathTo(hash), join(aside, randomUUID())];
    if (!(await isOlder(path, writtenBefore))) return false;
    await makeFolder(aside);
    await ifThere(rename(path, doomed));
    const old = await isOlder(doomed, writtenBefore);
    await ifThere(old ? take(doomed) : rename(doomed, path));
    return old;
  }
  async function* found(at: string) {
    for (const name of (await names(at)).filter((one) => /^[0-9a-f]{64}$/.test(one))) {
      const info = await ifThere(stat(join(at, name)));
      if (info !== undefined) yield { hash: name as BlobHash, writtenAt: info.mtimeMs, sizeBytes: info.size };
    }
  }

  return {
    async put(hash, bytes) {
      const [path, temporary] = [pathTo(hash), join(aside, randomUUID())];
      await makeFolder(dirname(path));
      await makeFolder(aside);
      try {
        await writeSynced(temporary, bytes);
        renameSync(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncAt(dirname(path));
    },
    putFile: (hash, source) => putFile(pathTo(hash), source),
    read: (hash) => ifThere(readFile(pathTo(hash))),
    has: isThere,
    file: (hash) => ({ path: pathTo(hash), place: `${hash.slice(0, 2)}/${hash}` }),
    stream: async (hash, range) => ((await isThere(hash)) ? createReadStream(pathTo(hash), range) : undefined),
    deleteOlder: (hash, writtenBefore) => takeOlder(hash, writtenBefore, (doomed) => rm(doomed)),
    async *list() {
      for (const inner of await folders(folder)) yield* found(join(folder, inner));
    },
    quarantine: {
      async setAside(hash, writtenBefore) {
        await makeFolder(outOfTheWay);
        return takeOlder(hash, writtenBefore, async (doomed) => {
          await utimes(doomed, new Date(), new Date());
          await rename(doomed, join(outOfTheWay, hash));
        });
      },
      async takeBack(hash) {
        const path = join(outOfTheWay, hash);
        if ((await ifThere(stat(path))) === undefined) return false;
        await putFile(pathTo(hash), path);
        return true;
      },
      list: () => found(outOfTheWay),
      drop: (hash) => rm(join(outOfTheWay, hash), { force: true }),
    },
    pieces: {
      putFile: (name, source) => putFile(pathOfPiece(name), source),
      async stream(name) {
        const file = await ifThere(open(pathOfPiece(name)));
        return file?.createReadStream();
      },
      remove: (name) => rm(pathOfPiece(name), { force: true }),
    },
    async link(hash, source) {
      const path = pathTo(hash);
      await makeFolder(dirname(path));
      try {
        await link(source, path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return true;
        if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) return false;
        throw error;
      }
      await syncAt(dirname(path));
      return true;
    },
    async check() {
      await makeFolder(aside);
      await access(aside, constants.W_OK);
    },
    async tidy(writtenBefore) {
      for (const name of await names(aside)) {
        const info = await ifThere(stat(join(aside, name)));
        if (info !== undefined && info.mtimeMs < writtenBefore) await rm(join(aside, name), { force: true });
      }
    },
  };
}

async function isOlder(path: string, writtenBefore: number): Promise<boolean> {
  const info = await ifThere(stat(path));
  return info !== undefined && info.mtimeMs < writtenBefore;
}

/**
 * Only the syncs are left to others: to hand out the rest, which the system does in its memory, costs more than to do it.
 * A big file is handed out whole.
 */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  try {
    if (bytes.length > WRITTEN_AT_ONCE_BYTES) await writeLong(file, bytes);
    else for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    await dataSync(file);
  } finally {
    closeSync(file);
  }
}

/** Copied where it stands on another disk. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

async function writeLong(file: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await writePart(file, bytes, at)).bytesWritten;
}

/** A file, or a folder with the names in it. */
async function syncAt(path: string): Promise<void> {
  const opened = openSync(path, 'r');
  try {
    await sync(opened);
  } finally {
    closeSync(opened);
  }
}

const folders = async (path: string) => (await names(path)).filter((name) => /^[0-9a-f]{2}$/.test(name));
const names = async (path: string): Promise<string[]> => (await ifThere(readdir(path))) ?? [];

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
