/** What is known of blobs in SQL: verdicts, and which ones nothing refers to. */
import type { BlobIndex, Verdict } from '../../app/ports.js';
import type { BlobHash } from '../../core/ids.js';
import type { SqlDatabase, SqlSpace } from './database.js';
import { prepared } from './prepared.js';

/** What an upload asks: inside of a transaction, too. */
export function createKnownBlobs({ reader, transaction }: SqlSpace): Pick<BlobIndex, 'knows' | 'renew'> {
  return {
    knows: async (hash) => (await blobLike(reader, { hash })).length > 0,
    renew: (hash, at) => transaction(async (session) => (await renewBlob(session, { hash, at })).length > 0),
  };
}
const blobLike = prepared((db, { hash }: { hash: string }) => db.selectFrom('blob').select('hash').where('hash', '=', hash));
const renewBlob = prepared((db, { hash, at }: { hash: string; at: number }) =>
  db.updateTable('blob').set({ renewed_at: at }).where('hash', '=', hash).returning('hash'),
);

export function createBlobIndex(database: SqlDatabase): BlobIndex {
  const { read, write } = database;
  return {
    ...createKnownBlobs(database),
    async verdict(hash) {
      const row = await read.selectFrom('blob').select(['verdict', 'reason']).where('hash', '=', hash).executeTakeFirst();
      return row && ({ state: row.verdict, ...(row.reason === null ? {} : { reason: row.reason }) } as Verdict);
    },
    setVerdict: (hash, verdict) =>
      write.transaction().execute(async (db) => {
        const reason = verdict.state === 'failed' ? verdict.reason : null;
        await db.updateTable('blob').set({ verdict: verdict.state, reason }).where('hash', '=', hash).execute();
      }),
    async unchecked(limit) {
      const rows = await read.selectFrom('blob').select('hash').where('verdict', '=', 'unchecked').orderBy('renewed_at').limit(limit).execute();
      return rows.map((row) => row.hash as BlobHash);
    },
    // Row first, file later, references and age looked at again in the very transaction that forgets.
    forgetUnused: (notRenewedSince, limit) =>
      write.transaction().execute(async (db) => {
        const unused = db
          .selectFrom('blob')
          .select('hash')
          .where('verdict', 'in', ['unchecked', 'ready', 'failed'])
          .where('renewed_at', '<', notRenewedSince)
          .where(({ not, exists, selectFrom }) => not(exists(selectFrom('file').select('path').whereRef('file.blob', '=', 'blob.hash'))))
          .limit(limit);
        return (await db.deleteFrom('blob').where('hash', 'in', unused).returning('hash').execute()).map((row) => row.hash as BlobHash);
      }),
  };
}
