/** Pictures for the demo shop: drawn here, so that it needs no photographs and looks the same everywhere. */
import sharp, { type OverlayOptions } from 'sharp';
import { createDice, createPaint } from './scene-paint.js';
import { type Scene, SHOTS } from './scene-shots.js';

export type { Palette } from './scene-paint.js';
export type { Scene } from './scene-shots.js';

/** Draws a scene. The same scene has the same bytes on the same machine; text takes whatever sans-serif font there is. */
export async function drawScene(scene: Scene): Promise<{ bytes: Uint8Array; type: Scene['type'] }> {
  const { type, seed } = scene;
  const picture = sharp(Buffer.from(sceneSvg(scene))).flatten({ background: '#ffffff' });
  const bytes =
    type === 'image/png'
      ? await picture.png({ compressionLevel: 6 }).toBuffer()
      : await picture
          .composite([filmGrain(seed)])
          .jpeg({ quality: 86 })
          .toBuffer();
  return { bytes, type };
}

function sceneSvg(scene: Scene): string {
  const { widthPx, heightPx } = scene;
  const unit = Math.min(widthPx, heightPx) / 1000;
  const field = { width: Math.round(widthPx / unit), height: Math.round(heightPx / unit) };
  const paint = createPaint();
  const drawn = SHOTS[scene.shot](paint, field, scene);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${field.width} ${field.height}" preserveAspectRatio="none">${paint.defs()}${drawn}</svg>`;
}

/** A little noise over the whole picture: flat gradients look printed, and show bands. */
function filmGrain(seed: number): OverlayOptions {
  const sidePx = 256;
  const dice = createDice(seed);
  const pixels = Buffer.alloc(sidePx * sidePx * 4);
  for (let at = 0; at < pixels.length; at += 4) {
    pixels.fill(dice() < 0.5 ? 0 : 255, at, at + 3);
    pixels[at + 3] = dice() * 12;
  }
  return { input: pixels, raw: { width: sidePx, height: sidePx, channels: 4 }, tile: true, blend: 'over' };
}
