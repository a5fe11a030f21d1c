/** What the pixels tell: the size as shown, the placeholder, the colour, alpha, animation. */
import fc from 'fast-check';
import sharp, { type Create, type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { PixelFacts } from '../../src/app/ports.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { loadDecoder } from '../../src/imaging/decode.js';
import { dominantColor } from '../../src/imaging/dominant-color.js';
import { thumbhashOf } from '../../src/imaging/thumbhash.js';
import { everyKind, SIZE } from './pictures.js';
import { placeholderOf } from './placeholder.js';
import { undoDriver } from './undo-driver.js';

const decode = await loadDecoder();
afterAll(undoDriver);
async function measured(picture: Sharp | Buffer): Promise<PixelFacts> {
  const verdict = await decode(Buffer.isBuffer(picture) ? picture : await picture.toBuffer(), DEFAULT_LIMITS.imagePixels);
  if (verdict.state !== 'ready') throw new Error(JSON.stringify(verdict));
  return verdict.pixels;
}
const flat = (background: NonNullable<Create['background']>, width = 60, height = 40): Sharp => sharp({ create: { width, height, channels: 4, background } });
/** Left half one colour, right half another. */
async function halves(left: string, right: string): Promise<Sharp> {
  return flat(left, 80, 40).composite([{ input: await flat(right, 40, 40).png().toBuffer(), left: 40, top: 0 }]);
}

describe.each(await everyKind())('$name', async ({ bytes, frames, name }) => {
  const pixels = await measured(bytes);
  it('has its size, its placeholder and its colour', () => {
    expect(pixels).toMatchObject(SIZE);
    expect(Buffer.from(pixels.thumbhash, 'base64').length).toBeLessThanOrEqual(25);
    expect(pixels.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
  });
  it('says whether it is animated and lets something through', () => {
    // Of an animated PNG only the first frame is ever shown here.
    expect(pixels.isAnimated).toBe(frames > 1 && name !== 'animated png');
    if (name.includes('with alpha')) expect(pixels.hasAlpha).toBe(true);
    if (/jpeg|^(png|webp|avif)$/.test(name)) expect(pixels.hasAlpha).toBe(false);
  });
});

describe('the colour', () => {
  it.each(['#1e90ff', '#ffffff', '#000000', '#c81e1e'])('of a flat picture is its own: %s', async (colour) => {
    expect((await measured(flat(colour).png())).dominantColor).toBe(colour);
  });

  it('is that of the larger part', async () => {
    const spot = await flat('#00ff00', 20, 20).png().toBuffer();
    expect(
      (
        await measured(
          flat('#aa2222')
            .composite([{ input: spot, left: 0, top: 0 }])
            .png(),
        )
      ).dominantColor,
    ).toBe('#aa2222');
  });

  it('leaves out what is transparent', async () => {
    const ink = await flat('#0000ff', 10, 10).png().toBuffer();
    expect(
      (
        await measured(
          flat({ r: 255, g: 0, b: 0, alpha: 0 })
            .composite([{ input: ink, left: 0, top: 0 }])
            .png(),
        )
      ).dominantColor,
    ).toBe('#0000ff');
    expect(dominantColor(new Uint8Array(400))).toBe('#ffffff');
  });

  it('is one whatever the pixels', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(dominantColor(bytes.subarray(0, 4 * (bytes.length >> 2)))).toMatch(/^#[0-9a-f]{6}$/);
      }),
    ));
});

describe('alpha', () => {
  it('that lets nothing through is none', async () => expect((await measured(flat('#123456').png())).hasAlpha).toBe(false));
  it('counts where a part is seen through', async () => {
    const hole = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 1 } } })
      .png()
      .toBuffer();
    const holed = flat('#123456', 2000, 1500).composite([{ input: hole, left: 30, top: 30, blend: 'dest-out' }]);
    expect((await measured(holed.png())).hasAlpha).toBe(true);
  });
});

describe('a turn', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%s is undone before anything is measured', async (orientation) => {
    const stored = await (await halves('#d02020', '#2040d0'))
      .removeAlpha()
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation })
      .toBuffer();
    const shown = await sharp(stored).autoOrient().png().toBuffer();
    const [turned, upright] = [await measured(stored), await measured(shown)];
    expect({ ...turned, thumbhash: '' }).toEqual({ ...upright, thumbhash: '', dominantColor: turned.dominantColor });
    const [a, b] = [placeholderOf(turned.thumbhash), placeholderOf(upright.thumbhash)];
    expect([a.width, a.height]).toEqual([b.width, b.height]);
    expect(Math.max(...a.rgba.map((value, at) => Math.abs(value - (b.rgba[at] ?? 0))))).toBeLessThan(30);
  });
});

describe('the placeholder', () => {
  it('shows the colours where they are', async () => {
    const { thumbhash } = await measured((await halves('#d02020', '#2040d0')).png());
    const { width, height, rgba } = placeholderOf(thumbhash);
    expect(width / height).toBeCloseTo(2, 0);
    const at = (x: number): number[] => [
      ...rgba.slice(4 * (Math.floor(height / 2) * width + Math.floor(x * width)), 4 * (Math.floor(height / 2) * width + Math.floor(x * width)) + 3),
    ];
    const [left, right] = [at(0.15), at(0.85)];
    expect(left[0]).toBeGreaterThan((left[2] ?? 255) + 60);
    expect(right[2]).toBeGreaterThan((right[0] ?? 255) + 60);
  });

  it('shows a flat picture as it is', () =>
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), ([r, g, b]) => {
        const rgba = Uint8Array.from({ length: 4 * 30 * 20 }, (_, at) => [r, g, b, 255][at % 4] as number);
        const shown = placeholderOf(thumbhashOf({ widthPx: 30, heightPx: 20, rgba })).rgba;
        for (const [at, value] of [r, g, b].entries()) expect(Math.abs((shown[at] ?? 0) - value)).toBeLessThan(12);
      }),
      { numRuns: 40 },
    ));

  it('keeps what is transparent transparent', () => {
    const rgba = Uint8Array.from({ length: 4 * 40 * 40 }, (_, at) => (at % 4 === 3 ? (at < 4 * 40 * 20 ? 0 : 255) : 90));
    const { width, height, rgba: shown } = placeholderOf(thumbhashOf({ widthPx: 40, heightPx: 40, rgba }));
    const alphaAt = (y: number): number => shown[4 * (Math.floor(y * height) * width + width / 2) + 3] ?? 0;
    expect(alphaAt(0.1)).toBeLessThan(60);
    expect(alphaAt(0.9)).toBeGreaterThan(195);
  });

  it('is made of the smallest and the narrowest pictures, too', () => {
    for (const [widthPx, heightPx] of [
      [1, 1],
      [100, 1],
      [1, 100],
      [100, 100],
    ] as const) {
      const hash = Buffer.from(thumbhashOf({ widthPx, heightPx, rgba: new Uint8Array(4 * widthPx * heightPx).fill(200) }), 'base64');
      expect(hash.length, `${widthPx} × ${heightPx}`).toBeGreaterThan(5);
    }
  });
});
