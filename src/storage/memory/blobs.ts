/** Bytes, and what is known of them, in memory. */
import { readFile, rm } from 'node:fs/promises';
import type { BlobIndex, Blobs } from '../../app/ports.js';
import type { BlobHash } from '../../core/ids.js';
import { createMemoryCharges } from './charges.js';
import type { Memory } from './galleries.js';

interface Written {
  readonly bytes: Uint8Array;
  readonly writtenAt: number;
}

export function createMemoryBlobs(now: () => number = Date.now): Blobs {
  const [kept, aside] = [new Map<BlobHash, Written>(), new Map<BlobHash, Written>()];
  const pieces = new Map<string, Written>();
  return {
    async put(hash, bytes) {
      kept.set(hash, { bytes: bytes.slice(), writtenAt: now() });
    },
    async putFile(hash, path) {
      try {
        kept.set(hash, { bytes: await readFile(path), writtenAt: now() });
      } finally {
        await rm(path, { force: true });
      }
    },
    read: async (hash) => kept.get(hash)?.bytes,
    has: async (hash) => kept.has(hash),
    async stream(hash, range) {
      const bytes = kept.get(hash)?.bytes;
      return bytes && once(range === undefined ? bytes : bytes.subarray(range.start, range.end + 1));
    },
    async deleteOlder(hash, writtenBefore) {
      return (kept.get(hash)?.writtenAt ?? writtenBefore) < writtenBefore && kept.delete(hash);
    },
    async *list() {
      for (const [hash, { bytes, writtenAt }] of kept) yield { hash, writtenAt, sizeBytes: bytes.length };
    },
    quarantine: {
      async setAside(hash, writtenBefore) {
        const found = kept.get(hash);
        if (found === undefined || found.writtenAt >= writtenBefore) return false;
        aside.set(hash, { ...found, writtenAt: now() });
        return kept.delete(hash);
      },
      async takeBack(hash) {
        const found = aside.get(hash);
        if (found !== undefined) kept.set(hash, { ...found, writtenAt: now() });
        return aside.delete(hash);
      },
      async *list() {
        for (const [hash, { bytes, writtenAt }] of aside) yield { hash, writtenAt, sizeBytes: bytes.length };
      },
      drop: async (hash) => void aside.delete(hash),
    },
    pieces: {
      async putFile(name, path) {
        try {
          pieces.set(name, { bytes: await readFile(path), writtenAt: now() });
        } finally {
          await rm(path, { force: true });
        }
      },
      async stream(name) {
        const found = pieces.get(name);
        return found && once(found.bytes);
      },
      remove: async (name) => void pieces.delete(name),
    },
    check: async () => undefined,
    async tidy(writtenBefore) {
      for (const [name, { writtenAt }] of pieces) if (writtenAt < writtenBefore) pieces.delete(name);
    },
  };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

export function createMemoryBlobIndex(memory: Memory): BlobIndex {
  return {
    ...createMemoryCharges(memory),
    async renew(hash, at) {
      const facts = memory.blobs.get(hash);
      if (facts !== undefined) memory.blobs.set(hash, { ...facts, renewedAt: at });
      return facts !== undefined;
    },
    verdict: async (hash) => memory.blobs.get(hash)?.verdict,
    async setVerdict(hash, verdict) {
      const facts = memory.blobs.get(hash);
      if (facts !== undefined) memory.blobs.set(hash, { ...facts, verdict });
    },
    async unchecked(limit) {
      const due = [...memory.blobs.values()].filter(({ verdict }) => verdict.state === 'unchecked').sort((a, b) => b.renewedAt - a.renewedAt);
      return due.slice(0, limit).map(({ hash }) => hash);
    },
    async forgetUnused(notRenewedSince, limit) {
      const used = new Set([...memory.files.values(), ...[...memory.trashBlobs.values()].map(({ blob }) => blob)]);
      const unused = [...memory.blobs.values()].filter(({ hash, renewedAt }) => renewedAt < notRenewedSince && !used.has(hash)).slice(0, limit);
      for (const { hash } of unused) memory.blobs.delete(hash);
      return unused.map(({ hash }) => hash);
    },
    knows: async (hash) => memory.blobs.has(hash),
    async facts(hashes) {
      const known = hashes.flatMap((hash) => memory.blobs.get(hash) ?? []);
      return new Map(known.map(({ renewedAt: _, ...facts }) => [facts.hash, facts]));
    },
  };
}
