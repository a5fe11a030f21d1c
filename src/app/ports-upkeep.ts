/** Looking everything over: what the commands `verify` and `gc` stand on. */
import type { BlobHash } from '../core/ids.js';
import type { BlobFacts } from './ports.js';

/** Something in the rows that no write of ours leaves behind. */
export interface RowFault {
  readonly kind: /** It refers to a row that is not there. */
    | 'dangling'
    /** What an entry says cannot be read: what else is wrong of it nobody can tell, and nothing of it is touched. */
    | 'unreadable'
    /** An entry names a path that nothing serves. */
    | 'path-without-file'
    /** A path is to serve bytes of which nothing is known. */
    | 'file-without-blob'
    /** A path is served, and no entry has it. */
    | 'file-of-nobody'
    /** A path serves other bytes than the entry has. */
    | 'file-differs'
    /** A path is said to be another product's than its entry is. */
    | 'file-elsewhere'
    /** A SKU has no product, or a product not its SKU. */
    | 'sku-differs'
    /** The database says that its file is damaged. */
    | 'database-damaged';
  readonly table: string;
  /** Which row: `entry 12 of vase`, `/a/b/ab.jpg`. */
  readonly row: string;
  /** What has to be known for this to be mended. Absent: nothing, or nobody can tell. */
  readonly blob?: BlobHash;
}
export interface KnownBlob {
  readonly hash: BlobHash;
  readonly type: string;
  readonly sizeBytes: number;
}

/** All rows, seen from outside of any use case. */
export interface Audit {
  /** `isDeep`: the database looks over its own file, too. */
  faults(isDeep: boolean): AsyncIterable<RowFault>;
  /**
   * Removes rows that nobody shows any more (parts of what is gone, paths of nobody), and says again what other rows tell.
   * `facts`: of the fault's blob, where that is not known. False: it is as it was.
   */
  mend(fault: RowFault, facts?: BlobFacts): Promise<boolean>;
  /** What rows tell of, in the order of hashes. */
  blobs(): AsyncIterable<KnownBlob>;
  /** Blobs that nothing refers to and that were not renewed since; at most so many. */
  unused(notRenewedSince: number, limit: number): Promise<readonly KnownBlob[]>;
}
