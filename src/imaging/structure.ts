/** The intake check: is this a whole picture of a type that is taken, within the limits? Nothing is decoded. */

import type { ImageFacts } from '../app/ports.js';
import { ok, type Result, refuse } from '../core/fault.js';
import type { Limits } from '../core/limits.js';
import type { ImageType } from '../core/naming.js';
import { findAmbiguity } from './ambiguity.js';
import type { Measure, PictureSize } from './picture.js';
import { Reader } from './reader.js';
import { demand, Refusal } from './refusal.js';
import { sniffForeignType, sniffType } from './sniff.js';
import { walkAvif } from './structure-avif.js';
import { walkGif } from './structure-gif.js';
import { walkJpeg } from './structure-jpeg.js';
import { walkPng } from './structure-png.js';
import { walkWebp } from './structure-webp.js';

/** Walks a format's structure to its end marker; throws a `Refusal`. */
type Walk = (reader: Reader, measure: Measure) => PictureSize;

const WALKS: Readonly<Record<ImageType, Walk>> = {
  'image/jpeg': walkJpeg,
  'image/png': walkPng,
  'image/gif': walkGif,
  'image/webp': walkWebp,
  'image/avif': walkAvif,
};

/**
 * The facts of a picture that is whole: right type, size within the limits, structure intact to its end marker.
 * What only decoding finds (damaged picture data without a checksum) passes. Bytes behind the end marker are allowed.
 * Faults: `limit-passed` for bytes or pixels (width × height × frames), `image-type-refused` for BMP and TIFF,
 * `image-ambiguous` for what is a page, a program or an archive, too, else `image-unreadable`.
 */
export function inspectImage(bytes: Uint8Array, limits: Limits): Result<ImageFacts> {
  if (bytes.length > limits.imageBytes) return refuse({ code: 'limit-passed', what: 'bytes', limit: limits.imageBytes, unit: 'bytes', found: bytes.length });
  const type = sniffType(bytes);
  if (type === undefined) return refuseForeign(bytes);
  try {
    const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    const facts = { type, ...WALKS[type](reader, (size) => measured(size, limits)) };
    const found = findAmbiguity(reader.bytes, reader.at);
    return found === undefined ? ok(facts) : refuse({ code: 'image-ambiguous', found });
  } catch (refusal) {
    if (refusal instanceof Refusal) return refuse(refusal.fault);
    throw refusal;
  }
}

function refuseForeign(bytes: Uint8Array): Result<never> {
  const found = sniffForeignType(bytes);
  return found === undefined
    ? refuse({ code: 'image-unreadable', reason: 'neither JPEG, PNG, GIF, WebP nor AVIF' })
    : refuse({ code: 'image-type-refused', found });
}

function measured(size: PictureSize, { imagePixels }: Limits): PictureSize {
  const pixels = size.widthPx * size.heightPx * size.frames;
  demand(pixels > 0, 'a picture without width, height or frames');
  if (pixels > imagePixels) throw new Refusal({ code: 'limit-passed', what: 'pixels', limit: imagePixels, unit: 'pixels', found: pixels });
  return size;
}
