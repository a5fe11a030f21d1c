import { describe, expect, it } from 'vitest';
import { faultOf, inspect, made, pictures, unreadable } from './inspecting.js';
import { anApng, FRAMES, SIZE, withByte } from './pictures.js';

describe('a whole picture is taken, with its facts', () => {
  it.each(pictures)('$name', ({ bytes, type, frames }) => {
    expect(inspect(bytes)).toEqual({ ok: true, value: { type, ...SIZE, frames } });
  });

  it.each(pictures)('$name inside a larger buffer', ({ bytes }) => {
    const padded = Buffer.concat([Buffer.alloc(3, 0xff), bytes, Buffer.alloc(5, 0xff)]);
    expect(inspect(new Uint8Array(padded.buffer, padded.byteOffset + 3, bytes.length)).ok).toBe(true);
  });

  it.each(pictures.filter(({ type }) => type !== 'image/avif'))('$name with something behind its end marker', ({ bytes }) => {
    expect(inspect(Buffer.concat([bytes, Buffer.from('more')])).ok).toBe(true);
  });
});

describe('a picture that is not whole is refused', () => {
  it.each(pictures)('$name, cut at every 97th byte', ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 97) expect(faultOf(bytes.subarray(0, length)), `${length} bytes`).toEqual(unreadable());
  });

  it.each(pictures)('$name without its last byte', ({ bytes }) => expect(faultOf(bytes.subarray(0, -1))).toEqual(unreadable()));

  it.each(pictures.filter(({ type }) => type === 'image/png'))('$name with any one bit of its first and last kilobyte turned', ({ bytes }) => {
    for (let at = 0; at < bytes.length; at += at === 1024 ? Math.max(1, bytes.length - 2048) : 1)
      for (let bit = 0; bit < 8; bit++) expect(faultOf(withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << bit))), `byte ${at}`).toEqual(unreadable());
  });

  it('what is no picture at all', () => expect(faultOf(Buffer.from('<svg/>'))).toEqual(unreadable()));
});

describe('the limits come first', () => {
  const [width, height] = [SIZE.widthPx, SIZE.heightPx];

  it('bytes before anything else', () => {
    expect(faultOf(Buffer.from('no picture'), { imageBytes: 9 })).toEqual({ code: 'limit-passed', what: 'bytes', limit: 9, unit: 'bytes', found: 10 });
    expect(inspect(made('png'), { imageBytes: made('png').length }).ok).toBe(true);
  });

  it.each(pictures)('pixels of $name, frames included', ({ bytes, frames }) => {
    const imagePixels = width * height * frames;
    expect(inspect(bytes, { imagePixels }).ok).toBe(true);
    expect(faultOf(bytes, { imagePixels: imagePixels - 1 })).toEqual({
      code: 'limit-passed',
      what: 'pixels',
      limit: imagePixels - 1,
      unit: 'pixels',
      found: imagePixels,
    });
  });

  it.each(['jpeg', 'png', 'gif', 'webp', 'webp with alpha'])('pixels of a %s as soon as its header is there', (name) => {
    const head = made(name).subarray(0, name === 'jpeg' ? made(name).indexOf(Buffer.from([0xff, 0xda])) : 40);
    const cut = name.startsWith('webp') ? made(name) : head;
    expect(faultOf(cut, { imagePixels: 10 })).toMatchObject({ code: 'limit-passed', what: 'pixels' });
  });

  it('frames that an animated PNG claims', () => {
    const imagePixels = width * height * FRAMES;
    expect(faultOf(anApng(made('png'), 0xffffffff, 1), { imagePixels })).toMatchObject({ what: 'pixels' });
  });
});
