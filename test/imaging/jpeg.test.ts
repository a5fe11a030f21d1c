import { describe, expect, it } from 'vitest';
import { faultOf, inspect, made, unreadable } from './inspecting.js';
import { withByte } from './pictures.js';

describe('JPEG', () => {
  const jpeg = made('jpeg');
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const data = scan + 2 + jpeg.readUInt16BE(scan + 2);
  const into = (at: number, ...bytes: readonly number[]): Buffer => Buffer.concat([jpeg.subarray(0, at), Buffer.from(bytes), jpeg.subarray(at)]);

  it('passes stuffing and restarts in coded data, and fill bytes before markers', () => {
    expect(inspect(into(data, 0xff, 0x00, 0xff, 0xd0, 0xff, 0xd7, 0x01)).ok).toBe(true);
    expect(inspect(into(scan, 0xff, 0xff, 0xff)).ok).toBe(true);
    expect(inspect(into(jpeg.length - 2, 0xff, 0xff)).ok).toBe(true);
  });

  it('passes an end marker inside a segment, as previews in EXIF have it', () => {
    expect(inspect(into(2, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9)).ok).toBe(true);
    expect(faultOf(Buffer.concat([into(2, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9).subarray(0, -2)]))).toEqual(unreadable());
  });

  it.each([
    ['a width of 0', 'without width', withByte(withByte(jpeg, frame + 7, 0), frame + 8, 0)],
    ['a height of 0', 'without width', withByte(withByte(jpeg, frame + 5, 0), frame + 6, 0)],
    ['12 bits a sample', '8 bits a sample', withByte(jpeg, frame + 4, 12)],
    ['lossless coding', 'not supported', withByte(jpeg, frame + 1, 0xc3)],
    ['no frame header', 'before the frame header', Buffer.concat([jpeg.subarray(0, frame), jpeg.subarray(frame + 2 + jpeg.readUInt16BE(frame + 2))])],
    ['no scan', 'no picture', Buffer.concat([jpeg.subarray(0, scan), Buffer.from([0xff, 0xd9])])],
    ['a scan without data', 'scan without data', Buffer.concat([jpeg.subarray(0, data), Buffer.from([0xff, 0xd9])])],
    ['an end right at the start', 'no picture', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    ['a segment of length 1', 'a length in it', into(2, 0xff, 0xe1, 0, 1)],
    ['a second start', 'no place here', into(2, 0xff, 0xd8)],
    ['bytes where a marker must be', 'no marker', into(scan, 0, 0)],
  ])('refuses %s', (_, words, bytes) => expect(faultOf(bytes)).toEqual(unreadable(words)));
});
