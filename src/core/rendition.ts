/**
 * What is asked of a picture on its way out, in the language of Adobe Commerce shops (Fastly Image Optimizer), and its
 * canonical text. A rendition holds what was asked for, absent is not asked; what it comes to for one picture is
 * `rendition-plan.ts`. Source: `adobe-rest.md` section 10.
 */

/** Pixels, or a share of the picture's side (0.5 = half). */
export interface Length {
  readonly value: number;
  readonly unit: 'px' | 'share';
}
/** Where a region begins: a length from the left or top edge, or percent of the left-over space before it (50 = centred). */
export type Place = Length | { readonly value: number; readonly unit: 'offset' };
export interface Area {
  readonly width: Length;
  readonly height: Length;
}
/** In lowest terms: `{ width: 16, height: 9 }`. */
export interface Ratio {
  readonly ratio: { readonly width: number; readonly height: number };
}
/** A part of the picture, or a ground of another size under it. Absent `x` or `y`: centred, or around the focal point. */
export type Region = (Area | Ratio) & { readonly x?: Place; readonly y?: Place };
export interface Crop {
  readonly region: Region;
  /** `smart`: around what catches the eye. `safe`: what lies outside of the picture is left away instead of refused. */
  readonly mode?: 'smart' | 'safe';
}
export interface Sides {
  readonly top: Length;
  readonly right: Length;
  readonly bottom: Length;
  readonly left: Length;
}
/** `r`, `g`, `b` 0 to 255, `alpha` 0 to 1. */
export interface Color {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly alpha: number;
}
export interface Sharpening {
  readonly amount: number;
  /** Sigma in pixels. */
  readonly radius: number;
  /** Differences below stay as they are, 0 to 255. */
  readonly threshold: number;
}
/** `bounds`: inside of the box. `cover`: at least the box. `crop`: the box itself, what does not fit is cut off. */
export const FITS = ['bounds', 'cover', 'crop'] as const;
/** As EXIF counts: 1 as it is, 2 mirrored left to right, 3 half a turn, 4 mirrored top to bottom, 6 a quarter to the right, 8 to the left; 5 is 6, then 2, and 7 is 8, then 2. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
/** Formats that can be made, by the word they are asked with. */
export const OUTPUT_FORMATS = ['avif', 'gif', 'jpg', 'pjpg', 'png', 'png8', 'webp', 'webpll'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
export const OPTIMIZE_LEVELS = ['low', 'medium', 'high'] as const;
/** What `Accept` may decide, the better first. */
export const AUTO_FORMATS = ['avif', 'webp'] as const;
export type AutoFormat = (typeof AUTO_FORMATS)[number];

/** In the order of work. A device pixel ratio is no part of it: it is multiplied into the lengths. */
export interface Rendition {
  readonly precrop?: Crop;
  readonly trim?: Sides;
  readonly crop?: Crop;
  readonly orient?: Orientation;
  readonly width?: Length;
  readonly height?: Length;
  /** Only with both width and height. Absent: exactly the size, the ratio is not kept. */
  readonly fit?: (typeof FITS)[number];
  /** Absent: the picture is never enlarged. */
  readonly upscale?: true;
  /** Never beside `canvas`, which wins. */
  readonly pad?: Sides;
  readonly canvas?: Region;
  /** Under what is transparent where the format has no transparency, and of what pad and canvas add. */
  readonly background?: Color;
  /** -100 black to 100 white. */
  readonly brightness?: number;
  /** -100 to 100. */
  readonly contrast?: number;
  /** -100 grey to 100. */
  readonly saturation?: number;
  readonly sharpen?: Sharpening;
  /** Sigma in pixels, or as a share of the finished width. */
  readonly blur?: Length;
  /** `auto`: as `Accept` says. */
  readonly format?: OutputFormat | 'auto';
  /** Formats that win over `format` where `Accept` names them. */
  readonly auto?: readonly AutoFormat[];
  /** Only where no `quality` is asked. */
  readonly optimize?: (typeof OPTIMIZE_LEVELS)[number];
  readonly quality?: Quality;
}
/** 1 to 100, on the scale of JPEG. `webp`: for a WebP that `auto` chose, else `value` holds. */
export interface Quality {
  readonly value: number;
  readonly webp: number;
}

/** Bounds of the language. Source: `adobe-rest.md` section 10; `share` and `textChars` are ours. */
export const RENDITION_LIMITS = {
  /** A side of what comes out. */
  sidePx: 8192,
  /** All frames together. */
  pixels: 8192 * 8192,
  dpr: 10,
  /** Ten times a side of the source. */
  share: 10,
  /** Of one value. */
  textChars: 64,
} as const;

/** Widths that free sizes are rounded up to, so that a visitor cannot have any number of them made. */
export const SIZE_LADDER_PX = [32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 480, 640, 768, 960, 1280, 1600, 1920, 2560, 3200, 4096] as const;

/** The next step of the ladder; above it, the last one. */
export const snapWidth = (widthPx: number): number => SIZE_LADDER_PX.find((step) => step >= widthPx) ?? 4096;

const snapShare = ({ value, unit }: Length): Length => ({ value: Math.ceil(roundShare(value * 100)) / 100, unit });

/**
 * The rendition with its sizes on the ladder: the width, or the height alone, and all else in the same proportion; a share goes up to
 * whole percent.
 */
export function snapRendition(rendition: Rendition): Rendition {
  const { width, height } = rendition;
  // Shares are of the source, which stays as it is.
  const shares = { ...(width?.unit === 'share' ? { width: snapShare(width) } : {}), ...(height?.unit === 'share' ? { height: snapShare(height) } : {}) };
  const leading = width?.unit === 'px' ? width : height;
  if (leading?.unit !== 'px') return { ...rendition, ...shares };
  const snapped = snapWidth(leading.value);
  const larger = magnify(rendition, snapped / leading.value);
  return { ...larger, [leading === width ? 'width' : 'height']: px(snapped), ...shares };
}

/** The same picture larger or smaller: its size, and the pixels of what stands around it. A size past the limit keeps its ratio. */
export function magnify(rendition: Rendition, by: number): Rendition {
  const { width, height, pad, canvas } = rendition;
  const longestPx = Math.max(...[width, height].map((side) => (side?.unit === 'px' ? side.value * by : 0)));
  const sizeBy = by * Math.min(1, RENDITION_LIMITS.sidePx / longestPx);
  return {
    ...rendition,
    ...(width === undefined ? {} : { width: times(width, sizeBy) }),
    ...(height === undefined ? {} : { height: times(height, sizeBy) }),
    ...(pad === undefined
      ? {}
      : { pad: { top: pxTimes(pad.top, by), right: pxTimes(pad.right, by), bottom: pxTimes(pad.bottom, by), left: pxTimes(pad.left, by) } }),
    ...(canvas === undefined ? {} : { canvas: regionTimes(canvas, by) }),
  };
}
function times({ value, unit }: Length, by: number): Length {
  if (unit === 'px') return px(value === 0 ? 0 : Math.min(Math.max(1, Math.round(value * by)), RENDITION_LIMITS.sidePx));
  return { value: Math.min(roundShare(value * by * 100) / 100, RENDITION_LIMITS.share), unit };
}
/** A share is of what is larger already. */
const pxTimes = <P extends Place>(at: P, by: number): P | Length => (at.unit === 'px' ? times({ value: at.value, unit: 'px' }, by) : at);

function regionTimes(region: Region, by: number): Region {
  return {
    ...('ratio' in region ? { ratio: region.ratio } : { width: pxTimes(region.width, by), height: pxTimes(region.height, by) }),
    ...(region.x === undefined ? {} : { x: pxTimes(region.x, by) }),
    ...(region.y === undefined ? {} : { y: pxTimes(region.y, by) }),
  };
}

/** The width that a look is written for: fine enough that two are told apart where their ratio is not the same. */
const LOOK_PX = 1000;

/**
 * What a rendition shows of its picture, as a text: those with the same text look the same, but for the number of pixels, their
 * format and their quality.
 */
export function formatLook(rendition: Rendition): string {
  const leading = [rendition.width, rendition.height].find((side) => side?.unit === 'px' && side.value > 0);
  const { width, height, fit, upscale, format, auto, optimize, quality, ...shown } =
    leading === undefined ? rendition : magnify(rendition, LOOK_PX / leading.value);
  // The whole picture in its own ratio, with nothing around it: how large says nothing.
  const isWhole = (fit === 'bounds' || fit === 'cover' || width === undefined || height === undefined) && !('pad' in shown || 'canvas' in shown);
  return formatRendition({ ...shown, ...(isWhole ? {} : { width, height, fit }) });
}

export const px = (value: number): Length => ({ value, unit: 'px' });

/**
 * The rendition as the one query text that says it, for keys, signatures and validators: `crop=16:9,smart&width=50p`.
 * What means the same has the same text, and the text read again is the same rendition. Empty: nothing is asked.
 */
export function formatRendition(rendition: Rendition): string {
  return Object.entries(WRITERS)
    .flatMap(([field, [parameter, write]]) => {
      const value = rendition[field as keyof Rendition];
      return value === undefined ? [] : `${parameter}=${(write as (asked: unknown) => string)(value)}`;
    })
    .join('&');
}

const number = (value: number): string => String(value);
const word = (value: string): string => value;
const length = ({ value, unit }: Length): string => (unit === 'px' ? number(value) : `${roundShare(value * 100)}p`);
const sides = ({ top, right, bottom, left }: Sides): string => [top, right, bottom, left].map(length).join();
const color = ({ r, g, b, alpha }: Color): string => [r, g, b, ...(alpha === 1 ? [] : [alpha])].join();

function place(axis: 'x' | 'y', at: Place | undefined): string[] {
  if (at === undefined) return [];
  return [at.unit === 'offset' ? `offset-${axis}${at.value}` : `${axis}${length(at)}`];
}
function region(asked: Region): string {
  const size = 'ratio' in asked ? `${asked.ratio.width}:${asked.ratio.height}` : `${length(asked.width)},${length(asked.height)}`;
  return [size, ...place('x', asked.x), ...place('y', asked.y)].join();
}
const crop = (asked: Crop): string => [region(asked.region), ...(asked.mode === undefined ? [] : [asked.mode])].join();

/** Shares come with four digits of percent: what differs less is the same. */
export const roundShare = (percent: number): number => Math.round(percent * 10_000) / 10_000;

/** How each field is said, in the order of work; what is not in here is no part of a key. */
const WRITERS: { readonly [F in keyof Required<Rendition>]: readonly [parameter: string, write: (value: Required<Rendition>[F]) => string] } = {
  precrop: ['precrop', crop],
  trim: ['trim', sides],
  crop: ['crop', crop],
  orient: ['orient', number],
  width: ['width', length],
  height: ['height', length],
  fit: ['fit', word],
  upscale: ['enable', () => 'upscale'],
  pad: ['pad', sides],
  canvas: ['canvas', region],
  background: ['bg-color', color],
  brightness: ['brightness', number],
  contrast: ['contrast', number],
  saturation: ['saturation', number],
  sharpen: ['sharpen', ({ amount, radius, threshold }) => `a${amount},r${radius},t${threshold}`],
  blur: ['blur', length],
  format: ['format', word],
  auto: ['auto', (formats) => formats.join()],
  optimize: ['optimize', word],
  quality: ['quality', ({ value, webp }) => (value === webp ? number(value) : `${value},${webp}`)],
};
