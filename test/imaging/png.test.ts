import { describe, expect, it } from 'vitest';
import { faultOf, inspect, made, unreadable } from './inspecting.js';
import { aChunk, anApng } from './pictures.js';

describe('PNG', () => {
  const png = made('png');
  const inFrontOf = (type: string, ...chunks: readonly Buffer[]): Buffer => {
    const at = png.indexOf(type) - 4;
    return Buffer.concat([png.subarray(0, at), ...chunks, png.subarray(at)]);
  };
  const header = (...fields: readonly number[]): Buffer => Buffer.concat([png.subarray(0, 8), aChunk('IHDR', Buffer.from(fields)), png.subarray(33)]);
  const palette = made('palette png');
  const paletteAt = palette.indexOf('PLTE') - 4;

  it('passes unknown chunks that may be left out', () => expect(inspect(inFrontOf('IDAT', aChunk('zzZz', Buffer.from('any')))).ok).toBe(true));
  it('is a still picture where the animation stands behind the data', () => expect(inspect(inFrontOf('IEND', aChunk('acTL', Buffer.alloc(8)))).ok).toBe(true));

  it.each([
    ['an unknown critical chunk', 'ZZZZ has no place', inFrontOf('IDAT', aChunk('ZZZZ', Buffer.alloc(0)))],
    ['a second header', 'IHDR has no place', inFrontOf('IDAT', aChunk('IHDR', Buffer.alloc(13)))],
    ['data in two runs', 'IDAT has no place', inFrontOf('IEND', aChunk('tIME', Buffer.alloc(7)), aChunk('IDAT', Buffer.alloc(1)))],
    ['no data', 'no picture data', Buffer.concat([png.subarray(0, 33), aChunk('IEND', Buffer.alloc(0))])],
    ['no header', 'no header', Buffer.concat([png.subarray(0, 8), png.subarray(33)])],
    ['a width of 0', 'without width', header(0, 0, 0, 0, 0, 0, 0, 1, 8, 2, 0, 0, 0)],
    ['a depth of 3', 'damaged header', header(0, 0, 0, 1, 0, 0, 0, 1, 3, 2, 0, 0, 0)],
    ['a colour type of 5', 'damaged header', header(0, 0, 0, 1, 0, 0, 0, 1, 8, 5, 0, 0, 0)],
    ['an interlacing of 2', 'damaged header', header(0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 2)],
    [
      'a palette picture without palette',
      'no palette',
      Buffer.concat([palette.subarray(0, paletteAt), palette.subarray(paletteAt + palette.readUInt32BE(paletteAt) + 12)]),
    ],
    ['an animation of no frames', 'without width', anApng(png, 0, 0)],
    ['an animation whose frames are missing', 'not the frames', anApng(png, 3, 2)],
    ['an animation with more frames than it claims', 'not the frames', anApng(png, 1, 2)],
    [
      'more chunks than any picture has',
      'too many chunks',
      inFrontOf('IDAT', Buffer.concat(Array.from({ length: 100_000 }, () => aChunk('teXt', Buffer.alloc(0))))),
    ],
  ])('refuses %s', (_, words, bytes) => expect(faultOf(bytes)).toEqual(unreadable(words)));
});
