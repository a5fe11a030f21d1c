/** How unlike two pictures look: what nobody sees is no difference, so encoders may change what they write. */
import sharp, { type Sharp } from 'sharp';

const SIDE = 24;

/** The mean distance of their colours (CIE76, about 2 is the least that is seen), both made as small as a thumbnail, over white. */
export async function unlikeness(one: Uint8Array | Sharp, other: Uint8Array | Sharp): Promise<number> {
  const [a, b] = await Promise.all([labOf(one), labOf(other)]);
  const distances = Array.from({ length: SIDE * SIDE }, (_, i) => Math.hypot(...[0, 1, 2].map((c) => (a[3 * i + c] ?? 0) - (b[3 * i + c] ?? 0))));
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

async function labOf(picture: Uint8Array | Sharp): Promise<number[]> {
  const opened = picture instanceof Uint8Array ? sharp(picture) : picture;
  const rgb = await (await settled(opened)).resize(SIDE, SIDE, { fit: 'fill' }).raw().toBuffer();
  return Array.from({ length: SIDE * SIDE }, (_, i) => lab([rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0])).flat();
}
const settled = async (picture: Sharp): Promise<Sharp> =>
  sharp(await picture.flatten({ background: 'white' }).toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer());

/** From sRGB, 0 to 255 each, to CIELAB under D65. Source: IEC 61966-2-1 and CIE 15. */
function lab(rgb: readonly [number, number, number]): [number, number, number] {
  const [r, g, b] = rgb.map((value) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089].map(
    (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116),
  ) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
