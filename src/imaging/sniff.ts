/** What kind of picture some bytes are, from their first few; names and claims play no part. */
import type { ImageType } from '../core/naming.js';

/** A type's opening as latin1 text, and where it stands; all parts of a row must match. */
const OPENINGS: readonly (readonly [ImageType, Readonly<Record<number, string>>])[] = [
  ['image/jpeg', { 0: '\xff\xd8\xff' }],
  ['image/png', { 0: '\x89PNG\r\n\x1a\n' }],
  ['image/gif', { 0: 'GIF87a' }],
  ['image/gif', { 0: 'GIF89a' }],
  ['image/webp', { 0: 'RIFF', 8: 'WEBP' }],
];
/** Brands of the picture container that AVIF shares with HEIC; `mif1` says only that, the items then say which. */
const AVIF_BRANDS: readonly string[] = ['avif', 'avis', 'mif1'];
const HEIC_BRANDS: readonly string[] = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis'];
/** Bytes that are looked at: an `ftyp` box with more brands than fit here is nobody's. */
export const HEAD_BYTES = 256;

/** The type of a picture's bytes; undefined for everything that is not taken, such as SVG, TIFF, HEIC or text. Says nothing about wholeness. */
export function sniffType(bytes: Uint8Array): ImageType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1');
  const known = OPENINGS.find(([, parts]) => Object.entries(parts).every(([at, text]) => head.startsWith(text, Number(at))));
  return known?.[0] ?? (isAvif(head) ? 'image/avif' : undefined);
}

/** Pictures all right, but of a type that is never taken: the sender is told so, not that the bytes are broken. */
export function sniffForeignType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4)).toString('latin1');
  if (head.startsWith('BM')) return 'image/bmp';
  return head === 'II*\0' || head === 'MM\0*' ? 'image/tiff' : undefined;
}

function isAvif(head: string): boolean {
  if (!head.startsWith('ftyp', 4)) return false;
  const brands = head.slice(8, boxEnd(head)).match(/.{4}/gs) ?? [];
  return brands.some((b) => AVIF_BRANDS.includes(b)) && (brands[0]?.startsWith('avi') === true || !brands.some((b) => HEIC_BRANDS.includes(b)));
}

/** Where the box ends that the bytes begin with: its first four bytes, big-endian. */
function boxEnd(head: string): number {
  return [0, 1, 2, 3].reduce((size, i) => size * 256 + head.charCodeAt(i), 0);
}
