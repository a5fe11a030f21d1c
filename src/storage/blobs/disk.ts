/**
 * Bytes in a folder, by their hash: `ab/abcd…`; 256 folders, so that a new one is soon no cost any more. A file appears
 * whole or not at all: written under a name of its own, synced, renamed, and the folder synced, before `put` returns.
 */

import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, fdatasync, fsync, openSync, renameSync, write, writeSync } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
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
  const aside = join(folder, 'incoming');

  async function makeFolder(path: string): Promise<void> {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (let parent = path; parent !== dirname(dirname(folder)); parent = dirname(parent)) await syncFolder(parent);
    made.add(path);
  }

  const isThere = async (hash: BlobHash) => (await ifThere(access(pathTo(hash), constants.R_OK).then(() => true))) ?? false;

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
      await syncFolder(dirname(path));
    },
    read: (hash) => ifThere(readFile(pathTo(hash))),
    has: isThere,
    file: (hash) => ({ path: pathTo(hash), place: `${hash.slice(0, 2)}/${hash}` }),
    stream: async (hash, range) => ((await isThere(hash)) ? createReadStream(pathTo(hash), range) : undefined),
    // Looked at again once it is out of the way: what was written in between goes back.
    async deleteOlder(hash, writtenBefore) {
      const [path, doomed] = [pathTo(hash), join(aside, randomUUID())];
      if (!(await isOlder(path, writtenBefore))) return false;
      await makeFolder(aside);
      await ifThere(rename(path, doomed));
      const old = await isOlder(doomed, writtenBefore);
      await ifThere(old ? rm(doomed) : rename(doomed, path));
      return old;
    },
    async *list() {
      for (const inner of await folders(folder))
        for (const name of (await names(join(folder, inner))).filter((one) => /^[0-9a-f]{64}$/.test(one))) {
          const info = await ifThere(stat(join(folder, inner, name)));
          if (info !== undefined) yield { hash: name as BlobHash, writtenAt: info.mtimeMs };
        }
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

async function writeLong(file: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await writePart(file, bytes, at)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  const folder = openSync(path, 'r');
  try {
    await sync(folder);
  } finally {
    closeSync(folder);
  }
}

const folders = async (path: string) => (await names(path)).filter((name) => /^[0-9a-f]{2}$/.test(name));
const names = async (path: string): Promise<string[]> => (await ifThere(readdir(path))) ?? [];

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}
