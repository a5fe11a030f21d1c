/** What a database becomes whose rows were not kept by their product yet, and what the release before may do beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, Migrator, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type EntryId, type MediaPath, type ProductId, type RoleCode, skuKey } from '../../src/core/ids.js';
import { createAudit } from '../../src/storage/sql/audit.js';
import { closeDatabase, type SqlDatabase } from '../../src/storage/sql/database.js';
import { openPostgres } from '../../src/storage/sql/dialects/postgres.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { loadProduct } from '../../src/storage/sql/load.js';
import { MIGRATIONS, migrate } from '../../src/storage/sql/migrate.js';
import type { Session } from '../../src/storage/sql/prepared.js';
import { findFile } from '../../src/storage/sql/rows.js';
import { settlePaths } from '../../src/storage/sql/served-files.js';
import { createTrash } from '../../src/storage/sql/trash.js';
import { storeCode } from '../support/gallery.js';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { BY_PRODUCT, spreadByProduct } from '../support/shards.js';
import { structureOf } from '../support/structure.js';
import { addOne, author, blobOf, START, Writer } from './writing.js';

const BEFORE = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0019'));
const SHIRT = skuKey('Shirt');
const GLOBAL = { label: 'Front', position: 1, file: '/f/r/front.jpg', blob: blobOf('front') };

/** As the release before wrote them: a shirt with a picture and two overrides of it, a role, a path of its own for the store view, a line of history, and a removed entry. */
const ROWS = [
  `insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (7, 'Shirt', 'shirt', 'simple', 4, ',1,', 1, 2, 3)`,
  `insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) values ('${blobOf('front')}', 'image/png', 9, 3, 2, 1, 'unchecked', 5)`,
  `insert into entry (id, product, media_type, global_values) values (70, 7, 'image', '${JSON.stringify(GLOBAL)}')`,
  `insert into entry_value (entry, store, field, value) values (70, 1, 'label', '""'), (70, 1, 'file', '"/f/r/own.jpg"'), (70, 1, 'blob', '"${blobOf('front')}"'), (70, 1, 'focal', '{"x":0.25,"y":0.5}')`,
  `insert into role (product, store, role, entry) values (7, 0, 'image', 70), (7, 1, 'thumbnail', null)`,
  `insert into file (path, stem, number, blob, entry) values ('/f/r/front.jpg', '/f/r/front', 0, '${blobOf('front')}', 70), ('/f/r/own.jpg', '/f/r/own', 0, '${blobOf('front')}', 70)`,
  `insert into change (product, sku, revision, at, actor, door, request, changes) values (7, 'Shirt', 3, 2, 'anna', 'native', 'r', '[]')`,
  `insert into trash (entry, product, change, removed_at, actor, media_type, label, roles, blob) values (69, 7, 1, 2, 'anna', 'image', null, '[]', '${blobOf('front')}')`,
];

const run = async (database: SqlDatabase, statements: readonly string[]) => {
  for (const statement of statements) await sql.raw(statement).execute(database.write);
};

/** A database of the release before with these rows. */
async function filled(database: SqlDatabase, more: readonly string[] = []): Promise<void> {
  const { error } = await new Migrator({ db: database.write, provider: { getMigrations: async () => BEFORE } }).migrateToLatest();
  if (error !== undefined) throw error;
  await run(database, [...ROWS, ...more]);
}

async function isWhole(database: SqlDatabase): Promise<void> {
  const store = createGalleryStore(database);
  const shirt = await store.loadGallery(SHIRT, 'every');
  expect(shirt?.version).toBe('7 3 1');
  expect(shirt?.gallery.entries).toMatchObject([
    { id: 70, mediaType: 'image', values: { global: GLOBAL, stores: { default: { label: '', file: '/f/r/own.jpg', focal: { x: 0.25, y: 0.5 } } } } },
  ]);
  expect(shirt?.gallery.roles).toEqual({ global: { image: 70 }, stores: { default: { thumbnail: 'none' } } });
  expect((await store.findFile('/f/r/front.jpg'))?.owner).toMatchObject({ product: 7, entry: 70 });
  expect((await store.findFile('/f/r/own.jpg'))?.owner).toEqual({ product: 7, entry: 70, focal: { x: 0.25, y: 0.5 } });
  expect((await store.history(7 as ProductId, { limit: 9 })).lines.map(({ revision }) => revision)).toEqual([3]);
  expect((await createTrash(database).find(69 as EntryId))?.product).toBe(7);
  for (let left = true; left; ) left = await settlePaths(database, 1);
  const { rows } = await sql`select path from file where product is null or product <> 7`.execute(database.read);
  expect(rows).toEqual([]);
  expect((await store.findFile('/f/r/own.jpg'))?.owner).toMatchObject({ product: 7, entry: 70 });
  const faults = [];
  for await (const fault of createAudit(database).faults(true)) faults.push(fault);
  expect(faults).toEqual([]);
}

/** Writes go on, and what is removed takes along what was its own. */
async function goesOn(database: SqlDatabase): Promise<void> {
  const store = createGalleryStore(database);
  const writer = new Writer(store);
  await writer.set('Shirt', 70 as EntryId, { store: storeCode('default') }, { label: 'vorne' });
  await writer.run('Shirt', { kind: 'set-roles', scope: 'global', roles: { ['image' as RoleCode]: 'none' } });
  await writer.add('Shirt', { name: '/f/r/front.jpg' });
  expect((await store.loadGallery(SHIRT, 'every'))?.gallery.entries.map(({ values }) => values.global.file)).toEqual(['/f/r/front.jpg', '/f/r/front_1.jpg']);
  await writer.run('Shirt', { kind: 'remove-entry', entry: 70 as EntryId, scope: 'global', rolesElsewhere: 'clear' });
  const { rows } = await sql<{ n: number }>`select count(*) as n from entry_value`.execute(database.read);
  expect(Number(rows[0]?.n)).toBe(0);
  expect(await store.removeProduct(SHIRT, author(START))).toBe(true);
  expect(await store.version(SHIRT)).toBeUndefined();
  await writer.add('Shirt', { name: '/f/r/front.jpg' });
}

test('SQLite: everything is there after it, and goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const database = openSqlite(join(folder, 'vitrine.sqlite'));
  await filled(database);
  await migrate(database);
  await isWhole(database);
  await goesOn(database);
  await closeDatabase(database);
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(NO_POSTGRES !== undefined)('PostgreSQL', () => {
  const on = (body: (database: SqlDatabase, url: string) => Promise<void>) => async () => {
    const { url, drop } = await makeDatabase('empty');
    const database = openPostgres(url);
    try {
      await body(database, url);
    } finally {
      await closeDatabase(database);
      await drop();
    }
  };
  const migratedAt = (name: string, time: Date) => sql`update kysely_migration set timestamp = ${time.toISOString()} where name = ${name}`;
  const DAY_AGO = new Date(Date.now() - 25 * 60 * 60_000);

  test(
    'everything is there after it, and goes on; a day later the keys are those of a fresh database',
    on(async (database, url) => {
      await filled(database, ["select setval(pg_get_serial_sequence('entry', 'id'), 100)"]);
      await migrate(database);
      await isWhole(database);
      await migrate(database);
      expect((await structureOf(url)).filter((key) => key.includes('entry_value_before'))).toHaveLength(1);
      await migratedAt('0019-by-product', DAY_AGO).execute(database.write);
      await migrate(database);
      await migrate(database);
      await isWhole(database);
      await goesOn(database);
      const upgraded = await structureOf(url);
      await on(async (fresh, freshUrl) => {
        await migrate(fresh);
        expect(upgraded).toEqual(await structureOf(freshUrl));
      })();
    }),
  );

  test(
    'from whatever earlier schema, what comes out is as a fresh one',
    on(async (fresh, freshUrl) => {
      await migrate(fresh);
      const wanted = await structureOf(freshUrl);
      for (const last of Object.keys(MIGRATIONS))
        await on(async (database, url) => {
          const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name <= last));
          await new Migrator({ db: database.write, provider: { getMigrations: async () => earlier } }).migrateToLatest();
          await migrate(database);
          await migratedAt('0019-by-product', DAY_AGO).execute(database.write);
          await migrate(database);
          expect(await structureOf(url), last).toEqual(wanted);
        })();
    }),
  );

  test(
    'the release before goes on writing beside this one',
    on(async (database) => {
      await filled(database);
      await migrate(database);
      await run(database, [
        `insert into entry_value (entry, store, field, value) values (70, 1, 'label', '"x"') on conflict (entry, store, field) do update set value = excluded.value`,
        `insert into entry_value (entry, store, field, value) values (70, 1, 'position', '4') on conflict (entry, store, field) do update set value = excluded.value`,
        `insert into file (path, stem, number, blob, entry) values ('/n/e/new.jpg', '/n/e/new', 0, '${blobOf('front')}', null)`,
        `update file set blob = '${blobOf('front')}', entry = 70 where path = '/n/e/new.jpg'`,
        `insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (8, 'Hat', 'hat', 'simple', 4, ',1,', 1, 2, 3), (9, 'Coat', 'coat', 'simple', 4, ',1,', 1, 2, 3)`,
        `delete from product where id = 9`,
        `update entry set global_values = replace(global_values, 'Front', 'Back') where id = 70`,
      ]);
      const store = createGalleryStore(database);
      const [entry] = (await store.loadGallery(SHIRT, 'every'))?.gallery.entries ?? [];
      expect(entry?.values).toMatchObject({ global: { label: 'Back' }, stores: { default: { label: 'x', position: 4 } } });
      expect((await store.findFile('/n/e/new.jpg' as MediaPath))?.owner).toMatchObject({ product: 7, entry: 70 });
      expect([await store.version(skuKey('hat')), await store.version(skuKey('coat'))]).toEqual(['8 3 1', undefined]);
      const writer = new Writer(store);
      await writer.set('Shirt', 70 as EntryId, { store: storeCode('default') }, { label: 'y' });
      await writer.add('Trousers', { name: '/t/r/trousers.jpg' });
      await store.removeProduct(skuKey('hat'), author(START));
      expect(await store.version(skuKey('hat'))).toBeUndefined();
    }),
  );

  test(
    'the rows of one product are all on one of several tables, which a read alone asks',
    on(async (database, url) => {
      await migrate(database);
      await spreadByProduct(url, 4);
      const store = createGalleryStore(database);
      const writer = new Writer(store);
      const skus = Array.from({ length: 12 }, (_, at) => `shirt ${at}`);
      for (const sku of skus) {
        const { id } = await addOne(writer, sku, { name: '/s/h/shirt.jpg', scope: { store: storeCode('default') }, values: { label: sku } });
        await writer.run(sku, { kind: 'claim-roles', entry: id, scope: 'global', roles: ['image' as RoleCode], pin: true });
      }
      const { id } = (await store.loadGallery(skuKey('shirt 3'), 'every'))?.product ?? {};
      for (const [table, column] of Object.entries(BY_PRODUCT)) {
        const places = await sql<{
          place: string;
        }>`select distinct tableoid::regclass::text as place from ${sql.table(table)} where ${sql.ref(column)} = ${id}`;
        expect([table, (await places.execute(database.read)).rows.length <= 1]).toEqual([table, true]);
      }
      const spread = await sql<{ n: number }>`select count(distinct tableoid) as n from product`.execute(database.read);
      expect(Number(spread.rows[0]?.n)).toBeGreaterThan(1);
      for (const sku of skus) expect((await store.loadGallery(skuKey(sku), 'every'))?.gallery.entries).toHaveLength(1);
      const path = '/s/h/shirt_3.jpg';
      for (const ask of [
        (session: Session) => loadProduct(session, skuKey('shirt 3'), 'every', true),
        (session: Session) => findFile(session, { path, json: JSON.stringify(path) }),
      ]) {
        const asked = await tablesAsked(database, ask);
        expect(asked.length).toBeGreaterThanOrEqual(2);
        expect(new Set(asked.map((name) => name.replace(/^.*_/, ''))).size, asked.join()).toBe(1);
      }
    }),
  );
});

/** Of the tables that products are spread over those that a question really looks into. */
async function tablesAsked({ reader, read }: SqlDatabase, ask: (session: Session) => Promise<unknown>): Promise<readonly string[]> {
  let asked: CompiledQuery | undefined;
  const run: Session['run'] = async (query, parameters) => {
    asked = CompiledQuery.raw(`explain (analyze, format json) ${query.sql}`, [...parameters]);
    return [];
  };
  await ask({ build: reader.build, run });
  const { rows } = await read.executeQuery<{ 'QUERY PLAN': unknown }>(asked as CompiledQuery);
  const nodes = JSON.stringify(rows).matchAll(/"Relation Name":"(\w+_\d+)"[^{}]*?"Actual Loops":(\d+)/g);
  return [...nodes].flatMap(([, name, loops]) => (Number(loops) > 0 ? [name as string] : []));
}
