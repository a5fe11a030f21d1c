/** What a path serves is kept in memory: every write of whatever connection has to show at once. */
import { expect } from 'vitest';
import { skuKey } from '../../src/core/ids.js';
import { SQL_DATABASES, testOn } from './adapters.js';
import { author, blobOf, factsOf, path, Writer } from './writing.js';

for (const adapter of SQL_DATABASES) {
  const test = testOn(adapter.open);

  test(`${adapter.name}: a write shows at once, from this connection and from another`, async (opened) => {
    const other = await opened.reopen();
    try {
      const writer = new Writer(opened.galleries);
      const seen = async () => {
        const files = await Promise.all([opened, other].map(({ galleries }) => galleries.findFile('/a/a/a.jpg')));
        return files.map((file) => file && `${file.blob === blobOf('other') ? 'other' : 'first'} ${file.verdict.state}`);
      };
      expect(await seen()).toEqual([undefined, undefined]);
      const [added] = await writer.add('shirt', { name: '/a/a/a.jpg' });
      expect(await seen()).toEqual(['first unchecked', 'first unchecked']);
      await other.index.setVerdict(blobOf('/a/a/a.jpg'), { state: 'failed', reason: 'x' });
      expect(await seen()).toEqual(['first failed', 'first failed']);
      await writer.save('shirt', () => ({
        commands: [{ kind: 'set-values', entry: added?.id as never, scope: 'global', values: { blob: blobOf('other') } }],
        blobs: [factsOf(blobOf('other'))],
      }));
      expect(await seen()).toEqual(['other unchecked', 'other unchecked']);
      await other.galleries.removeProduct(skuKey('shirt'), author());
      expect(await seen()).toEqual([undefined, undefined]);
    } finally {
      await other.close();
    }
  });

  test(`${adapter.name}: the same is not read again as long as nothing is written`, async ({ galleries, database }) => {
    // Where nobody can tell of writes at little cost, nothing is kept.
    if (database.stamp === undefined) return;
    const writer = new Writer(galleries);
    await writer.add('shirt', { name: '/a/a/a.jpg' });
    const first = await galleries.findFile('/a/a/a.jpg');
    expect(await galleries.findFile('/a/a/a.jpg')).toBe(first);
    await writer.add('hat', { name: '/b/b/b.jpg' });
    expect(await galleries.findFile('/a/a/a.jpg')).not.toBe(first);
    expect(await galleries.findFile(path('/a/a/a.jpg'))).toEqual(first);
  });
}
