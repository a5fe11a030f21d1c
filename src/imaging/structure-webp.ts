/** WebP: RIFF chunks, still or animated. Source: Google, WebP Container Specification; RFC 6386, section 9.1 (VP8). */

import { asksForTurn, turned } from './orientation.js';
import type { Measure, PictureSize } from './picture.js';
import { MAX_PARTS, type Reader } from './reader.js';
import { demand, unreadable } from './refusal.js';

interface Chunk {
  readonly type: string;
  readonly body: Reader;
}

const ANIMATED = 0x02;
const HAS_EXIF = 0x08;

/** As it is shown, after the turn that Exif asks for. Bytes behind the RIFF chunk are not looked at; inside it the chunks must fill it to the last byte. */
export function walkWebp(reader: Reader, measure: Measure): PictureSize {
  reader.skip(4);
  const riff = reader.take(reader.le(4));
  riff.skip(4);
  const chunks = readChunks(riff);
  const first = chunks.next().value ?? unreadable('WebP: empty');
  if (first.type !== 'VP8X') return walkSimple(first, chunks, measure);
  const flags = first.body.u8();
  first.body.skip(3);
  const canvas = measure({ widthPx: first.body.le(3) + 1, heightPx: first.body.le(3) + 1, frames: 1 });
  let turns: boolean | undefined;
  const watched = watch(chunks, (exif) => {
    turns ??= (flags & HAS_EXIF) !== 0 && asksForTurn(exif);
  });
  const size = (flags & ANIMATED) === 0 ? walkStill(canvas, watched) : walkAnimation(canvas, watched, measure);
  return turns === true ? turned(size) : size;
}

function* watch(chunks: Iterable<Chunk>, onExif: (exif: Reader) => void): Generator<Chunk, undefined> {
  for (const chunk of chunks) {
    if (chunk.type === 'EXIF') onExif(chunk.body);
    yield chunk;
  }
  return undefined;
}

function* readChunks(reader: Reader): Generator<Chunk, undefined> {
  for (let count = 0; reader.left > 0; count++) {
    demand(count < MAX_PARTS, 'WebP: too many chunks');
    const type = reader.tag();
    const length = reader.le(4);
    const body = reader.take(length);
    reader.skip(length % 2);
    yield { type, body };
  }
  return undefined;
}

function walkSimple(first: Chunk, rest: Iterable<Chunk>, measure: Measure): PictureSize {
  const size = measure(bitstreamSize(first) ?? unreadable('WebP: no picture data'));
  for (const { type } of rest) demand(type !== 'VP8 ' && type !== 'VP8L', 'WebP: two pictures in a still one');
  return size;
}

function walkStill(canvas: PictureSize, chunks: Iterable<Chunk>): PictureSize {
  demand(isSameSize(pictureIn(chunks), canvas), 'WebP: the picture is not as large as its header says');
  return canvas;
}

function walkAnimation(canvas: PictureSize, chunks: Iterable<Chunk>, measure: Measure): PictureSize {
  let frames = 0;
  for (const { type, body } of chunks) {
    if (type !== 'ANMF') continue;
    passFrame(body, canvas);
    frames++;
    measure({ ...canvas, frames });
  }
  return measure({ ...canvas, frames });
}

/** Place, size, duration and flags, then the frame's own chunks. */
function passFrame(body: Reader, canvas: PictureSize): void {
  const [left, top] = [2 * body.le(3), 2 * body.le(3)];
  const size = { widthPx: body.le(3) + 1, heightPx: body.le(3) + 1, frames: 1 };
  body.skip(4);
  demand(left + size.widthPx <= canvas.widthPx && top + size.heightPx <= canvas.heightPx, 'WebP: a frame reaches past the picture');
  demand(isSameSize(pictureIn(readChunks(body)), size), 'WebP: a frame is not as large as its header says');
}

/** The size of the one bitstream among the chunks; every chunk is passed. */
function pictureIn(chunks: Iterable<Chunk>): PictureSize {
  let found: PictureSize | undefined;
  for (const chunk of chunks) {
    const size = bitstreamSize(chunk);
    demand(size === undefined || found === undefined, 'WebP: two pictures in a still one');
    found ??= size;
  }
  return found ?? unreadable('WebP: no picture data');
}

/** Undefined: the chunk is no bitstream. */
function bitstreamSize({ type, body }: Chunk): PictureSize | undefined {
  if (type === 'VP8 ') return lossySize(body);
  return type === 'VP8L' ? losslessSize(body) : undefined;
}

/** A key frame that is shown, whose first partition fits, then the start code and twice 14 bits of size. */
function lossySize(body: Reader): PictureSize {
  const tag = body.le(3);
  const isKeyFrame = (tag & 1) === 0;
  demand(isKeyFrame && body.be(3) === 0x9d012a, 'WebP: damaged picture data');
  const size = { widthPx: body.le(2) & 0x3fff, heightPx: body.le(2) & 0x3fff, frames: 1 };
  demand(tag >> 5 <= body.left, 'WebP: picture data is missing');
  return size;
}

/** A signature byte, twice 14 bits of size less one, a bit for alpha, three of version. */
function losslessSize(body: Reader): PictureSize {
  demand(body.u8() === 0x2f, 'WebP: damaged picture data');
  const bits = body.le(4);
  demand(bits >>> 29 === 0 && body.left > 0, 'WebP: damaged picture data');
  return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1, frames: 1 };
}

const isSameSize = (a: PictureSize, b: PictureSize): boolean => a.widthPx === b.widthPx && a.heightPx === b.heightPx;
