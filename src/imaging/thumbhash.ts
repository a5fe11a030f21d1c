/**
 * A picture's placeholder in about 25 bytes: its mean colour and the lowest frequencies of lightness, of two colour
 * differences and of alpha, a few bits each. Source: the ThumbHash format, by Evan Wallace.
 */

/** Straight RGBA, row by row, four bytes a pixel. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}
/** One channel as its frequencies: the mean, then the others in shares of the largest one; of a flat channel 0. */
interface Waves {
  readonly mean: number;
  readonly scale: number;
  /** 0 to 1, around 0.5; all those below the diagonal. */
  readonly shares: readonly number[];
}

/** Of a picture of at most 100 × 100 pixels; base64. */
export function thumbhashOf(pixels: Pixels): string {
  const { widthPx, heightPx } = pixels;
  const { l, p, q, a } = channelsOf(pixels);
  const hasAlpha = a.some((alpha) => alpha < 1);
  const most = hasAlpha ? 5 : 7;
  const [across, down] = [widthPx, heightPx].map((side) => Math.max(1, Math.round((most * side) / Math.max(widthPx, heightPx)))) as [number, number];
  const wavesOf = (channel: Float64Array, nx: number, ny: number) => analyse(channel, pixels, Math.max(3, nx), Math.max(3, ny));
  const [light, yellow, red] = [wavesOf(l, across, down), wavesOf(p, 3, 3), wavesOf(q, 3, 3)];
  const alpha = hasAlpha ? wavesOf(a, 5, 5) : undefined;
  const isLandscape = widthPx > heightPx;
  const head = new BitWriter();
  head
    .put(6, light.mean)
    .put(6, 0.5 + yellow.mean / 2)
    .put(6, 0.5 + red.mean / 2)
    .put(5, light.scale)
    .flag(hasAlpha);
  head
    .number(3, isLandscape ? down : across)
    .put(6, yellow.scale)
    .put(6, red.scale)
    .flag(isLandscape);
  if (alpha !== undefined) head.put(4, alpha.mean).put(4, alpha.scale);
  for (const waves of [light, yellow, red, alpha]) for (const share of waves?.shares ?? []) head.put(4, share);
  return Buffer.from(head.bytes).toString('base64');
}

/** Lightness, yellow-blue, red-green and alpha, 0 or -1 to 1; what is transparent shows the picture's mean colour. */
function channelsOf({ rgba, widthPx, heightPx }: Pixels): Readonly<Record<'l' | 'p' | 'q' | 'a', Float64Array>> {
  const count = widthPx * heightPx;
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < rgba.length; i++) sums[i % 4] = (sums[i % 4] ?? 0) + (i % 4 === 3 ? byte(rgba, i) : byte(rgba, i) * byte(rgba, i - (i % 4) + 3));
  const mean = sums.map((sum) => sum / (sums[3] || 1));
  const [l, p, q, a] = [new Float64Array(count), new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const alpha = byte(rgba, 4 * i + 3);
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((c) => (mean[c] ?? 0) * (1 - alpha) + alpha * byte(rgba, 4 * i + c));
    l[i] = (r + g + b) / 3;
    p[i] = (r + g) / 2 - b;
    q[i] = r - g;
    a[i] = alpha;
  }
  return { l, p, q, a };
}

const byte = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) / 255;

/** The cosine waves of a channel, those of the lower left triangle of `nx` by `ny`. */
function analyse(channel: Float64Array, { widthPx, heightPx }: Pixels, nx: number, ny: number): Waves {
  const [columns, rows] = [cosines(widthPx, nx), cosines(heightPx, ny)];
  const waves: number[] = [];
  for (let cy = 0; cy < ny; cy++) {
    for (let cx = 0; cx * ny < nx * (ny - cy); cx++) {
      let sum = 0;
      for (let y = 0; y < heightPx; y++) {
        let row = 0;
        for (let x = 0; x < widthPx; x++) row += (channel[y * widthPx + x] ?? 0) * (columns[cx * widthPx + x] ?? 0);
        sum += row * (rows[cy * heightPx + y] ?? 0);
      }
      waves.push(sum / (widthPx * heightPx));
    }
  }
  const [mean = 0, ...rest] = waves;
  const scale = Math.max(...rest.map(Math.abs));
  return { mean, scale, shares: rest.map((wave) => (scale === 0 ? 0 : 0.5 + wave / scale / 2)) };
}

/** `count` cosine waves over a side, one behind the other. */
function cosines(sidePx: number, count: number): Float64Array {
  return Float64Array.from({ length: sidePx * count }, (_, i) => Math.cos((Math.PI / sidePx) * Math.floor(i / sidePx) * ((i % sidePx) + 0.5)));
}

/** Numbers of a few bits each, the lowest bits first. */
class BitWriter {
  readonly bytes: number[] = [];
  #filled = 0;

  /** A share of 0 to 1. */
  put(width: number, share: number): this {
    return this.number(width, Math.round(Math.min(1, Math.max(0, share)) * (2 ** width - 1)));
  }

  flag(isSet: boolean): this {
    return this.number(1, isSet ? 1 : 0);
  }

  number(width: number, value: number): this {
    for (let bit = 0; bit < width; bit++, this.#filled++) {
      const at = this.#filled >> 3;
      this.bytes[at] = (this.bytes[at] ?? 0) | (((value >> bit) & 1) << (this.#filled & 7));
    }
    return this;
  }
}
