import { expect, test } from 'vitest';
import type { Fault } from '../../src/core/fault.js';
import { pictureVerdict } from '../../src/core/picture-verdict.js';

const FAULTS: readonly (readonly [Fault, object])[] = [
  [
    { code: 'limit-passed', what: 'pixels', limit: 64, unit: 'pixels', found: 100 },
    { field: 'pixels', limit: 64, found: 100 },
  ],
  [
    { code: 'limit-passed', what: 'bytes', limit: 0, unit: 'bytes', found: 0 },
    { field: 'bytes', limit: 0, found: 0 },
  ],
  [
    { code: 'limit-passed', what: 'bytes', limit: 9, unit: 'bytes' },
    { field: 'bytes', limit: 9, found: null },
  ],
  [{ code: 'image-missing' }, { field: 'content', limit: null, found: null }],
  [
    { code: 'image-unreadable', reason: 'JPEG: two frame headers' },
    { field: 'structure', limit: null, found: 'JPEG: two frame headers' },
  ],
  [
    { code: 'image-ambiguous', found: 'PHP' },
    { field: 'content', limit: null, found: 'PHP' },
  ],
  [
    { code: 'image-type-refused', found: 'image/tiff' },
    { field: 'type', limit: null, found: 'image/tiff' },
  ],
  [{ code: 'name-forbidden' }, { field: 'name', limit: null, found: null }],
  [
    { code: 'name-unusable', reason: 'control characters' },
    { field: 'name', limit: null, found: 'control characters' },
  ],
  [
    { code: 'fetch-failed', reason: 'the host is not public' },
    { field: 'url', limit: null, found: 'the host is not public' },
  ],
];

test.each(FAULTS)('$code of a picture says what, how much, and what to do', (fault, said) => {
  expect(pictureVerdict(fault)).toEqual({ code: fault.code, ...said, advice: expect.stringMatching(/^[A-Z].{10,}\.$/) });
});

test('a fault that is about no picture has no such verdict', () => {
  expect(pictureVerdict({ code: 'sku-empty' })).toBeUndefined();
  expect(pictureVerdict({ code: 'limit-passed', what: 'label', limit: 255, unit: 'characters' })).toBeUndefined();
});
