/** Pictures made for a test, small and of every kind that is taken. */
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

const WIDTH = 40;
const HEIGHT = 30;
export const FRAMES = 3;

/** A gradient with some unrest in it, so that coded data is long enough to be damaged; `height` rows of it. */
function pixels(height: number, seed: number): Buffer {
  return Buffer.from(Array.from({ length: WIDTH * height * 3 }, (_, i) => (i * 5 + seed * 40 + ((i * i) % 61)) % 256));
}
export const aStill = (seed = 0): Sharp => sharp(pixels(HEIGHT, seed), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

/** The frames one below the other, as the driver takes an animation. */
const anAnimation = (): Sharp => {
  const frames = Buffer.concat(Array.from({ length: FRAMES }, (_, i) => pixels(HEIGHT, i)));
  return sharp(frames, { raw: { width: WIDTH, height: HEIGHT * FRAMES, channels: 3, pageHeight: HEIGHT } });
};

export interface Made {
  readonly name: string;
  readonly type: string;
  readonly frames: number;
  readonly bytes: Buffer;
}

const RECIPES: readonly (readonly [name: string, type: string, frames: number, make: () => Sharp])[] = [
  ['jpeg', 'image/jpeg', 1, () => aStill().jpeg()],
  ['progressive jpeg', 'image/jpeg', 1, () => aStill().jpeg({ progressive: true })],
  ['grey jpeg', 'image/jpeg', 1, () => aStill().greyscale().jpeg()],
  ['cmyk jpeg', 'image/jpeg', 1, () => aStill().toColourspace('cmyk').jpeg()],
  [
    'jpeg with exif',
    'image/jpeg',
    1,
    () =>
      aStill()
        .withExif({ IFD0: { Copyright: 'none' } })
        .jpeg(),
  ],
  ['png', 'image/png', 1, () => aStill().png()],
  ['16-bit png', 'image/png', 1, () => aStill().toColourspace('rgb16').png()],
  ['palette png', 'image/png', 1, () => aStill().png({ palette: true, colours: 16 })],
  ['interlaced png', 'image/png', 1, () => aStill().png({ progressive: true })],
  ['png with alpha', 'image/png', 1, () => aStill().ensureAlpha(0.5).png()],
  ['gif', 'image/gif', 1, () => aStill().gif()],
  ['animated gif', 'image/gif', FRAMES, () => anAnimation().gif({ delay: 100 })],
  ['webp', 'image/webp', 1, () => aStill().webp()],
  ['lossless webp', 'image/webp', 1, () => aStill().webp({ lossless: true })],
  ['webp with alpha', 'image/webp', 1, () => aStill().ensureAlpha(0.5).webp()],
  [
    'webp with exif',
    'image/webp',
    1,
    () =>
      aStill()
        .withExif({ IFD0: { Copyright: 'none' } })
        .webp(),
  ],
  ['animated webp', 'image/webp', FRAMES, () => anAnimation().webp({ delay: 100 })],
  ['avif', 'image/avif', 1, () => aStill().avif({ effort: 0 })],
  ['avif with alpha', 'image/avif', 1, () => aStill().ensureAlpha(0.5).avif({ effort: 0 })],
];

export const SIZE = { widthPx: WIDTH, heightPx: HEIGHT };

/** One of every kind, an animated PNG too. */
export async function everyKind(): Promise<readonly Made[]> {
  const made = await Promise.all(RECIPES.map(async ([name, type, frames, make]) => ({ name, type, frames, bytes: await make().toBuffer() })));
  const still = await aStill().png().toBuffer();
  return [...made, { name: 'animated png', type: 'image/png', frames: FRAMES, bytes: anApng(still, FRAMES, FRAMES) }];
}

/** A still PNG with the chunks of an animation before its picture data: `claimed` frames in the header, `there` frame controls. */
export function anApng(still: Buffer, claimed: number, there: number): Buffer {
  const at = still.indexOf('IDAT') - 4;
  const header = Buffer.alloc(8);
  header.writeUInt32BE(claimed);
  const controls = Array.from({ length: there }, () => aChunk('fcTL', Buffer.alloc(26)));
  return Buffer.concat([still.subarray(0, at), aChunk('acTL', header), ...controls, still.subarray(at)]);
}

/** A PNG chunk with its length and checksum. */
export function aChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(body.length);
  named.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(named), named.length + 4);
  return chunk;
}

/** The bytes with one of them changed. */
export function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = value;
  return changed;
}

/** Numbers behind each other, big-endian, each as wide as its row says: `[[4, 8], [2, 1]]`. */
export function numbers(...rows: readonly (readonly [width: number, value: number])[]): Buffer {
  return Buffer.concat(
    rows.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntBE(value, 0, width);
      return bytes;
    }),
  );
}

/** An ISO box of a type around its parts. */
export function aBox(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([numbers([4, body.length + 8]), Buffer.from(type, 'latin1'), body]);
}
