/** What paths serve. The last ones asked for stay in memory as long as nobody has written anything. */
import type { GalleryStore, ServedFile } from '../../app/ports.js';
import type { FocalPoint } from '../../core/fields.js';
import type { BlobHash, EntryId, ProductId } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { parseVerdict } from './blob-index.js';
import type { SqlSpace } from './database.js';
import { createKeptAnswers } from './kept-answers.js';
import { findFile } from './rows.js';

export function createServedFiles(space: SqlSpace): Pick<GalleryStore, 'findFile'> {
  const kept = createKeptAnswers<ServedFile>(space);
  return {
    findFile: (path) =>
      kept(path, async () => {
        const [row] = await findFile(space.reader, { path });
        return row && servedFile(row);
      }),
  };
}

function servedFile(row: Awaited<ReturnType<typeof findFile>>[number]): ServedFile {
  const size = { sizeBytes: Number(row.size_bytes), widthPx: row.width_px, heightPx: row.height_px, frames: row.frames };
  const focal = row.focal === null ? undefined : (JSON.parse(row.focal) as FocalPoint);
  const owner = row.id === null || row.product === null ? undefined : { product: row.product as ProductId, entry: row.id as EntryId, focal };
  return { blob: row.hash as BlobHash, type: row.type as ImageType, ...size, verdict: parseVerdict(row), owner };
}
