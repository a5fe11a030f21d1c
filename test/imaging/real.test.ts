import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { inspectImage } from '../../src/imaging/structure.js';

const FOLDER = join(process.cwd(), '../shared/images');
const REFUSED: Readonly<Record<string, string>> = {
  '65536-uint32-limit.png': 'limit-passed',
  'giant-image.jpg': 'limit-passed',
  'truncated.jpg': 'image-unreadable',
  'truncated.png': 'image-unreadable',
  'corrupt-header.jpg': 'image-unreadable',
  'G31D.TIF': 'image-type-refused',
  'struct-image-04-t.svg': 'image-unreadable',
};
const isThere = existsSync(FOLDER);
const names = isThere ? readdirSync(FOLDER).filter((name) => name !== 'README.md') : [];

describe.skipIf(!isThere)(`real pictures${isThere ? '' : ' (skipped: ../shared/images is not there)'}`, () => {
  it('are all there', () => expect(names.length).toBe(22 + Object.keys(REFUSED).length));

  it.each(names)('%s', (name) => {
    const began = performance.now();
    const result = inspectImage(readFileSync(join(FOLDER, name)), DEFAULT_LIMITS);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(result.ok ? undefined : result.fault.code).toBe(REFUSED[name]);
  });
});
