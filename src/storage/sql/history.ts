/** What was written of a product, line by line. */
import type { HistoryLine, HistoryPage, LoggedChange } from '../../app/ports.js';
import { prepared, type Session } from './prepared.js';

export async function readHistory(session: Session, product: number, { before, upToRevision, limit }: HistoryPage): Promise<readonly HistoryLine[]> {
  const bounds = { before: before ?? Number.MAX_SAFE_INTEGER, revision: upToRevision ?? Number.MAX_SAFE_INTEGER };
  return (await lines(session, { product, ...bounds, limit })).map(({ cursor, revision, at, changes, ...by }) => ({
    number: Number(cursor),
    revision: Number(revision),
    at: Number(at),
    ...by,
    changes: JSON.parse(changes) as LoggedChange[],
  }));
}

const lines = prepared((db, { product, before, revision, limit }: { product: number; before: number; revision: number; limit: number }) =>
  db
    .selectFrom('change')
    .select(['cursor', 'revision', 'at', 'actor', 'door', 'request', 'changes'])
    .where('product', '=', product)
    .where('cursor', '<', before)
    .where('revision', '<=', revision)
    .orderBy('cursor', 'desc')
    .limit(limit),
);

/** Whether a write came about whose line of history was given that number, which no other line ever gets; the product's lock has to be held. */
export const hasHappened = async (session: Session, line: number): Promise<boolean> => (await linesLike(session, { line })).length > 0;
const linesLike = prepared((db, { line }: { line: number }) => db.selectFrom('change').select('cursor').where('cursor', '=', line));
