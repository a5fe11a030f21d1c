/** Calls with a key in SQL: the key's row, the answer and all that the call writes are one transaction. */
import type { ApartOutcome, KeyClaim, KeyedCalls } from '../../app/ports-idempotency.js';
import { type Apart, openApart } from './apart.js';
import type { SqlDatabase } from './database.js';
import { prepared, type Session } from './prepared.js';

/** More often it is no accident. */
const RACES = 10;

/** `portsOver`: what the database holds, as it is seen over a given one. */
export function createKeyedCalls<Ports>(database: SqlDatabase, portsOver: (inside: SqlDatabase) => Ports): KeyedCalls<Ports> {
  async function apartOnce<T>(
    claim: KeyClaim | undefined,
    work: (ports: Ports) => Promise<ApartOutcome<T>>,
  ): Promise<{ value: T } | 'overtaken' | 'disturbed'> {
    let isOvertaken = false;
    const apart = openApart(database, async (session) => {
      isOvertaken = claim !== undefined && (await claimKey(session, { ...claim })).length === 0;
      if (isOvertaken) throw new Error('the call was done by somebody else meanwhile');
    });
    const undone = () => (isOvertaken ? 'overtaken' : apart.wasDisturbed() ? 'disturbed' : undefined);
    try {
      const { value, keep } = await work(portsOver(apart.database));
      if (undone() === undefined && claim !== undefined) await settle(database.reader, apart, claim, keep);
      return undone() ?? { value };
    } catch (error) {
      const why = undone();
      if (why !== undefined) return why;
      throw error;
    } finally {
      await apart.end();
    }
  }
  return {
    find: async (key, since) => (await answerLike(database.reader, { key, since }))[0]?.answer,
    async apart(claim, work) {
      for (let races = 1; ; races++) {
        const outcome = await apartOnce(claim, work);
        if (outcome !== 'disturbed') return outcome;
        if (races === RACES) throw new Error('others were in the way of a call too often');
      }
    },
    forget: (before, limit) => database.transaction(async (session) => (await deleteOld(session, { before, limit })).length),
  };
}

async function settle(reader: Session, apart: Apart, { key, at }: KeyClaim, keep: ApartOutcome<unknown>['keep']): Promise<void> {
  const session: Session | undefined = apart.written();
  const answer = session === undefined ? undefined : keep();
  if (session === undefined || answer === undefined) return;
  await putAnswer(session, { key, answer });
  try {
    await apart.commit();
  } catch (error) {
    // Where the connection was lost on the way nobody knows, until somebody looks.
    if ((await answerLike(reader, { key, since: at }))[0]?.answer !== answer) throw error;
  }
}

const answerLike = prepared((db, { key, since }: { key: string; since: number }) =>
  db.selectFrom('idempotency').select('answer').where('key', '=', key).where('at', '>=', since),
);
/** Whoever has the key in a transaction that is still open is waited for. */
const claimKey = prepared((db, { key, at, since }: { key: string; at: number; since: number }) =>
  db
    .insertInto('idempotency')
    .values({ key, at, answer: '' })
    .onConflict((c) => c.column('key').doUpdateSet({ at, answer: '' }).where('idempotency.at', '<', since))
    .returning('key'),
);
const putAnswer = prepared((db, { key, answer }: { key: string; answer: string }) => db.updateTable('idempotency').set({ answer }).where('key', '=', key));
const deleteOld = prepared((db, { before, limit }: { before: number; limit: number }) =>
  db
    .deleteFrom('idempotency')
    .where('key', 'in', db.selectFrom('idempotency').select('key').where('at', '<', before).limit(limit))
    .returning('key'),
);
