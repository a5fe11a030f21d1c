/** Removed entries, replaced bytes, and everything that happened, in memory: the fakes that tests use. */
import type { Journal, Trash, Trashed } from '../../app/ports-trash.js';
import { type Memory, pageOf } from './galleries.js';

export function createMemoryTrash(memory: Memory): Trash {
  const all = (): Trashed[] => {
    const skus = new Map([...memory.products.values()].map(({ product }) => [product.id, product.sku]));
    const rows = [...memory.trash.values()].flatMap((row) => {
      const sku = skus.get(row.product);
      return sku === undefined ? [] : [{ ...row, sku }];
    });
    return rows.sort((a, b) => b.change - a.change || b.entry - a.entry);
  };
  return {
    list: async ({ product, after, limit }) =>
      all()
        .filter((row) => product === undefined || row.product === product)
        .filter(({ change, entry }) => after === undefined || change < after.change || (change === after.change && entry < after.entry))
        .slice(0, limit),
    find: async (entry) => all().find((row) => row.entry === entry),
    async holding(product, blobs) {
      const rows = all().filter((row) => row.product === product && blobs.includes(row.blob));
      return new Map(rows.reverse().map(({ blob, entry }) => [blob, entry]));
    },
    async forget(before, limit) {
      const gone = [...memory.trash.values()].filter(({ removedAt }) => removedAt < before).slice(0, limit);
      for (const { entry } of gone) memory.trash.delete(entry);
      const freed = [...memory.trashBlobs].filter(([, { at }]) => at < before).slice(0, limit);
      for (const [key] of freed) memory.trashBlobs.delete(key);
      return gone.length + freed.length;
    },
  };
}

export function createMemoryJournal(memory: Pick<Memory, 'history'>): Journal {
  return {
    async read({ before = Number.POSITIVE_INFINITY, limit, actor, door }) {
      const found = [...memory.history.values()]
        .filter((line) => line.number < before && (actor === undefined || line.actor === actor) && (door === undefined || line.door === door))
        .sort((a, b) => b.number - a.number);
      const { lines, hasMore } = pageOf(
        found.map(({ product: _, ...line }) => line),
        limit,
      );
      return { lines, next: hasMore ? lines.at(-1)?.number : undefined };
    },
  };
}
