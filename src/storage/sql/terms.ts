/** The words by which products are found: written with the product, and learned of those that were there before. */
import { sql } from 'kysely';
import type { Commit } from '../../app/ports.js';
import { skuKey } from '../../core/ids.js';
import { termsOf } from '../../core/terms.js';
import type { SqlDatabase } from './database.js';
import { membersOf } from './expressions.js';
import { holdLock } from './locks.js';
import { prepared, type Session } from './prepared.js';

/** Whether a product may be found by other words after it. */
export const namesChange = (change: Commit['changes'][number]): boolean => change.kind === 'attribute-changed' && change.attribute === 'name';

/** Brings the words of a product up to date with what it is called by now. */
export async function putTerms(session: Session, { id, sku }: { readonly id: number; readonly sku: string }): Promise<void> {
  const names = await namesOf(session, { product: id });
  const wanted = termsOf(
    sku,
    names.map(({ value }) => JSON.parse(value) as unknown),
  );
  const known = new Set((await termsKnown(session, { product: id })).map(({ term }) => term));
  const [fresh, old] = [wanted.filter((term) => !known.has(term)), [...known].filter((term) => !wanted.includes(term))];
  if (old.length > 0) await deleteTerms(session, { product: id, terms: JSON.stringify(old) });
  if (fresh.length > 0) await insertTerms(session, { product: id, terms: JSON.stringify(fresh) });
}
const namesOf = prepared((db, { product }: { product: number }) =>
  db.selectFrom('product_value').select('value').where('product', '=', product).where('attribute', '=', 'name').orderBy('store'),
);
const termsKnown = prepared((db, { product }: { product: number }) => db.selectFrom('product_term').select('term').where('product', '=', product));
type Terms = { product: number; terms: string };
const deleteTerms = prepared((_, { product, terms }: Terms) => sql`delete from product_term where product = ${product} and term in ${membersOf(terms)}`);
const insertTerms = prepared(
  (_, { product, terms }: Terms) =>
    sql`insert into product_term (term, product) select value, ${product} from ${membersOf(terms)} as sent where true on conflict do nothing`,
);

export async function isIndexed(session: Session): Promise<boolean> {
  return Number((await progress(session, {}))[0]?.value ?? 0) === 0;
}
const progress = prepared((db) => db.selectFrom('counter').select('value').where('name', '=', 'terms'));

/** The newest products first; false: nothing is left. One short transaction, so that whoever writes waits for a moment at most. */
export async function indexSome(database: SqlDatabase, limit: number): Promise<boolean> {
  if (await isIndexed(database.reader)) return false;
  await database.lightTransaction(async (session) => {
    await holdLock(session, 'terms');
    const from = Number((await progress(session, {}))[0]?.value ?? 0);
    const rows = await unindexed(session, { from, limit });
    for (const { id, sku } of rows) {
      // Whoever gives the product another name meanwhile comes before or after.
      await holdLock(session, 'product', skuKey(sku));
      await putTerms(session, { id: Number(id), sku });
    }
    await setProgress(session, { value: rows.length < limit ? 0 : Math.max(0, Number(rows.at(-1)?.id) - 1) });
  });
  return true;
}
const unindexed = prepared((db, { from, limit }: { from: number; limit: number }) =>
  db.selectFrom('product').select(['id', 'sku']).where('id', '<=', from).orderBy('id', 'desc').limit(limit),
);
const setProgress = prepared((db, { value }: { value: number }) => db.updateTable('counter').set({ value }).where('name', '=', 'terms'));
