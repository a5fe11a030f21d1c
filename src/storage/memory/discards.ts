/** What commits throw away, in memory. */
import type { Commit } from '../../app/ports.js';
import type { Trashed } from '../../app/ports-trash.js';
import type { BlobHash, EntryId, ProductId } from '../../core/ids.js';
import { discardsOf } from '../../core/trash.js';

/** As the tables of a database. */
export type TrashRow = Omit<Trashed, 'sku'>;
export interface TrashBlobRow {
  readonly blob: BlobHash;
  readonly entry: EntryId;
  readonly at: number;
}

/** The part of the memory that holds them. */
export interface Discarding {
  readonly trash: Map<EntryId, TrashRow>;
  readonly trashBlobs: Map<string, TrashBlobRow>;
}

export function putTrash({ trash, trashBlobs }: Discarding, product: ProductId, { changes, before, by }: Commit, change: number): void {
  const { removed, added, blobs } = discardsOf(changes, before);
  for (const entry of added) trash.delete(entry);
  for (const one of removed) trash.set(one.entry, { ...one, product, change, removedAt: by.at, actor: by.actor });
  for (const { entry, blob } of blobs) trashBlobs.set(`${blob} ${entry}`, { blob, entry, at: by.at });
}
