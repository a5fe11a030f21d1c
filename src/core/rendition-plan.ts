/** What a rendition comes to for one picture: geometry in pixels, nothing else. */
import { ok, type Result, refuse } from './fault.js';
import type { FocalPoint } from './fields.js';
import { type Crop, type Length, type Orientation, type Place, RENDITION_LIMITS, type Region, type Rendition, type Sharpening } from './rendition.js';

/** A picture as it stands upright, whatever way its rows are stored. */
export interface Source {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 for a still picture. */
  readonly frames: number;
}
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
export type Step =
  /** A part of the upright picture. */
  | { readonly do: 'cut'; readonly box: Box }
  | { readonly do: 'resize'; readonly width: number; readonly height: number }
  | { readonly do: 'orient'; readonly orientation: Orientation }
  /** The part that stays where the ground is smaller than the picture. */
  | { readonly do: 'clip'; readonly box: Box }
  /** Pixels of ground that each side gains. */
  | { readonly do: 'extend'; readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }
  /** Each from -100 to 100; 0 changes nothing. */
  | { readonly do: 'tone'; readonly brightness: number; readonly contrast: number; readonly saturation: number }
  | ({ readonly do: 'sharpen' } & Sharpening)
  | { readonly do: 'blur'; readonly sigmaPx: number };
/** The order of work, whatever the order in which things are asked. Source: `adobe-rest.md` section 10. */
export const ORDER_OF_WORK: readonly Step['do'][] = ['cut', 'resize', 'orient', 'clip', 'extend', 'tone', 'sharpen', 'blur'];

export interface Plan {
  /** In {@link ORDER_OF_WORK}, each at most once; what changes nothing is not among them. */
  readonly steps: readonly Step[];
  /** What comes out. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The steps with their final numbers. Nothing is larger than the source unless `upscale` is asked, and nothing larger
 * than {@link RENDITION_LIMITS}: a size past them is made smaller in its ratio. A crop outside of the picture and a
 * ground past the limits are `rendition-refused`. `focal`: what crops without a position of their own keep in sight.
 */
export function planOf(rendition: Rendition, source: Source, focal?: FocalPoint): Result<Plan> {
  const whole: Box = { left: 0, top: 0, width: source.widthPx, height: source.heightPx };
  const eye = focal === undefined ? undefined : { x: focal.x * whole.width, y: focal.y * whole.height };
  const kept = keptBox(rendition, whole, eye);
  if (!kept.ok) return kept;
  const isTurned = (rendition.orient ?? 1) >= 5;
  const size = turn(finalSize(rendition, turn(kept.value, isTurned), source.frames), isTurned);
  const cut = rendition.fit === 'crop' ? boxOfRatio(kept.value, size, eye) : kept.value;
  const shown = turn(size, isTurned);
  const ground = groundOf(rendition, shown, source.frames);
  if (!ground.ok) return ground;
  const { brightness = 0, contrast = 0, saturation = 0, sharpen, blur, orient = 1 } = rendition;
  const finished = ground.value ?? shown;
  const steps: (Step | undefined)[] = [
    isSame(cut, whole) ? undefined : { do: 'cut', box: cut },
    isSame(cut, size) ? undefined : { do: 'resize', ...size },
    orient === 1 ? undefined : { do: 'orient', orientation: orient },
    ...(ground.value === undefined ? [] : placeOn(ground.value, shown)),
    brightness === 0 && contrast === 0 && saturation === 0 ? undefined : { do: 'tone', brightness, contrast, saturation },
    sharpen === undefined ? undefined : { do: 'sharpen', ...sharpen },
    blur === undefined ? undefined : { do: 'blur', sigmaPx: blur.unit === 'px' ? blur.value : blur.value * finished.width },
  ];
  return ok({ steps: steps.filter((step) => step !== undefined), widthPx: finished.width, heightPx: finished.height });
}

/** Whether a rendition needs to know what catches the eye, where nobody has said so. */
export const needsEye = ({ precrop, crop }: Rendition): boolean => [precrop, crop].some((asked) => asked?.mode === 'smart');

type Eye = { readonly x: number; readonly y: number } | undefined;

const isSame = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
const turn = ({ width, height }: Size, isTurned: boolean): Size => (isTurned ? { width: height, height: width } : { width, height });
const refused = (parameter: string, reason: string) => refuse({ code: 'rendition-refused', parameter, reason });

/** In whole pixels of a side. */
const amountOf = ({ value, unit }: Length, sidePx: number): number => Math.round(unit === 'px' ? value : value * sidePx);
const sizeOf = (length: Length, sidePx: number): number => Math.max(1, amountOf(length, sidePx));
/** `middle`: where the left-over space goes when no place is asked. */
function startOf(at: Place | undefined, side: number, leftOver: number, middle: number): number {
  if (at === undefined) return middle;
  return at.unit === 'offset' ? Math.round((leftOver * at.value) / 100) : amountOf(at as Length, side);
}

/** precrop, trim and crop, one within the other. */
function keptBox({ precrop, trim, crop }: Rendition, whole: Box, eye: Eye): Result<Box> {
  const first = cropOf('precrop', precrop, whole, eye);
  if (!first.ok) return first;
  const trimmed = trim === undefined ? first.value : trimBox(first.value, trim);
  return trimmed.width < 1 || trimmed.height < 1 ? refused('trim', 'nothing of the picture is left') : cropOf('crop', crop, trimmed, eye);
}
function trimBox(box: Box, { top, right, bottom, left }: NonNullable<Rendition['trim']>): Box {
  const [leftPx, topPx] = [amountOf(left, box.width), amountOf(top, box.height)];
  const [width, height] = [box.width - leftPx - amountOf(right, box.width), box.height - topPx - amountOf(bottom, box.height)];
  return { left: box.left + leftPx, top: box.top + topPx, width, height };
}

/** The part of a box that a crop asks for, in the coordinates of the picture. */
function cropOf(parameter: string, crop: Crop | undefined, box: Box, eye: Eye): Result<Box> {
  if (crop === undefined) return ok(box);
  const { region } = crop;
  const size = 'ratio' in region ? fitInside(region.ratio, box) : { width: sizeOf(region.width, box.width), height: sizeOf(region.height, box.height) };
  const around = boxAround(box, size, eye);
  const [left, top] = [
    box.left + startOf(region.x, box.width, box.width - size.width, around.left - box.left),
    box.top + startOf(region.y, box.height, box.height - size.height, around.top - box.top),
  ];
  const asked = { left, top, ...size };
  const inside = intersect(asked, box);
  if (inside.width < 1 || inside.height < 1) return refused(parameter, 'the region is out of bounds');
  return isSame(asked, inside) || crop.mode === 'safe' ? ok(inside) : refused(parameter, 'the region is out of bounds');
}
function intersect(a: Box, b: Box): Box {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  return { left, top, width: Math.min(a.left + a.width, b.left + b.width) - left, height: Math.min(a.top + a.height, b.top + b.height) - top };
}
/** A size in the middle of a box, or as near around the eye as the box allows. */
function boxAround(box: Box, size: Size, eye: Eye): Box {
  const start = (boxStart: number, side: number, wanted: number, middle: number | undefined) => {
    const free = side - wanted;
    if (middle === undefined || free < 0) return boxStart + Math.round(free / 2);
    return Math.min(Math.max(Math.round(middle - wanted / 2), boxStart), boxStart + free);
  };
  return { left: start(box.left, box.width, size.width, eye?.x), top: start(box.top, box.height, size.height, eye?.y), ...size };
}
/** The largest size of a ratio inside of another size. */
function fitInside(ratio: Size, { width, height }: Size): Size {
  const by = Math.min(width / ratio.width, height / ratio.height);
  return { width: clampSide(ratio.width * by, width), height: clampSide(ratio.height * by, height) };
}
const clampSide = (side: number, maxPx: number): number => Math.min(Math.max(1, Math.round(side)), maxPx);
const boxOfRatio = (box: Box, ratio: Size, eye: Eye): Box => boxAround(box, fitInside(ratio, box), eye);

/** The size that a picture gets, before anything is put around it. */
function finalSize({ width, height, fit, upscale }: Rendition, full: Size, frames: number): Size {
  const asked = { width: width && sizeOf(width, full.width), height: height && sizeOf(height, full.height) };
  const [byWidth, byHeight] = [asked.width && asked.width / full.width, asked.height && asked.height / full.height];
  const scaled = (by: number): Size => {
    const factor = upscale ? by : Math.min(by, 1);
    return { width: full.width * factor, height: full.height * factor };
  };
  if (asked.width === undefined || asked.height === undefined) return bound(scaled(byWidth ?? byHeight ?? 1), frames);
  if (fit === 'bounds') return bound(scaled(Math.min(byWidth ?? 1, byHeight ?? 1)), frames);
  if (fit === 'cover') return bound(scaled(Math.max(byWidth ?? 1, byHeight ?? 1)), frames);
  const shrink = upscale ? 1 : Math.min(1, full.width / asked.width, full.height / asked.height);
  return bound({ width: asked.width * shrink, height: asked.height * shrink }, frames);
}
/** In whole pixels and within the limits, the ratio kept. */
function bound({ width, height }: Size, frames: number): Size {
  const { sidePx, pixels } = RENDITION_LIMITS;
  const by = Math.min(1, sidePx / width, sidePx / height, Math.sqrt(pixels / frames / (width * height)));
  const whole = by < 1 ? Math.floor : Math.round;
  return { width: Math.max(1, whole(width * by)), height: Math.max(1, whole(height * by)) };
}

/** The ground that canvas or pad puts a picture on; undefined: none. */
function groundOf({ canvas, pad }: Rendition, shown: Size, frames: number): Result<Box | undefined> {
  const ground = canvas !== undefined ? canvasOf(canvas, shown) : pad !== undefined ? padOf(pad, shown) : undefined;
  if (ground === undefined) return ok(undefined);
  const parameter = canvas === undefined ? 'pad' : 'canvas';
  const { width, height } = ground;
  if (Math.max(width, height) > RENDITION_LIMITS.sidePx || width * height * frames > RENDITION_LIMITS.pixels)
    return refused(parameter, `no more than ${RENDITION_LIMITS.sidePx} pixels a side`);
  const isSeen = ground.left < width && ground.top < height && ground.left > -shown.width && ground.top > -shown.height;
  if (!isSeen) return refused(parameter, 'the region is out of bounds');
  return ok(isSame(ground, shown) && ground.left === 0 && ground.top === 0 ? undefined : ground);
}
function canvasOf(canvas: Region, shown: Size): Box {
  const { width, height } =
    'ratio' in canvas ? fitAround(canvas.ratio, shown) : { width: sizeOf(canvas.width, shown.width), height: sizeOf(canvas.height, shown.height) };
  const [freeWidth, freeHeight] = [width - shown.width, height - shown.height];
  return {
    ...{ width, height },
    left: startOf(canvas.x, width, freeWidth, Math.round(freeWidth / 2)),
    top: startOf(canvas.y, height, freeHeight, Math.round(freeHeight / 2)),
  };
}
/** From the picture to its ground: what lies outside of it goes, then the free sides are filled. */
function placeOn(ground: Box, shown: Size): Step[] {
  const whole: Box = { left: 0, top: 0, width: shown.width, height: shown.height };
  const seen = intersect({ left: -ground.left, top: -ground.top, width: ground.width, height: ground.height }, whole);
  const [left, top] = [Math.max(0, ground.left), Math.max(0, ground.top)];
  const extended = { top, right: ground.width - left - seen.width, bottom: ground.height - top - seen.height, left };
  return [...(isSame(seen, whole) ? [] : [{ do: 'clip', box: seen } as const]), ...(isSame(seen, ground) ? [] : [{ do: 'extend', ...extended } as const])];
}
/** The smallest size of a ratio that holds another size. */
function fitAround(ratio: Size, { width, height }: Size): Size {
  const by = Math.max(width / ratio.width, height / ratio.height);
  return { width: Math.max(width, Math.round(ratio.width * by)), height: Math.max(height, Math.round(ratio.height * by)) };
}
function padOf({ top, right, bottom, left }: NonNullable<Rendition['pad']>, { width, height }: Size): Box {
  const [leftPx, topPx] = [amountOf(left, width), amountOf(top, height)];
  return { left: leftPx, top: topPx, width: width + leftPx + amountOf(right, width), height: height + topPx + amountOf(bottom, height) };
}
