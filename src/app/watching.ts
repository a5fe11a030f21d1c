/** Writes that are told about to who asked for them. */
import type { Gallery } from '../core/gallery.js';
import type { GalleryStore, LoggedChange } from './ports.js';

/** What one write of a product has changed. */
export interface ToldWrite {
  readonly changes: readonly LoggedChange[];
  /** Absent: the product is gone. */
  readonly after?: Gallery;
}

/** The same store; `tell` hears of each write that came to something. */
export function watchStore(store: GalleryStore, tell: (write: ToldWrite) => void): GalleryStore {
  return {
    ...store,
    async write(sku, needs, decide) {
      let told: ToldWrite | undefined;
      const written = await store.write(sku, needs, async (stored, claims) => {
        const decided = await decide(stored, claims);
        if (!decided.ok) return decided;
        const { changes, after } = decided.value;
        told = { changes: stored === undefined ? [{ kind: 'product-added' }, ...changes] : changes, after };
        return decided;
      });
      if (written.ok && told !== undefined && told.changes.length > 0) tell(told);
      return written;
    },
    async removeProduct(sku, by) {
      const isRemoved = await store.removeProduct(sku, by);
      if (isRemoved) tell({ changes: [{ kind: 'product-removed' }] });
      return isRemoved;
    },
  };
}
