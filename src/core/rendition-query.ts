/** From a query to the rendition that it asks for. Source: `adobe-rest.md` section 10. */
import { ok, type Result, refuse } from './fault.js';
import {
  AUTO_FORMATS,
  type AutoFormat,
  type Color,
  type Crop,
  FITS,
  type Length,
  magnify,
  OPTIMIZE_LEVELS,
  type Orientation,
  type OutputFormat,
  type Place,
  px,
  type Quality,
  RENDITION_LIMITS,
  type Region,
  type Rendition,
  roundShare,
  type Sharpening,
  type Sides,
} from './rendition.js';

/**
 * What a query asks for. Parameters that the language does not have are ignored; a value that it does not have is
 * refused as `rendition-refused`. What has no effect (`blur=0`, `fit` without both sides, `pad` beside `canvas`) is left away.
 */
export function parseRendition(query: Readonly<Record<string, string>>): Result<Rendition> {
  const asked: Record<string, unknown> = {};
  for (const [parameter, [field, read, means]] of Object.entries(PARAMETERS)) {
    if (!Object.hasOwn(query, parameter)) continue;
    const text = query[parameter] ?? '';
    const value = text.length > RENDITION_LIMITS.textChars ? undefined : read(text);
    if (value === undefined) return refuse({ code: 'rendition-refused', parameter, reason: `it takes ${means}` });
    asked[field] = value;
  }
  return ok(simplify(asked as Asked));
}

/** The parameters as they were given; `null`: given, and it says nothing. */
type Asked = { readonly [F in keyof Rendition]?: Rendition[F] | null } & {
  readonly dpr?: number;
  readonly disable?: true;
};

function simplify({ dpr = 1, disable, ...asked }: Asked): Rendition {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null)) as Rendition;
  const hasSize = given.width !== undefined || given.height !== undefined;
  const kept: Record<string, unknown> = {
    ...magnify(given, dpr),
    ...(given.width !== undefined && given.height !== undefined ? {} : { fit: undefined }),
    ...(hasSize && disable === undefined ? {} : { upscale: undefined }),
    ...(given.canvas === undefined ? {} : { pad: undefined }),
    ...(given.format === 'auto' ? { auto: undefined } : {}),
    ...(given.quality === undefined ? {} : { optimize: undefined }),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

type Read<T> = (text: string) => T | null | undefined;

/** A decimal number of few digits; undefined outside of the bounds. */
const readNumber =
  (min: number, max: number): Read<number> =>
  (text) => {
    const value = /^-?(\d{1,5}|\d{0,5}\.\d{1,4})$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value + 0 : undefined;
  };
const readWhole = (min: number, max: number): Read<number> => {
  const read = readNumber(min, max);
  return (text) => (/^\d+$/.test(text) ? read(text) : undefined);
};
/** 0 changes nothing. */
const readChange: Read<number> = (text) => {
  const value = readNumber(-100, 100)(text);
  return value === 0 ? null : value;
};
const readWord =
  <T extends string>(words: readonly T[]): Read<T> =>
  (text) =>
    words.find((word) => word === text);

/** `300`, `0.5`, `50p`; 0 only where a side may be nothing. */
function readLength(text: string, maxPx: number = RENDITION_LIMITS.sidePx): Length | undefined {
  const percent = /^(\d{1,4}(?:\.\d{1,4})?)p$/.exec(text)?.[1];
  if (percent === undefined && readWhole(0, maxPx)(text) !== undefined) return px(Number(text));
  const share = percent === undefined ? /^0?\.\d{1,6}$/.exec(text)?.[0] : String(Number(percent) / 100);
  if (share === undefined) return undefined;
  const value = roundShare(Number(share) * 100) / 100;
  if (value === 0) return px(0);
  return value > RENDITION_LIMITS.share ? undefined : { value, unit: 'share' };
}
const readSize = (text: string, maxPx?: number): Length | undefined => {
  const length = readLength(text, maxPx);
  return length?.value === 0 ? undefined : length;
};

/** A side of a source may be longer than what comes out. */
const SOURCE_SIDE_PX = 65_535;

/** As CSS has it: one for all, vertical and horizontal, or top, right, bottom, left. */
const readSides: Read<Sides> = (text) => {
  const parts = text.split(',').map((part) => readLength(part, SOURCE_SIDE_PX));
  const [top, right = top, bottom = top, left = right] = parts;
  if (parts.length > 4 || parts.includes(undefined)) return undefined;
  if (top === undefined || right === undefined || bottom === undefined || left === undefined) return undefined;
  return parts.every((part) => part?.value === 0) ? null : { top, right, bottom, left };
};

const RATIO = /^(\d{1,4}(?:\.\d{1,3})?):(\d{1,4}(?:\.\d{1,3})?)$/;
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The size at the beginning of a region, and what follows it. */
function readArea(text: string, maxPx: number): { area: Region; rest: readonly string[] } | undefined {
  const [first = '', ...others] = text.split(',');
  const [, wide, high] = RATIO.exec(first) ?? [];
  if (wide !== undefined && high !== undefined) {
    const [width, height] = [Math.round(Number(wide) * 1000), Math.round(Number(high) * 1000)];
    const by = divisor(width, height);
    return width === 0 || height === 0 ? undefined : { area: { ratio: { width: width / by, height: height / by } }, rest: others };
  }
  const [width, height] = [readSize(first, maxPx), readSize(others[0] ?? '', maxPx)];
  return width === undefined || height === undefined ? undefined : { area: { width, height }, rest: others.slice(1) };
}
function readPlace(text: string, maxPx: number): { axis: 'x' | 'y'; at: Place } | undefined {
  const [, offset, axis, amount = ''] = /^(offset-)?([xy])(.+)$/.exec(text) ?? [];
  const at = offset === undefined ? readLength(amount, maxPx) : readNumber(0, 100)(amount.replace(/p$/, ''));
  if (at === undefined || at === null) return undefined;
  return { axis: axis === 'x' ? 'x' : 'y', at: typeof at === 'number' ? { value: at, unit: 'offset' } : at };
}
/** Each axis is placed once, by one method. */
function readRegion(text: string, maxPx: number, words: readonly string[]): { region: Region; word: string | undefined } | undefined {
  const read = readArea(text, maxPx);
  const found: { x?: Place; y?: Place; word?: string } = {};
  for (const part of read?.rest ?? []) {
    const place = readPlace(part, maxPx);
    const key = words.includes(part) ? 'word' : place?.axis;
    if (key === undefined || found[key] !== undefined) return undefined;
    Object.assign(found, { [key]: place?.at ?? part });
  }
  const { word, ...places } = found;
  return read === undefined ? undefined : { region: { ...read.area, ...places }, word };
}
const readCanvas: Read<Region> = (text) => readRegion(text, RENDITION_LIMITS.sidePx, [])?.region;
const readCrop: Read<Crop> = (text) => {
  const read = readRegion(text, SOURCE_SIDE_PX, ['smart', 'safe']);
  if (read === undefined || (read.word === 'smart' && !('ratio' in read.region))) return undefined;
  return { region: read.region, ...(read.word === undefined ? {} : { mode: read.word as 'smart' | 'safe' }) };
};

const TURNS: Readonly<Record<string, Orientation>> = { r: 6, l: 8, h: 2, v: 4, hv: 3, vh: 3, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8 };
const readOrient: Read<Orientation> = (text) => (text === '1' ? null : Object.hasOwn(TURNS, text) ? TURNS[text] : undefined);

const readColor: Read<Color> = (text) => {
  const hex = /^(?:[\da-f]{3}|[\da-f]{6})$/i.test(text) ? (text.length === 3 ? text.replace(/./g, '$&$&') : text) : undefined;
  if (hex !== undefined)
    return { r: Number.parseInt(hex.slice(0, 2), 16), g: Number.parseInt(hex.slice(2, 4), 16), b: Number.parseInt(hex.slice(4), 16), alpha: 1 };
  const parts = text.split(',');
  const [r, g, b] = parts.slice(0, 3).map(readWhole(0, 255));
  const alpha = parts.length === 4 ? readNumber(0, 1)(parts[3] ?? '') : 1;
  if (parts.length > 4 || typeof r !== 'number' || typeof g !== 'number' || typeof b !== 'number' || typeof alpha !== 'number') return undefined;
  return { r, g, b, alpha };
};

const SHARPENING: Readonly<Record<string, Read<number>>> = { a: readNumber(0, 10), r: readNumber(0.5, 1000), t: readWhole(0, 255) };
/** `a5,r2,t1`, in any order; what is left away is a1, r1, t0. */
const readSharpening: Read<Sharpening> = (text) => {
  const given: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, key = '', amount = ''] = /^([art])(.+)$/.exec(part) ?? [];
    const value = SHARPENING[key]?.(amount);
    if (typeof value !== 'number' || given[key] !== undefined) return undefined;
    given[key] = value;
  }
  return given.a === 0 ? null : { amount: given.a ?? 1, radius: given.r ?? 1, threshold: given.t ?? 0 };
};
const readBlur: Read<Length> = (text) => {
  if (text.endsWith('p')) {
    const share = readLength(text);
    return share?.value === 0 ? null : share === undefined || share.value > 1 ? undefined : share;
  }
  const value = text === '0' ? 0 : readNumber(0.5, 1000)(text);
  return value === 0 ? null : typeof value === 'number' ? px(value) : undefined;
};

const FORMATS: Readonly<Record<string, OutputFormat | 'auto'>> = {
  ...{ auto: 'auto', avif: 'avif', gif: 'gif', png: 'png', png8: 'png8', webp: 'webp', webply: 'webp', webpll: 'webpll' },
  ...{ jpg: 'jpg', jpeg: 'jpg', bjpg: 'jpg', bjpeg: 'jpg', pjpg: 'pjpg', pjpeg: 'pjpg' },
};
const readFormat: Read<OutputFormat | 'auto'> = (text) => (Object.hasOwn(FORMATS, text) ? FORMATS[text] : undefined);
const readAuto: Read<readonly AutoFormat[]> = (text) => {
  const asked = text.split(',');
  return asked.every((one) => (AUTO_FORMATS as readonly string[]).includes(one)) ? AUTO_FORMATS.filter((one) => asked.includes(one)) : undefined;
};
const readQuality: Read<Quality> = (text) => {
  const parts = text.split(',').map(readWhole(1, 100));
  const [value, webp = value] = parts;
  return parts.length > 2 || parts.includes(undefined) || typeof value !== 'number' || typeof webp !== 'number' ? undefined : { value, webp };
};
const readUpscale: Read<true> = (text) => (text === 'upscale' ? true : undefined);

const SIZE = 'whole pixels from 1 to 8192, a fraction below 1 or percent such as 50p';
const CROP = 'w,h or a ratio such as 16:9, then x, y, offset-x, offset-y, smart (with a ratio) or safe';
const SIDES = 'one to four of pixels, fractions or percent: top, right, bottom, left';
const CHANGE = 'a number from -100 to 100';

/** The language: each parameter with the field it is read to and what it takes. */
const PARAMETERS: Readonly<Record<string, readonly [field: keyof Asked, read: Read<unknown>, means: string]>> = {
  precrop: ['precrop', readCrop, CROP],
  trim: ['trim', readSides, SIDES],
  crop: ['crop', readCrop, CROP],
  orient: ['orient', readOrient, 'r, l, h, v, hv, vh or a number from 1 to 8'],
  width: ['width', readSize, SIZE],
  height: ['height', readSize, SIZE],
  dpr: ['dpr', (text) => readNumber(0.1, RENDITION_LIMITS.dpr)(text), 'a number from 0.1 to 10'],
  fit: ['fit', readWord(FITS), FITS.join(', ')],
  enable: ['upscale', readUpscale, 'upscale'],
  disable: ['disable', readUpscale, 'upscale'],
  pad: ['pad', readSides, SIDES],
  canvas: ['canvas', readCanvas, 'w,h or a ratio such as 16:9, then x, y, offset-x or offset-y'],
  'bg-color': ['background', readColor, 'three or six hex digits, or r,g,b or r,g,b,a'],
  brightness: ['brightness', readChange, CHANGE],
  contrast: ['contrast', readChange, CHANGE],
  saturation: ['saturation', readChange, CHANGE],
  sharpen: ['sharpen', readSharpening, 'a0 to a10, r0.5 to r1000, t0 to t255'],
  blur: ['blur', readBlur, 'pixels from 0.5 to 1000, or percent up to 100p'],
  format: ['format', readFormat, 'auto, avif, gif, jpg, bjpg, pjpg, png, png8, webp, webply or webpll'],
  auto: ['auto', readAuto, 'avif, webp or both'],
  optimize: ['optimize', readWord(OPTIMIZE_LEVELS), OPTIMIZE_LEVELS.join(', ')],
  quality: ['quality', readQuality, 'whole numbers from 1 to 100: one, or a second for WebP'],
};
