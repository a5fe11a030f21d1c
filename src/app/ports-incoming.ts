/** Where bytes stand while they are on their way in: files of this machine, gone once they are kept or refused. */
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
  /** Clears away what nobody has written to since, partial files too. */
  tidy(writtenBefore: number): Promise<void>;
}

/** A file that comes in pieces, over several requests. */
export interface PartialFile {
  /** Letters, digits, `-` and `_`. */
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
export interface Partials {
  begin(file: Pick<PartialFile, 'id' | 'sizeBytes' | 'metadata' | 'createdAt'>): Promise<void>;
  find(id: string): Promise<PartialFile | undefined>;
  /** What those are to come to, in bytes, whose id begins so and whose bytes are not kept yet; one number each. */
  unfinished(idPrefix: string): Promise<readonly number[]>;
  /** Writes what comes from `at` on, and says where it ended. What came before a failure stays; a file that was kept or given up takes nothing. */
  append(id: string, pieces: AsyncIterable<Uint8Array>, at: number): Promise<number>;
  /** A copy of it as it is by now, which no later write reaches; to be taken away by {@link Incoming.drop}. Undefined: there is none. */
  whole(id: string): Promise<IncomingFile | undefined>;
  /** Its bytes were kept elsewhere; from now on there are none here. */
  settle(id: string, handle: string): Promise<void>;
  remove(id: string): Promise<void>;
}
