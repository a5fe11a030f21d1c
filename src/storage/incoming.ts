/** Bytes on their way in, as files of one folder. Nothing is synced: what counts is synced when it is kept. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incoming, IncomingFile, PartialFile, Partials } from '../app/ports-incoming.js';
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

/** What is kept of a partial file beside its bytes. */
type Note = Omit<PartialFile, 'id' | 'receivedBytes'>;

/** In the folder of {@link createIncoming}, two files each: its bytes, and a note about them. */
export function createPartials(folder: string): Partials {
  const bytesAt = (id: string) => join(folder, `${checked(id)}.part`);
  const noteAt = (id: string) => join(folder, `${checked(id)}.json`);
  const copies = createIncoming(folder);
  async function writeNote(id: string, note: Note): Promise<void> {
    const aside = join(folder, randomUUID());
    await writeFile(aside, JSON.stringify(note), { mode: 0o600, flag: 'wx' });
    await rename(aside, noteAt(id));
  }
  async function readNote(id: string): Promise<Note | undefined> {
    const text = await ifThere(readFile(noteAt(id), 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as Note);
  }
  return {
    async begin({ id, ...note }) {
      await makeFolder(folder);
      await writeFile(bytesAt(id), '', { mode: 0o600, flag: 'wx' });
      await writeNote(id, note);
    },
    async find(id) {
      const note = await readNote(id);
      if (note === undefined) return undefined;
      const receivedBytes = note.handle === undefined ? ((await ifThere(stat(bytesAt(id))))?.size ?? 0) : note.sizeBytes;
      return { id, receivedBytes, ...note };
    },
    async unfinished(idPrefix) {
      const names = (await ifThere(readdir(folder))) ?? [];
      const ids = names.filter((name) => name.startsWith(idPrefix) && name.endsWith('.part')).map((name) => name.slice(0, -'.part'.length));
      const notes = await Promise.all(ids.map(readNote));
      return notes.flatMap((note) => (note === undefined ? [] : [note.sizeBytes]));
    },
    async append(id, pieces, at) {
      const file = await ifThere(open(bytesAt(id), 'r+'));
      if (file === undefined) return at;
      let end = at;
      try {
        for await (const piece of pieces) {
          await writeAll(file, piece, end);
          end += piece.length;
        }
        return end;
      } finally {
        await file.close();
      }
    },
    // Somebody may still write to the partial file, out of another process, too: not to what was checked and is kept.
    whole: async (id) => ifThere(copies.receive(piecesOf(bytesAt(id)), Number.POSITIVE_INFINITY)),
    async settle(id, handle) {
      const note = await readNote(id);
      if (note !== undefined) await writeNote(id, { ...note, handle });
      await rm(bytesAt(id), { force: true });
    },
    async remove(id) {
      for (const path of [noteAt(id), bytesAt(id)]) await rm(path, { force: true });
    },
  };
}

/** Opened when it is asked for the first: a file that is not there is told to who reads. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

/** It becomes a file's name. */
function checked(id: string): string {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(id)) throw new Error('not the id of a partial file');
  return id;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number | null = null): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at === null ? null : at + done)).bytesWritten;
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
