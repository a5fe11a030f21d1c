/** Where a list goes on, as text that means nothing to who carries it. */
import Type from 'typebox';
import { invalidRequest } from './faults.js';
import type { Answer } from './route.js';

/** The `cursor` of a list's query. */
export const CursorText = Type.String({ minLength: 1, maxLength: 2000, description: 'As `next` of the page before; absent: from the first on.' });
/** The `limit` of a list's query, in rows. */
export const limitOf = (absent: number, maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: `How many a page holds at most; absent: ${absent}.` }));
/** The `next` of a list's answer; null: there is nothing behind. */
export const NextOut = Type.Union([
  Type.String({ description: 'The `cursor` of the page behind. As long as there is one there may be more, even where a page holds nothing.' }),
  Type.Null(),
]);

type Part = string | number;
type Kind = 'text' | 'number';
type PartsOf<Kinds extends readonly Kind[]> = { [At in keyof Kinds]: Kinds[At] extends 'text' ? string : number };
/** What {@link placeIn} reads back. */
export const cursorOut = (...parts: readonly Part[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The parts again; undefined: it is none of ours. Only their kinds are certain: text, or a whole number from 0 on. */
function cursorIn<const Kinds extends readonly Kind[]>(cursor: string, kinds: Kinds): PartsOf<Kinds> | undefined {
  const parts = partsIn(cursor);
  const fits = Array.isArray(parts) && parts.length === kinds.length && kinds.every((kind, at) => isOf(kind, parts[at]));
  return fits ? (parts as never) : undefined;
}

/** Where a list is to go on, `place` undefined: from the first on; or what is wrong with the query. */
export function placeIn<const Kinds extends readonly Kind[]>(
  { cursor }: { readonly cursor?: string },
  kinds: Kinds,
): { readonly place: PartsOf<Kinds> | undefined } | { readonly answer: Answer } {
  const place = cursor === undefined ? undefined : cursorIn(cursor, kinds);
  if (cursor !== undefined && place === undefined) return { answer: invalidRequest([{ place: 'query/cursor', message: 'is no `next` of this list' }]) };
  return { place };
}

/** Of `rows` one more was read than a page holds: it tells whether there are any behind. `partsOf`: where to go on after a row. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  partsOf: (last: Row) => readonly Part[],
): { readonly page: readonly Row[]; readonly next: string | null } {
  const last = rows[limit - 1];
  return { page: rows.slice(0, limit), next: rows.length > limit && last !== undefined ? cursorOut(...partsOf(last)) : null };
}

const isOf = (kind: Kind, part: unknown): boolean =>
  kind === 'text' ? typeof part === 'string' && !part.includes('\0') && part.isWellFormed() : Number.isSafeInteger(part) && (part as number) >= 0;

function partsIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
