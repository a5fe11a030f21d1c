/** JPEG: segments and scans from SOI to EOI. Source: ITU-T T.81, annex B. */

import { asksForTurn, isExif, turned } from './orientation.js';
import type { Measure, PictureSize } from './picture.js';
import type { Reader } from './reader.js';
import { demand } from './refusal.js';

const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
/** Baseline, extended and progressive, Huffman or arithmetic. Lossless and hierarchical ones are refused: nothing that shows pictures reads them. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2, 0xc9, 0xca];
/** Of the numbers C0 to CF those that begin no frame: DHT, JPG, DAC. */
const NO_FRAMES: readonly number[] = [0xc4, 0xc8, 0xcc];

/** As it is shown, after the turn that Exif asks for. A second picture behind EOI (gain map, preview) is not looked at. */
export function walkJpeg(reader: Reader, measure: Measure): PictureSize {
  reader.skip(2);
  let size: PictureSize | undefined;
  let turns: boolean | undefined;
  let scans = 0;
  for (let marker = nextMarker(reader); marker !== EOI; marker = nextMarker(reader)) {
    const body = nextSegment(reader, marker);
    if (marker === APP1 && isExif(body)) turns ??= asksForTurn(body);
    else if (isFrame(marker)) {
      demand(size === undefined, 'JPEG: two frame headers');
      size = measure(readFrame(body, marker));
    } else if (marker === SOS) {
      demand(size !== undefined, 'JPEG: a scan before the frame header');
      passScan(reader, body);
      scans++;
    }
  }
  demand(size !== undefined && scans > 0, 'JPEG: no picture before the end marker');
  return turns === true ? turned(size) : size;
}

/** FF, any number of fill bytes (FF again), then the marker. */
function nextMarker(reader: Reader): number {
  demand(reader.u8() === 0xff, 'JPEG: no marker where one must be');
  let marker = reader.u8();
  while (marker === 0xff) marker = reader.u8();
  return marker;
}

/** Behind a marker that has a length. Reserved numbers, restarts and a second SOI stand in no whole picture here. */
function nextSegment(reader: Reader, marker: number): Reader {
  demand(marker >= 0xc0 && (marker < 0xd0 || marker > EOI), 'JPEG: a marker that has no place here');
  return reader.take(reader.be(2) - 2);
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker);

function readFrame(body: Reader, marker: number): PictureSize {
  demand(FRAMES.includes(marker), 'JPEG: a coding that is not supported');
  demand(body.u8() === 8, 'JPEG: more than 8 bits a sample');
  const [heightPx, widthPx, components] = [body.be(2), body.be(2), body.u8()];
  demand(components >= 1 && components <= 4 && body.left === 3 * components, 'JPEG: a damaged frame header');
  return { widthPx, heightPx, frames: 1 };
}

function passScan(reader: Reader, header: Reader): void {
  const components = header.u8();
  demand(components >= 1 && components <= 4 && header.left === 2 * components + 3, 'JPEG: a damaged scan header');
  const start = reader.at;
  reader.skip(findMarker(reader) - start);
  demand(reader.at > start, 'JPEG: a scan without data');
}

/** Where the coded data ends: the next FF that is neither stuffed (FF 00) nor a restart (FF D0 to D7). */
function findMarker({ bytes, at, end }: Reader): number {
  for (let i = bytes.indexOf(0xff, at); i >= 0 && i + 1 < end; i = bytes.indexOf(0xff, i + 2)) {
    const next = bytes[i + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return i;
  }
  return end;
}
