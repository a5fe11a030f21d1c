/** Clears away what nothing refers to: bytes of uploads that failed or were removed, tokens, nonces and keys that have run out, old bulks. */
import { KEY_LIFE_MS } from './idempotency.js';
import { NONCE_LIFE_MS } from './oauth.js';
import type { Accounts, BlobIndex, Blobs, Bulks, Clock, Integrations } from './ports.js';
import type { KeyedCalls } from './ports-idempotency.js';
import type { Trash } from './ports-trash.js';

const BATCH = 500;
const BULKS_AT_ONCE = 2;

/** What one round took away. */
export interface Swept {
  readonly forgotten: number;
  readonly strays: number;
}

export function createHousekeeping(deps: {
  blobs: Blobs;
  index: BlobIndex;
  accounts: Accounts;
  integrations: Integrations;
  bulks: Bulks;
  keyedCalls: Pick<KeyedCalls<unknown>, 'forget'>;
  trash: Pick<Trash, 'forget'>;
  clock: Clock;
  retentionMs: number;
  bulkRetentionMs: number;
  trashMs: number;
}): {
  sweep(): Promise<Swept>;
} {
  const { blobs, index, accounts, integrations, bulks, keyedCalls, trash, clock, retentionMs, bulkRetentionMs, trashMs } = deps;
  return {
    /** Row first, file later: whoever comes between finds no row, writes the bytes anew, and new bytes stay. */
    async sweep() {
      // What leaves the trash may go with what nothing refers to.
      while ((await trash.forget(clock() - trashMs, BATCH)) > 0);
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
      await integrations.forgetNonces(clock() - NONCE_LIFE_MS);
      while ((await keyedCalls.forget(clock() - KEY_LIFE_MS, BATCH)) > 0);
      // A few at a time: each may have thousands of operations, and others write, too.
      while ((await bulks.forget(clock() - bulkRetentionMs, BULKS_AT_ONCE)) > 0);
      return { forgotten, strays };
    },
  };
}
