/** Clears away what nothing refers to: bytes of uploads that failed or were removed, tokens that have run out. */
import type { Accounts, BlobIndex, Blobs, Clock } from './ports.js';

const BATCH = 500;

/** What one round took away. */
export interface Swept {
  readonly forgotten: number;
  readonly strays: number;
}

export function createHousekeeping(deps: { blobs: Blobs; index: BlobIndex; accounts: Accounts; clock: Clock; retentionMs: number }): {
  sweep(): Promise<Swept>;
} {
  const { blobs, index, accounts, clock, retentionMs } = deps;
  return {
    /** Row first, file later: whoever comes between finds no row, writes the bytes anew, and new bytes stay. */
    async sweep() {
      const before = clock() - retentionMs;
      let forgotten = 0;
      for (let gone = await index.forgetUnused(before, BATCH); gone.length > 0; gone = await index.forgetUnused(before, BATCH)) {
        for (const hash of gone) await blobs.deleteOlder(hash, before);
        forgotten += gone.length;
      }
      let strays = 0;
      for await (const { hash, writtenAt } of blobs.list()) {
        if (writtenAt < before && !(await index.knows(hash)) && (await blobs.deleteOlder(hash, before))) strays++;
      }
      await blobs.tidy(before);
      await accounts.forgetTokens(clock());
      return { forgotten, strays };
    },
  };
}
