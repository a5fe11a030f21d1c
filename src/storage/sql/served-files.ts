/** What paths serve. The last ones asked for stay in memory as long as nobody has written anything. */
import type { GalleryStore, ServedFile } from '../../app/ports.js';
import type { FocalPoint } from '../../core/fields.js';
import type { BlobHash, EntryId, ProductId } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { parseVerdict } from './blob-index.js';
import type { SqlSpace } from './database.js';
import { findFile } from './rows.js';

const KEPT_FILES = 10_000;

export function createServedFiles({ reader, stamp }: SqlSpace): Pick<GalleryStore, 'findFile'> {
  const kept = new Map<string, ServedFile>();
  let keptAt: number | undefined;
  return {
    async findFile(path) {
      // Before the row is read: what is written in between counts as later.
      const now = stamp?.();
      if (now !== keptAt || kept.size >= KEPT_FILES) kept.clear();
      keptAt = now;
      const known = kept.get(path);
      if (known !== undefined) return known;
      const [row] = await findFile(reader, { path });
      const file = row && servedFile(row);
      if (file !== undefined && now !== undefined) kept.set(path, file);
      return file;
    },
  };
}

function servedFile(row: Awaited<ReturnType<typeof findFile>>[number]): ServedFile {
  const size = { sizeBytes: Number(row.size_bytes), widthPx: row.width_px, heightPx: row.height_px, frames: row.frames };
  const focal = row.focal === null ? undefined : (JSON.parse(row.focal) as FocalPoint);
  const owner = row.id === null || row.product === null ? undefined : { product: row.product as ProductId, entry: row.id as EntryId, focal };
  return { blob: row.hash as BlobHash, type: row.type as ImageType, ...size, verdict: parseVerdict(row), owner };
}
