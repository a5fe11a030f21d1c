import { describe, expect, it } from 'vitest';
import { readSequenceSize } from '../../src/imaging/av1-sequence.js';
import { Reader } from '../../src/imaging/reader.js';
import { faultOf, inspect as inspectBytes, unreadable } from './inspecting.js';
import { aBox, aStill, numbers, SIZE } from './pictures.js';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const FTYP = aBox('ftyp', text('avif'), numbers([4, 0]), text('avifmif1miaf'));
const DATA = aBox('mdat', Buffer.alloc(16, 1));
const HDLR = aBox('hdlr', Buffer.alloc(4), Buffer.alloc(4), text('pict'), Buffer.alloc(13));
const PITM = aBox('pitm', numbers([4, 0], [2, 1]));
const item = (id: number, type: string): Buffer => aBox('infe', numbers([4, 0x02000000], [2, id], [2, 0]), text(`${type}\0`));
const IINF = aBox('iinf', numbers([4, 0], [2, 1]), item(1, 'av01'));
const size = (widthPx: number, heightPx: number): Buffer => aBox('ispe', numbers([4, 0], [4, widthPx], [4, heightPx]));
const iprp = (width: number, height: number): Buffer =>
  aBox('iprp', aBox('ipco', size(1, 1), size(width, height)), aBox('ipma', numbers([4, 0], [4, 1], [2, 1], [1, 1], [1, 0x82])));

/** AV1 items from 1 on, each as wide and high as its number, all in the same bytes. */
function items(...sides: readonly number[]): readonly Buffer[] {
  const ids = sides.map((_, at) => at + 1);
  const list = aBox('iinf', numbers([4, 0], [2, ids.length]), ...ids.map((id) => item(id, 'av01')));
  const places = aBox('iloc', numbers([4, 0], [2, 0x4400], [2, ids.length]), ...ids.map((id) => numbers([2, id], [2, 0], [2, 1], [4, 8], [4, 4])));
  const sizes = aBox('ipma', numbers([4, 1], [4, ids.length]), ...ids.map((id) => numbers([2, id], [1, 1], [2, 0x8000 + id])));
  return [list, places, aBox('iprp', aBox('ipco', ...sides.map((side) => size(side, side))), sizes)];
}
const tiles = (count: number): readonly Buffer[] => items(...Array.from({ length: count }, () => 1000));

/** A temporal delimiter, then the sequence header of a still picture: profile, still, reduced, level, then the widths of the sizes and the sizes. */
function sequenceHeader(width: number, height: number): Buffer {
  const bits = ['000', '1', '1', '00000', '1111', '1111', (width - 1).toString(2).padStart(16, '0'), (height - 1).toString(2).padStart(16, '0'), '000000'].join(
    '',
  );
  const body = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  return Buffer.concat([Buffer.from([0x12, 0, 0x0a, body.length]), body]);
}

/** Extents in the file, counted from its start. */
const located = (offset: number, length: number): Buffer =>
  aBox('iloc', numbers([4, 0], [2, 0x4400], [2, 1], [2, 1], [2, 0], [2, 1], [4, offset], [4, length]));
const meta = (...parts: readonly Buffer[]): Buffer => aBox('meta', numbers([4, 0]), ...parts);
const inspect = (...boxes: readonly Buffer[]) => inspectBytes(Buffer.concat(boxes));
const samples = (count: number, side = 1): Buffer => {
  const kind = aBox('stsd', numbers([4, 0], [4, 1]), aBox('av01', Buffer.alloc(24), numbers([2, side], [2, side]), Buffer.alloc(50)));
  return aBox('moov', aBox('trak', aBox('mdia', aBox('minf', aBox('stbl', kind, aBox('stsz', numbers([4, 0], [4, 9], [4, count])))))));
};
const WHOLE = meta(HDLR, PITM, located(FTYP.length + 8, 8), IINF, iprp(30, 20));

describe('AVIF', () => {
  it('has the size of its primary picture', () =>
    expect(inspect(FTYP, WHOLE, DATA)).toEqual({ ok: true, value: { type: 'image/avif', widthPx: 30, heightPx: 20, frames: 1 } }));

  it('counts the frames of a sequence, which belong to the pixels', () => {
    expect(inspect(FTYP, WHOLE, samples(7), DATA)).toMatchObject({ value: { frames: 7 } });
    expect(inspect(FTYP, WHOLE, samples(2 ** 32 - 1), DATA)).toMatchObject({ fault: { code: 'limit-passed', what: 'pixels' } });
  });

  it('may have a last box without size and a box with a long one', () => {
    const open = Buffer.from(DATA);
    open.writeUInt32BE(0);
    expect(inspect(FTYP, WHOLE, open).ok).toBe(true);
    const long = Buffer.concat([numbers([4, 1]), text('mdat'), numbers([4, 0], [4, 24]), Buffer.alloc(8)]);
    expect(inspect(FTYP, WHOLE, long).ok).toBe(true);
  });

  it('may keep its data in the list', () => {
    const iloc = aBox('iloc', numbers([4, 0x01000000], [2, 0x4400], [2, 1], [2, 1], [2, 1], [2, 0], [2, 1], [4, 0], [4, 8]));
    expect(inspect(FTYP, meta(PITM, iloc, IINF, iprp(3, 2), aBox('idat', Buffer.alloc(8)))).ok).toBe(true);
    expect(inspect(FTYP, meta(PITM, iloc, IINF, iprp(3, 2), aBox('idat', Buffer.alloc(7)))).ok).toBe(false);
  });

  it('names the pixels where there are too many', () =>
    expect(inspect(FTYP, meta(PITM, located(0, 1), IINF, iprp(65536, 65536)))).toMatchObject({ fault: { code: 'limit-passed', what: 'pixels' } }));

  it.each([
    ['a gain map or tile of its own', meta(PITM, ...items(30, 9000))],
    ['a thousand tiles of the same bytes', meta(PITM, ...tiles(1000))],
    ['frames of another size than the picture', Buffer.concat([WHOLE, samples(7, 65_535)])],
  ])('names the pixels of %s', (_, boxes) => expect(inspect(FTYP, boxes, DATA)).toMatchObject({ fault: { code: 'limit-passed', what: 'pixels' } }));

  it('may have as many tiles as its size has room for', () => expect(inspect(FTYP, meta(PITM, ...tiles(200)), DATA).ok).toBe(true));

  it.each([
    [7000, 7000, true],
    [9000, 9000, false],
    [65_536, 65_536, false],
  ])('is as large as its stream says, %s × %s, whatever the list says', (width, height, isTaken) => {
    const stream = sequenceHeader(width, height);
    const there = Buffer.concat([FTYP, aBox('mdat', stream), meta(HDLR, PITM, located(FTYP.length + 8, stream.length), IINF, iprp(30, 20))]);
    expect(inspectBytes(there)).toMatchObject(isTaken ? { ok: true, value: { widthPx: 30 } } : { fault: { code: 'limit-passed', found: width * height } });
  });

  it('that a real encoder made is as large as its stream says', async () => {
    const avif = await aStill().avif({ effort: 0 }).toBuffer();
    expect(readSequenceSize(new Reader(avif, avif.indexOf('mdat') + 4))).toEqual({ ...SIZE, frames: 1 });
  });

  it.each([
    ['data past the end of the file', 'is missing', [meta(PITM, located(8, 100_000), IINF, iprp(3, 2)), DATA]],
    ['data that begins at the end of the file', 'is missing', [meta(PITM, located(2 ** 32 - 1, 0), IINF, iprp(3, 2)), DATA]],
    ['no data for the primary picture', 'no picture data', [meta(PITM, aBox('iloc', numbers([4, 0], [2, 0x4400], [2, 0])), IINF, iprp(3, 2))]],
    ['another codec', 'no AV1', [meta(PITM, located(8, 8), aBox('iinf', numbers([4, 0], [2, 1]), item(1, 'hvc1')), iprp(3, 2)), DATA]],
    ['no list of items', 'no picture', [DATA]],
    ['two lists of items', 'two item lists', [WHOLE, WHOLE, DATA]],
    ['no size', 'no iprp', [meta(PITM, located(8, 8), IINF), DATA]],
    ['a size of nothing', 'without width', [meta(PITM, located(8, 8), IINF, iprp(0, 2)), DATA]],
    ['bytes behind the last box', 'cut short', [WHOLE, DATA, Buffer.alloc(3)]],
    ['a box smaller than its own head', 'a length in it', [WHOLE, DATA, numbers([4, 7]), text('free')]],
    ['boxes without end', 'too many boxes', [WHOLE, ...Array.from({ length: 100_000 }, () => aBox('free'))]],
    [
      'locations that read nothing',
      'damaged locations',
      [meta(PITM, aBox('iloc', numbers([4, 0], [2, 0], [2, 60_000]), Buffer.alloc(60_000 * 6, numbers([2, 1], [2, 0], [2, 0xffff]))), IINF, iprp(3, 2)), DATA],
    ],
  ])('refuses %s', (_, words, boxes) => expect(faultOf(Buffer.concat([FTYP, ...boxes]))).toEqual(unreadable(words)));
});
