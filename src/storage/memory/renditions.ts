/** Kept renditions in memory: the fake that tests use. */
import type { KeptRendition, RenditionIndex } from '../../app/ports.js';
import type { BlobHash, RenditionKey, RenditionLook } from '../../core/ids.js';
import type { Memory } from './galleries.js';

/** `until`: nobody else makes it before. */
type Ready = KeptRendition & { readonly look: RenditionLook };
type Row = Ready | { readonly state: 'making' | 'failed'; readonly blob: BlobHash; readonly until: number };

const withoutLook = ({ look: _, ...kept }: Ready): KeptRendition => kept;
const isReady = (row: Row | undefined): row is Ready => row !== undefined && !('state' in row);

export function createMemoryRenditionIndex(memory: Pick<Memory, 'blobs'>): RenditionIndex {
  const rows = new Map<RenditionKey, Row>();
  const ready = () => [...rows.values()].filter(isReady);
  return {
    async find(key, now) {
      const row = rows.get(key);
      if (isReady(row)) return withoutLook(row);
      return row?.state === 'failed' && row.until > now ? 'failed' : undefined;
    },
    async near(blob, look, widthPx, limit) {
      const same = ready().filter((row) => row.blob === blob && row.look === look);
      const wide = same.filter((row) => row.widthPx >= widthPx).sort((a, b) => a.widthPx - b.widthPx);
      const narrow = same.filter((row) => row.widthPx < widthPx).sort((a, b) => b.widthPx - a.widthPx);
      return [...wide.slice(0, limit), ...narrow.slice(0, limit)].map(withoutLook);
    },
    async lease(key, blob, now, until) {
      const row = rows.get(key);
      if (isReady(row) || (row !== undefined && row.until > now)) return false;
      rows.set(key, { state: 'making', blob, until });
      return true;
    },
    async keep(rendition, look) {
      rows.set(rendition.key, { ...rendition, look });
    },
    async giveUp(key, until) {
      const row = rows.get(key);
      if (row !== undefined && !isReady(row) && row.state === 'making') rows.set(key, { ...row, state: 'failed', until });
    },
    async touch(keys, usedAt) {
      for (const key of keys) {
        const row = rows.get(key);
        if (isReady(row) && row.usedAt < usedAt) rows.set(key, { ...row, usedAt });
      }
    },
    async forget(key) {
      rows.delete(key);
    },
    total: async () => ({ count: ready().length, sizeBytes: ready().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }),
    async forgetOldest(limit) {
      const oldest = ready()
        .sort((a, b) => a.usedAt - b.usedAt)
        .slice(0, limit);
      for (const { key } of oldest) rows.delete(key);
      return oldest.map(withoutLook);
    },
    async forgetStale(now, limit) {
      const isStale = (row: Row) => !memory.blobs.has(row.blob) || (!isReady(row) && row.until <= now);
      const stale = [...rows].filter(([, row]) => isStale(row)).slice(0, limit);
      for (const [key] of stale) rows.delete(key);
      return stale.map(([key]) => key);
    },
    knows: async (key) => rows.has(key),
  };
}
