/** Rows held against bytes and bytes against rows: every fault by name, and what can be mended mended. */
import type { BlobHash } from '../core/ids.js';
import { inParallel } from './moving.js';
import type { BlobFacts, BlobIndex, Blobs } from './ports.js';
import type { Audit, KnownBlob, RowFault } from './ports-upkeep.js';

const AT_ONCE = 8;
/** Bytes that are listed and looked up together. */
const BATCH = 500;

export type FoundFault = (
  | RowFault
  /** `missing`: a row tells of bytes that are not there; `damaged`: they are not what their name says; `size-differs`: of the row. */
  | { readonly kind: 'bytes-missing' | 'bytes-damaged' | 'size-differs'; readonly table: 'blob'; readonly row: string }
) & { readonly isMended: boolean };
export interface Verified {
  readonly blobs: number;
  readonly faults: number;
  readonly mended: number;
  /** Bytes that no row tells of: some are on their way, the rest is a matter of `gc`. */
  readonly strays: number;
}
export interface VerifyAsk {
  /** Reads all bytes, and lets the database look over its file. */
  readonly isDeep: boolean;
  readonly isRepair: boolean;
  /** Where else bytes are that may be missing here, as VITRINE_BLOBS_URL; undefined: nowhere. */
  readonly bytesFrom: string | undefined;
  onFault(fault: FoundFault): void;
  onBlob(count: number): void;
}
export interface Verification {
  verify(ask: VerifyAsk): Promise<Verified>;
}

type Fetch = (blob: KnownBlob) => Promise<boolean>;
/** Of bytes that were not looked at yet. */
const UNKNOWN = { type: 'application/octet-stream', sizeBytes: Number.POSITIVE_INFINITY };

export function createVerification(deps: {
  audit: Audit;
  index: Pick<BlobIndex, 'facts' | 'knows'>;
  blobs: Pick<Blobs, 'has' | 'list' | 'quarantine'>;
  /** What the bytes' hash really is; undefined: there are none. */
  rehash(hash: BlobHash): Promise<BlobHash | undefined>;
  /** What bytes are that are kept but not known; undefined: nothing that is taken. */
  readmit(hash: BlobHash): Promise<BlobFacts | undefined>;
  /** Takes bytes over from another place, also over damaged ones; false where that has none either. */
  openSource(url: string): Promise<Fetch>;
}): Verification {
  const { audit, index, blobs, rehash, readmit, openSource } = deps;
  const stateOf = async (hash: BlobHash, isDeep: boolean): Promise<'whole' | 'bytes-missing' | 'bytes-damaged'> => {
    if (!isDeep) return (await blobs.has(hash)) ? 'whole' : 'bytes-missing';
    const found = await rehash(hash);
    return found === hash ? 'whole' : found === undefined ? 'bytes-missing' : 'bytes-damaged';
  };
  async function mendBytes(blob: KnownBlob, kind: 'bytes-missing' | 'bytes-damaged', fetch: Fetch | undefined): Promise<boolean> {
    const isBack = (kind === 'bytes-missing' && (await blobs.quarantine.takeBack(blob.hash))) || (await fetch?.(blob)) === true;
    return isBack && (await rehash(blob.hash)) === blob.hash;
  }
  async function mendRow(fault: RowFault, fetch: Fetch | undefined): Promise<boolean> {
    const { blob } = fault;
    if (blob === undefined || (await index.knows(blob))) return audit.mend(fault);
    const state = await stateOf(blob, true);
    if (state !== 'whole' && !(await mendBytes({ hash: blob, ...UNKNOWN }, state, fetch))) return false;
    const facts = await readmit(blob);
    return facts !== undefined && audit.mend(fault, facts);
  }
  return {
    async verify({ isDeep, isRepair, bytesFrom, onFault, onBlob }) {
      const fetch = bytesFrom === undefined ? undefined : await openSource(bytesFrom);
      const count = { blobs: 0, faults: 0, mended: 0, strays: 0 };
      const tell = (fault: FoundFault) => {
        count.faults++;
        if (fault.isMended) count.mended++;
        onFault(fault);
      };
      for await (const fault of audit.faults(isDeep)) tell({ ...fault, isMended: isRepair && (await mendRow(fault, fetch)) });
      await inParallel(audit.blobs(), AT_ONCE, async (blob) => {
        const state = await stateOf(blob.hash, isDeep);
        onBlob(++count.blobs);
        // A row that went meanwhile took its bytes along.
        if (state === 'whole' || !(await index.knows(blob.hash))) return;
        tell({ kind: state, table: 'blob', row: blob.hash, isMended: isRepair && (await mendBytes(blob, state, fetch)) });
      });
      for await (const batch of batches(blobs.list(), BATCH)) {
        const facts = await index.facts(batch.map(({ hash }) => hash));
        for (const { hash, sizeBytes } of batch) {
          const known = facts.get(hash);
          if (known === undefined) count.strays++;
          else if (known.sizeBytes !== sizeBytes) tell({ kind: 'size-differs', table: 'blob', row: hash, isMended: false });
        }
      }
      return count;
    },
  };
}

/** So many at a time, the last ones fewer. */
export async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
