/** Rows that no write of ours leaves behind are found, on each database in its own words. */
import { sql, type Transaction } from 'kysely';
import { describe, expect } from 'vitest';
import type { RowFault } from '../../src/app/ports-upkeep.js';
import type { BlobHash, EntryId } from '../../src/core/ids.js';
import { createAudit } from '../../src/storage/sql/audit.js';
import type { SqlDatabase } from '../../src/storage/sql/database.js';
import type { Schema } from '../../src/storage/sql/schema.js';
import { isSqlite } from '../../src/storage/sql/tables.js';
import { storeCode } from '../support/gallery.js';
import { type OpenSql, SQL_DATABASES, testOn } from './adapters.js';
import { blobOf, DEFAULT_SET, factsOf, path, Writer } from './writing.js';

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
      expect(mended).toEqual([true, true, false, true, true, true]);
      expect((await faultsIn(open)).map(({ kind }) => kind)).toEqual(['file-differs']);
      expect(await servedAt(open, '/b/a/back.jpg')).toEqual({ blob: blobOf('/b/a/back.jpg'), stem: '/b/a/back.jpg', number: 0, product: 1, entry: 2 });
    });

    test('a path that is shown stays: its bytes are known anew, or it is left as it is', async (open) => {
      const writer = await filled(open);
      await writer.add('bowl', { name: '/b/o/bowl_7.jpg' });
      const own = { file: path('/o/w/own.jpg'), blob: blobOf('/b/o/bowl_7.jpg') };
      await writer.set('bowl', 3 as EntryId, { store: storeCode('default') }, own);
      const { database } = open;
      const [front, bowl] = [blobOf('/f/r/front.jpg'), blobOf('/b/o/bowl_7.jpg')];
      const before = [await servedAt(open, '/b/o/bowl_7.jpg'), await servedAt(open, '/o/w/own.jpg')];
      await byForeignHand(database, async (db) => {
        await db.deleteFrom('blob').where('hash', 'in', [front, bowl]).execute();
        await db.deleteFrom('file').where('product', '=', 2).execute();
      });
      const found = await faultsIn(open);
      expect(found).toEqual([
        { kind: 'path-without-file', table: 'entry', row: 'entry 3 /b/o/bowl_7.jpg', blob: bowl },
        { kind: 'path-without-file', table: 'entry', row: 'entry 3 /o/w/own.jpg', blob: bowl },
        { kind: 'file-without-blob', table: 'file', row: '/f/r/front.jpg', blob: front },
      ]);
      const audit = createAudit(database);
      for (const fault of found) expect(await audit.mend(fault), fault.row).toBe(false);
      expect(await faultsIn(open)).toEqual(found);
      for (const fault of found) expect(await audit.mend(fault, factsOf(fault.blob as BlobHash)), fault.row).toBe(true);
      expect(await faultsIn(open)).toEqual([]);
      expect([await servedAt(open, '/b/o/bowl_7.jpg'), await servedAt(open, '/o/w/own.jpg')]).toEqual(before);
      expect((await open.index.facts([front, bowl])).size).toBe(2);
      expect(await open.index.unchecked(10)).toEqual(expect.arrayContaining([front, bowl]));
    });

    if (adapter.name === 'sqlite')
      test('what refers to something that is gone, and is no part of it, stays', async (open) => {
        await filled(open);
        await byForeignHand(open.database, (db) => db.deleteFrom('attribute_set').execute());
        const [fault] = await faultsIn(open);
        expect(fault).toEqual({ kind: 'dangling', table: 'product', row: '1' });
        expect(await createAudit(open.database).mend(fault as RowFault)).toBe(false);
        expect(await faultsIn(open)).toEqual([fault]);
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

const servedAt = ({ database }: OpenSql, served: string) =>
  database.read.selectFrom('file').select(['blob', 'stem', 'number', 'product', 'entry']).where('path', '=', served).executeTakeFirst();

/** Where nothing is held against what it refers to. */
async function byForeignHand({ write }: SqlDatabase, work: (db: Transaction<Schema>) => Promise<unknown>): Promise<void> {
  const sqlite = isSqlite(write);
  if (sqlite) await sql`pragma foreign_keys = off`.execute(write);
  await write.transaction().execute(async (db) => {
    if (!sqlite) await sql`set local session_replication_role = replica`.execute(db);
    await work(db);
  });
  if (sqlite) await sql`pragma foreign_keys = on`.execute(write);
}

async function faultsIn({ database }: OpenSql): Promise<RowFault[]> {
  const found: RowFault[] = [];
  for await (const fault of createAudit(database).faults(true)) found.push(fault);
  return found;
}
