/** How a picture is to be turned before it is shown, as its metadata says. Source: CIPA DC-008 (Exif), 4.6.4; TIFF 6.0, section 2. */
import type { PictureSize } from './picture.js';
import type { Reader } from './reader.js';

const EXIF_HEAD = 'Exif\0\0';
const ORIENTATION = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** With width and height changed places. */
export const turned = ({ widthPx, heightPx, frames }: PictureSize): PictureSize => ({ widthPx: heightPx, heightPx: widthPx, frames });

/** Whether a stretch of bytes is Exif metadata with its head. */
export const isExif = ({ bytes, at, end }: Reader): boolean =>
  end - at >= EXIF_HEAD.length && bytes.toString('latin1', at, at + EXIF_HEAD.length) === EXIF_HEAD;

/**
 * Whether Exif metadata, with its head or without, asks for a quarter turn (orientations 5 to 8). What cannot be read asks
 * for nothing: such metadata is common, and no reason to refuse a picture.
 */
export function asksForTurn(body: Reader): boolean {
  const exif = body.bytes.subarray(body.at + (isExif(body) ? EXIF_HEAD.length : 0), body.end);
  const order = exif.toString('latin1', 0, 2);
  if (exif.length < 8 || (order !== 'II' && order !== 'MM')) return false;
  const number = (at: number, width: 2 | 4): number => (order === 'II' ? exif.readUIntLE(at, width) : exif.readUIntBE(at, width));
  const list = number(4, 4);
  if (number(2, 2) !== 42 || list + 2 > exif.length) return false;
  const first = list + 2;
  // A list that claims more than there is, is read as far as it goes.
  const count = Math.min(number(list, 2), Math.floor((exif.length - first) / ENTRY_BYTES));
  for (let at = first; at < first + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    if (number(at, 2) !== ORIENTATION || number(at + 2, 2) !== SHORT) continue;
    const value = number(at + 8, 2);
    return value >= 5 && value <= 8;
  }
  return false;
}
