/** What is made of the copy of middle size looks as what is made of the original: size, colours, rights. */
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { MIDDLE_SIZE } from '../../src/app/middle-size.js';
import type { RenderAsk, RenderOutcome } from '../../src/app/ports.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine } from '../../src/imaging/engine.js';
import { rendition } from '../support/rendition.js';

const HANG_MS = 60_000;
const engine = createImageEngine();
afterAll(() => engine.close());

type Made = Extract<RenderOutcome, { state: 'made' }>;
async function render(bytes: Uint8Array, ask: Omit<RenderAsk, 'priority'>): Promise<Made> {
  const outcome = await engine.render(bytes, { ...ask, priority: 'visitor' }, DEFAULT_LIMITS);
  if (outcome.state !== 'made') throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** Of odd sides, so that a copy's sides are rounded; in a wide gamut, where colours are converted. */
const [WIDTH, HEIGHT] = [2725, 2223];
async function original(profile: 'srgb' | 'p3'): Promise<Buffer> {
  const bars = Array.from({ length: 12 }, (_, i) => `<rect x="${i * 227}" width="227" height="100%" fill="hsl(${i * 30} 80% ${35 + i * 3}%)"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${bars.join('')}<circle cx="1300" cy="1100" r="700" fill="#fff"/></svg>`;
  const exif = { IFD0: { Copyright: 'Nobody' } };
  return sharp(Buffer.from(svg)).flatten().withIccProfile(profile).withExif(exif).jpeg({ quality: 95 }).toBuffer();
}
const pixelsOf = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer();

it.each(['srgb', 'p3'] as const)('of a picture in %s, at each size', { timeout: HANG_MS }, async (profile) => {
  const bytes = await original(profile);
  const copy = await render(bytes, MIDDLE_SIZE);
  expect(Math.max(copy.widthPx, copy.heightPx)).toBe(1536);
  for (const query of ['width=700', 'width=580', 'height=401', 'width=300&pad=0.1&bg-color=ff0000', 'width=400&saturation=20']) {
    const ask = { rendition: rendition(query), format: 'png' } as const;
    const [direct, ofCopy] = [await render(bytes, ask), await render(copy.bytes, { ...ask, copyOf: { widthPx: WIDTH, heightPx: HEIGHT } })];
    expect([ofCopy.widthPx, ofCopy.heightPx, ofCopy.source], query).toEqual([direct.widthPx, direct.heightPx, direct.source]);
    const [one, other] = await Promise.all([pixelsOf(direct.bytes), pixelsOf(ofCopy.bytes)]);
    const differences = one.map((value, at) => Math.abs(value - (other[at] ?? 0)));
    expect(differences.reduce((sum, each) => sum + each, 0) / one.length, query).toBeLessThan(2);
    const [about, aboutCopy] = [await sharp(direct.bytes).metadata(), await sharp(ofCopy.bytes).metadata()];
    expect([aboutCopy.icc?.length, aboutCopy.exif?.includes('Nobody')], query).toEqual([about.icc?.length, true]);
  }
});
