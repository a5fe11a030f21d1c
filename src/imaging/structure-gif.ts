/** GIF: blocks from the header to the trailer, frames counted. Source: CompuServe, GIF89a specification. */

import type { Measure, PictureSize } from './picture.js';
import type { Reader } from './reader.js';
import { demand, unreadable } from './refusal.js';

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;

/** The size is the logical screen's, grown by a frame that reaches past it, as decoders grow it. */
export function walkGif(reader: Reader, measure: Measure): PictureSize {
  reader.skip(6);
  let size: PictureSize = { widthPx: reader.le(2), heightPx: reader.le(2), frames: 0 };
  measure({ ...size, frames: 1 });
  passColours(reader, 2);
  for (let block = reader.u8(); block !== TRAILER; block = reader.u8()) {
    if (block === IMAGE) size = measure(passImage(reader, size));
    else if (block === EXTENSION) passExtension(reader);
    else unreadable('GIF: a damaged block');
  }
  return measure(size);
}

/** A byte of flags, `more` bytes behind it, then the colour table if the flags say so. */
function passColours(reader: Reader, more: number): void {
  const flags = reader.u8();
  reader.skip(more);
  if ((flags & 0x80) !== 0) reader.skip(3 * 2 ** ((flags & 7) + 1));
}

function passImage(reader: Reader, size: PictureSize): PictureSize {
  const [left, top, width, height] = [reader.le(2), reader.le(2), reader.le(2), reader.le(2)];
  passColours(reader, 0);
  const codeBits = reader.u8();
  demand(codeBits >= 1 && codeBits <= 11 && passSubBlocks(reader) > 0, 'GIF: a damaged frame');
  return { widthPx: Math.max(size.widthPx, left + width), heightPx: Math.max(size.heightPx, top + height), frames: size.frames + 1 };
}

function passExtension(reader: Reader): void {
  reader.skip(1);
  passSubBlocks(reader);
}

/** Stretches of up to 255 bytes behind their length; an empty one ends them. The bytes passed over. */
function passSubBlocks(reader: Reader): number {
  const start = reader.at;
  for (let length = reader.u8(); length > 0; length = reader.u8()) reader.skip(length);
  return reader.at - start - 1;
}
