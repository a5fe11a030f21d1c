/** From the first answer on a picture is as large as it is shown, whatever way its rows are stored. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asksForTurn } from '../../src/imaging/orientation.js';
import { Reader } from '../../src/imaging/reader.js';
import { inspect } from './inspecting.js';
import { aStill } from './pictures.js';

const FOLDER = join(process.cwd(), '../shared/images');
const isThere = existsSync(FOLDER);
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** What the decoder says of it, and what the intake says. */
async function sizes(bytes: Buffer) {
  const { autoOrient } = await sharp(bytes).metadata();
  const facts = inspect(bytes);
  return { decoded: autoOrient, found: facts.ok ? { width: facts.value.widthPx, height: facts.value.heightPx } : facts.fault };
}

describe('Exif', () => {
  it.each(ORIENTATIONS)('orientation %i, in JPEG, PNG and WebP', async (orientation) => {
    const oriented = () => aStill().withMetadata({ orientation });
    for (const bytes of [await oriented().jpeg().toBuffer(), await oriented().png().toBuffer(), await oriented().webp().toBuffer()]) {
      const { decoded, found } = await sizes(bytes);
      expect(found).toEqual(decoded);
      expect(found).toEqual(orientation >= 5 ? { width: 30, height: 40 } : { width: 40, height: 30 });
    }
  });

  const exif = (order: 'II' | 'MM', { value = 6, tag = 0x0112, type = 3, count = 1, entries = 1, first = 8, magic = 42, head = '' } = {}) => {
    const body = Buffer.alloc(22);
    const [u16, u32] = order === 'II' ? ([body.writeUInt16LE, body.writeUInt32LE] as const) : ([body.writeUInt16BE, body.writeUInt32BE] as const);
    body.write(order, 'latin1');
    for (const [at, one] of [
      [2, magic],
      [8, entries],
      [10, tag],
      [12, type],
      [18, value],
    ] as const)
      u16.call(body, one, at);
    u32.call(body, first, 4);
    u32.call(body, count, 14);
    return Buffer.concat([Buffer.from(head, 'latin1'), body]);
  };
  const turns = (bytes: Buffer) => asksForTurn(new Reader(bytes));

  it('is read in both orders of bytes, with its head or without', () => {
    for (const order of ['II', 'MM'] as const)
      for (const head of ['', 'Exif\0\0']) for (const value of ORIENTATIONS) expect(turns(exif(order, { value, head })), `${order} ${value}`).toBe(value >= 5);
  });

  it('that cannot be read asks for nothing', () => {
    const broken = [
      Buffer.alloc(0),
      Buffer.from('II'),
      exif('II', { magic: 43 }),
      exif('II', { value: 9 }),
      exif('II', { value: 0 }),
      exif('II', { type: 4 }),
      exif('II', { tag: 0x0110 }),
      exif('II', { entries: 0 }),
      exif('MM', { first: 4_294_967_295 }),
      exif('MM', { first: 21 }),
      ...Array.from({ length: 21 }, (_, length) => exif('II').subarray(0, length)),
    ];
    for (const bytes of broken) expect(turns(bytes), bytes.toString('hex')).toBe(false);
    expect(turns(exif('MM', { entries: 65_535 }))).toBe(true);
  });

  it('that is broken does not refuse its picture', async () => {
    const jpeg = await aStill().jpeg().toBuffer();
    const segment = (body: Buffer) => Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, body.length + 2]), body, jpeg.subarray(2)]);
    for (const body of [Buffer.from('Exif\0\0'), exif('II', { head: 'Exif\0\0', first: 999 }), Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1')])
      expect(inspect(segment(body))).toMatchObject({ ok: true, value: { widthPx: 40, heightPx: 30 } });
    expect(inspect(segment(exif('MM', { head: 'Exif\0\0' })))).toMatchObject({ ok: true, value: { widthPx: 30, heightPx: 40 } });
  });
});

describe('AVIF', () => {
  /** The file with an `irot` of that angle among the properties of its picture. */
  async function rotated(angle: number): Promise<Buffer> {
    const plain = await aStill().avif({ effort: 0 }).toBuffer();
    const bytes = Buffer.from(plain);
    const property = Buffer.from([0, 0, 0, 9, ...Buffer.from('irot'), angle]);
    const at = (type: string) => bytes.indexOf(type, 0, 'latin1') - 4;
    const [meta, iprp, ipco, ipma, iloc] = [at('meta'), at('iprp'), at('ipco'), at('ipma'), at('iloc')];
    const count = countBoxes(bytes, ipco + 8, ipco + bytes.readUInt32BE(ipco));
    // version and flags, entries, item, then how many properties belong to it, a byte each.
    const properties = ipma + 18;
    const extra = property.length + 1;
    for (const box of [meta, iprp]) bytes.writeUInt32BE(bytes.readUInt32BE(box) + extra, box);
    const ipcoEnd = ipco + bytes.readUInt32BE(ipco);
    bytes.writeUInt32BE(bytes.readUInt32BE(ipco) + property.length, ipco);
    const ipmaEnd = ipma + bytes.readUInt32BE(ipma);
    bytes.writeUInt32BE(bytes.readUInt32BE(ipma) + 1, ipma);
    bytes.writeUInt8(bytes.readUInt8(properties) + 1, properties);
    // The one extent's offset stands at the end of the box, before its length.
    const extent = iloc + bytes.readUInt32BE(iloc) - 8;
    bytes.writeUInt32BE(bytes.readUInt32BE(extent) + extra, extent);
    return Buffer.concat([bytes.subarray(0, ipcoEnd), property, bytes.subarray(ipcoEnd, ipmaEnd), Buffer.from([0x80 | (count + 1)]), bytes.subarray(ipmaEnd)]);
  }
  function countBoxes(bytes: Buffer, start: number, end: number): number {
    let count = 0;
    for (let at = start; at < end; at += bytes.readUInt32BE(at)) count++;
    return count;
  }

  it.each([0, 1, 2, 3])('turned by %i quarters', async (angle) => {
    const { decoded, found } = await sizes(await rotated(angle));
    expect(found).toEqual(decoded);
    expect(found).toEqual(angle % 2 === 1 ? { width: 30, height: 40 } : { width: 40, height: 30 });
  });
});

describe.skipIf(!isThere)(`real pictures${isThere ? '' : ' (skipped: ../shared/images is not there)'}`, () => {
  it.each(['Landscape_1.jpg', 'Landscape_6.jpg', 'Portrait_3.jpg', 'Portrait_8.jpg', 'sdr_cosmos12920_cicp1-13-6_yuv444_full_qp10.avif'])(
    '%s',
    async (name) => {
      const { decoded, found } = await sizes(readFileSync(join(FOLDER, name)));
      expect(found).toEqual(decoded);
    },
  );
});
