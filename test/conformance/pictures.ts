/** Made pictures and made non-pictures, by name: `image:png:3`, `bytes:truncated-jpeg`. The same name is the same bytes. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

const FORMATS = ['jpeg', 'png', 'gif', 'webp', 'avif'] as const;
type Format = (typeof FORMATS)[number];

const made = new Map<string, Promise<Buffer>>();

export function picture(name: string): Promise<Buffer> {
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = draw(name);
  made.set(name, fresh);
  return fresh;
}

async function draw(name: string): Promise<Buffer> {
  const [kind, what = '', seed = '1'] = name.split(':');
  if (kind === 'image' && FORMATS.includes(what as Format)) return drawImage(what as Format, Number(seed));
  const special = SPECIAL[what];
  if (kind !== 'bytes' || special === undefined) throw new Error(`no picture is called ${name}`);
  return special();
}

/** A plain field with a block on it; colours and place follow the seed. */
function drawImage(format: Format, seed: number): Promise<Buffer> {
  const tone = (factor: number) => (seed * factor) % 256;
  const block = { create: { width: 6, height: 5, channels: 3, background: { r: tone(91), g: tone(53), b: tone(29) } } } as const;
  return sharp({ create: { width: 16 + (seed % 7), height: 12, channels: 3, background: { r: tone(37), g: tone(71), b: tone(113) } } })
    .composite([{ input: block, left: seed % 9, top: seed % 6 }])
    .toFormat(format)
    .toBuffer();
}

const cut = async (name: string): Promise<Buffer> => {
  const whole = await picture(name);
  return whole.subarray(0, Math.floor(whole.length * 0.7));
};

const SPECIAL: Readonly<Record<string, () => Promise<Buffer>>> = {
  text: async () => Buffer.from('these bytes are words, not a picture\n'.repeat(4)),
  svg: async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'),
  bmp: async () =>
    Buffer.concat([Buffer.from('BM'), Buffer.from([58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0]), Buffer.alloc(28)]),
  tiff: () =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .tiff()
      .toBuffer(),
  'truncated-jpeg': () => cut('image:jpeg:11'),
  'truncated-png': () => cut('image:png:11'),
  'truncated-gif': () => cut('image:gif:11'),
  'truncated-webp': () => cut('image:webp:11'),
  'truncated-avif': () => cut('image:avif:11'),
  'huge-png': async () => withHeader(await picture('image:png:12'), 65_536, 65_536),
  'undecodable-png': async () => withPixels(await picture('image:png:14')),
  'long-png': async () => withPadding(await picture('image:png:13'), 21 * 1024 * 1024),
};

const PNG_HEADER_END = 33;

/** A PNG whose header claims other dimensions, with a right checksum. */
function withHeader(png: Buffer, widthPx: number, heightPx: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(widthPx, 16);
  copy.writeUInt32BE(heightPx, 20);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

/** A PNG whose structure is whole and whose pixels are nonsense. */
function withPixels(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  const start = copy.indexOf('IDAT');
  const end = start + 4 + copy.readUInt32BE(start - 4);
  copy.fill(0xa5, start + 4, end);
  copy.writeUInt32BE(crc32(copy.subarray(start, end)), end);
  return copy;
}

/** A PNG that carries a private chunk of so many bytes. */
function withPadding(png: Buffer, sizeBytes: number): Buffer {
  const chunk = Buffer.alloc(sizeBytes + 12);
  chunk.writeUInt32BE(sizeBytes, 0);
  chunk.write('viTr', 4, 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + sizeBytes)), 8 + sizeBytes);
  return Buffer.concat([png.subarray(0, PNG_HEADER_END), chunk, png.subarray(PNG_HEADER_END)]);
}
