import { describe, expect, it } from 'vitest';
import { sniffType } from '../../src/imaging/sniff.js';
import { everyKind } from './pictures.js';

const ftyp = (...brands: readonly string[]): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 12 + 4 * (brands.length - 1) + 4]), Buffer.from(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`)]);

describe('the type comes from the bytes', async () => {
  it.each(await everyKind())('$name is $type', ({ bytes, type }) => expect(sniffType(bytes)).toBe(type));

  it.each([
    ['avif', 'mif1'],
    ['avis', 'avif'],
    ['mif1', 'miaf', 'avif'],
    ['mif1', 'miaf'],
  ])('ftyp %s is a picture container of AVIF', (...brands) => expect(sniffType(ftyp(...brands))).toBe('image/avif'));

  it.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a little-endian TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
    ['a big-endian TIFF', Buffer.from('MM\0*\0\0\0\x08', 'latin1')],
    ['a HEIC', ftyp('heic', 'mif1', 'heic')],
    ['an MP4', ftyp('isom', 'avc1')],
    ['a WAV', Buffer.from('RIFF\0\0\0\0WAVE')],
    ['a BMP', Buffer.from('BM\0\0\0\0')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['text', Buffer.from('GIF is a word')],
    ['nothing', Buffer.alloc(0)],
    ['half an opening', Buffer.from([0xff, 0xd8])],
  ])('%s is nothing that is taken', (_, bytes) => expect(sniffType(bytes)).toBeUndefined());

  it('looks at a view of a larger buffer only', () => {
    const large = Buffer.from('xxxxGIF89a');
    expect(sniffType(new Uint8Array(large.buffer, large.byteOffset + 4, 6))).toBe('image/gif');
  });
});
