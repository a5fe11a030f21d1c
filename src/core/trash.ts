/** What changes throw away that may be wanted again: entries, and bytes that were replaced. */
import type { Change } from './changes.js';
import { type Entry, type Gallery, pictures, rolesHeldBy } from './gallery.js';
import type { BlobHash, EntryId, RoleCode } from './ids.js';

/** An entry that is gone, as people know it. */
export interface Discarded {
  readonly entry: EntryId;
  readonly mediaType: Entry['mediaType'];
  /** The common one, else that of some store view. */
  readonly label: string | null;
  /** That it played anywhere. */
  readonly roles: readonly RoleCode[];
  /** Of the picture that is common to all. */
  readonly blob: BlobHash;
}
export interface Discards {
  readonly removed: readonly Discarded[];
  /** Came, whether or not they were there before. */
  readonly added: readonly EntryId[];
  /** Bytes that the gallery referred to, of removed entries too. */
  readonly blobs: readonly { readonly entry: EntryId; readonly blob: BlobHash }[];
}

/** `before`: the gallery that the changes began with. */
export function discardsOf(changes: readonly { readonly kind: string }[], before: Gallery): Discards {
  const removed = new Map<EntryId, Discarded>();
  const added = new Set<EntryId>();
  const blobs: Discards['blobs'][number][] = [];
  for (const change of changes as readonly Change[]) {
    if (change.kind === 'entry-removed') {
      removed.set(change.entry.id, discarded(change.entry, before));
      added.delete(change.entry.id);
      for (const blob of pictures({ entries: [change.entry] }).values()) blobs.push({ entry: change.entry.id, blob });
    } else if (change.kind === 'entry-added') {
      removed.delete(change.entry.id);
      added.add(change.entry.id);
    } else if (change.kind === 'value-changed' && change.field === 'blob' && typeof change.before === 'string') {
      blobs.push({ entry: change.entry, blob: change.before as BlobHash });
    }
  }
  return { removed: [...removed.values()], added: [...added], blobs };
}

function discarded({ id, mediaType, values: { global, stores } }: Entry, before: Gallery): Discarded {
  const label = [global, ...Object.values(stores)].map((layer) => layer.label).find((one) => typeof one === 'string' && one !== '');
  return { entry: id, mediaType, label: label ?? null, roles: [...new Set(rolesHeldBy(before, id).map(({ role }) => role))], blob: global.blob };
}
