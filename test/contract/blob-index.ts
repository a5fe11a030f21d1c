/** What a BlobIndex promises, whatever keeps it. A blob becomes known by a commit that names it. */
import { expect } from 'vitest';
import type { BlobFacts, Verdict } from '../../src/app/ports.js';
import { type BlobHash, type EntryId, skuKey } from '../../src/core/ids.js';
import { type DatabaseAdapter, type OpenDatabase, testOn } from './adapters.js';
import { addOne, author, blobOf, factsOf, path, Writer } from './writing.js';

const READY: Verdict = {
  state: 'ready',
  pixels: { widthPx: 3, heightPx: 4, thumbhash: 'VwgOFYIHhmtuloZ7', dominantColor: '#fc0a1c', hasAlpha: true, isAnimated: false },
};

export function blobIndexContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('a blob is known from the commit that brings it', async (opened) => {
    const { index } = opened;
    const [a] = await bring(opened, { a: 10 });
    expect([await index.knows(hashOf('a')), await index.knows(hashOf('b'))]).toEqual([true, false]);
    expect(a).toBe(hashOf('a'));
    expect(await index.verdict(hashOf('a'))).toEqual({ state: 'unchecked' });
  });

  test('what is not known has no verdict, gets none, and is not renewed', async ({ index }) => {
    const hash = hashOf('nowhere');
    await index.setVerdict(hash, READY);
    expect(await index.verdict(hash)).toBeUndefined();
    expect(await index.renew(hash, 5)).toBe(false);
    expect(await index.knows(hash)).toBe(false);
    expect([await index.unchecked(10), await index.forgetUnused(Number.MAX_SAFE_INTEGER, 10)]).toEqual([[], []]);
  });

  test('a verdict reads back, and the last one stands', async (opened) => {
    const { index } = opened;
    await bring(opened, { a: 10, b: 11 });
    const failed = { state: 'failed', reason: 'ends early, "at" 7' } as const;
    for (const verdict of [failed, READY, failed, { state: 'unchecked' } as const, READY]) {
      await index.setVerdict(hashOf('a'), verdict);
      expect(await index.verdict(hashOf('a'))).toEqual(verdict);
      expect(await index.verdict(hashOf('b'))).toEqual({ state: 'unchecked' });
    }
  });

  test('a blob that was decoded before its commit is not due', async (opened) => {
    const { index } = opened;
    await bring(opened, { a: 10 }, { verdict: READY });
    expect(await index.verdict(hashOf('a'))).toEqual(READY);
    expect(await index.unchecked(10)).toEqual([]);
  });

  test('a known blob that is brought again keeps its verdict', async (opened) => {
    const { index } = opened;
    await bring(opened, { a: 10 });
    await index.setVerdict(hashOf('a'), READY);
    await bring(opened, { a: 20 });
    expect(await index.verdict(hashOf('a'))).toEqual(READY);
  });

  test('facts of several come at once, with what the pixels told; unknown ones are left out', async (opened) => {
    const { index } = opened;
    await bring(opened, { a: 10 }, { widthPx: 4000, heightPx: 3000, frames: 2, sizeBytes: 5_000_000_000, type: 'image/webp' });
    await bring(opened, { b: 10, c: 10 });
    await index.setVerdict(hashOf('a'), READY);
    await index.setVerdict(hashOf('c'), { state: 'failed', reason: 'x' });
    const facts = await index.facts([hashOf('c'), hashOf('a'), hashOf('nowhere'), hashOf('b'), hashOf('a')]);
    expect(Object.fromEntries(facts)).toEqual({
      [hashOf('a')]: { hash: hashOf('a'), type: 'image/webp', widthPx: 4000, heightPx: 3000, frames: 2, sizeBytes: 5_000_000_000, verdict: READY },
      [hashOf('b')]: factsOf(hashOf('b')),
      [hashOf('c')]: factsOf(hashOf('c'), { verdict: { state: 'failed', reason: 'x' } }),
    });
    expect(await index.facts([])).toEqual(new Map());
  });

  test('due decodes come newest first, and no more than asked for', async (opened) => {
    const { index } = opened;
    await bring(opened, { c: 30, a: 10, d: 40, b: 20 });
    expect(await index.unchecked(10)).toEqual(['d', 'c', 'b', 'a'].map(hashOf));
    expect(await index.unchecked(2)).toEqual(['d', 'c'].map(hashOf));
    await index.renew(hashOf('a'), 50);
    await index.setVerdict(hashOf('b'), READY);
    await index.setVerdict(hashOf('c'), { state: 'failed', reason: 'x' });
    expect(await index.unchecked(10)).toEqual(['a', 'd'].map(hashOf));
  });

  test('what nothing refers to and nobody renewed is forgotten, and nothing else', async (opened) => {
    const { index, galleries } = opened;
    await bring(opened, { used: 10, old: 10, young: 20, renewed: 10 });
    for (const sku of ['old', 'young', 'renewed']) await galleries.removeProduct(skuKey(sku), author(30));
    expect(await index.renew(hashOf('renewed'), 20)).toBe(true);
    expect(await index.forgetUnused(10, 10)).toEqual([]);
    expect(await index.forgetUnused(20, 10)).toEqual([hashOf('old')]);
    expect(await index.forgetUnused(20, 10)).toEqual([]);
    const known = await Promise.all(['used', 'old', 'young', 'renewed'].map((name) => index.knows(hashOf(name))));
    expect(known).toEqual([true, false, true, true]);
    expect([...(await index.forgetUnused(21, 10))].sort()).toEqual(['young', 'renewed'].map(hashOf).sort());
  });

  test('at most so many are forgotten at once as asked for', async (opened) => {
    const { index, galleries } = opened;
    const hashes = await bring(opened, { a: 1, b: 1, c: 1, d: 1, e: 1 });
    for (const sku of ['a', 'b', 'c', 'd', 'e']) await galleries.removeProduct(skuKey(sku), author());
    const rounds = [await index.forgetUnused(2, 2), await index.forgetUnused(2, 2), await index.forgetUnused(2, 2), await index.forgetUnused(2, 2)];
    expect(rounds.map(({ length }) => length)).toEqual([2, 2, 1, 0]);
    expect(rounds.flat().sort()).toEqual([...hashes].sort());
  });

  test('a blob of several pictures stays until the last of them is gone, from the trash too', async (opened) => {
    const { index, galleries, trash } = opened;
    const writer = new Writer(galleries);
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', bytes: 'same' });
    await addOne(writer, 'hat', { name: '/a/a/a.jpg', bytes: 'same' });
    const sweep = () => index.forgetUnused(Number.MAX_SAFE_INTEGER, 10);
    await galleries.removeProduct(skuKey('hat'), author());
    expect(await sweep()).toEqual([]);
    await writer.save('shirt', () => ({
      commands: [{ kind: 'set-values', entry: id as EntryId, scope: 'global', values: { blob: blobOf('other') } }],
      blobs: [factsOf(blobOf('other'))],
    }));
    expect(await sweep()).toEqual([]);
    await trash.forget(Number.MAX_SAFE_INTEGER, 10);
    expect(await sweep()).toEqual([blobOf('same')]);
    expect((await galleries.findFile('/a/a/a.jpg'))?.blob).toBe(blobOf('other'));
  });

  test('a forgotten blob that comes again is a new one', async (opened) => {
    const { index, galleries } = opened;
    await bring(opened, { a: 10 });
    await index.setVerdict(hashOf('a'), { state: 'failed', reason: 'x' });
    await galleries.removeProduct(skuKey('a'), author());
    expect(await index.forgetUnused(11, 10)).toEqual([hashOf('a')]);
    expect(await index.renew(hashOf('a'), 12)).toBe(false);
    await bring(opened, { a: 20 });
    expect(await index.verdict(hashOf('a'))).toEqual({ state: 'unchecked' });
    expect(await index.unchecked(10)).toEqual([hashOf('a')]);
  });
}

const hashOf = (name: string): BlobHash => blobOf(name);

/** One product each, of the blob's name, with its only picture; committed at that time. */
async function bring({ galleries }: OpenDatabase, blobs: Readonly<Record<string, number>>, facts: Partial<BlobFacts> = {}): Promise<BlobHash[]> {
  const writer = new Writer(galleries);
  for (const [name, at] of Object.entries(blobs))
    await writer.save(
      name,
      async (_, claims) => ({
        commands: [
          {
            kind: 'add-entry',
            id: await claims.entryId(),
            mediaType: 'image',
            scope: 'global',
            values: { file: await claims.path(path(`/b/l/${name}.jpg`)), blob: hashOf(name) },
          },
        ],
        blobs: [factsOf(hashOf(name), facts)],
      }),
      at,
    );
  return Object.keys(blobs).map(hashOf);
}
