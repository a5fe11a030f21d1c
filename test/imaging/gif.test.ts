import { describe, expect, it } from 'vitest';
import { faultOf, inspect, made, unreadable } from './inspecting.js';
import { SIZE, withByte } from './pictures.js';

describe('GIF', () => {
  const gif = made('gif');
  const image = gif.lastIndexOf(Buffer.from([0x2c, 0, 0, 0, 0]));

  it('grows with a frame that reaches past the screen', () => {
    expect(inspect(withByte(gif, image + 1, 10))).toMatchObject({ value: { widthPx: SIZE.widthPx + 10, heightPx: SIZE.heightPx } });
  });

  it.each([
    ['no frames', 'frames', Buffer.concat([gif.subarray(0, image), Buffer.from([0x3b])])],
    ['an unknown block', 'damaged block', withByte(gif, image, 0x2d)],
    ['a frame without data', 'damaged frame', Buffer.concat([gif.subarray(0, image), Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 8, 0, 0x3b])])],
    ['a screen of no width', 'without width', withByte(withByte(gif, 6, 0), 7, 0)],
    ['a code size of 12', 'damaged frame', Buffer.concat([gif.subarray(0, image), Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 12, 1, 0, 0, 0x3b])])],
  ])('refuses %s', (_, words, bytes) => expect(faultOf(bytes)).toEqual(unreadable(words)));
});
