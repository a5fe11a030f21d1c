/** Pictures that stand in files: found and judged as their bytes are, here or in a process of their own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine } from '../../src/imaging/engine.js';
import { picture } from '../conformance/pictures.js';
import { aChunk, everyKind } from './pictures.js';

const PNG_HEADER_END = 33;
const LONG_BYTES = 2 * 1024 * 1024;
const engine = createImageEngine();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function fileOf(bytes: Uint8Array): Promise<{ readonly path: string }> {
  const path = join(folder, 'picture');
  await writeFile(path, bytes);
  return { path };
}
/** So long that a process looks at it. */
async function aLong(): Promise<Buffer> {
  const still = await picture('image:png:1');
  return Buffer.concat([still.subarray(0, PNG_HEADER_END), aChunk('teSt', Buffer.alloc(LONG_BYTES)), still.subarray(PNG_HEADER_END)]);
}

describe('a file', () => {
  it('is inspected as its bytes are', async () => {
    const long = await aLong();
    const all = [...(await everyKind()).map(({ bytes }) => bytes), long, long.subarray(0, -1), await picture('bytes:text'), Buffer.alloc(0)];
    for (const bytes of all) expect(await engine.inspectFile(await fileOf(bytes), bytes.length, DEFAULT_LIMITS)).toEqual(engine.inspect(bytes, DEFAULT_LIMITS));
    const tight = { ...DEFAULT_LIMITS, imageBytes: LONG_BYTES };
    expect(await engine.inspectFile(await fileOf(long), long.length, tight)).toEqual(engine.inspect(long, tight));
  });
  it('is decoded as its bytes are', async () => {
    for (const name of ['image:jpeg:1', 'image:webp:2', 'bytes:undecodable-png', 'bytes:truncated-jpeg', 'bytes:text']) {
      const bytes = await picture(name);
      const [asFile, asBytes] = [await engine.decode(await fileOf(bytes), DEFAULT_LIMITS), await engine.decode(bytes, DEFAULT_LIMITS)];
      // The driver's words name what it reads.
      expect(asFile).toEqual(asBytes.state === 'failed' ? { ...asBytes, reason: asBytes.reason.replace('Input buffer', 'Input file') } : asBytes);
    }
    expect(await engine.decode({ path: join(folder, 'none') }, DEFAULT_LIMITS)).toMatchObject({ state: 'failed' });
  });
});
