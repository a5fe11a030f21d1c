/**
 * Pictures are taken out of a body before it is parsed: as text they would be copied twice more, and each of them is a
 * hundred times the rest. A mark that nobody outside can guess stands in their place.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

/** Shorter ones stay where they are. */
const CUT_FROM_BYTES = 4096;
const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const secret = randomBytes(12).toString('hex');

export interface CutBody {
  /** The body with marks. */
  readonly rest: Buffer;
  /** What was cut out, by its mark. */
  readonly cuts: ReadonlyMap<string, Uint8Array>;
}

/** Where a text starts and ends in a body. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** `find` tells where pictures stand, in order; what is short stays where it is. */
export function cutPictures(body: Buffer, find: (body: Buffer) => readonly Place[]): CutBody {
  const cuts = new Map<string, Uint8Array>();
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (const { start, end } of find(body)) {
    if (end - start < CUT_FROM_BYTES) continue;
    const mark = `${secret}${cuts.size}`;
    cuts.set(mark, body.subarray(start, end));
    parts.push(body.subarray(kept, start), Buffer.from(mark));
    kept = end;
  }
  return { rest: cuts.size === 0 ? body : Buffer.concat([...parts, body.subarray(kept)]), cuts };
}

/** In JSON: texts behind one of the keys (with their quotes), in order. What is escaped, or no text, is left to the parser. */
export function findTexts(body: Buffer, keys: readonly string[]): Place[] {
  const found = keys.flatMap((key) => placesOf(body, key)).sort((a, b) => a - b);
  return found.flatMap((colon) => {
    const start = textAt(body, colon);
    const end = start === undefined ? -1 : body.indexOf(QUOTE, start);
    if (start === undefined || end < 0 || body.subarray(start, end).includes(BACKSLASH)) return [];
    return [{ start, end }];
  });
}

/** Where each key ends that is a key: a quote behind a backslash belongs to a text. */
function placesOf(body: Buffer, key: string): number[] {
  const places: number[] = [];
  for (let at = body.indexOf(key); at >= 0; at = body.indexOf(key, at + key.length)) if (body[at - 1] !== BACKSLASH) places.push(at + key.length);
  return places;
}

/** The first byte of the text behind a key; undefined where no text follows. */
function textAt(body: Buffer, from: number): number | undefined {
  const colon = skipBlanks(body, from);
  if (body[colon] !== COLON) return undefined;
  const quote = skipBlanks(body, colon + 1);
  return body[quote] === QUOTE ? quote + 1 : undefined;
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  while (BLANKS.has(body[at] as number)) at++;
  return at;
}
