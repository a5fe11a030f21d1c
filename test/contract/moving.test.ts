/** Rows that go from one database to another, of the same kind and of the other. */
import { sql } from 'kysely';
import { describe, expect } from 'vitest';
import type { Actor } from '../../src/app/ports.js';
import type { ComparedTable, RowMoving } from '../../src/app/ports-moving.js';
import { skuKey } from '../../src/core/ids.js';
import type { SqlDatabase } from '../../src/storage/sql/database.js';
import { createRowMoving, isBegun } from '../../src/storage/sql/move.js';
import { isSqlite, tablesOf } from '../../src/storage/sql/tables.js';
import { storeCode } from '../support/gallery.js';
import { type OpenSql, SQL_DATABASES, testOn } from './adapters.js';
import { author, blobOf, furnish, Writer } from './writing.js';

const ENTRIES = 9000;
const nobody = () => undefined;
const ACTOR: Actor = { kind: 'user', id: 1, name: 'somebody' };
const aBulk = { id: 'new', description: '', door: 'magento', topic: 'contract.thing', store: undefined, actor: ACTOR, operationCount: 1 };

for (const source of SQL_DATABASES)
  for (const target of SQL_DATABASES)
    describe(`from ${source.name} to ${target.name}`, () => {
      const test = testOn(async () => {
        const [from, to] = [await source.open(), await target.open()];
        const close = async () => {
          await from.close();
          await to.close();
        };
        return { from, to, moving: () => createRowMoving(from.database, to.database), close };
      });

      test("everything arrives, and the next numbers are nobody's", async ({ from, to, moving }) => {
        const writer = await filled(from);
        await writer.add('gone', { name: '/g/o/gone.jpg' });
        await from.galleries.removeProduct(skuKey('gone'), author());
        let begunIndexing = 0;
        const first = moving();
        const tables = await first.move(nobody, () => begunIndexing++);
        expect(await isBegun(to.database.read), 'its bytes may be missing').toBe(true);
        await first.end();
        expect(await isBegun(to.database.read)).toBe(false);
        expect(tables.filter(({ isSame, rows, rowsThere }) => !isSame || rows !== rowsThere)).toEqual([]);
        expect(begunIndexing, 'only PostgreSQL makes its indexes behind the rows').toBe(isSqlite(to.database.write) ? 0 : 1);
        expect(tables.find(({ table }) => table === 'entry')?.rows).toBe(2);
        expect(await to.galleries.loadProduct(skuKey('vase'), 'every')).toEqual(await from.galleries.loadProduct(skuKey('vase'), 'every'));
        expect(await to.catalog.shop()).toEqual(await from.catalog.shop());
        const next = { name: '/n/e/next.jpg' };
        const [here, there] = [await writer.add('next', next), await new Writer(to.galleries, writer.set).add('next', next)];
        expect(there, 'numbers of what was removed are not given again').toEqual(here);
        expect((await to.galleries.loadGallery(skuKey('next'), 'every'))?.product.id).toBe(
          (await from.galleries.loadGallery(skuKey('next'), 'every'))?.product.id,
        );
        expect((await tablesOf(to.database.write)).map(({ name }) => name)).not.toContain('move_progress');
        const blobs = [];
        for await (const { hash } of first.blobs()) blobs.push(hash);
        expect(blobs).toContain(blobOf('/f/r/front.jpg'));
      });

      test('what was broken off goes on, and nothing is there twice', async ({ from, to, moving }) => {
        const writer = await filled(from);
        await manyEntries(from);
        await breakOff(moving(), 'entry');
        expect(await moving().obstacle(), 'begun by us').toBeUndefined();
        const begun: number[] = [];
        const tables = await moving().move(({ table, rows }) => void (table === 'entry' && begun.push(rows)));
        expect(begun[0]).toBeGreaterThan(0);
        expect(tables.filter(({ isSame }) => !isSame)).toEqual([]);
        expect(tables.find(({ table }) => table === 'entry')?.rows).toBeGreaterThan(ENTRIES);
        const nobodys = { id: 999_999, product: 999_999, media_type: 'image', global_values: '{}' };
        await expect(
          to.database.write.transaction().execute((db) => db.insertInto('entry').values(nobodys).execute()),
          'references are checked again',
        ).rejects.toThrow(/foreign key/i);
        await writer.save('late');
        expect(await to.galleries.loadGallery(skuKey('late'), 'every')).toBeUndefined();
      });

      test('a source that was written while the move was broken off is found out', async ({ from, moving }) => {
        const writer = await filled(from);
        await breakOff(moving(), 'store');
        await from.catalog.renameStore(storeCode('german'), 'Österreich');
        const second = moving();
        const tables = await second.move(nobody);
        expect(tables.filter(({ isSame }) => !isSame).map(({ table }) => table)).toContain('store');
        expect(await second.writtenSince()).toEqual([]);
        await writer.save('late');
        expect(await second.writtenSince()).toEqual(['change']);
      });

      test('once all rows are there a run again compares them, takes anew what changes by itself, and comes to the end', async ({ from, to, moving }) => {
        await filled(from);
        await signIn(from, 'before');
        expect((await moving().move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
        expect(await moving().obstacle(), 'begun by us').toBeUndefined();
        await signIn(from, 'after');
        await from.rateCounts.take('somebody', 1, 1);
        const again = moving();
        expect((await again.move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
        expect(await to.accounts.findToken('after', 1)).toBeDefined();
        await from.database.write.transaction().execute((db) => db.updateTable('product').set({ revision: 99 }).execute());
        expect((await moving().move(nobody)).filter(({ isSame }) => !isSame).map(({ table }) => table)).toEqual(['product']);
      });

      test('a write to the source is found whatever it was to, and what a shop that is only looked at writes is none', async ({ from, moving }) => {
        await filled(from);
        await signIn(from, 'before');
        await from.bulks.accept({ ...aBulk, id: 'old', startedAt: 1, operationCount: 0 }, []);
        const keys = { consumerHash: 'c', consumerSecret: 's', tokenHash: 't', tokenSecret: 's' };
        await from.integrations.add({ name: 'shop', resources: 'every', stores: 'every', ...keys });
        const run = moving();
        await run.move(nobody);
        await signIn(from, 'renewed');
        await from.accounts.renewToken('renewed', 1, 3_000_000_000_000);
        await from.accounts.forgetTokens(2);
        await from.accounts.countAttempt('somebody', 1, { limit: 3, lockMs: 1 });
        await from.rateCounts.take('somebody', 1, 1);
        await from.integrations.useNonce({ integration: 1, nonce: 'n', at: 1 });
        await from.duties.take('sweep', { now: 1, leaseMs: 1, everyMs: 1 });
        await from.index.renew(blobOf('/f/r/front.jpg'), 2);
        expect(await from.bulks.forget(2, 10)).toBe(1);
        expect(await run.writtenSince()).toEqual([]);
        await from.bulks.accept({ ...aBulk, startedAt: Date.now() }, ['{}']);
        expect(await run.writtenSince()).toEqual(['bulk']);
        await from.accounts.revokeTokens('somebody');
        expect(await run.writtenSince()).toEqual(['bulk', 'token']);
        await from.accounts.setGrant({ name: 'somebody', resources: [], stores: 'every' });
        await from.catalog.addStore({ code: storeCode('late'), name: 'Late', website: undefined, locale: 'en_US' });
        expect(new Set(await run.writtenSince())).toEqual(new Set(['bulk', 'token', 'account', 'store']));
      });

      test('who has the target open since before does none of the work that arrives there until all has', async ({ from, to, moving }) => {
        await filled(from);
        await from.bulks.accept({ ...aBulk, startedAt: 1 }, ['{}']);
        const takeDuty = (now: number) => to.duties.take('sweep', { now, leaseMs: 1, everyMs: 1 });
        await takeDuty(1);
        const run = moving();
        await run.move(nobody);
        expect([await to.bulks.lease(5, 1), await takeDuty(5)]).toEqual([[], undefined]);
        await run.end();
        expect(await to.bulks.lease(5, 1)).toHaveLength(1);
        expect(await takeDuty(5)).toBeDefined();
      });

      test('of two runs at once the one that began last goes on, and the other is told', async ({ from, to }) => {
        await filled(from);
        await manyEntries(from);
        const [fromAgain, toAgain] = [await from.reopen(), await to.reopen()];
        const second = createRowMoving(fromAgain.database, toAgain.database);
        let others: Promise<readonly ComparedTable[]> | undefined;
        const held: SqlDatabase = {
          ...to.database,
          lightTransaction: async (work) => {
            await others;
            return to.database.lightTransaction(work);
          },
        };
        const first = createRowMoving(from.database, held);
        const firstly = first.move(({ table, rows }) => {
          if (table === 'entry' && rows > 0) others ??= second.move(nobody);
        });
        await expect(firstly).rejects.toThrow('another copy into the same target was begun');
        expect((await others)?.filter(({ isSame }) => !isSame)).toEqual([]);
        await expect(first.end()).rejects.toThrow('another copy');
        await second.end();
        await first.end();
        await Promise.all([fromAgain.close(), toAgain.close()]);
      });

      test('a target that was written while the move was broken off is found out, and so is a row too many', async ({ from, to, moving }) => {
        await filled(from);
        await manyEntries(from);
        await breakOff(moving(), 'entry');
        await to.database.write.transaction().execute(async (db) => {
          await db.updateTable('entry').set({ media_type: 'external-video' }).where('id', '=', 100_001).execute();
          await db.insertInto('website').values({ id: 77, code: 'more', name: 'More', default_group: 1 }).execute();
        });
        const tables = await moving().move(nobody);
        expect(tables.filter(({ isSame }) => !isSame).map(({ table, rows, rowsThere }) => [table, rowsThere - rows])).toEqual(
          expect.arrayContaining([
            ['entry', 0],
            ['website', 1],
          ]),
        );
        expect(tables.filter(({ isSame }) => !isSame)).toHaveLength(2);
      });

      test('a row that stands in the way is told of, and once it is gone the move goes on', async ({ from, to, moving }) => {
        await filled(from);
        await manyEntries(from);
        await breakOff(moving(), 'entry');
        const inTheWay = { id: 100_000 + ENTRIES - 1, product: (await from.database.read.selectFrom('product').select('id').executeTakeFirstOrThrow()).id };
        await to.database.write.transaction().execute((db) =>
          db
            .insertInto('entry')
            .values({ ...inTheWay, media_type: 'image', global_values: '{}' })
            .execute(),
        );
        await expect(moving().move(nobody)).rejects.toThrow(/unique/i);
        await to.database.write.transaction().execute((db) => db.deleteFrom('entry').where('id', '=', inTheWay.id).execute());
        expect((await moving().move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
      });

      test('texts arrive as they are, whatever they hold', async ({ from, to, moving }) => {
        await filled(from);
        const { id: product } = await from.database.read.selectFrom('product').select('id').executeTakeFirstOrThrow();
        const texts = [
          "it's",
          'back\\slash',
          'both \\\' and "',
          '{a,b}',
          'NULL',
          '',
          ' ',
          ',',
          "','",
          '\t\r\n',
          '\n\\.\n',
          '\r',
          '\u0001',
          '\u0001\u0001,\u0001',
          '\u0001\u001f',
          'ü😀',
          '\\N',
          '%L$1',
        ];
        const rows = texts.map((value, at) => ({ product, store: 0, attribute: `code_${at}${value}`, value }));
        await from.database.write.transaction().execute((db) => db.insertInto('product_value').values(rows).execute());
        expect((await moving().move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
        const arrived = await to.database.read.selectFrom('product_value').selectAll().execute();
        expect(arrived).toEqual(expect.arrayContaining(rows));
      });

      test('nothing at all stays apart from an empty text', async ({ from, to, moving }) => {
        const facts = { type: 'image/jpeg', size_bytes: 1, width_px: 1, height_px: 1, frames: 1, verdict: 'ready', pixels: null, renewed_at: 1 };
        const rows = [null, '', 'null'].map((reason, at) => ({ hash: `hash-${at}`, reason, ...facts }));
        await from.database.write.transaction().execute((db) => db.insertInto('blob').values(rows).execute());
        expect((await moving().move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
        expect(await to.database.read.selectFrom('blob').selectAll().orderBy('hash').execute()).toEqual(rows);
      });

      if (source.name === 'sqlite' && target.name === 'postgres')
        test('what no text of PostgreSQL may hold arrives as a mark', async ({ from, to, moving }) => {
          await filled(from);
          const { id } = await from.database.read.selectFrom('product').select('id').executeTakeFirstOrThrow();
          await sql`insert into product_value (product, store, attribute, value)
            values (${id}, 0, 'nul', 'a' || char(0) || 'b'), (${id}, 0, 'torn', cast(x'61ff62' as text))`.execute(from.database.write);
          expect((await moving().move(nobody)).filter(({ isSame }) => !isSame)).toEqual([]);
          const arrived = await to.database.read.selectFrom('product_value').select(['attribute', 'value']).where('attribute', 'in', ['nul', 'torn']).execute();
          expect(arrived.map(({ attribute, value }) => [attribute, value])).toEqual([
            ['nul', 'a\ufffdb'],
            ['torn', 'a\ufffdb'],
          ]);
        });

      test("a target that is somebody's is not touched", async ({ to, moving }) => {
        await filled(to);
        expect(await moving().obstacle()).toContain('product');
      });
    });

async function filled(open: OpenSql): Promise<Writer & { set: never }> {
  const set = await furnish(open);
  const writer = Object.assign(new Writer(open.galleries, set), { set: set as never });
  await writer.add(
    'vase',
    { name: '/f/r/front.jpg', values: { label: 'Front "quoted" ü 😀' } },
    { name: '/b/a/back.jpg', scope: { store: storeCode('german') }, values: { label: '' } },
  );
  return writer;
}

/** A user called somebody, and a token of his. */
async function signIn({ accounts }: OpenSql, hash: string): Promise<void> {
  const user = { name: 'somebody', passwordHash: 'x', resources: 'every', stores: 'every' } as const;
  await accounts.add(user);
  expect(await accounts.addToken({ hash, user, expiresAt: 2_000_000_000_000 })).toBe(true);
}

/** A move that ends in the middle, once some rows of a table are there. */
async function breakOff(moving: RowMoving, at: string): Promise<void> {
  const broken = moving.move(({ table, rows }) => {
    if (table === at && rows > 0) throw new Error('broken off');
  });
  await expect(broken).rejects.toThrow('broken off');
}

async function manyEntries({ database }: OpenSql): Promise<void> {
  const { id } = await database.read.selectFrom('product').select('id').executeTakeFirstOrThrow();
  await database.write.transaction().execute(async (db) => {
    for (let at = 0; at < ENTRIES; at += 1000)
      await db
        .insertInto('entry')
        .values(Array.from({ length: 1000 }, (_, n) => ({ id: 100_000 + at + n, product: Number(id), media_type: 'image', global_values: '{}' })))
        .execute();
  });
}
