import { afterAll, describe, expect, it } from 'vitest';
import { loadDriver } from '../../src/imaging/driver.js';
import { everyKind } from './pictures.js';
import { undoDriver } from './undo-driver.js';

const pictures = await everyKind();
const driver = await loadDriver();
afterAll(undoDriver);

describe('the driver', () => {
  it.each(pictures)('reads $name', async ({ bytes }) => expect((await driver(bytes).metadata()).width).toBeGreaterThan(0));

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n'],
    ['MVG', 'push graphic-context\nviewbox 0 0 9 9\npop graphic-context'],
    ['PostScript', '%!PS-Adobe-3.0\n%%BoundingBox: 0 0 9 9\nshowpage'],
    ['PPM', 'P3\n1 1\n255\n1 2 3\n'],
    ['CSV', '1,2\n3,4\n'],
  ])('never reads %s', async (_, text) => {
    await expect(driver(Buffer.from(text)).metadata()).rejects.toThrow('unsupported image format');
  });

  it('never reads TIFF, whoever makes it', async () => {
    const tiff = await driver({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .tiff()
      .toBuffer();
    await expect(driver(tiff).metadata()).rejects.toThrow('unsupported image format');
  });
});
