/** What is known of blobs in SQL: verdicts, and which ones nothing refers to. */
import { sql } from 'kysely';
import type { BlobFacts, BlobIndex, KnownBlobs, PixelFacts, Verdict } from '../../app/ports.js';
import type { Charges } from '../../app/ports-quota.js';
import type { BlobHash } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import { createCharges } from './charges.js';
import type { SqlDatabase, SqlSpace } from './database.js';
import { isAmong } from './expressions.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

/** What an upload asks: inside of a transaction, too. */
export function createKnownBlobs(space: SqlSpace): KnownBlobs & Charges {
  const { reader, transaction, aside = transaction } = space;
  return {
    ...createCharges(space),
    knows: async (hash) => (await blobLike(reader, { hash })).length > 0,
    renew: (hash, at) => aside(async (session) => (await renewBlob(session, { hash, at })).length > 0),
  };
}
const blobLike = prepared((db, { hash }: { hash: string }) => db.selectFrom('blob').select('hash').where('hash', '=', hash));
const renewBlob = prepared((db, { hash, at }: { hash: string; at: number }) =>
  db.updateTable('blob').set({ renewed_at: at }).where('hash', '=', hash).returning('hash'),
);

type VerdictColumns = Pick<Schema['blob'], 'verdict' | 'reason' | 'pixels'>;
const formatVerdict = (verdict: Verdict): VerdictColumns => ({
  verdict: verdict.state,
  reason: verdict.state === 'failed' ? verdict.reason : null,
  pixels: verdict.state === 'ready' ? JSON.stringify(verdict.pixels) : null,
});
export const formatFacts = ({ hash, type, frames, verdict, ...size }: BlobFacts, renewedAt: number): Schema['blob'] => ({
  ...{ hash, type, frames, size_bytes: size.sizeBytes, width_px: size.widthPx, height_px: size.heightPx },
  ...formatVerdict(verdict),
  renewed_at: renewedAt,
});
export function parseVerdict({ verdict, reason, pixels }: VerdictColumns): Verdict {
  if (verdict === 'ready' && pixels !== null) return { state: 'ready', pixels: JSON.parse(pixels) as PixelFacts };
  return verdict === 'failed' ? { state: 'failed', reason: reason ?? '' } : { state: 'unchecked' };
}

export function createBlobIndex(database: SqlDatabase): BlobIndex {
  const { read, write } = database;
  return {
    ...createKnownBlobs(database),
    async verdict(hash) {
      const row = await read.selectFrom('blob').select(['verdict', 'reason', 'pixels']).where('hash', '=', hash).executeTakeFirst();
      return row && parseVerdict(row);
    },
    setVerdict: (hash, verdict) =>
      write.transaction().execute(async (db) => {
        await db.updateTable('blob').set(formatVerdict(verdict)).where('hash', '=', hash).execute();
      }),
    async unchecked(limit) {
      const rows = await read.selectFrom('blob').select('hash').where('verdict', '=', 'unchecked').orderBy('renewed_at', 'desc').limit(limit).execute();
      return rows.map((row) => row.hash as BlobHash);
    },
    async facts(hashes) {
      const rows = await factsOf(database.reader, { hashes: JSON.stringify(hashes) });
      return new Map(rows.map((row) => [row.hash as BlobHash, parseFacts(row)]));
    },
    // Row first, file later, references and age looked at again in the very transaction that forgets.
    forgetUnused: (notRenewedSince, limit) =>
      write.transaction().execute(async (db) => {
        const unused = unusedBlobs(db, notRenewedSince).limit(limit);
        // The age once more: PostgreSQL looks only at the row itself again where somebody renewed it meanwhile.
        const gone = db.deleteFrom('blob').where('hash', 'in', unused).where('renewed_at', '<', notRenewedSince).returning('hash');
        return (await gone.execute()).map((row) => row.hash as BlobHash);
      }),
  };
}

/** Blobs that nothing refers to, not even the trash, and that were not renewed since. */
export const unusedBlobs = (db: SqlDatabase['read'], notRenewedSince: number) =>
  db
    .selectFrom('blob')
    .select('hash')
    .where('verdict', 'in', ['unchecked', 'ready', 'failed'])
    .where('renewed_at', '<', notRenewedSince)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('file').select('path').whereRef('file.blob', '=', 'blob.hash'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('trash_blob').select('entry').whereRef('trash_blob.blob', '=', 'blob.hash'))));

const FACTS = ['hash', 'type', 'size_bytes', 'width_px', 'height_px', 'frames', 'verdict', 'reason', 'pixels'] as const;
/** `hashes`: a JSON list. */
const factsOf = prepared((db, { hashes }: { hashes: string }) =>
  db
    .selectFrom('blob')
    .select(FACTS)
    .where(isAmong(sql.ref('hash'), hashes)),
);
const parseFacts = (row: Pick<Schema['blob'], (typeof FACTS)[number]>): BlobFacts => ({
  hash: row.hash as BlobHash,
  type: row.type as ImageType,
  sizeBytes: Number(row.size_bytes),
  widthPx: row.width_px,
  heightPx: row.height_px,
  frames: row.frames,
  verdict: parseVerdict(row),
});
