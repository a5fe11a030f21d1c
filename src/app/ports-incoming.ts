/** Where bytes stand while they are on their way in: files of this machine for as long as one request takes, and pieces that all nodes see. */
import type { Result } from '../core/fault.js';
import type { BlobHash } from '../core/ids.js';
import type { PictureFile } from './ports.js';

/** All that was sent, in a file. */
export interface IncomingFile extends PictureFile {
  readonly hash: BlobHash;
  readonly sizeBytes: number;
}

/** Files that come in one go. */
export interface Incoming {
  /** Writes what comes to a file of its own. Undefined: it was more than the limit. Then, and where it throws, nothing stays. */
  receive(pieces: AsyncIterable<Uint8Array>, limitBytes: number): Promise<IncomingFile | undefined>;
  /** Takes a file away; one that is gone does no harm. */
  drop(file: PictureFile): Promise<void>;
  /** Clears away what nobody has written to since. */
  tidy(writtenBefore: number): Promise<void>;
}

/** A file that comes in pieces, over several requests, to whatever node. */
export interface PartialFile {
  readonly id: string;
  /** What it will come to. */
  readonly sizeBytes: number;
  /** What is there of it. */
  readonly receivedBytes: number;
  /** Whatever its sender tells of it. */
  readonly metadata: Readonly<Record<string, string | null>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Under what its bytes were kept; absent: not yet. */
  readonly handle?: string;
}
/** What is known of partial files, on all nodes at once. Need not outlast a loss of power: who sends them begins anew. */
export interface Partials {
  /**
   * `allow` is told what those of the same holder that have no handle will come to, in bytes, one number each; nobody
   * else begins one for him meanwhile, and where it refuses there is none.
   */
  begin(file: Omit<PartialFile, 'receivedBytes' | 'handle'>, holder: string, allow: (unfinished: readonly number[]) => Result<void>): Promise<Result<void>>;
  find(id: string): Promise<PartialFile | undefined>;
  /**
   * A piece more. `overtaken`: it does not end at `at` any more, has a handle, or is gone; `full`: it is of so many
   * pieces already. Only one that was taken (`grown`) is named later.
   */
  grow(
    id: string,
    piece: { readonly name: string; readonly at: number; readonly sizeBytes: number },
    mostPieces: number,
  ): Promise<'grown' | 'overtaken' | 'full'>;
  /** Names of its pieces, in their order. */
  pieces(id: string): Promise<readonly string[]>;
  /** Its bytes are kept under a handle, the first that is given; its pieces, which it has no more. */
  settle(id: string, handle: string): Promise<readonly string[]>;
  /** The pieces it had. */
  remove(id: string): Promise<readonly string[]>;
  /** Removes those begun before, so many at most. */
  forget(createdBefore: number, limit: number): Promise<{ readonly count: number; readonly pieces: readonly string[] }>;
}
