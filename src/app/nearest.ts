/** What stands in for a rendition that is not ready: one that shows the same, and that the visitor's program reads. */
import type { ImageType } from '../core/naming.js';
import { OUTPUT_TYPES } from '../core/rendition-format.js';
import { planOf } from '../core/rendition-plan.js';
import type { KeptRendition } from './ports.js';
import type { Wish } from './rendition-key.js';

/** Ratios that differ by less are the same, rounded to pixels. */
const SAME_RATIO = 0.02;
/** Who reads the one reads those behind it. */
const READABLE: readonly ImageType[] = ['image/avif', 'image/webp', 'image/png', 'image/jpeg', 'image/gif'];

/** The best one first; `near`: those that show the same, the best for a width first. */
export async function nearest(
  { file, rendition, format }: Wish,
  near: (widthPx: number) => Promise<readonly KeptRendition[]>,
): Promise<readonly KeptRendition[]> {
  if (file.verdict.state !== 'ready') return [];
  const plan = planOf(rendition, { ...file.verdict.pixels, frames: file.frames }, file.owner?.focal);
  if (!plan.ok) return [];
  const { widthPx, heightPx } = plan.value;
  const wanted = READABLE.indexOf(OUTPUT_TYPES[format]);
  const isRight = (one: KeptRendition) =>
    Math.abs((one.widthPx * heightPx) / (one.heightPx * widthPx) - 1) < SAME_RATIO && READABLE.indexOf(one.type) >= Math.min(wanted, 2);
  return (await near(widthPx)).filter(isRight);
}
