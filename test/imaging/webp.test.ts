import { describe, expect, it } from 'vitest';
import { faultOf, inspect, made, unreadable } from './inspecting.js';
import { aStill, withByte } from './pictures.js';

describe('WebP', async () => {
  const webp = made('webp');
  const alpha = made('webp with alpha');
  const animated = made('animated webp');
  const longer = (bytes: Buffer, ...more: readonly Buffer[]): Buffer => {
    const all = Buffer.concat([bytes, ...more]);
    all.writeUInt32LE(all.length - 8, 4);
    return all;
  };
  const other = await aStill(1).resize(20, 20).webp().toBuffer();

  it('passes further chunks', () => expect(inspect(longer(webp, Buffer.from('XMP \x02\0\0\0ab'))).ok).toBe(true));

  it.each([
    ['a RIFF size past the end', 'cut short', withByte(webp, 4, (webp[4] ?? 0) + 2)],
    ['a RIFF size short of the last chunk', 'cut short', withByte(webp, 4, (webp[4] ?? 0) - 2)],
    ['half a chunk', 'cut short', longer(webp, Buffer.from('XMP '))],
    ['two pictures', 'two pictures', longer(webp, webp.subarray(12))],
    ['two pictures behind one header', 'two pictures', longer(alpha, webp.subarray(12))],
    ['no picture', 'empty', longer(webp.subarray(0, 12))],
    ['only a header', 'no picture data', longer(alpha.subarray(0, 30))],
    ['a damaged start code', 'damaged picture data', withByte(webp, 23, 0)],
    ['a lossless version of the future', 'damaged picture data', withByte(made('lossless webp'), 24, 0xe0)],
    ['a picture smaller than its header says', 'not as large', longer(alpha.subarray(0, 30), other.subarray(12))],
    ['a frame past the canvas', 'reaches past', withByte(animated, animated.indexOf('ANMF') + 8, 200)],
    ['an animation without frames', 'frames', longer(animated.subarray(0, animated.indexOf('ANMF')))],
  ])('refuses %s', (_, words, bytes) => expect(faultOf(bytes)).toEqual(unreadable(words)));
});
