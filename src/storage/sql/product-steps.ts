/** Walks over products in the order of their SKU keys, in steps that look at a bounded number of them. */
import { type RawBuilder, sql } from 'kysely';
import type { Session } from './prepared.js';

type Sql = RawBuilder<unknown>;

/** So many products are looked at in a step; of a word that begins those of fewer, all of them are taken. */
export const STEP = 5000;

export interface Step {
  /** Conditions on a product `p`; no more than a step's products have to be looked at for all that meet them. */
  readonly met: readonly Sql[];
  /** The last product that the step reaches; undefined: it reaches to the end. */
  readonly end: string | undefined;
}

/** `after`: of products from before, those that are left. `isBounded`: more than the terms is asked for, so that what is found may be far apart. undefined: there is nothing to find. */
export async function stepOf(session: Session, terms: readonly string[], after: Sql, isBounded: boolean): Promise<Step | undefined> {
  const counts = await countTerms(session, terms);
  const rarest = counts.indexOf(Math.min(...counts));
  if (counts[rarest] === 0) return undefined;
  const others = terms.filter((_, at) => at !== rarest).map(hasTerm);
  if ((counts[rarest] ?? STEP) < STEP) {
    const named = sql`p.id in (select t.product from product_term t where ${begins(terms[rarest] as string)})`;
    return { met: [named, ...others, after], end: undefined };
  }
  if (terms.length === 0 && !isBounded) return { met: [after], end: undefined };
  const [last] = await run<{ sku_key: string }>(session, sql`select p.sku_key from product p where ${after} order by p.sku_key limit 1 offset ${STEP - 1}`);
  const bound = last === undefined ? [] : [sql`p.sku_key <= ${last.sku_key}`];
  return { met: [after, ...bound, ...terms.map(hasTerm)], end: last?.sku_key };
}

/** How often a word of each stands, counted up to a step's products. In order, so that an index is walked: PostgreSQL else looks for common words in the table. */
async function countTerms(session: Session, terms: readonly string[]): Promise<readonly number[]> {
  if (terms.length === 0) return [];
  const parts = terms.map(
    (term, at) =>
      sql`select ${sql.lit(at)} as at, (select count(*) from (select 1 from product_term t where ${begins(term)} order by t.term limit ${STEP}) as few) as n`,
  );
  const rows = await run<{ at: number; n: number }>(session, sql`${sql.join(parts, sql` union all `)}`);
  return terms.map((_, at) => Number(rows.find((row) => Number(row.at) === at)?.n ?? 0));
}

/** Behind every word that begins so, and before all others. */
const begins = (term: string): Sql => sql`t.term >= ${term} and t.term < ${`${term}\u{10FFFF}`}`;
const hasTerm = (term: string): Sql => sql`exists (select 1 from product_term t where t.product = p.id and ${begins(term)})`;

/** Runs a query that is built on the spot. */
export async function run<T>(session: Session, query: Sql): Promise<readonly T[]> {
  const { parameters, ...compiled } = query.compile(session.build);
  return session.run({ ...compiled, parameters }, parameters) as Promise<readonly T[]>;
}
