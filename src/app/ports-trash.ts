/** Ports of what was removed and may come back, and of everything that happened. */
import type { BlobHash, EntryId, ProductId, Sku } from '../core/ids.js';
import type { Discarded } from '../core/trash.js';
import type { HistoryLine } from './ports.js';

/** An entry in the trash, of a product that is there. */
export interface Trashed extends Discarded {
  readonly product: ProductId;
  readonly sku: Sku;
  /** Number of the line of history that removed it. */
  readonly change: number;
  /** Epoch milliseconds. */
  readonly removedAt: number;
  readonly actor: string;
}
/** Where a page of the trash begins: after the entry that was removed with that change. */
export type TrashPlace = Pick<Trashed, 'change' | 'entry'>;
export interface TrashPage {
  /** Absent: of all products. */
  readonly product?: ProductId | undefined;
  readonly after?: TrashPlace | undefined;
  readonly limit: number;
}

/** Filled by every commit that removes entries or replaces bytes, in its own transaction; an entry that comes back is taken out of it. */
export interface Trash {
  /** The last removed first. */
  list(page: TrashPage): Promise<readonly Trashed[]>;
  find(entry: EntryId): Promise<Trashed | undefined>;
  /** Entries of the product in the trash by their common picture; of several with the same bytes the last removed. */
  holding(product: ProductId, blobs: readonly BlobHash[]): Promise<ReadonlyMap<BlobHash, EntryId>>;
  /** Forgets what was removed or replaced before; from then on the bytes are like any that nothing refers to. How much. */
  forget(before: number, limit: number): Promise<number>;
}

/** A line of history with whose it is. */
export interface JournalLine extends HistoryLine {
  readonly sku: Sku;
}
export interface JournalPage {
  /** Lines before that number; absent: from the newest on. */
  readonly before?: number | undefined;
  readonly limit: number;
  readonly actor?: string | undefined;
  readonly door?: string | undefined;
}
/** The history of all products, also of those that are no more. */
export interface Journal {
  /**
   * The newest first. Looks through a bounded number of lines, and a page is bounded in bytes (see HistoryLines), so that
   * fewer than asked for may come, even none; `next`: where to go on, undefined where there are no more.
   */
  read(page: JournalPage): Promise<{ readonly lines: readonly JournalLine[]; readonly next: number | undefined }>;
}
/** So many are looked through for one page. */
export const JOURNAL_LINES_SEARCHED = 10_000;
