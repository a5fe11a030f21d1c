/** Calls with a key in memory. Each is alone while it runs: what it sees is a copy, which takes the place of what it was made of. */
import type { BlobIndex, GalleryStore } from '../../app/ports.js';
import type { KeyedCalls } from '../../app/ports-idempotency.js';
import { createMemoryBlobIndex } from './blobs.js';
import { copyOf, createMemoryGalleryStore, type Memory, takeOver } from './galleries.js';

/** The part of the ports that the memory's calls can undo. */
export interface MemoryPorts {
  readonly galleries: GalleryStore;
  readonly index: BlobIndex;
}

export function createMemoryKeyedCalls(memory: Memory): KeyedCalls<MemoryPorts> {
  const kept = new Map<string, { readonly at: number; readonly answer: string }>();
  const find = (key: string, since: number) => {
    const row = kept.get(key);
    return row !== undefined && row.at >= since ? row.answer : undefined;
  };
  return {
    find: async (key, since) => find(key, since),
    apart: (claim, work) =>
      memory.inTurn(async () => {
        if (claim !== undefined && find(claim.key, claim.since) !== undefined) return 'overtaken';
        const inside = copyOf(memory);
        const written = inside.history.size;
        const { value, keep } = await work({ galleries: createMemoryGalleryStore(inside), index: createMemoryBlobIndex(inside) });
        const answer = claim === undefined || inside.history.size === written ? undefined : keep();
        if (claim !== undefined && answer !== undefined) {
          kept.set(claim.key, { at: claim.at, answer });
          takeOver(memory, inside);
        }
        return { value };
      }),
    async forget(before, limit) {
      const old = [...kept].filter(([, { at }]) => at < before).slice(0, limit);
      for (const [key] of old) kept.delete(key);
      return old.length;
    },
  };
}
