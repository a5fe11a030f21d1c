import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine } from '../../src/imaging/engine.js';
import { aChunk, aStill, everyKind } from './pictures.js';

const HANG_MS = 60_000;
const engine = createImageEngine();
afterAll(() => engine.close());
const pictures = await everyKind();
const failed = { state: 'failed', reason: expect.stringMatching(/^[^/\\\n]{3,160}$/) };

describe('the full decode', { timeout: HANG_MS }, () => {
  it.each(pictures)('finds $name ready', async ({ bytes }) => expect(await engine.decode(bytes, DEFAULT_LIMITS)).toMatchObject({ state: 'ready' }));

  it('answers each of many at once', async () => {
    const verdicts = await Promise.all(pictures.map(({ bytes }) => engine.decode(bytes, DEFAULT_LIMITS)));
    expect(verdicts).toMatchObject(pictures.map(() => ({ state: 'ready' })));
  });

  it('finds damage that the structure does not show', async () => {
    const [jpeg, png] = await Promise.all([aStill().jpeg().toBuffer(), aStill().png().toBuffer()]);
    const data = png.indexOf('IDAT') - 4;
    const wrongData = Buffer.concat([png.subarray(0, data), aChunk('IDAT', Buffer.alloc(40, 7)), aChunk('IEND', Buffer.alloc(0))]);
    const noTables = Buffer.from(jpeg);
    noTables.fill(0xff, jpeg.indexOf(Buffer.from([0xff, 0xc4])) + 5, jpeg.indexOf(Buffer.from([0xff, 0xc4])) + 9);
    const halfGrey = Buffer.concat([jpeg.subarray(0, -Math.floor((jpeg.length - jpeg.indexOf(Buffer.from([0xff, 0xda]))) / 2)), Buffer.from([0xff, 0xd9])]);
    for (const bytes of [wrongData, noTables, halfGrey]) {
      expect(engine.inspect(bytes, DEFAULT_LIMITS).ok).toBe(true);
      expect(await engine.decode(bytes, DEFAULT_LIMITS)).toEqual(failed);
    }
  });

  it('finds a JPEG ready that a decoder warns of without a loss', async () => {
    const jpeg = await aStill().jpeg().toBuffer();
    // An Adobe segment of a colour transform that nobody knows.
    const adobe = Buffer.from([0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 9]);
    expect(await engine.decode(Buffer.concat([jpeg.subarray(0, 2), adobe, jpeg.subarray(2)]), DEFAULT_LIMITS)).toMatchObject({ state: 'ready' });
  });

  it('fails what is past the limit, and what is no picture', async () => {
    const png = await aStill().png().toBuffer();
    expect(await engine.decode(png, { ...DEFAULT_LIMITS, imagePixels: 100 })).toEqual(failed);
    expect(await engine.decode(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'), DEFAULT_LIMITS)).toEqual(failed);
  });

  it('ends with its parent', async () => {
    const url = new URL('../../src/imaging/picture-process.ts', import.meta.url);
    const child = fork(fileURLToPath(url), [], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    await once(child, 'message');
    child.disconnect();
    await once(child, 'exit');
  });
});
