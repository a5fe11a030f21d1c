import type { RateCounts } from '../../app/ports-rate-limit.js';
import type { SqlDatabase } from './database.js';
import { prepared } from './prepared.js';

export function createRateCounts({ lightTransaction, write }: SqlDatabase): RateCounts {
  return {
    take: (who, minute, calls) => lightTransaction(async (session) => Number((await add(session, { who, minute, calls }))[0]?.taken)),
    async forget(minute) {
      await write.transaction().execute((db) => db.deleteFrom('rate').where('minute', '<', minute).execute());
    },
  };
}

const add = prepared((db, { who, minute, calls }: { who: string; minute: number; calls: number }) =>
  db
    .insertInto('rate')
    .values({ minute, who, taken: calls })
    .onConflict((c) => c.columns(['minute', 'who']).doUpdateSet((e) => ({ taken: e('rate.taken', '+', e.ref('excluded.taken')) })))
    .returning('taken'),
);
