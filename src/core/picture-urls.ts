/** Where a picture is served, with the version of its content: such an address may be kept for ever. */
import type { FocalPoint } from './fields.js';
import type { BlobHash, MediaPath } from './ids.js';
import type { PresetQuery } from './presets.js';
import { PRESETS, parsePreset } from './presets.js';
import { planOf } from './rendition-plan.js';

/** A picture as far as its addresses depend on it; sizes upright. */
export interface LinkedPicture {
  readonly file: MediaPath;
  readonly blob: BlobHash;
  readonly focal?: FocalPoint | null | undefined;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frames: number;
}
/** For an `img`: with its size a page has the room ready before the picture comes. */
export interface PictureLink {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** `… 1x, … 2x`, as far as the original has the pixels. Empty: `url` is all there is. */
  readonly srcset: string;
}

/** Another one with each change of what a path shows: of the bytes, or of the focal point. 16 hex digits, `-370x520` with a focal point. */
export const contentVersion = ({ blob, focal }: Pick<LinkedPicture, 'blob' | 'focal'>): string =>
  `${blob.slice(0, 16)}${focal ? `-${thousandths(focal.x)}x${thousandths(focal.y)}` : ''}`;
const thousandths = (share: number): number => Math.round(share * 1000);

const DENSITIES = [1, 2, 3];

/** `base` ends in `/`. */
export const originalUrl = (base: string, picture: LinkedPicture): string =>
  `${base}media/catalog/product${encodePath(picture.file)}?v=${contentVersion(picture)}`;

/** By a preset; undefined: no such preset, or it does not fit this picture. */
export function presetLink(
  base: string,
  picture: LinkedPicture,
  preset: string,
  presets: Readonly<Record<string, PresetQuery>> = PRESETS,
): PictureLink | undefined {
  const url = (density: number) => `${base}media/p/${preset}${encodePath(picture.file)}?v=${contentVersion(picture)}${density === 1 ? '' : `&dpr=${density}`}`;
  const sizes = DENSITIES.map((density) => sizeOf(picture, { ...presets[preset], dpr: String(density) }));
  const [size] = sizes;
  if (!Object.hasOwn(presets, preset) || size === undefined) return undefined;
  // A density that brings no more pixels of the picture is left away.
  const useful = DENSITIES.filter((_, at) => at === 0 || (sizes[at]?.shownPx ?? 0) > (sizes[at - 1]?.shownPx ?? 0));
  const srcset = useful.map((density) => `${url(density)} ${density}x`);
  return { url: url(1), width: size.width, height: size.height, srcset: srcset.length < 2 ? '' : srcset.join(', ') };
}

/** `shownPx`: how wide the picture itself is in it, without what is put around it. */
function sizeOf(picture: LinkedPicture, query: PresetQuery): { width: number; height: number; shownPx: number } | undefined {
  const rendition = parsePreset(query);
  const plan = rendition.ok ? planOf(rendition.value, picture, picture.focal ?? undefined) : undefined;
  if (!plan?.ok) return undefined;
  const resize = plan.value.steps.find((step) => step.do === 'resize');
  return { width: plan.value.widthPx, height: plan.value.heightPx, shownPx: resize?.width ?? picture.widthPx };
}

/** Names are clean, yet a path may be older than that rule. */
const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
