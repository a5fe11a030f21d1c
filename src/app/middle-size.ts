/** Large originals get a copy of middle size behind the first request: small renditions are made of it at a fraction of the cost. */

import { type OutputFormat, px, type Rendition } from '../core/rendition.js';
import { planOf } from '../core/rendition-plan.js';
import type { RenderAsk, ServedFile } from './ports.js';

/** Twice the widest step of the ladder that is made of it: a JPEG is read at half its size for little. */
const SIDE_PX = 1536;
/** Good enough that nobody sees it was in between. Its colours stand at half its size: to read them whole costs half as much again. */
const QUALITY = 89;
/** Smaller originals are read as fast as the copy. */
const WORTH_PIXELS = 2 * SIDE_PX * SIDE_PX;
/** Of the copy's size; larger ones would lose sharpness of colour. */
const LARGEST = 0.5;

export const MIDDLE_SIZE: { readonly rendition: Rendition; readonly format: OutputFormat } = {
  rendition: { width: px(SIDE_PX), height: px(SIDE_PX), fit: 'bounds', quality: { value: QUALITY, webp: QUALITY } },
  format: 'jpg',
};

/**
 * The size of the original, where the copy comes to the same: the picture stands still, is opaque, and is made much smaller as a
 * whole before anything else. Undefined: the original is needed.
 */
export function middleSizeFor({ verdict, frames, owner }: ServedFile, rendition: Rendition): RenderAsk['copyOf'] {
  if (verdict.state !== 'ready' || verdict.pixels.hasAlpha || frames > 1) return undefined;
  const { widthPx, heightPx } = verdict.pixels;
  if (widthPx * heightPx < WORTH_PIXELS) return undefined;
  const planned = planOf(rendition, { widthPx, heightPx, frames }, owner?.focal);
  const first = planned.ok ? planned.value.steps[0] : undefined;
  const copyWidthPx = widthPx * Math.min(1, SIDE_PX / Math.max(widthPx, heightPx));
  return first?.do === 'resize' && first.width <= LARGEST * copyWidthPx ? { widthPx, heightPx } : undefined;
}
