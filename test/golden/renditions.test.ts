/** Renditions of real pictures (made ones where those are missing): size, format and how they look, never bytes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import type { OutputFormat } from '../../src/core/rendition.js';
import { OUTPUT_TYPES } from '../../src/core/rendition-format.js';
import { DEMO_PRODUCTS } from '../../src/demo/shop.js';
import { createImageEngine } from '../../src/imaging/engine.js';
import { drawScene } from '../../src/imaging/scenes.js';
import { inspectImage } from '../../src/imaging/structure.js';
import { rendition } from '../support/rendition.js';
import { unlikeness } from './likeness.js';

const FOLDER = join(process.cwd(), '../shared/images');
const HANG_MS = 120_000;
/** Encoders keep colours at half the size: on an icon that is seen. */
const TINY_PX = 64;
const TINY_TIMES = 6;
const engine = createImageEngine();
afterAll(() => engine.close());

const fromFolder = () => readdirSync(FOLDER).map((name) => ({ name, bytes: readFileSync(join(FOLDER, name)) }));
/** A scene of the demo shop in every kind: noise, which the tests of the intake are content with, looks like nothing in any size. */
async function drawn(): Promise<{ name: string; bytes: Buffer }[]> {
  const scene = DEMO_PRODUCTS[0]?.pictures[0]?.scene;
  if (scene === undefined) throw new Error('the demo shop has no picture');
  const still = () => sharp(drawing).resize(900);
  const drawing = (await drawScene(scene)).bytes;
  const kinds: Readonly<Record<string, () => Sharp>> = {
    jpeg: () => still().jpeg(),
    'turned jpeg': () => still().withMetadata({ orientation: 6 }).jpeg(),
    'cmyk jpeg': () => still().toColourspace('cmyk').jpeg(),
    png: () => still().png(),
    '16-bit png': () => still().toColourspace('rgb16').png(),
    'palette png': () => still().png({ palette: true }),
    gif: () => still().gif(),
    webp: () => still().webp(),
    avif: () => still().avif({ effort: 2 }),
  };
  return Promise.all(Object.entries(kinds).map(async ([name, make]) => ({ name, bytes: await make().toBuffer() })));
}
const pictures = (existsSync(FOLDER) ? fromFolder() : await drawn()).filter(({ bytes }) => inspectImage(bytes, DEFAULT_LIMITS).ok);

type Size = { readonly width: number; readonly height: number };
const least = (...sizes: number[]) => Math.min(1, ...sizes);
/** Each asked and made anew by other means; `size` of the upright original. */
const ROWS: readonly (readonly [
  query: string,
  format: OutputFormat,
  size: (of: Size) => readonly [number, number],
  make: (upright: Sharp, of: Size) => Sharp,
  limit: number,
])[] = [
  ['', 'png', ({ width, height }) => [width, height], (upright) => upright, 0.5],
  ['width=200', 'webp', ({ width, height }) => [width * least(200 / width), height * least(200 / width)], (upright) => upright, 3],
  ['width=50p&height=50p', 'avif', ({ width, height }) => [width / 2, height / 2], (upright) => upright, 4],
  ['height=100&format=jpg', 'jpg', ({ width, height }) => [width * least(100 / height), height * least(100 / height)], (upright) => upright, 3],
  [
    'width=60&height=300&fit=bounds',
    'png',
    ({ width, height }) => [width, height].map((side) => side * least(60 / width, 300 / height)) as [number, number],
    (upright) => upright,
    2.5,
  ],
  [
    'crop=50p,50p,x0,y0&width=100',
    'webpll',
    ({ width, height }) => [(width / 2) * least(200 / width), (height / 2) * least(200 / width)],
    (upright, { width, height }) => upright.extract({ left: 0, top: 0, width: Math.round(width / 2), height: Math.round(height / 2) }),
    2.5,
  ],
  ['width=80&orient=l', 'webp', ({ width, height }) => [height * least(80 / height), width * least(80 / height)], (upright) => upright.rotate(270), 3],
  ['width=64&orient=h&format=gif', 'gif', ({ width, height }) => [width * least(64 / width), height * least(64 / width)], (upright) => upright.flop(), 5],
];

describe.each(pictures)('$name', { timeout: HANG_MS }, ({ bytes }) => {
  it('comes in the size, the format and the looks that are asked', async () => {
    const { data, info } = await sharp(bytes).autoOrient().png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
    for (const [query, format, size, make, limit] of ROWS) {
      const made = await engine.render(bytes, { rendition: rendition(query), format, priority: 'visitor' }, DEFAULT_LIMITS);
      if (made.state !== 'made') throw new Error(`${query}: ${JSON.stringify(made)}`);
      const [width, height] = size(info);
      const header = await sharp(made.bytes).metadata();
      expect(made.type).toBe(OUTPUT_TYPES[format]);
      expect(`image/${header.format}`.replace('heif', 'avif')).toBe(made.type);
      expect(header.orientation ?? 1).toBe(1);
      expect([header.width, header.pageHeight ?? header.height]).toEqual([made.widthPx, made.heightPx]);
      expect(Math.abs(made.widthPx - width), `${query}: ${made.widthPx} for ${width}`).toBeLessThanOrEqual(1);
      expect(Math.abs(made.heightPx - height), `${query}: ${made.heightPx} for ${height}`).toBeLessThanOrEqual(1);
      // What GIF makes of half-transparent pixels is no likeness any more.
      if (format === 'gif' && made.source.hasAlpha) continue;
      expect(await unlikeness(made.bytes, make(sharp(data), info)), query).toBeLessThan(info.width < TINY_PX ? TINY_TIMES * limit : limit);
    }
  });
});
