/** What paths serve. The last ones asked for stay in memory as long as nobody has written anything. */
import type { GalleryStore, ServedFile } from '../../app/ports.js';
import type { FocalPoint } from '../../core/fields.js';
import type { BlobHash, EntryId, ProductId } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { parseVerdict } from './blob-index.js';
import type { SqlSpace } from './database.js';
import { createKeptAnswers } from './kept-answers.js';
import { findFile, findFileByEntry } from './rows.js';

export function createServedFiles(space: SqlSpace): Pick<GalleryStore, 'findFile'> {
  const one = async (path: string): Promise<ServedFile | undefined> => {
    const asked = { path, json: JSON.stringify(path) };
    const [row] = await findFile(space.reader, asked);
    const [whole] = row?.id === null && row.owned !== null ? await findFileByEntry(space.reader, asked) : [row];
    return whole && servedFile(whole);
  };
  const many = async (paths: readonly string[]) => {
    const found = await Promise.all(paths.map(async (path) => [path, await one(path)] as const));
    return new Map(found.flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const])));
  };
  return { findFile: createKeptAnswers<ServedFile>(space, { one, many }) };
}

function servedFile(row: Awaited<ReturnType<typeof findFile>>[number]): ServedFile {
  const size = { sizeBytes: Number(row.size_bytes), widthPx: row.width_px, heightPx: row.height_px, frames: row.frames };
  const own = row.own_focal === null ? undefined : (JSON.parse(row.own_focal) as FocalPoint);
  const { focal: common } = JSON.parse(row.global_values ?? '{}') as { focal?: FocalPoint | null };
  const focal = own ?? common ?? undefined;
  const owner = row.id === null || row.product === null ? undefined : { product: row.product as ProductId, entry: row.id as EntryId, focal };
  return { blob: row.hash as BlobHash, type: row.type as ImageType, ...size, verdict: parseVerdict(row), owner };
}
