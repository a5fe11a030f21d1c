/** Rows that no write of ours leaves behind are found, on each database in its own words. */
import { describe, expect } from 'vitest';
import type { RowFault } from '../../src/app/ports-upkeep.js';
import { createAudit } from '../../src/storage/sql/audit.js';
import { type OpenSql, SQL_DATABASES, testOn } from './adapters.js';
import { blobOf, DEFAULT_SET, factsOf, Writer } from './writing.js';

for (const adapter of SQL_DATABASES)
  describe(`rows looked over in ${adapter.name}`, () => {
    const test = testOn(adapter.open);

    test('a healthy shop has no faults', async (open) => {
      await filled(open);
      expect(await faultsIn(open)).toEqual([]);
    });

    test('what does not fit is named, and paths of nobody go when they are to be mended', async (open) => {
      await filled(open);
      const { database } = open;
      await database.write.transaction().execute(async (db) => {
        await db
          .insertInto('file')
          .values({ path: '/n/o/nobody.jpg', stem: '/n/o/nobody', number: 0, blob: blobOf('/f/r/front.jpg'), product: null, entry: null })
          .execute();
        await db.deleteFrom('file').where('path', '=', '/b/a/back.jpg').execute();
        await db
          .updateTable('file')
          .set({ blob: blobOf('/b/a/back.jpg'), product: 4711 })
          .where('path', '=', '/f/r/front.jpg')
          .execute();
        await db.updateTable('sku').set({ sku_key: 'other' }).execute();
      });
      const found = await faultsIn(open);
      expect(found.map(({ kind, row }) => [kind, row.replace(/^entry \d+ /, '')])).toEqual([
        ['path-without-file', '/b/a/back.jpg'],
        ['file-of-nobody', '/n/o/nobody.jpg'],
        ['file-differs', '/f/r/front.jpg'],
        ['file-elsewhere', '/f/r/front.jpg'],
        ['sku-differs', 'other'],
        ['sku-differs', 'vase'],
      ]);
      const mended = [];
      for (const fault of found) mended.push(await createAudit(database).mend(fault));
      expect(mended).toEqual([false, true, false, true, true, true]);
      expect((await faultsIn(open)).map(({ kind }) => kind)).toEqual(['path-without-file', 'file-differs']);
    });

    test('blobs come in order, and those that nothing needs are told apart', async (open) => {
      const writer = await filled(open);
      const hashes = [];
      for await (const { hash, sizeBytes } of createAudit(open.database).blobs()) hashes.push([hash, sizeBytes]);
      const sizeBytes = factsOf(blobOf('x')).sizeBytes;
      expect(hashes).toEqual([blobOf('/f/r/front.jpg'), blobOf('/b/a/back.jpg')].sort().map((hash) => [hash, sizeBytes]));
      const later = Date.now() + 60_000;
      expect(await createAudit(open.database).unused(later, 10)).toEqual([]);
      await writer.add('other', { name: '/o/t/other.jpg' });
      await open.database.write.transaction().execute((db) => db.deleteFrom('file').where('path', '=', '/o/t/other.jpg').execute());
      expect((await createAudit(open.database).unused(later, 10)).map(({ hash }) => hash)).toEqual([blobOf('/o/t/other.jpg')]);
      expect(await createAudit(open.database).unused(1, 10)).toEqual([]);
    });
  });

async function filled({ galleries }: OpenSql): Promise<Writer> {
  const writer = new Writer(galleries, DEFAULT_SET);
  await writer.add('vase', { name: '/f/r/front.jpg', values: { label: 'Front' } }, { name: '/b/a/back.jpg' });
  return writer;
}

async function faultsIn({ database }: OpenSql): Promise<RowFault[]> {
  const found: RowFault[] = [];
  for await (const fault of createAudit(database).faults(true)) found.push(fault);
  return found;
}
