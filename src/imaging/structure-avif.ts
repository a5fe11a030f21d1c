/** AVIF: boxes to the exact end, still or a sequence. Source: ISO/IEC 14496-12 (boxes), 23008-12 (items), AOMedia AVIF. */
import { readPrimarySize } from './avif-items.js';
import { findBoxes, readBoxes } from './boxes.js';
import type { Measure, PictureSize } from './picture.js';
import type { Reader } from './reader.js';
import { demand } from './refusal.js';

/** The size is the primary picture's; the frames are those of the longest track, 1 where there is none. */
export function walkAvif(reader: Reader, measure: Measure): PictureSize {
  let size: PictureSize | undefined;
  let frames = 1;
  for (const { type, body } of readBoxes(reader)) {
    if (type === 'meta') {
      demand(size === undefined, 'AVIF: two item lists');
      size = readPrimarySize(body, measure);
    }
    if (type === 'moov') frames = Math.max(frames, longestTrack(body, measure));
  }
  demand(size !== undefined, 'AVIF: no picture');
  return measure({ ...size, frames });
}

function longestTrack(moov: Reader, measure: Measure): number {
  let longest = 1;
  for (const table of findBoxes(moov, ['trak', 'mdia', 'minf', 'stbl'])) {
    let [frames, side] = [1, { widthPx: 1, heightPx: 1 }];
    for (const { type, body } of readBoxes(table)) {
      if (type === 'stsz') frames = Math.max(frames, countSamples(body));
      if (type === 'stsd') side = sampleSize(body);
    }
    measure({ ...side, frames });
    longest = Math.max(longest, frames);
  }
  return longest;
}

/** Version and flags, one size for all or 0, the count, then a size each. */
function countSamples(body: Reader): number {
  body.skip(4);
  const [sameSize, count] = [body.be(4), body.be(4)];
  demand(sameSize > 0 || body.left === 4 * count, 'AVIF: damaged frames');
  return count;
}

/** Of the largest sort of sample: version and flags, the count, then a box each with its size behind 24 bytes. */
function sampleSize(body: Reader): Pick<PictureSize, 'widthPx' | 'heightPx'> {
  body.skip(8);
  let [widthPx, heightPx] = [1, 1];
  for (const { type, body: sample } of readBoxes(body)) {
    if (type !== 'av01') continue;
    sample.skip(24);
    widthPx = Math.max(widthPx, sample.be(2));
    heightPx = Math.max(heightPx, sample.be(2));
  }
  return { widthPx, heightPx };
}
