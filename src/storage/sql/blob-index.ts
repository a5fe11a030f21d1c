/** What is known of blobs in SQL: verdicts, and which ones nothing refers to. */
import type { BlobIndex, Verdict } from '../../app/ports.js';
import type { BlobHash } from '../../core/ids.js';
import type { SqlDatabase } from './database.js';

export function createBlobIndex({ read, write }: SqlDatabase): BlobIndex {
  return {
    renew: (hash, at) =>
      write.transaction().execute(async (db) => {
        const { numUpdatedRows } = await db.updateTable('blob').set({ renewed_at: at }).where('hash', '=', hash).executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
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
    async knows(hash) {
      return (await read.selectFrom('blob').select('hash').where('hash', '=', hash).executeTakeFirst()) !== undefined;
    },
  };
}
