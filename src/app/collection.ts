/** What nothing needs any more goes, in two steps: out of the way first, for good only when it has lain there as long again. */
import type { BlobIndex, Blobs, Clock } from './ports.js';
import type { Audit } from './ports-upkeep.js';
import { batches } from './verification.js';

const BATCH = 500;

export interface Collected {
  /** Blobs that rows tell of, and nothing refers to. */
  readonly unused: number;
  /** Bytes that no row tells of. */
  readonly strays: number;
  /** Set aside earlier, long enough ago to go for good. */
  readonly expired: number;
  readonly sizeBytes: number;
  /** There is more than one run takes. */
  readonly isCut: boolean;
}
export interface CollectAsk {
  /** False: nothing is touched, it is only counted. */
  readonly isDelete: boolean;
  /** Younger things stay: they may be on their way. */
  readonly olderThanMs: number;
  /** Blobs that one run touches at most. */
  readonly cap: number;
}
export interface Collection {
  collect(ask: CollectAsk): Promise<Collected>;
}

export function createCollection({
  audit,
  index,
  blobs,
  clock,
}: {
  audit: Pick<Audit, 'unused'>;
  index: Pick<BlobIndex, 'facts' | 'forgetUnused' | 'knows'>;
  blobs: Pick<Blobs, 'list' | 'quarantine'>;
  clock: Clock;
}): Collection {
  return {
    async collect({ isDelete, olderThanMs, cap }) {
      const before = clock() - olderThanMs;
      const count = { unused: 0, strays: 0, expired: 0, sizeBytes: 0 };
      const left = () => cap - count.unused - count.strays - count.expired;
      for await (const { hash, writtenAt, sizeBytes } of blobs.quarantine.list()) {
        if (left() === 0) break;
        // Whoever sent the same bytes since has them: these are a second copy, or nobody's.
        if (writtenAt >= before) continue;
        if (isDelete) await blobs.quarantine.drop(hash);
        count.expired++;
        count.sizeBytes += sizeBytes;
      }
      const unused = await audit.unused(before, left());
      const sizes = new Map(unused.map(({ hash, sizeBytes }) => [hash, sizeBytes]));
      // Row first, bytes later: whoever comes between finds no row, and writes them anew.
      for (const hash of isDelete ? await index.forgetUnused(before, left()) : sizes.keys()) {
        if (isDelete) await blobs.quarantine.setAside(hash, before);
        count.unused++;
        count.sizeBytes += sizes.get(hash) ?? 0;
      }
      for await (const batch of batches(blobs.list(), BATCH)) {
        const old = batch.filter(({ writtenAt }) => writtenAt < before);
        const facts = await index.facts(old.map(({ hash }) => hash));
        for (const { hash, sizeBytes } of old) {
          if (facts.has(hash) || left() === 0) continue;
          if (isDelete && ((await index.knows(hash)) || !(await blobs.quarantine.setAside(hash, before)))) continue;
          count.strays++;
          count.sizeBytes += sizeBytes;
        }
        if (left() === 0) break;
      }
      return { ...count, isCut: left() === 0 };
    },
  };
}
