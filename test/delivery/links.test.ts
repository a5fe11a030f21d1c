/** Addresses for people who build pages. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MediaPath } from '../../src/core/ids.js';
import { contentVersion, type LinkedPicture, originalUrl, presetLink } from '../../src/core/picture-urls.js';
import { PRESETS } from '../../src/core/presets.js';
import { createAddresses } from '../../src/doors/delivery/address.js';
import { blobOf } from '../contract/writing.js';

const BASE = 'https://shop.example/';
const picture = (more: Partial<LinkedPicture> = {}): LinkedPicture => ({
  ...{ file: '/m/j/mj 03.jpg' as MediaPath, blob: blobOf('a'), widthPx: 1200, heightPx: 900, frames: 1 },
  ...more,
});
const read = createAddresses({ delivery: 'presets', deliveryKey: '', presets: PRESETS });

it('a link leads to its picture, with its version', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(PRESETS)),
      fc.string(),
      fc.integer({ min: 1, max: 9000 }),
      fc.integer({ min: 1, max: 9000 }),
      (preset, name, widthPx, heightPx) => {
        fc.pre(!name.includes('\0') && name.isWellFormed?.() !== false && !/[\uD800-\uDFFF]/.test(name));
        const one = picture({ file: `/x/y/${name}` as MediaPath, widthPx, heightPx });
        for (const url of [originalUrl(BASE, one), presetLink(BASE, one, preset)?.url ?? ''])
          expect(read(url.slice(BASE.length - 1))).toMatchObject({ state: 'picture', path: one.file, version: contentVersion(one) });
      },
    ),
  );
});

it('the version changes with the bytes and with the focal point, and with nothing else', () => {
  const versions = [picture(), picture({ blob: blobOf('b') }), picture({ focal: { x: 0.1, y: 0.2 } }), picture({ focal: { x: 0.2, y: 0.1 } })].map(
    contentVersion,
  );
  expect(new Set(versions).size).toBe(4);
  expect(contentVersion(picture({ focal: null, widthPx: 3 }))).toBe(versions[0]);
  for (const version of versions) expect(version).toMatch(/^[0-9a-f]{16}(-\d{1,4}x\d{1,4})?$/);
});

it('a density that brings no more pixels is left away', () => {
  const densities = (more: Partial<LinkedPicture>) =>
    [...(presetLink(BASE, picture(more), 'product_page_image_large')?.srcset ?? '').matchAll(/ (\d)x/g)].map(([, density]) => density).join();
  expect(densities({ widthPx: 5000, heightPx: 5000 })).toBe('1,2,3');
  expect(densities({ widthPx: 1500, heightPx: 1500 })).toBe('1,2,3');
  expect(densities({ widthPx: 1400, heightPx: 1400 })).toBe('1,2');
  expect(densities({ widthPx: 700, heightPx: 300 })).toBe('');
  expect(presetLink(BASE, picture({ widthPx: 300, heightPx: 300 }), 'product_page_image_large')).toMatchObject({ width: 700, height: 700, srcset: '' });
});
