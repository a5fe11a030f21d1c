/** The colour that a picture has most of. */

/** Levels a channel that count as one colour, as bits: 16 levels each, 4096 colours. */
const BITS = 4;

/**
 * The mean of the most frequent of 4096 groups of colours, as `#rrggbb`; pixels count by their alpha. Of a picture that
 * shows nothing: white.
 */
export function dominantColor(rgba: Uint8Array): string {
  const groups = new Float64Array(4 * 2 ** (3 * BITS));
  let most = 0;
  for (let i = 0; i < rgba.length; i += 4) {
    const [r = 0, g = 0, b = 0, alpha = 0] = rgba.subarray(i, i + 4);
    const group = 4 * [r, g, b].reduce((number, value) => (number << BITS) | (value >> (8 - BITS)), 0);
    for (const [at, value] of [1, r, g, b].entries()) groups[group + at] = (groups[group + at] ?? 0) + value * alpha;
    if ((groups[group] ?? 0) > (groups[most] ?? 0)) most = group;
  }
  const weight = groups[most] ?? 0;
  const mean = [1, 2, 3].map((at) => (weight === 0 ? 255 : Math.round((groups[most + at] ?? 0) / weight)));
  return `#${mean.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
