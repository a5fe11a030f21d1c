/** What the pixels of a picture tell, from a small copy of it. */
import type sharp from 'sharp';
import type { PixelFacts } from '../app/ports.js';
import { dominantColor } from './dominant-color.js';
import { type Pixels, thumbhashOf } from './thumbhash.js';

/** The copy's longer side: what a placeholder may be made of. */
const SMALL_PX = 100;

/** The facts of a picture (its bytes, or the path of its file) that can be decoded; of an animation its first frame's. Rejects where it cannot. */
export async function measurePixels(driver: typeof sharp, input: Uint8Array | string, limitInputPixels: number): Promise<PixelFacts> {
  const picture = driver(input, { limitInputPixels, sequentialRead: true, failOn: 'error' });
  const { autoOrient, orientation = 1, pages = 1, hasAlpha, format } = await picture.metadata();
  const { data, info } = await picture
    .resize(SMALL_PX, SMALL_PX, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shown = upright({ widthPx: info.width, heightPx: info.height, rgba: data }, orientation);
  const isAnimated = pages > 1 && format !== 'heif';
  return {
    widthPx: autoOrient.width,
    heightPx: autoOrient.height,
    thumbhash: thumbhashOf(shown),
    dominantColor: dominantColor(data),
    // Many pictures have the channel and use it nowhere; the other frames of an animation were not looked at.
    hasAlpha: hasAlpha && (isAnimated || data.some((value, at) => at % 4 === 3 && value < 255)),
    isAnimated,
  };
}

/** Turned as EXIF says (1 to 8; 5 to 8 change the sides). Cheaper here than on the whole picture, which could then not be read row by row. */
function upright({ widthPx, heightPx, rgba }: Pixels, orientation: number): Pixels {
  const turns = orientation >= 5;
  const [width, height] = turns ? [heightPx, widthPx] : [widthPx, heightPx];
  const mirrorsX = [2, 3, 7, 8].includes(orientation);
  const mirrorsY = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(rgba.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = turns ? [y, x] : [x, y];
      const from = (mirrorsY ? heightPx - 1 - fromY : fromY) * widthPx + (mirrorsX ? widthPx - 1 - fromX : fromX);
      turned.set(rgba.subarray(4 * from, 4 * from + 4), 4 * (y * width + x));
    }
  }
  return { widthPx: width, heightPx: height, rgba: turned };
}
