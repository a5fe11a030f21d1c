/** PNG and APNG: chunks with their checksums from IHDR to IEND. Source: W3C, PNG (third edition), sections 5 and 11. */
import { crc32 } from 'node:zlib';
import { asksForTurn, turned } from './orientation.js';
import type { Measure, PictureSize } from './picture.js';
import { MAX_PARTS, type Reader } from './reader.js';
import { demand } from './refusal.js';

interface Chunk {
  readonly type: string;
  readonly body: Reader;
}

/** Bits a sample, by colour type. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const PALETTE = 3;
const CRITICAL: readonly string[] = ['IHDR', 'PLTE', 'IDAT', 'IEND'];

/** As it is shown, after the turn that Exif asks for. An animation counts its frames where acTL stands before the picture, as the format asks; elsewhere the picture is a still one. */
export function walkPng(reader: Reader, measure: Measure): PictureSize {
  reader.skip(8);
  const chunks = readChunks(reader);
  const header = readHeader(chunks.next().value);
  measure(header.size);
  let claimed: number | undefined;
  let turns: boolean | undefined;
  const seen = new Map<string, number>();
  let last = 'IHDR';
  for (const { type, body } of chunks) {
    demand(isInPlace(type, last, seen), `PNG: ${type} has no place here`);
    if (type === 'acTL' && !seen.has('IDAT')) claimed = measure({ ...header.size, frames: body.be(4) }).frames;
    if (type === 'eXIf') turns ??= asksForTurn(body);
    seen.set(type, (seen.get(type) ?? 0) + 1);
    last = type;
  }
  demand(seen.has('IDAT'), 'PNG: no picture data');
  demand(header.colour !== PALETTE || seen.has('PLTE'), 'PNG: no palette');
  demand(claimed === undefined || claimed === seen.get('fcTL'), 'PNG: not the frames that it claims');
  const size = { ...header.size, frames: claimed ?? 1 };
  return turns === true ? turned(size) : size;
}

/** The chunks up to IEND, each held to its checksum. Ends only at IEND or in a refusal. */
function* readChunks(reader: Reader): Generator<Chunk, undefined> {
  for (let count = 0; ; count++) {
    demand(count < MAX_PARTS, 'PNG: too many chunks');
    const chunk = readChunk(reader);
    if (chunk.type === 'IEND') return undefined;
    yield chunk;
  }
}

function readChunk(reader: Reader): Chunk {
  const length = reader.be(4);
  const start = reader.at;
  const type = reader.tag();
  demand(/^[A-Za-z]{4}$/.test(type), 'PNG: a damaged chunk');
  const body = reader.take(length);
  demand(crc32(reader.bytes.subarray(start, body.end)) === reader.be(4), `PNG: ${type} fails its checksum`);
  return { type, body };
}

function readHeader(chunk: Chunk | undefined): { size: PictureSize; colour: number } {
  demand(chunk !== undefined && chunk.type === 'IHDR' && chunk.body.left === 13, 'PNG: no header');
  const { body } = chunk;
  const size = { widthPx: body.be(4), heightPx: body.be(4), frames: 1 };
  const [depth, colour, compression, filter, interlace] = [body.u8(), body.u8(), body.u8(), body.u8(), body.u8()];
  demand(DEPTHS[colour]?.includes(depth) === true && compression === 0 && filter === 0 && interlace <= 1, 'PNG: a damaged header');
  return { size, colour };
}

/** A critical chunk (first letter upper case) is a known one; header, palette and acTL come once, picture data in one run. */
function isInPlace(type: string, last: string, seen: ReadonlyMap<string, number>): boolean {
  if (type === 'IDAT') return last === 'IDAT' || !seen.has('IDAT');
  if (type === 'PLTE') return !seen.has('PLTE') && !seen.has('IDAT');
  if (type === 'acTL') return !seen.has('acTL');
  return type.charAt(0) >= 'a' && !CRITICAL.includes(type);
}
