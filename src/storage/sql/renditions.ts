/**
 * Which renditions are kept, in SQL. Written without waiting for the disk: what is lost is made again. All of it is on
 * the way of a request, so every query is prepared.
 */
import { type Kysely, sql } from 'kysely';
import type { KeptRendition, RenditionIndex } from '../../app/ports.js';
import type { BlobHash, RenditionKey } from '../../core/ids.js';
import type { ImageType } from '../../core/naming.js';
import type { SqlDatabase } from './database.js';
import { isAmong } from './expressions.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

export function createRenditionIndex({ reader, lightTransaction: write }: SqlDatabase): RenditionIndex {
  return {
    async find(key, now) {
      const [row] = await rowOf(reader, { key });
      if (row?.state === 'failed' && Number(row.at) > now) return 'failed';
      return row?.state === 'ready' ? kept(row) : undefined;
    },
    async near(blob, look, widthPx, limit) {
      const asked = { blob, look, widthPx, limit };
      return [...(await atLeast(reader, asked)), ...(await below(reader, asked))].map(kept);
    },
    lease: (key, blob, now, until) => write(async (session) => (await takeLease(session, { key, blob, now, until })).length > 0),
    keep: ({ key, blob, type, widthPx, heightPx, sizeBytes, usedAt }, look) =>
      write(async (session) => {
        await putReady(session, { key, blob, type, width_px: widthPx, height_px: heightPx, size_bytes: sizeBytes, at: usedAt, look });
      }),
    giveUp: (key, until) => write(async (session) => void (await putFailed(session, { key, until }))),
    touch: (keys, usedAt) => write(async (session) => void (await touchAll(session, { keys: JSON.stringify(keys), usedAt }))),
    forget: (key) => write(async (session) => void (await deleteOne(session, { key }))),
    async total() {
      const [row] = await totals(reader, {});
      return { count: Number(row?.count ?? 0), sizeBytes: Number(row?.size_bytes ?? 0) };
    },
    forgetOldest: (limit) => write(async (session) => (await deleteOldest(session, { limit })).map(kept)),
    forgetStale: (now, limit) => write(async (session) => (await deleteStale(session, { now, limit })).map(({ key }) => key as RenditionKey)),
    knows: async (key) => (await rowOf(reader, { key })).length > 0,
  };
}

type Row = Schema['rendition'];

const kept = (row: Row): KeptRendition => ({
  key: row.key as RenditionKey,
  blob: row.blob as BlobHash,
  type: row.type as ImageType,
  widthPx: row.width_px,
  heightPx: row.height_px,
  sizeBytes: Number(row.size_bytes),
  usedAt: Number(row.at),
});

const rowOf = prepared((db, { key }: { key: string }) => db.selectFrom('rendition').selectAll().where('key', '=', key));
interface Near {
  readonly blob: string;
  readonly look: string;
  readonly widthPx: number;
  readonly limit: number;
}
const alike = (db: Kysely<Schema>, { blob, look, limit }: Near) =>
  db.selectFrom('rendition').selectAll().where('blob', '=', blob).where('look', '=', look).where('state', '=', sql.lit('ready')).limit(limit);
const atLeast = prepared((db, near: Near) => alike(db, near).where('width_px', '>=', near.widthPx).orderBy('width_px'));
const below = prepared((db, near: Near) => alike(db, near).where('width_px', '<', near.widthPx).orderBy('width_px', 'desc'));
/** One that is ready, or is being made, or failed a moment ago is nobody's to take. */
const takeLease = prepared((db, { key, blob, now, until }: { key: string; blob: string; now: number; until: number }) =>
  db
    .insertInto('rendition')
    .values({ key, blob, state: sql.lit('making'), type: sql.lit(''), width_px: sql.lit(0), height_px: sql.lit(0), size_bytes: sql.lit(0), at: until })
    .onConflict((c) =>
      c
        .column('key')
        .doUpdateSet((e) => ({ at: e.ref('excluded.at'), state: e.ref('excluded.state') }))
        .where('rendition.state', '!=', sql.lit('ready'))
        .where('rendition.at', '<=', now),
    )
    .returning('key'),
);
const putReady = prepared((db, { key, blob, type, width_px, height_px, size_bytes, at, look }: Omit<Row, 'state'>) =>
  db
    .insertInto('rendition')
    .values({ key, blob, state: sql.lit('ready'), type, width_px, height_px, size_bytes, at, look })
    .onConflict((c) =>
      c.column('key').doUpdateSet((e) => ({
        state: e.ref('excluded.state'),
        type: e.ref('excluded.type'),
        width_px: e.ref('excluded.width_px'),
        height_px: e.ref('excluded.height_px'),
        size_bytes: e.ref('excluded.size_bytes'),
        at: e.ref('excluded.at'),
        look: e.ref('excluded.look'),
      })),
    ),
);
const putFailed = prepared((db, { key, until }: { key: string; until: number }) =>
  db
    .updateTable('rendition')
    .set({ state: sql.lit('failed'), at: until })
    .where('key', '=', key)
    .where('state', '=', sql.lit('making')),
);
const touchAll = prepared(
  (_, { keys, usedAt }: { keys: string; usedAt: number }) =>
    sql`update rendition set at = ${usedAt} where state = 'ready' and at < ${usedAt} and ${isAmong(sql.ref('key'), keys)}`,
);
const deleteOne = prepared((db, { key }: { key: string }) => db.deleteFrom('rendition').where('key', '=', key));
const totals = prepared((db) =>
  db
    .selectFrom('rendition')
    .where('state', '=', sql.lit('ready'))
    .select([sql<number>`count(*)`.as('count'), sql<number>`coalesce(sum(size_bytes), 0)`.as('size_bytes')]),
);
const deleteOldest = prepared((db, { limit }: { limit: number }) =>
  db
    .deleteFrom('rendition')
    .where('key', 'in', db.selectFrom('rendition').select('key').where('state', '=', sql.lit('ready')).orderBy('at').limit(limit))
    .returningAll(),
);
const deleteStale = prepared((db, { now, limit }: { now: number; limit: number }) =>
  db
    .deleteFrom('rendition')
    .where(
      'key',
      'in',
      db
        .selectFrom('rendition')
        .select('key')
        .where(({ or, and, eb, not, exists, selectFrom }) =>
          or([
            and([eb('state', '!=', sql.lit('ready')), eb('at', '<=', now)]),
            not(exists(selectFrom('blob').select('hash').whereRef('blob.hash', '=', 'rendition.blob'))),
          ]),
        )
        .limit(limit),
    )
    .returning('key'),
);
