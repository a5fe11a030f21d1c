/** What stands in for a rendition that is not ready: one that shows the same, and that the visitor's program reads. */
import type { ImageType } from '../core/naming.js';
import type { OutputFormat, Rendition } from '../core/rendition.js';
import { OUTPUT_TYPES } from '../core/rendition-format.js';
import { planOf } from '../core/rendition-plan.js';
import type { KeptRendition, ServedFile } from './ports.js';

/** Ratios that differ by less are the same, rounded to pixels. */
const SAME_RATIO = 0.02;
/** Who reads the one reads those behind it. */
const READABLE: readonly ImageType[] = ['image/avif', 'image/webp', 'image/png', 'image/jpeg', 'image/gif'];

/** Of the right ratio, the best one first: the smallest of those that are large enough, then the others from large to small. */
export function nearest(wish: { file: ServedFile; rendition: Rendition; format: OutputFormat }, ready: readonly KeptRendition[]): readonly KeptRendition[] {
  const { file, rendition, format } = wish;
  if (file.verdict.state !== 'ready') return [];
  const plan = planOf(rendition, { ...file.verdict.pixels, frames: file.frames }, file.owner?.focal);
  if (!plan.ok) return [];
  const { widthPx, heightPx } = plan.value;
  const wanted = READABLE.indexOf(OUTPUT_TYPES[format]);
  const isRight = (one: KeptRendition) =>
    Math.abs((one.widthPx * heightPx) / (one.heightPx * widthPx) - 1) < SAME_RATIO && READABLE.indexOf(one.type) >= Math.min(wanted, 2);
  const [large, small] = [[] as KeptRendition[], [] as KeptRendition[]];
  for (const one of ready.filter(isRight)) (one.widthPx >= widthPx ? large : small).push(one);
  return [...large.sort((a, b) => a.widthPx - b.widthPx), ...small.sort((a, b) => b.widthPx - a.widthPx)];
}
