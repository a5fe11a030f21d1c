/** Whose bytes are whose, where that is bounded: bytes are somebody's who brought them first. */
import type { BlobHash } from '../core/ids.js';

export interface Charges {
  /**
   * Notes that somebody brings bytes in, and what all of his come to, as one. Bytes that are noted already stay whose they
   * are, and are as good as new. False: his would come to more than `limitBytes`, and nothing is noted.
   */
  charge(
    blob: { readonly hash: BlobHash; readonly sizeBytes: number },
    to: { readonly holder: string; readonly at: number; readonly limitBytes: number },
  ): Promise<boolean>;
  /** What somebody's come to, in bytes. */
  charged(holder: string): Promise<number>;
  /** The same of whoever has most; 0: nobody has any. */
  mostCharged(): Promise<number>;
  /**
   * Looks at `limit` notes in the order of their bytes, after the given ones (`''`: from the first on), and gives back
   * those made before of which no row tells any more. The last it looked at; undefined: there are no more.
   */
  discharge(after: string, limit: number, chargedBefore: number): Promise<string | undefined>;
}
