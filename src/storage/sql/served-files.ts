/** What paths serve. The last ones asked for stay in memory as long as nobody has written anything. */
import { sql } from 'kysely';
import type { GalleryStore, ServedFile } from '../../app/ports.js';
import type { FocalPoint } from '../../core/fields.js';
import type { BlobHash, EntryId, ProductId } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { parseVerdict } from './blob-index.js';
import type { SqlDatabase, SqlSpace } from './database.js';
import { SKIP_LOCKED } from './expressions.js';
import { createKeptAnswers } from './kept-answers.js';
import { prepared } from './prepared.js';
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

/** Tells so many paths of an earlier release whose they are; false: each knows. */
export const settlePaths = (database: SqlDatabase, limit: number): Promise<boolean> =>
  database.lightTransaction(async (session) => (await settleSome(session, { limit })).length > 0);
const settleSome = prepared(
  (_, { limit }: { limit: number }) => sql`update file set product = (select e.product from entry e where e.id = file.entry) where path in
    (select path from file where product is null and entry is not null and entry in (select id from entry) limit ${limit} ${SKIP_LOCKED}) returning path`,
);

function servedFile(row: Awaited<ReturnType<typeof findFile>>[number]): ServedFile {
  const size = { sizeBytes: Number(row.size_bytes), widthPx: row.width_px, heightPx: row.height_px, frames: row.frames };
  const own = row.own_focal === null ? undefined : (JSON.parse(row.own_focal) as FocalPoint);
  const { focal: common } = JSON.parse(row.global_values ?? '{}') as { focal?: FocalPoint | null };
  const focal = own ?? common ?? undefined;
  const owner = row.id === null || row.product === null ? undefined : { product: row.product as ProductId, entry: row.id as EntryId, focal };
  return { blob: row.hash as BlobHash, type: row.type as ImageType, ...size, verdict: parseVerdict(row), owner };
}
