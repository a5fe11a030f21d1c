/** Whose bytes are whose, in SQL: a row a blob, and a sum a holder that is changed with it. */
import { sql } from 'kysely';
import type { Charges } from '../../app/ports-quota.js';
import type { SqlSpace } from './database.js';
import { isAmong } from './expressions.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

export function createCharges({ reader, transaction, aside = transaction }: SqlSpace): Charges {
  return {
    charge: ({ hash: blob, sizeBytes: size_bytes }, { holder, at, limitBytes }) =>
      aside(async (session) => {
        if ((await renew(session, { blob, at })).length > 0) return true;
        if (size_bytes > limitBytes || (await addBytes(session, { holder, bytes: size_bytes, limitBytes })).length === 0) return false;
        const isFirst = (await insertCharge(session, { blob, holder, size_bytes, at })).length > 0;
        if (!isFirst) await takeBytes(session, { holder, bytes: size_bytes });
        return true;
      }),
    charged: async (holder) => Number((await bytesOf(reader, { holder }))[0]?.bytes ?? 0),
    mostCharged: async () => Number((await mostBytes(reader, {}))[0]?.bytes ?? 0),
    discharge: (after, limit, before) =>
      transaction(async (session) => {
        const looked = (await following(session, { after, limit })).map(({ blob }) => blob);
        const gone = await deleteUnknown(session, { blobs: JSON.stringify(looked), before });
        const sums = new Map<string, number>();
        for (const { holder, size_bytes } of gone) sums.set(holder, (sums.get(holder) ?? 0) + Number(size_bytes));
        // In one order: nobody waits for somebody who waits for him.
        for (const [holder, bytes] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1))) await takeBytes(session, { holder, bytes });
        return looked.length < limit ? undefined : looked.at(-1);
      }),
  };
}

const renew = prepared((db, { blob, at }: { blob: string; at: number }) => db.updateTable('charge').set({ at }).where('blob', '=', blob).returning('blob'));
const addBytes = prepared((db, { holder, bytes, limitBytes }: Schema['charged'] & { limitBytes: number }) =>
  db
    .insertInto('charged')
    .values({ holder, bytes })
    .onConflict((c) =>
      c
        .column('holder')
        .doUpdateSet((e) => ({ bytes: e('charged.bytes', '+', e.ref('excluded.bytes')) }))
        .where((e) => e(e('charged.bytes', '+', e.ref('excluded.bytes')), '<=', limitBytes)),
    )
    .returning('holder'),
);
const insertCharge = prepared((db, { blob, holder, size_bytes, at }: Schema['charge']) =>
  db
    .insertInto('charge')
    .values({ blob, holder, size_bytes, at })
    .onConflict((c) => c.column('blob').doNothing())
    .returning('blob'),
);
const takeBytes = prepared((db, { holder, bytes }: Schema['charged']) =>
  db
    .updateTable('charged')
    .set((e) => ({ bytes: e('bytes', '-', bytes) }))
    .where('holder', '=', holder),
);
const bytesOf = prepared((db, { holder }: { holder: string }) => db.selectFrom('charged').select('bytes').where('holder', '=', holder));
const mostBytes = prepared((db) => db.selectFrom('charged').select((e) => e.fn.max('bytes').as('bytes')));
const following = prepared((db, { after, limit }: { after: string; limit: number }) =>
  db.selectFrom('charge').select('blob').where('blob', '>', after).orderBy('blob').limit(limit),
);
/** `blobs`: a JSON list. */
const deleteUnknown = prepared((db, { blobs, before }: { blobs: string; before: number }) =>
  db
    .deleteFrom('charge')
    .where(isAmong(sql.ref('blob'), blobs))
    .where('at', '<', before)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('blob').select('hash').whereRef('blob.hash', '=', 'charge.blob'))))
    .returning(['holder', 'size_bytes']),
);
