/** Reads a ThumbHash. Source: the ThumbHash format, by Evan Wallace. */

export interface Placeholder {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A picture of 32 pixels on its longer side. */
export function placeholderOf(base64: string): Placeholder {
  const bytes = atob(base64);
  let read = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit++, read++) value |= ((bytes.charCodeAt(read >> 3) >> (read & 7)) & 1) << bit;
    return value;
  };
  const [lMean, pMean, qMean, lScale] = [bits(6) / 63, bits(6) / 31.5 - 1, bits(6) / 31.5 - 1, bits(5) / 31];
  const hasAlpha = bits(1) === 1;
  const [shorter, pScale, qScale] = [bits(3), bits(6) / 63, bits(6) / 63];
  const isLandscape = bits(1) === 1;
  const longer = hasAlpha ? 5 : 7;
  const [across, down] = isLandscape ? [longer, shorter] : [shorter, longer];
  const [aMean, aScale] = hasAlpha ? [bits(4) / 15, bits(4) / 15] : [1, 0];
  const waves = (mean: number, scale: number, nx: number, ny: number) => {
    const found: { cx: number; cy: number; size: number }[] = [{ cx: 0, cy: 0, size: mean }];
    for (let cy = 0; cy < ny; cy++)
      for (let cx = cy === 0 ? 1 : 0; cx * ny < nx * (ny - cy); cx++) found.push({ cx, cy, size: 2 * (bits(4) / 7.5 - 1) * scale });
    return found;
  };
  const l = waves(lMean, lScale, Math.max(3, across), Math.max(3, down));
  const [p, q] = [waves(pMean, pScale, 3, 3), waves(qMean, qScale, 3, 3)];
  const a = hasAlpha ? waves(aMean, aScale, 5, 5) : [{ cx: 0, cy: 0, size: 1 }];
  const [width, height] = across > down ? [32, Math.max(1, Math.round((32 * down) / across))] : [Math.max(1, Math.round((32 * across) / down)), 32];
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
    const at = (channel: typeof l): number =>
      channel.reduce((sum, { cx, cy, size }) => sum + size * Math.cos(Math.PI * cx * x) * Math.cos(Math.PI * cy * y), 0);
    const [light, yellow, red] = [at(l), at(p), at(q)];
    const b = light - (2 / 3) * yellow;
    const r = (3 * light - b + red) / 2;
    rgba.set([255 * r, 255 * (r - red), 255 * b, 255 * at(a)], 4 * i);
  }
  return { width, height, rgba };
}
