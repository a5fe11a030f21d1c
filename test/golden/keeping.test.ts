/** What stays as it is when a picture is made anew: the way up, colours, white, transparency, motion, rights; and what goes. */
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { RenderOutcome } from '../../src/app/ports.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../../src/core/rendition.js';
import { createImageEngine } from '../../src/imaging/engine.js';
import { aChunk, anApng } from '../imaging/pictures.js';
import { rendition } from '../support/rendition.js';

const HANG_MS = 60_000;
const engine = createImageEngine();
afterAll(() => engine.close());

type Made = Extract<RenderOutcome, { state: 'made' }>;
async function render(bytes: Uint8Array, query: string, format: OutputFormat = 'png', focal?: { x: number; y: number }): Promise<Made> {
  const outcome = await engine.render(bytes, { rendition: rendition(query), format, priority: 'visitor', focal }, DEFAULT_LIMITS);
  if (outcome.state !== 'made') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const COLORS = { R: [255, 0, 0], G: [0, 255, 0], B: [0, 0, 255], W: [255, 255, 255], k: [0, 0, 0] } as const;
type Name = keyof typeof COLORS;
const nameOf = (rgb: readonly number[]): string =>
  Object.entries(COLORS).find(([, color]) => color.every((value, i) => Math.abs(value - (rgb[i] ?? 0)) < 40))?.[0] ?? `(${rgb.join()})`;
const solid = (name: Name, width: number, height: number) =>
  ({ create: { width, height, channels: 3, background: { r: COLORS[name][0], g: COLORS[name][1], b: COLORS[name][2] } } }) as const;

/** Red and green above blue and white. */
const quarters = (width = 200, height = 100) =>
  sharp(solid('W', width, height)).composite([
    { input: solid('R', width / 2, height / 2), left: 0, top: 0 },
    { input: solid('G', width / 2, height / 2), left: width / 2, top: 0 },
    { input: solid('B', width / 2, height / 2), left: 0, top: height / 2 },
  ]);
const quartersPng = await quarters().removeAlpha().png().toBuffer();

/** The colours at some shares of the width and the height, `(r,g,b)` where they have no name. */
async function colorsAt(bytes: Uint8Array, ...places: readonly (readonly [x: number, y: number])[]): Promise<string> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = ([x, y]: readonly [number, number]) => (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return places.map((place) => nameOf([...data.subarray(at(place), at(place) + 3)])).join('');
}
/** Near the corners, row by row. */
const corners = (bytes: Uint8Array): Promise<string> => colorsAt(bytes, [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]);

describe('the way up', { timeout: HANG_MS }, () => {
  it.each([
    [1, '200x100', 'RGBW'],
    [2, '200x100', 'GRWB'],
    [3, '200x100', 'WBGR'],
    [4, '200x100', 'BWRG'],
    [5, '100x200', 'RBGW'],
    [6, '100x200', 'BRWG'],
    [7, '100x200', 'WGBR'],
    [8, '100x200', 'GWRB'],
  ])('%i, by the camera or by the query, is the same', async (orientation, size, seen) => {
    const turned = await quarters().withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const [byCamera, byQuery] = [await render(turned, ''), await render(quartersPng, `orient=${orientation}`)];
    for (const made of [byCamera, byQuery]) {
      expect(`${made.widthPx}x${made.heightPx}`).toBe(size);
      expect(await corners(made.bytes)).toBe(seen);
    }
    expect(`${byCamera.source.widthPx}x${byCamera.source.heightPx}`).toBe(size);
  });

  it('counts before anything is cut', async () => {
    const turned = await quarters().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    expect(await corners((await render(turned, 'crop=100,100,y0&width=40&pad=0')).bytes)).toBe('BRBR');
  });
});

describe('each thing that can be asked', { timeout: HANG_MS }, () => {
  it.each([
    ['crop=50p,50p,x0,y0', '100x50', 'RRRR'],
    ['crop=1:1,offset-x100', '100x100', 'GGWW'],
    ['trim=50p,0,0,0', '200x50', 'BWBW'],
    ['precrop=100,100,x100,y0&crop=100,50,y50', '100x50', 'WWWW'],
    ['width=40&height=80', '40x80', 'RGBW'],
    ['width=40&height=40&fit=crop', '40x40', 'RGBW'],
    ['width=400&enable=upscale', '400x200', 'RGBW'],
    ['width=100&canvas=100,100&bg-color=000', '100x100', 'kkkk'],
    ['width=100&pad=50,0,0,0&bg-color=000', '100x100', 'kkBW'],
    ['canvas=100,50,x0,y0', '100x50', 'RRRR'],
    ['canvas=300,100,x-5', '', 'refused'],
    ['canvas=400,100,x0&bg-color=000', '400x100', 'RkBk'],
    ['orient=r&crop=100,50,x0,y0', '50x100', 'RRRR'],
    ['brightness=-100', '200x100', 'kkkk'],
    ['brightness=100', '200x100', 'WWWW'],
    ['saturation=-100', '200x100', '(127,127,127)W(76,76,76)W'],
    ['contrast=100&brightness=-10', '200x100', 'RGBW'],
    ['contrast=-100', '200x100', '(127,127,127)(127,127,127)(127,127,127)(127,127,127)'],
    ['blur=2&sharpen=a2,r1,t1', '200x100', 'RGBW'],
    ['blur=1000', '200x100', undefined],
  ])('%s', async (query, size, seen) => {
    if (seen === 'refused') return expect(() => rendition(query)).toThrow('refused');
    const made = await render(quartersPng, query);
    expect(`${made.widthPx}x${made.heightPx}`).toBe(size);
    if (seen !== undefined) expect(await corners(made.bytes)).toBe(seen);
  });

  it.each([0.5, 1.3, 3, 4, 4.1, 20])('blur=%s leaves even surfaces as they are', async (sigma) => {
    for (const level of [0, 60, 128, 200, 255]) {
      const even = await sharp({ create: { width: 60, height: 40, channels: 3, background: { r: level, g: level, b: level } } })
        .png()
        .toBuffer();
      const [{ min, max } = { min: -1, max: -1 }] = (await sharp((await render(even, `blur=${sigma}`)).bytes).stats()).channels;
      expect([min, max], `${level}`).toEqual([level, level]);
    }
  });

  it('keeps the focal point in sight', async () => {
    expect(await corners((await render(quartersPng, 'width=50&height=50&fit=crop', 'png', { x: 1, y: 0.5 })).bytes)).toBe('GGWW');
  });

  /** A noisy orange patch of 160 pixels a side somewhere on grey. */
  const patched = async (width: number, height: number, left: number, top: number) => {
    const noise = { type: 'gaussian', mean: 0, sigma: 40 } as const;
    const input = await sharp({ create: { width: 160, height: 160, channels: 3, background: 'black', noise } })
      .composite([{ input: { create: { width: 160, height: 160, channels: 3, background: '#f80' } }, blend: 'add' }])
      .png()
      .toBuffer();
    return sharp({ create: { width, height, channels: 3, background: '#888' } }).composite([{ input, left, top }]);
  };
  const shareOfPatch = async (bytes: Uint8Array): Promise<number> => {
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const isOrange = (at: number) => (data[at] ?? 0) - (data[at + 2] ?? 0) > 80;
    const orange = Array.from({ length: info.width * info.height }, (_, i) => isOrange(3 * i)).filter(Boolean).length;
    return (orange * 3) / data.length;
  };
  it.each([
    ['png', 1600, 400, 1400, 120, 'crop=1:1,smart'],
    ['jpeg', 1600, 400, 1400, 120, 'crop=1:1,smart'],
    ['webp', 1600, 400, 40, 120, 'crop=1:1,smart'],
    ['avif', 1600, 400, 1400, 120, 'crop=1:1,smart'],
    ['png', 400, 1600, 120, 1400, 'crop=1:1,smart'],
    ['jpeg', 400, 1600, 120, 1400, 'crop=1:1,smart'],
    ['jpeg', 1200, 1200, 1000, 500, 'crop=1:3,smart'],
    ['png', 1200, 1200, 500, 20, 'crop=3:1,smart'],
    ['png', 600, 200, 430, 20, 'precrop=1:1,smart&crop=2:1'],
    ['png', 240, 240, 80, 60, 'crop=1:1,smart'],
  ] as const)('finds what catches the eye in a %s of %i x %i at %i, %i by %s', { timeout: HANG_MS }, async (format, width, height, left, top, query) => {
    const picture = await patched(width, height, left, top);
    const made = await render(await picture.toFormat(format, { quality: 90 }).toBuffer(), query);
    const most = Math.min(1, (160 * 160) / (made.widthPx * made.heightPx));
    expect(await shareOfPatch(made.bytes)).toBeGreaterThan(0.7 * most);
  });
  it.each([3, 6, 8])('finds it in a picture that the camera turned by %i', async (orientation) => {
    const turned = await (await patched(1600, 400, 1400, 120)).withMetadata({ orientation }).jpeg().toBuffer();
    expect(await shareOfPatch((await render(turned, 'crop=1:1,smart')).bytes)).toBeGreaterThan(0.1);
  });

  it('refuses what does not suit the picture, by the parameter', async () => {
    const ask = { rendition: rendition('crop=201,5'), format: 'jpg', priority: 'visitor' } as const;
    expect(await engine.render(quartersPng, ask, DEFAULT_LIMITS)).toMatchObject({ state: 'refused', parameter: 'crop' });
  });
});

describe('colours', { timeout: HANG_MS }, () => {
  it.each([
    ['a wider gamut', () => quarters().withIccProfile('p3').png().toBuffer(), 'RGBW'],
    ['16 bits', () => quarters().toColourspace('rgb16').png().toBuffer(), 'RGBW'],
    [
      'grey',
      () =>
        sharp(solid('W', 50, 50))
          .greyscale()
          .jpeg()
          .toBuffer(),
      'WWWW',
    ],
    ['a palette', () => quarters().png({ palette: true }).toBuffer(), 'RGBW'],
  ])('of %s come as sRGB', async (_, make, seen) => {
    for (const format of ['png', 'webp', 'jpg'] as const) {
      const made = await render(await make(), 'width=50', format);
      expect(await sharp(made.bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
      expect(await corners(made.bytes)).toBe(seen);
    }
  });

  const grey = (channels: 1 | 2, space: 'b-w' | 'grey16') =>
    sharp(Buffer.alloc(100 * 100 * channels, 100), { raw: { width: 100, height: 100, channels } }).toColourspace(space);
  it.each([
    ['a JPEG', () => grey(1, 'b-w').jpeg()],
    ['a PNG', () => grey(1, 'b-w').png()],
    ['a PNG of 16 bits', () => grey(1, 'grey16').png()],
    ['a PNG with transparency', () => grey(2, 'b-w').png()],
    ['a PNG with transparency of 16 bits', () => grey(2, 'grey16').png()],
  ])('of the ground stay beside grey of %s', async (_, make) => {
    const bytes = await make().toBuffer();
    const seenAt = async (query: string, format: OutputFormat, x: number) => colorsAt((await render(bytes, query, format)).bytes, [x, 0.5]);
    expect(await seenAt('pad=20&bg-color=f00', 'png', 0.05)).toBe('R');
    expect(await seenAt('width=50&canvas=100,100&bg-color=00f', 'jpg', 0.05)).toBe('B');
    expect(await seenAt('orient=r&pad=20&bg-color=0f0', 'webpll', 0.05)).toBe('G');
    const hasAlpha = (await sharp(bytes).metadata()).hasAlpha;
    expect(await seenAt('bg-color=f00', 'png8', 0.5)).toMatch(/^\((99|100),\1,\1\)$/);
    // 100 of 255 over red: 194, 39, 39.
    expect(await seenAt('bg-color=f00', 'jpg', 0.5)).toMatch(hasAlpha ? /^\(19\d,3\d,[34]\d\)$/ : /^\((99|100),\1,\1\)$/);
  });

  it('of print come as sRGB, white as white', async () => {
    const print = await quarters().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect(await sharp(print).metadata()).toMatchObject({ space: 'cmyk' });
    const made = await render(print, '', 'jpg');
    expect(await sharp(made.bytes).metadata()).toMatchObject({ space: 'srgb' });
    expect(await colorsAt(made.bytes, [0.8, 0.8])).toBe('W');
  });

  it.each(['jpg', 'pjpg', 'webp', 'avif', 'png', 'png8'] as const)('leave a white border white in %s', async (format) => {
    const input = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 90, sigma: 60 } } })
      .png()
      .toBuffer();
    const framed = await sharp(solid('W', 400, 400))
      .composite([{ input, left: 50, top: 50 }])
      .png()
      .toBuffer();
    for (const quality of [80, 85, 90, 95, 100]) {
      const made = await render(framed, `width=320&quality=${quality}`, format);
      const border = await sharp(made.bytes).extract({ left: 0, top: 0, width: 320, height: 24 }).removeAlpha().raw().toBuffer();
      expect(Math.min(...border), `quality ${quality}`).toBeGreaterThanOrEqual(format === 'avif' ? 254 : 255);
    }
  });
});

describe('transparency', { timeout: HANG_MS }, () => {
  const half = () =>
    sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
      .composite([{ input: solid('R', 20, 40), left: 0, top: 0 }])
      .png()
      .toBuffer();

  it.each(['png', 'webp', 'avif', 'webpll', 'gif'] as const)('stays in %s, and around it', async (format) => {
    const made = await render(await half(), 'pad=10', format);
    const { data } = await sharp(made.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (x: number, y: number) => data[(y * made.widthPx + x) * 4 + 3] ?? -1;
    // AVIF keeps it about.
    expect([alphaAt(20, 30), alphaAt(45, 30), alphaAt(2, 2)].map((alpha) => Math.round(alpha / 5))).toEqual([51, 0, 0]);
  });
  it.each([
    ['', 'RW'],
    ['bg-color=000', 'Rk'],
    ['bg-color=0,0,0,0', 'RW'],
  ])('is white in a JPEG, or what is asked: "%s"', async (query, seen) => {
    expect(await colorsAt((await render(await half(), query, 'jpg')).bytes, [0.2, 0.5], [0.9, 0.5])).toBe(seen);
  });
  it('that nothing has is not added', async () =>
    expect(await sharp((await render(quartersPng, 'pad=10', 'webp')).bytes).metadata()).toMatchObject({ hasAlpha: false }));
});

/** Red, green and blue, for 100, 200 and 300 ms, twice. */
const frames = [COLORS.R, COLORS.G, COLORS.B].map((color) => Buffer.from(Array.from({ length: 40 * 20 }, () => color).flat()));
const moving = await sharp(Buffer.concat(frames), { raw: { width: 40, height: 60, channels: 3, pageHeight: 20 } })
  .gif({ delay: [100, 200, 300], loop: 2 })
  .toBuffer();

describe('quality alone', { timeout: HANG_MS }, () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const rough = () => sharp({ create: { width: 300, height: 200, channels: 3, background: 'grey', noise } }).blur(1);
  it.each([
    ['jpg', () => rough().jpeg({ quality: 70 })],
    ['jpg', () => rough().withMetadata({ orientation: 6 }).withIccProfile('p3').jpeg({ quality: 50 })],
    ['webp', () => rough().webp({ quality: 60 })],
    ['avif', () => rough().avif({ quality: 40, effort: 2 })],
  ] as const)('makes no %s that is larger than its source', async (format, make) => {
    const bytes = await make()
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } })
      .toBuffer();
    for (const query of ['quality=100', 'quality=90', 'optimize=low']) {
      const made = await render(bytes, query, format);
      expect(made.bytes.length, query).toBeLessThanOrEqual(bytes.length);
      expect(made.bytes.length, query).toBeGreaterThan(bytes.length / 2);
      expect((await sharp(made.bytes).metadata()).exif).toBeUndefined();
    }
    expect((await render(bytes, 'quality=100&brightness=1', format)).bytes.length).toBeGreaterThan(bytes.length);
  });
  it('does not spoil a picture that less of it makes no smaller', async () => {
    const even = await sharp(Buffer.alloc(100 * 100, 100), { raw: { width: 100, height: 100, channels: 1 } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    const made = await render(even, 'quality=80', 'jpg');
    expect(made.bytes.length).toBeGreaterThan(even.length);
    expect(await colorsAt(made.bytes, [0.5, 0.5])).toMatch(/^\((99|100),\1,\1\)$/);
  });
});

describe('motion', { timeout: HANG_MS }, () => {
  it.each([
    ['webp', ''],
    ['gif', ''],
    ['webp', 'width=20'],
    ['webp', 'crop=1:1&orient=r&blur=1&pad=4'],
    ['webpll', 'orient=v'],
  ] as const)('stays in %s with "%s"', async (format, query) => {
    const made = await render(moving, query, format);
    const { pages, delay, loop, pageHeight } = await sharp(made.bytes, { animated: true }).metadata();
    expect({ pages, delay, loop, pageHeight }).toEqual({ pages: 3, delay: [100, 200, 300], loop: 2, pageHeight: made.heightPx });
    const shown = await Promise.all([0, 1, 2].map(async (page) => colorsAt(await sharp(made.bytes, { page }).png().toBuffer(), [0.5, 0.5])));
    expect(shown.join('')).toBe('RGB');
    expect(made.source.frames).toBe(3);
  });
  it.each(['jpg', 'png', 'avif'] as const)('is its first frame in %s', async (format) => {
    const made = await render(moving, 'width=20', format);
    expect(`${made.widthPx}x${made.heightPx}`).toBe('20x10');
    expect(await colorsAt(made.bytes, [0.5, 0.5])).toBe('R');
  });
  it('of a PNG is its first frame', async () => expect((await render(anApng(quartersPng, 2, 2), 'width=20', 'webp')).source.frames).toBe(1));
});

describe('what cameras and programs write', { timeout: HANG_MS }, () => {
  const MADE_BY = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
  const XMP =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""' +
    ` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="${MADE_BY}" xmlns:exif="http://ns.adobe.com/exif/1.0/"` +
    ' exif:GPSLatitude="52,30N"/></rdf:RDF></x:xmpmeta>';
  const SECRETS = ['SERIAL4711', 'a comment', 'GPSLatitude', 'Somewhere'];
  const written = async () => {
    const bytes = await quarters()
      .withExif({
        IFD0: { Copyright: 'Ana & <Son>', ImageDescription: 'Somewhere' },
        IFD2: { BodySerialNumber: 'SERIAL4711' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
      })
      .withXmp(XMP)
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const comment = Buffer.from('\xff\xfe\0\x0ba comment', 'latin1');
    return Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
  };

  it.each(OUTPUT_FORMATS.filter((format) => format !== 'gif'))('goes from %s, but for the rights, who made it and the profile', async (format) => {
    const original = await written();
    for (const secret of SECRETS) expect(original.includes(secret), secret).toBe(true);
    const { bytes } = await render(original, 'width=50', format);
    const { exif, xmp, icc, iptc, comments, orientation } = await sharp(bytes).metadata();
    for (const secret of SECRETS) expect(Buffer.from(bytes).includes(secret), secret).toBe(false);
    expect(exif?.includes('Ana & <Son>')).toBe(true);
    expect(xmp?.toString()).toContain('Ana &amp; &lt;Son&gt;');
    expect(xmp?.toString()).toContain(MADE_BY);
    expect(icc?.length).toBeGreaterThan(100);
    expect([iptc, comments, orientation ?? 1]).toEqual([undefined, undefined, 1]);
  });

  const dcRights = (content: string) => `<dc:rights xmlns:dc="http://purl.org/dc/elements/1.1/">${content}</dc:rights>`;
  const item = (text: string, language = 'x-default') => `<rdf:li xml:lang="${language}">${text}</rdf:li>`;
  const keptOf = async (xmp: string) => {
    const bytes = await quarters().withXmp(xmp).jpeg().toBuffer();
    return sharp((await render(bytes, 'width=50', 'jpg')).bytes).metadata();
  };
  const withRights = (content: string) => keptOf(XMP.replace('/></rdf:RDF>', `>${dcRights(content)}</rdf:Description></rdf:RDF>`));

  it('takes the rights with all letters from where they are', async () => {
    const { xmp, exif } = await withRights(`<rdf:Alt>${item('© Ana Søn &amp; Co')}</rdf:Alt>`);
    expect(xmp?.toString()).toContain('© Ana Søn &amp; Co');
    expect(exif?.includes('Ana Soen & Co')).toBe(true);
  });

  it.each([
    ['numbers for letters', `<rdf:Alt>${item('&#169; 2026 &#x4D;e &#38; &#x1F4F7;')}</rdf:Alt>`, '© 2026 Me &amp; 📷'],
    ['numbers of nothing', `<rdf:Alt>${item('a&#0;b&#xD800;c&#x110000;d&#9999999;e&#xFFFF;f')}</rdf:Alt>`, 'a b c d e f'],
    ['what is named twice', `<rdf:Alt>${item('&amp;lt; &nbsp; &lt;')}</rdf:Alt>`, '&amp;lt; &amp;nbsp; &lt;'],
    ['CDATA', `<rdf:Alt>\n ${item(' <![CDATA[© <b> & &amp; </rdf:li> Me]]> 2026\n')}\n</rdf:Alt>`, '© &lt;b&gt; &amp; &amp;amp; &lt;/rdf:li&gt; Me 2026'],
    ['a Bag', `<rdf:Bag><rdf:li>© Me</rdf:li></rdf:Bag>`, '© Me'],
    ['no words for everybody', `<rdf:Alt>${item('© Ich', 'de-DE')}${item('© Moi', 'fr')}</rdf:Alt>`, '© Ich'],
    ['words for everybody', `<rdf:Alt>${item('© Ich', 'de-DE')}${item('© Me')}</rdf:Alt>`, '© Me'],
    ['words for everybody that are empty', `<rdf:Alt>${item('© Ich', 'de-DE')}${item(' ')}</rdf:Alt>`, '© Ich'],
    ['half a letter at the end', `<rdf:Alt>${item(`${'x'.repeat(499)}📷`)}</rdf:Alt>`, 'x'.repeat(499)],
  ])('takes the rights from %s', async (_, content, kept) => {
    expect((await withRights(content)).xmp?.toString()).toContain(`<rdf:li xml:lang="x-default">${kept}</rdf:li>`);
  });

  it.each([
    ['an element', (url: string) => url],
    ['a list', (url: string) => `\n<rdf:Bag>\n<rdf:li>${url}</rdf:li></rdf:Bag>`],
    ['a list of resources', (url: string) => `<rdf:Seq><rdf:li rdf:resource="${url}"/></rdf:Seq>`],
  ])('takes who made it from %s', async (_, write) => {
    const element = `<Iptc4xmpExt:DigitalSourceType>${write(MADE_BY)}</Iptc4xmpExt:DigitalSourceType>`;
    const { xmp } = await keptOf(XMP.replace(/ Iptc4xmpExt:Dig[^ ]*/, '').replace('/></rdf:RDF>', `>${element}</rdf:Description></rdf:RDF>`));
    expect(xmp?.toString()).toContain(`>${MADE_BY}<`);
  });

  it('is not made up', async () => {
    const { exif, xmp, icc } = await sharp((await render(quartersPng, 'width=50', 'jpg')).bytes).metadata();
    expect([exif, xmp, icc]).toEqual([undefined, undefined, undefined]);
  });

  it('is nothing where it is broken', async () => {
    const at = quartersPng.indexOf('IDAT') - 4;
    for (const body of ['II*\0\xff\xff\xff\xff', 'MM\0*\0\0\0\x08\xff\xff\x82\x98\0\x02\xff\xff\xff\xff\xff\xff\xff\xff', '']) {
      const broken = Buffer.concat([quartersPng.subarray(0, at), aChunk('eXIf', Buffer.from(body, 'latin1')), quartersPng.subarray(at)]);
      expect((await sharp((await render(broken, 'width=50', 'jpg')).bytes).metadata()).xmp).toBeUndefined();
    }
  });
});

describe('a picture that cannot be made', { timeout: HANG_MS }, () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')],
    ['half of one', quartersPng.subarray(0, 150)],
  ])('is told: %s', async (_, bytes) => {
    const outcome = await engine.render(bytes, { rendition: {}, format: 'jpg', priority: 'visitor' }, DEFAULT_LIMITS);
    expect(outcome).toEqual({ state: 'failed', reason: expect.stringMatching(/^[^/\\\n]{3,160}$/) });
  });
  it('is told by a file that is not there, without its path', async () => {
    const outcome = await engine.render({ path: '/no/such/picture.jpg' }, { rendition: {}, format: 'jpg', priority: 'visitor' }, DEFAULT_LIMITS);
    expect(outcome).toEqual({ state: 'failed', reason: expect.not.stringContaining('/no/such') });
  });
  it('is one past the limit of pixels', async () => {
    const outcome = await engine.render(quartersPng, { rendition: {}, format: 'jpg', priority: 'visitor' }, { ...DEFAULT_LIMITS, imagePixels: 100 });
    expect(outcome.state).toBe('failed');
  });
  it.each(['width=1', 'height=1', 'crop=1:999', 'width=8192&height=8192&fit=bounds'])('is not one that is a pixel wide: %s', async (query) => {
    const thin = await sharp(solid('R', 1, 3000))
      .png()
      .toBuffer();
    for (const format of OUTPUT_FORMATS) expect((await render(thin, query, format)).widthPx).toBe(1);
  });
});
