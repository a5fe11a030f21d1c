/** By what a source tells, at little cost, that it was written after it was read: small tables whole, large ones by what each of their writes leaves elsewhere. */
import { type RawBuilder, sql } from 'kysely';
import { digestIn, nextPart, type PartDigest } from './move-pages.js';
import type { AnyDatabase, TableShape } from './tables.js';

/** Changed by whoever only reads, and by time: what is lost of them nobody misses. A run that goes on takes them anew. */
export const PASSING = ['token', 'sign_in_attempt', 'nonce', 'idempotency', 'rate'];
/** Written with a line in `change`, or with nothing that would be missed: ages, quotas, what was waited for long enough. */
const WITH_CHANGES = ['sku', 'product', 'product_term', 'product_value', 'entry', 'entry_value', 'role', 'file', 'blob', 'attribute', 'trash', 'trash_blob'];
/** `operation`, `payload`: they come with a row in `bulk`, and are performed with a line in `change`. `counter`: it counts rows of others, and tokens. */
const WITH_OTHERS = ['operation', 'payload', 'counter', 'charge', 'charged'];

/** Numbers and times are given out before the commit, and clocks differ: so far back a new row may stand. */
const [LATE_CURSORS, LATE_MS] = [10_000, 60 * 60_000];

/** From where on rows are counted. */
export interface SignsFrom {
  readonly cursor: number;
  readonly startedAt: number;
}
/** A table, and a text that is another one once it was written. */
export type Signs = ReadonlyMap<string, string>;

export async function signsFrom(db: AnyDatabase): Promise<SignsFrom> {
  return { cursor: (await oneOf(db, sql`select max(cursor) as n from change`)) - LATE_CURSORS, startedAt: Date.now() - LATE_MS };
}

/** Old rows of `bulk` go by themselves, so that new ones are counted. A token that time alone ends is no news, one that somebody ends raises `access`. */
export async function signsOf(db: AnyDatabase, tables: readonly TableShape[], { cursor, startedAt }: SignsFrom): Promise<Signs> {
  const signs = new Map([
    ['change', String(await oneOf(db, sql`select count(*) as n from change where cursor > ${cursor}`))],
    ['bulk', String(await oneOf(db, sql`select count(*) as n from bulk where started_at > ${startedAt}`))],
    ['token', String(await oneOf(db, sql`select value as n from counter where name = 'access'`))],
  ]);
  const known = [...signs.keys(), ...PASSING, ...WITH_CHANGES, ...WITH_OTHERS];
  for (const table of tables) if (!known.includes(table.name)) signs.set(table.name, await wholeOf(db, table));
  return signs;
}

const oneOf = async (db: AnyDatabase, query: RawBuilder<unknown>): Promise<number> =>
  Number((await (query as RawBuilder<{ n: number | null }>).execute(db)).rows[0]?.n ?? 0);

async function wholeOf(db: AnyDatabase, table: TableShape): Promise<string> {
  const found: PartDigest[] = [];
  for (let part = await nextPart(db, table, undefined, undefined); part !== undefined; part = await nextPart(db, table, part.upTo, undefined))
    found.push(await digestIn(db, table, part));
  return JSON.stringify(found);
}
