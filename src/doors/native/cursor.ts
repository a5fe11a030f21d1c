/** Where a list goes on, as text that means nothing to who carries it. */
import Type from 'typebox';

export const CursorText = Type.String({ minLength: 1, maxLength: 2000, description: 'As `next` of the page before; absent: from the first on.' });
export const limitOf = (absent: number, maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: `How many a page holds at most; absent: ${absent}.` }));
export const NextOut = Type.Union([
  Type.String({ description: 'The `cursor` of the page behind. As long as there is one there may be more, even where a page holds nothing.' }),
  Type.Null(),
]);

type Part = string | number;
export const cursorOut = (...parts: readonly Part[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The parts again; undefined: it is none of ours. Only their kinds are certain: text, or a whole number from 0 on. */
export function cursorIn<const Kinds extends readonly ('text' | 'number')[]>(
  cursor: string,
  kinds: Kinds,
): { [At in keyof Kinds]: Kinds[At] extends 'text' ? string : number } | undefined {
  const parts = partsIn(cursor);
  const fits = Array.isArray(parts) && parts.length === kinds.length && kinds.every((kind, at) => isOf(kind, parts[at]));
  return fits ? (parts as never) : undefined;
}

const isOf = (kind: 'text' | 'number', part: unknown): boolean =>
  kind === 'text' ? typeof part === 'string' && !part.includes('\0') && part.isWellFormed() : Number.isSafeInteger(part) && (part as number) >= 0;

function partsIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
