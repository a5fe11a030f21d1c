import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { inspectImage } from '../../src/imaging/structure.js';
import { everyKind } from './pictures.js';

const pictures = await everyKind();
/** Far above what any input may take here; below it a slow machine is no finding. */
const HANG_MS = 5_000;
const RUNS = { numRuns: 300, interruptAfterTimeLimit: 10_000 };

/** Facts or one of four faults, and in time: two letters can already be the head of a picture that is not taken. */
function inspectSafely(bytes: Uint8Array): void {
  const began = performance.now();
  const result = inspectImage(bytes, DEFAULT_LIMITS);
  expect(performance.now() - began).toBeLessThan(HANG_MS);
  if (result.ok) expect(result.value.widthPx * result.value.heightPx * result.value.frames).toBeLessThanOrEqual(DEFAULT_LIMITS.imagePixels);
  else expect(['image-unreadable', 'image-ambiguous', 'image-type-refused', 'limit-passed']).toContain(result.fault.code);
}

const anyPicture = fc.constantFrom(...pictures.map(({ bytes }) => bytes));
const anyBytes = fc.uint8Array({ maxLength: 600 });

describe('whatever comes, there is an answer', () => {
  it('to random bytes', () => fc.assert(fc.property(anyBytes, inspectSafely), RUNS));

  it('to random bytes behind the head of a picture', () =>
    fc.assert(
      fc.property(anyPicture, fc.nat(200), anyBytes, (bytes, length, rest) => inspectSafely(Buffer.concat([bytes.subarray(0, length), rest]))),
      RUNS,
    ));

  it('to a picture with bytes changed', () =>
    fc.assert(
      fc.property(anyPicture, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), (bytes, changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at % changed.length] = value;
        inspectSafely(changed);
      }),
      { ...RUNS, numRuns: 1000 },
    ));

  it('to a picture with a stretch taken out or doubled', () =>
    fc.assert(
      fc.property(anyPicture, fc.nat(), fc.nat(), (bytes, a, b) =>
        inspectSafely(Buffer.concat([bytes.subarray(0, a % bytes.length), bytes.subarray(b % bytes.length)])),
      ),
      { ...RUNS, numRuns: 1000 },
    ));

  it.each(pictures)('to $name grown to the limit with one byte over and over', ({ bytes }) => {
    for (const value of [0x00, 0x01, 0x21, 0xff]) {
      const grown = Buffer.alloc(DEFAULT_LIMITS.imageBytes, value);
      bytes.copy(grown, 0, 0, bytes.length - 12);
      inspectSafely(grown);
    }
  });
});
