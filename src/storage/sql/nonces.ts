/** Nonces in SQL: those of requests that come together are kept together, and nobody waits for the disk. */
import type { Integrations } from '../../app/ports.js';
import type { SqlDatabase } from './database.js';
import { prepared, type Session } from './prepared.js';

type Nonce = Parameters<Integrations['useNonce']>[0];
interface Waiting {
  readonly nonce: Nonce;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/** Rows taken in one transaction while requests wait for the lock. */
const FORGOTTEN_AT_ONCE = 2000;

const insertNonce = prepared((db, { integration, nonce, at }: Nonce) =>
  db
    .insertInto('nonce')
    .values({ integration, nonce, at })
    .onConflict((c) => c.columns(['integration', 'nonce']).doNothing())
    .returning('at'),
);

export function createNonces(database: SqlDatabase): Pick<Integrations, 'useNonce' | 'forgetNonces'> {
  let waiting: Waiting[] = [];
  let isWriting = false;
  /** Until nobody waits; who comes meanwhile is in the next round. */
  const write = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const round = waiting;
      waiting = [];
      try {
        const isNew = await database.lightTransaction((session) => insertAll(session, round));
        for (const [at, { resolve }] of round.entries()) resolve(isNew[at] === true);
      } catch (error) {
        for (const { reject } of round) reject(error);
      }
    }
    isWriting = false;
  };
  return {
    useNonce: (nonce) =>
      new Promise((resolve, reject) => {
        waiting.push({ nonce, resolve, reject });
        // Once everything that has come in by now is read, so that it goes together.
        if (waiting.length === 1 && !isWriting) setImmediate(() => void write());
      }),
    async forgetNonces(before) {
      let gone: bigint;
      do {
        ({ numDeletedRows: gone } = await database.write.transaction().execute((db) =>
          db
            .deleteFrom('nonce')
            .where(({ eb, refTuple, selectFrom }) =>
              eb(
                refTuple('integration', 'nonce'),
                'in',
                selectFrom('nonce').select(['integration', 'nonce']).where('at', '<', before).limit(FORGOTTEN_AT_ONCE).$asTuple('integration', 'nonce'),
              ),
            )
            .executeTakeFirst(),
        ));
      } while (gone > 0n);
    },
  };
}

async function insertAll(session: Session, round: readonly Waiting[]): Promise<boolean[]> {
  const isNew: boolean[] = [];
  for (const { nonce } of round) isNew.push((await insertNonce(session, nonce)).length === 1);
  return isNew;
}
