/** Large originals get a copy of middle size behind the first request: small renditions are made of it at a fraction of the cost. */

import { type OutputFormat, px, type Rendition } from '../core/rendition.js';
import { type Plan, planOf, type Source } from '../core/rendition-plan.js';
import type { ServedFile } from './ports.js';

const SIDE_PX = 1600;
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

/** Whether the copy comes to the same: the picture stands still, is opaque, and made much smaller as a whole before anything else. */
export function suitsMiddleSize({ verdict, frames, owner }: ServedFile, rendition: Rendition): boolean {
  if (verdict.state !== 'ready' || verdict.pixels.hasAlpha || frames > 1) return false;
  const { widthPx, heightPx } = verdict.pixels;
  if (widthPx * heightPx < WORTH_PIXELS) return false;
  const plan = (of: Rendition, source: Source): Plan | undefined => {
    const planned = planOf(of, source, owner?.focal);
    return planned.ok ? planned.value : undefined;
  };
  const middle = plan(MIDDLE_SIZE.rendition, { widthPx, heightPx, frames });
  const [first, ...others] = plan(rendition, { widthPx, heightPx, frames })?.steps ?? [];
  if (middle === undefined || first?.do !== 'resize' || first.width > LARGEST * middle.widthPx) return false;
  const ofMiddle = plan(rendition, { widthPx: middle.widthPx, heightPx: middle.heightPx, frames });
  return JSON.stringify(ofMiddle?.steps) === JSON.stringify([first, ...others]);
}
