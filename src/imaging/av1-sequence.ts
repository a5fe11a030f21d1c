/** How large the pictures of an AV1 stream may be, by its own word. Source: AOMedia, AV1 bitstream, sections 4.10, 5.3 and 5.5. */
import type { PictureSize } from './picture.js';
import { MAX_PARTS, type Reader } from './reader.js';
import { demand } from './refusal.js';

const SEQUENCE_HEADER = 1;

/** Of the first sequence header; undefined where there is none, so that nothing can be decoded. */
export function readSequenceSize(stream: Reader): PictureSize | undefined {
  for (let count = 0; stream.left > 0; count++) {
    demand(count < MAX_PARTS, 'AVIF: too many parts');
    const header = stream.u8();
    if ((header & 0x04) !== 0) stream.skip(1);
    const length = (header & 0x02) === 0 ? stream.left : readLength(stream);
    // The rest may stand elsewhere in the file.
    const body = stream.take(Math.min(length, stream.left));
    if (((header >> 3) & 15) === SEQUENCE_HEADER) return readHeader(new Bits(body));
  }
  return undefined;
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function readLength(reader: Reader): number {
  let length = 0;
  for (let shift = 0; shift < 8; shift++) {
    const byte = reader.u8();
    length += (byte & 0x7f) * 2 ** (7 * shift);
    if (byte < 0x80) break;
  }
  return length;
}

function readHeader(bits: Bits): PictureSize {
  bits.skip(4);
  if (bits.flag()) bits.skip(5);
  else passOperatingPoints(bits);
  const [widthBits, heightBits] = [bits.number(4) + 1, bits.number(4) + 1];
  return { widthPx: bits.number(widthBits) + 1, heightPx: bits.number(heightBits) + 1, frames: 1 };
}

/** Everything between the profile and the size: timing, then for each way to play the stream its level and its buffers. */
function passOperatingPoints(bits: Bits): void {
  const delayBits = bits.flag() ? passTiming(bits) : undefined;
  const hasDisplayDelay = bits.flag();
  for (let left = bits.number(5) + 1; left > 0; left--) {
    bits.skip(12);
    if (bits.number(5) > 7) bits.skip(1);
    if (delayBits !== undefined && bits.flag()) bits.skip(2 * delayBits + 1);
    if (hasDisplayDelay && bits.flag()) bits.skip(4);
  }
}

/** How wide a buffer's delay is written; undefined where the decoder's model is left out. */
function passTiming(bits: Bits): number | undefined {
  bits.skip(64);
  if (bits.flag()) passUnary(bits);
  if (!bits.flag()) return undefined;
  const delayBits = bits.number(5) + 1;
  bits.skip(32 + 10);
  return delayBits;
}

/** As many bits as there were zeros before the first one. */
function passUnary(bits: Bits): void {
  let zeros = 0;
  while (zeros < 32 && !bits.flag()) zeros++;
  if (zeros < 32) bits.skip(zeros);
}

/** Bits, the highest of a byte first. */
class Bits {
  #byte = 0;
  #left = 0;

  constructor(private readonly reader: Reader) {}

  flag(): boolean {
    if (this.#left === 0) {
      this.#byte = this.reader.u8();
      this.#left = 8;
    }
    return ((this.#byte >> --this.#left) & 1) === 1;
  }

  number(width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 2 + (this.flag() ? 1 : 0);
    return value;
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.flag();
  }
}
