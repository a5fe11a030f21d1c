/** Clears away what nothing refers to: bytes of uploads that failed or were removed, tokens, nonces and keys that have run out, old bulks. */
import { UPLOAD_LIFE_MS } from './handles.js';
import { KEY_LIFE_MS } from './idempotency.js';
import { NONCE_LIFE_MS } from './oauth.js';
import type { Accounts, BlobIndex, Blobs, Bulks, Clock, Integrations } from './ports.js';
import type { KeyedCalls } from './ports-idempotency.js';
import type { Partials } from './ports-incoming.js';
import type { Trash } from './ports-trash.js';

const BATCH = 500;
const BULKS_AT_ONCE = 2;
/** Each may have thousands of pieces. */
const PARTIALS_AT_ONCE = 20;

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
  partials: Pick<Partials, 'forget'>;
  clock: Clock;
  retentionMs: number;
  bulkRetentionMs: number;
  trashMs: number;
}): {
  /** Ends early where `isMine` says that it is somebody else's to do by now. */
  sweep(isMine?: () => boolean): Promise<Swept>;
} {
  const { blobs, index, accounts, integrations, bulks, keyedCalls, trash, partials, clock, retentionMs, bulkRetentionMs, trashMs } = deps;
  return {
    /** Row first, file later: whoever comes between finds no row, writes the bytes anew, and new bytes stay. */
    async sweep(isMine = () => true) {
      // What leaves the trash may go with what nothing refers to.
      while (isMine() && (await trash.forget(clock() - trashMs, BATCH)) > 0);
      const before = clock() - retentionMs;
      let forgotten = 0;
      while (isMine()) {
        const gone = await index.forgetUnused(before, BATCH);
        if (gone.length === 0) break;
        for (const hash of gone) await blobs.deleteOlder(hash, before);
        forgotten += gone.length;
      }
      let strays = 0;
      for await (const { hash, writtenAt } of blobs.list()) {
        if (!isMine()) break;
        if (writtenAt < before && !(await index.knows(hash)) && (await blobs.deleteOlder(hash, before))) strays++;
      }
      if (!isMine()) return { forgotten, strays };
      const givenUp = clock() - UPLOAD_LIFE_MS;
      for (let count = 1; count > 0 && isMine(); ) {
        const old = await partials.forget(givenUp, PARTIALS_AT_ONCE);
        for (const name of old.pieces) await blobs.pieces.remove(name);
        count = old.count;
      }
      for (let after: string | undefined = ''; after !== undefined && isMine(); ) after = await index.discharge(after, BATCH, before);
      await blobs.tidy(Math.min(before, givenUp));
      await accounts.forgetTokens(clock());
      await integrations.forgetNonces(clock() - NONCE_LIFE_MS);
      while ((await keyedCalls.forget(clock() - KEY_LIFE_MS, BATCH)) > 0);
      // A few at a time: each may have thousands of operations, and others write, too.
      while ((await bulks.forget(clock() - bulkRetentionMs, BULKS_AT_ONCE)) > 0);
      return { forgotten, strays };
    },
  };
}
