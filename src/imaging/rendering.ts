/** Making what is asked of a picture, in whatever process it is called; only those for pictures do. */

import { stat } from 'node:fs/promises';
import type { Metadata, Sharp } from 'sharp';
import type { PictureFile, RenderAsk, RenderOutcome } from '../app/ports.js';
import type { FocalPoint } from '../core/fields.js';
import type { Color, OutputFormat, Rendition } from '../core/rendition.js';
import { encoderQuality, OUTPUT_TYPES } from '../core/rendition-format.js';
import { needsEye, type Plan, planOf, type Source } from '../core/rendition-plan.js';
import { reasonOf } from './decode.js';
import { loadDriver } from './driver.js';
import { ENCODERS } from './encoders.js';
import { readKept, withKept } from './kept-metadata.js';
import { performSteps, pixelsOf, type Roll } from './steps.js';

type Driver = Awaited<ReturnType<typeof loadDriver>>;
export type Render = (source: Uint8Array | PictureFile, ask: RenderAsk, bounds: Bounds) => Promise<RenderOutcome | { readonly state: 'heavy' }>;
interface Bounds {
  /** Of what is opened. */
  readonly limitPixels: number;
  /** Whether it may take much memory. */
  readonly mayBeHeavy: boolean;
}

const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 };
const CLEAR: Color = { ...WHITE, alpha: 0 };
/** Longer side of the copy on which what catches the eye is looked for. */
const EYE_PX = 128;
const HEAVY_PIXELS = 8_000_000;
/** What heeds a quality, by the driver's name of a source in the same format. */
const LOSSY: Readonly<Partial<Record<string, OutputFormat>>> = { heif: 'avif', jpeg: 'jpg', webp: 'webp' };
/** What each further try has of the quality before, and all of them of what is asked: in a picture of almost nothing it is not the quality that costs. */
const [LESS, LEAST] = [0.9, 0.4];
/** After that no further try begins: a large AVIF takes seconds each time. */
const TRYING_MS = 8000;

/** Readies the driver for one picture at a time. Rejects where it cannot be loaded. */
export async function loadRenderer(): Promise<Render> {
  const driver = await loadDriver();
  return async (source, ask, bounds) => {
    try {
      return await render(driver, 'path' in source ? source.path : source, ask, bounds);
    } catch (error) {
      return { state: 'failed', reason: reasonOf(error) };
    }
  };
}

async function render(driver: Driver, input: Uint8Array | string, ask: RenderAsk, { limitPixels: limitInputPixels, mayBeHeavy }: Bounds): ReturnType<Render> {
  const { rendition, format, copyOf } = ask;
  // A copy's colours need not be converted once more: that would cost as much as all the rest.
  const options = { limitInputPixels, failOn: 'error', sequentialRead: true, autoOrient: true, ignoreIcc: copyOf !== undefined } as const;
  const open = (animated: boolean): Sharp => driver(input, { ...options, animated });
  const header = await open(false).metadata();
  const encoder = ENCODERS[format];
  const source = { ...sourceOf(header), ...copyOf };
  const frames = encoder.keepsFrames ? source.frames : 1;
  const focal = ask.focal ?? (needsEye(rendition) ? await findEye(driver, open(false)) : undefined);
  const plan = planOf(rendition, { ...source, frames }, focal);
  if (!plan.ok) return plan.fault.code === 'rendition-refused' ? { state: 'refused', ...plan.fault } : { state: 'failed', reason: plan.fault.code };
  if (!mayBeHeavy && isHeavy(header, plan.value, frames)) return { state: 'heavy' };
  const grounds = groundsOf(rendition, header.hasAlpha && encoder.keepsAlpha);
  const whole = encoder.keepsAlpha || !header.hasAlpha ? open(frames > 1) : open(false).flatten({ background: grounds.under });
  const opened = isGreyWorked(header) && isColored(rendition) ? whole.pipelineColourspace('srgb') : whole;
  const made = await performSteps(opened, plan.value.steps, {
    ...{ frames, background: grounds.around, isCopy: copyOf !== undefined },
    reopen: (roll) => reopen(driver, roll),
  });
  const motion = frames > 1 ? motionOf(header, frames) : undefined;
  const finished = withKept(made, readKept(header), copyOf !== undefined && made === opened);
  const isThorough = ask.isThorough === true;
  const encode = (quality: number) => encoder.encode(finished, { quality, isThorough, motion }).toBuffer({ resolveWithObject: true });
  const isQualityAlone = plan.value.steps.length === 0 && LOSSY[header.format] === format;
  const { data, info } = await encodeWithin(isQualityAlone ? await sizeOf(input) : Number.POSITIVE_INFINITY, encoderQuality(rendition, format), encode);
  return { state: 'made', bytes: data, type: OUTPUT_TYPES[format], widthPx: info.width, heightPx: plan.value.heightPx, source };
}

function sourceOf({ autoOrient, pages = 1, hasAlpha, format }: Metadata): Source & { readonly hasAlpha: boolean } {
  // Further pages of an AVIF are pictures beside the primary one.
  return { widthPx: autoOrient.width, heightPx: autoOrient.height, frames: format === 'heif' ? 1 : pages, hasAlpha };
}

const sizeOf = async (input: Uint8Array | string): Promise<number> => (typeof input === 'string' ? (await stat(input)).size : input.length);

/** Quality alone makes no file larger than its source, if less of it can help that: what grew says no more. Source: `adobe-rest.md` section 10. */
async function encodeWithin<E extends { readonly data: Buffer }>(limitBytes: number, asked: number, encode: (quality: number) => Promise<E>): Promise<E> {
  const until = performance.now() + TRYING_MS;
  const first = await encode(asked);
  let [made, quality] = [first, asked];
  while (made.data.length > limitBytes) {
    // What is many times too large is further away.
    quality = Math.floor(quality * Math.min(LESS, (limitBytes / made.data.length) ** (1 / 10)));
    if (quality < LEAST * asked || performance.now() > until) return first;
    made = await encode(quality);
  }
  return made;
}

/** Encoders hold all that comes out, AVIF's decoder all that goes in, some twenty bytes a pixel; other originals are read row by row. */
function isHeavy({ format, width, height }: Metadata, { widthPx, heightPx }: Plan, frames: number): boolean {
  return widthPx * heightPx * frames > HEAVY_PIXELS || (format === 'heif' && width * height > HEAVY_PIXELS);
}

/** `under` what is transparent in a format without transparency; `around` what canvas and pad leave free. */
function groundsOf({ background }: Rendition, keepsAlpha: boolean): { under: Color; around: Color } {
  const under = opaque(background ?? WHITE);
  return { under, around: keepsAlpha ? (background ?? CLEAR) : under };
}
/** Worked on in grey by default, all that is put under and around it too. A profile is followed first, into sRGB, but in 16 bits. */
const isGreyWorked = ({ channels, icc, depth }: Metadata): boolean => channels < 3 && (icc === undefined || depth === 'ushort');
/** Else grey does, which lets a JPEG be decoded to a fraction of its size. */
const isColored = ({ background: ground }: Rendition): boolean => ground !== undefined && !(ground.r === ground.g && ground.g === ground.b);
/** As it looks over white. */
function opaque({ r, g, b, alpha }: Color): Color {
  const [red, green, blue] = [r, g, b].map((value) => Math.round(value * alpha + 255 * (1 - alpha))) as [number, number, number];
  return { r: red, g: green, b: blue, alpha: 1 };
}

function motionOf({ delay = [], loop = 0 }: Metadata, frames: number): { delay: number[]; loop: number } {
  return { delay: Array.from({ length: frames }, (_, i) => delay[i] ?? 100), loop };
}

/** The driver says where the eye is only where it cuts, and rightly only where it does not scale: so half of a small copy is cut off. */
async function findEye(driver: Driver, picture: Sharp): Promise<FocalPoint | undefined> {
  const copy = await pixelsOf(picture.resize(EYE_PX, EYE_PX, { fit: 'inside', withoutEnlargement: true }), 1);
  const { width, height } = copy;
  const [cutWidth, cutHeight] = width > height ? [Math.ceil(width / 2), height] : [width, Math.ceil(height / 2)];
  const { info } = await reopen(driver, copy).resize(cutWidth, cutHeight, { position: 'attention' }).raw().toBuffer({ resolveWithObject: true });
  const { attentionX, attentionY } = info;
  return attentionX === undefined || attentionY === undefined ? undefined : { x: attentionX / width, y: attentionY / height };
}

function reopen(driver: Driver, { data, width, height, channels, frames }: Roll): Sharp {
  return driver(data, {
    raw: { width, height: height * frames, channels, ...(frames > 1 ? { pageHeight: height } : {}) },
    limitInputPixels: false,
    animated: frames > 1,
  });
}
