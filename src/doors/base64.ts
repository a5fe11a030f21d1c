/**
 * Strict base64, straight from the bytes of a request. The platform's decoder is ten times as quick as ours, but wants a
 * text, of which one of megabytes keeps the garbage collector at work, and passes over what is no base64: so it is given
 * a piece at a time, and where a piece comes out too short ours looks again.
 */

import { Buffer } from 'node:buffer';

const OTHER = -1;
const BLANK = -2;

/** Value of each byte; line breaks and blanks are passed over, all else is no base64. */
const VALUES = new Int8Array(256).fill(OTHER);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) VALUES[char.charCodeAt(0)] = value;
for (const blank of ' \t\r\n') VALUES[blank.charCodeAt(0)] = BLANK;

const PAD = '='.charCodeAt(0);
/** Of the other alphabet, which the platform takes, too. */
const [MINUS, UNDERSCORE] = ['-'.charCodeAt(0), '_'.charCodeAt(0)];
/** Whole groups of four letters. */
const PIECE_BYTES = 8192;

/** The bytes behind the text; undefined where it is no base64. Padding may be missing; it must not stand before data. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.allocUnsafe(Math.floor((text.length * 3) / 4));
  let end = text.length;
  while (end > 0 && (text[end - 1] === PAD || VALUES[text[end - 1] as number] === BLANK)) end--;
  if (decodePieces(text, end, bytes)) return bytes.subarray(0, Math.floor((end * 3) / 4));
  let [at, length] = [0, 0];
  while (at < end) {
    const whole = decodeWhole(text, at, end, bytes, length);
    length += ((whole - at) / 4) * 3;
    at = whole;
    // What is no four letters in a row: a blank among them, the end, or no base64.
    const letters: number[] = [];
    while (at < end && letters.length < 4) {
      const value = VALUES[text[at++] as number] as number;
      if (value === OTHER) return undefined;
      if (value !== BLANK) letters.push(value);
    }
    // One letter that is left over is half a byte of nothing.
    if (letters.length === 1) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = letters;
    const three = [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d];
    for (const byte of three.slice(0, Math.max(0, letters.length - 1))) bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Whether it was letters all through, and nothing else. */
function decodePieces(text: Uint8Array, end: number, bytes: Buffer): boolean {
  const letters = Buffer.from(text.buffer, text.byteOffset, end);
  if (end % 4 === 1 || letters.includes(MINUS) || letters.includes(UNDERSCORE)) return false;
  for (let at = 0; at < end; at += PIECE_BYTES) {
    const piece = letters.toString('latin1', at, Math.min(at + PIECE_BYTES, end));
    if (bytes.write(piece, (at * 3) / 4, 'base64') !== Math.floor((piece.length * 3) / 4)) return false;
  }
  return true;
}

/** Decodes groups of four letters from `at` on, up to the first that is none; where that is. */
function decodeWhole(text: Uint8Array, from: number, end: number, bytes: Uint8Array, to: number): number {
  let [at, length] = [from, to];
  for (; at + 4 <= end; at += 4) {
    const a = VALUES[text[at] as number] as number;
    const b = VALUES[text[at + 1] as number] as number;
    const c = VALUES[text[at + 2] as number] as number;
    const d = VALUES[text[at + 3] as number] as number;
    if ((a | b | c | d) < 0) break;
    bytes[length++] = (a << 2) | (b >> 4);
    bytes[length++] = (b << 4) | (c >> 2);
    bytes[length++] = (c << 6) | d;
  }
  return at;
}
