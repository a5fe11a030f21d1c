/** One blob from one place to another, held against its hash on the way. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from '../../app/ports.js';
import type { NamedBlob, TransferOutcome } from '../../app/ports-moving.js';
import type { BlobHash } from '../../core/ids.js';

/** Longer ones go through a file. */
const IN_MEMORY_BYTES = 16 * 1024 * 1024;

/** `byLink`: where both stand on one disk the bytes are not copied, nor looked at. `anew`: also over what is there. */
export interface TransferHow {
  readonly byLink?: boolean;
  readonly anew?: boolean;
}

export async function transferBlob(from: Blobs, to: Blobs, { hash: name, type, sizeBytes }: NamedBlob, how: TransferHow = {}): Promise<TransferOutcome> {
  const hash = name as BlobHash;
  if (how.anew !== true && (await to.has(hash))) return 'there';
  const file = how.byLink === true ? from.file?.(hash) : undefined;
  if (file !== undefined && (await from.has(hash)) && (await to.link?.(hash, file.path)) === true) return 'moved';
  if (sizeBytes <= IN_MEMORY_BYTES) {
    const bytes = await from.read(hash);
    if (bytes === undefined) return 'missing';
    if (createHash('sha256').update(bytes).digest('hex') !== hash) return 'damaged';
    await to.put(hash, bytes, type);
    return 'moved';
  }
  const path = join(tmpdir(), `vitrine-${randomUUID()}`);
  try {
    const found = await hashOf(from, hash, path);
    if (found === hash) await to.putFile(hash, path, type);
    return found === undefined ? 'missing' : found === hash ? 'moved' : 'damaged';
  } finally {
    await rm(path, { force: true });
  }
}

/** What the bytes' hash really is, and with `path` a file of them; undefined: there are no bytes. */
export async function hashOf(blobs: Blobs, name: BlobHash, path?: string): Promise<BlobHash | undefined> {
  const stream = await blobs.stream(name);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  async function* counted(parts: AsyncIterable<Uint8Array>) {
    for await (const part of parts) {
      hash.update(part);
      yield part;
    }
  }
  if (path === undefined) for await (const part of stream) hash.update(part);
  else await pipeline(counted(stream), createWriteStream(path, { mode: 0o600 }));
  return hash.digest('hex') as BlobHash;
}
