/** What was written of a product, line by line. */
import type { Author, HistoryLine, HistoryPage, LoggedChange } from '../../app/ports.js';
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

/** Whether a write that left the product at that revision is the one that was asked for so: the product's lock has to be held. */
export async function hasHappened(
  session: Session,
  product: { readonly id: number; readonly revision: number },
  { at, request, actor, door }: Author,
): Promise<boolean> {
  return (await sameWrite(session, { id: product.id, revision: product.revision, at, request, actor, door })).length > 0;
}
const sameWrite = prepared((db, { id, revision, at, request, actor, door }: Author & { id: number; revision: number }) =>
  db
    .selectFrom('change')
    .select('cursor')
    .where('product', '=', id)
    .where('revision', '=', revision)
    .where('at', '=', at)
    .where('request', '=', request)
    .where('actor', '=', actor)
    .where('door', '=', door),
);
