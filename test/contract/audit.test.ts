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

    test('an entry that cannot be read is named, keeps what it has, and hides nothing of the others', async (open) => {
      const writer = await filled(open);
      await writer.add('bowl', { name: '/b/o/bowl.jpg' }, { name: '/r/i/rim.jpg' }, { name: '/f/o/foot.jpg' });
      await writer.set('bowl', 4 as EntryId, { store: storeCode('default') }, { label: 'Rim' });
      await byForeignHand(open.database, async (db) => {
        const say = (entry: number, global_values: string) => db.updateTable('entry').set({ global_values }).where('id', '=', entry).execute();
        await say(1, '{"file":"/f/r/front.jpg",');
        await say(3, '["no object"]');
        await db.updateTable('entry_value').set({ value: 'Rim' }).execute();
        await db.deleteFrom('file').where('path', '=', '/f/o/foot.jpg').execute();
        await db.updateTable('file').set({ path: '/n/o/nobody.jpg' }).where('path', '=', '/b/a/back.jpg').execute();
      });
      const found = await faultsIn(open);
      expect(found.map(({ kind, table, row }) => [kind, table, row])).toEqual([
        ['unreadable', 'entry', 'entry 1 of vase'],
        ['unreadable', 'entry', 'entry 3 of bowl'],
        ['unreadable', 'entry_value', 'entry 4 of bowl: label in store view 1'],
        ['path-without-file', 'entry', 'entry 2 /b/a/back.jpg'],
        ['path-without-file', 'entry', 'entry 5 /f/o/foot.jpg'],
        ['file-of-nobody', 'file', '/n/o/nobody.jpg'],
      ]);
      const mended = [];
      for (const fault of found) mended.push(await createAudit(open.database).mend(fault));
      expect(mended).toEqual([false, false, false, true, true, true]);
      expect((await faultsIn(open)).map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'unreadable']);
      for (const kept of ['/f/r/front.jpg', '/b/o/bowl.jpg', '/r/i/rim.jpg']) expect(await servedAt(open, kept), kept).toBeDefined();
    });

    test('what an entry calls its bytes is no way to a file elsewhere', async (open) => {
      await filled(open);
      await byForeignHand(open.database, async (db) => {
        await db.updateTable('entry').set({ global_values: '{"file":"/f/r/front.jpg","blob":"../../secret"}' }).where('id', '=', 1).execute();
        await db.deleteFrom('file').where('path', '=', '/f/r/front.jpg').execute();
      });
      const found = await faultsIn(open);
      expect(found).toEqual([{ kind: 'path-without-file', table: 'entry', row: 'entry 1 /f/r/front.jpg' }]);
      expect(await createAudit(open.database).mend(found[0] as RowFault)).toBe(false);
    });

    test('of many values none is passed over', async (open) => {
      const writer = await filled(open);
      await writer.set('vase', 2 as EntryId, { store: storeCode('default') }, { label: 'Back' });
      await byForeignHand(open.database, async (db) => {
        const many = sql`with recursive n (n) as (select 1 union all select n + 1 from n where n < 2500)`;
        await sql`insert into entry (id, product, media_type, global_values) ${many} select 100 + n, 1, 'image', 'broken' from n`.execute(db);
        await sql`insert into entry_value (product, entry, store, field, value) ${many} select 1, 100 + n, 1, 'label', 'broken' from n`.execute(db);
      });
      expect((await faultsIn(open)).filter(({ kind }) => kind === 'unreadable').length).toBe(5000);
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
