/** Store views, websites and attribute sets in SQL. Each change raises the shop's version, which every reader sees. */
import type { Kysely } from 'kysely';
import type { AttributeSet, Catalog, Shop, StoreRemains, StoreView } from '../../app/ports.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import type { RoleCode, StoreCode } from '../../core/ids.js';
import type { SqlDatabase } from './database.js';
import { holdLockIn } from './locks.js';
import type { Schema } from './schema.js';

type Db = Kysely<Schema>;

export function createCatalog(database: SqlDatabase): Catalog {
  const change = <T>(work: (db: Db) => Promise<Result<T>>): Promise<Result<T>> =>
    database.write.transaction().execute(async (db) => {
      await holdLockIn(db, 'shop');
      const done = await work(db);
      if (done.ok)
        await db
          .updateTable('counter')
          .set((e) => ({ value: e('value', '+', 1) }))
          .where('name', '=', 'shop')
          .execute();
      return done;
    });
  return {
    shop: () => readShop(database.read),

    addStore: ({ code, name, website, locale }) =>
      change(async (db) => {
        if (await findStore(db, code)) return refuse({ code: 'store-exists', store: code });
        const place = await placeFor(db, website ?? 'base', name);
        const id = await nextStoreId(db);
        await db.insertInto('store').values({ id, code, name, website: place.website, store_group: place.group, locale }).execute();
        if (place.fresh) await db.updateTable('store_group').set({ default_store: id }).where('id', '=', place.group).execute();
        return ok({ id, code, name, website: place.website, group: place.group, locale });
      }),

    renameStore: (code, name) =>
      change(async (db) => {
        const store = await findStore(db, code);
        if (store === undefined) return refuse({ code: 'store-not-found', store: code });
        await db.updateTable('store').set({ name }).where('id', '=', store.id).execute();
        return ok({ ...store, name });
      }),

    remains: (code) => remains(database.read, code),
    removeStore: (code) =>
      change(async (db) => {
        const found = await remains(db, code);
        if (!found.ok) return found;
        await freeFiles(db, found.value.store.id);
        await db.deleteFrom('store').where('code', '=', code).execute();
        return found;
      }),

    addSet: ({ name, roles, hasGallery }) =>
      change(async (db) => {
        if (await db.selectFrom('attribute_set').select('id').where('name', '=', name).executeTakeFirst()) return refuse({ code: 'name-taken', name });
        const id = await nextId(db, 'attribute_set');
        await db
          .insertInto('attribute_set')
          .values({ id, name, has_gallery: hasGallery ? 1 : 0, roles: JSON.stringify(roles) })
          .execute();
        return ok({ id, name, roles, hasGallery });
      }),
  };
}

async function readShop(db: Db): Promise<Shop> {
  const version = await db.selectFrom('counter').select('value').where('name', '=', 'shop').executeTakeFirstOrThrow();
  const [websites, groups, stores, sets] = [
    await db.selectFrom('website').selectAll().orderBy('id').execute(),
    await db.selectFrom('store_group').selectAll().orderBy('id').execute(),
    await db.selectFrom('store').selectAll().where('id', '<>', 0).orderBy('id').execute(),
    await db.selectFrom('attribute_set').selectAll().orderBy('id').execute(),
  ];
  return {
    version: Number(version.value),
    websites: websites.map((w) => ({ id: w.id, code: w.code, name: w.name, defaultGroup: w.default_group })),
    groups: groups.map((g) => ({ id: g.id, website: g.website, code: g.code, name: g.name, defaultStore: g.default_store })),
    stores: stores.map(storeView),
    sets: sets.map((s): AttributeSet => ({ id: s.id, name: s.name, hasGallery: s.has_gallery === 1, roles: JSON.parse(s.roles) as RoleCode[] })),
  };
}

const storeView = (row: Schema['store']): StoreView => ({
  id: row.id,
  code: row.code as StoreCode,
  name: row.name,
  website: row.website,
  group: row.store_group,
  locale: row.locale,
});

async function findStore(db: Db, code: string): Promise<StoreView | undefined> {
  // The admin store (0) is the global scope, and none that anybody could rename or remove.
  const row = await db.selectFrom('store').selectAll().where('code', '=', code).where('id', '<>', 0).executeTakeFirst();
  return row && storeView(row);
}

/** Gives up the paths that only this store view's pictures have; an entry's other scopes may have the same. */
async function freeFiles(db: Db, store: number): Promise<void> {
  const files = () => db.selectFrom('entry_value').where('field', '=', 'file');
  const overrides = await files()
    .innerJoin('entry', (join) => join.onRef('entry.product', '=', 'entry_value.product').onRef('entry.id', '=', 'entry_value.entry'))
    .where('store', '=', store)
    .select(['entry_value.product', 'entry', 'value', 'global_values'])
    .execute();
  for (const { product, entry, value, global_values } of overrides) {
    const others = files().where('product', '=', product).where('entry', '=', entry);
    const elsewhere = await others.where('store', '<>', store).where('value', '=', value).select('value').executeTakeFirst();
    const path: string = JSON.parse(value);
    if (elsewhere === undefined && JSON.parse(global_values).file !== path) await db.deleteFrom('file').where('path', '=', path).execute();
  }
}

/** The website of that code and its group; both are made where there is none. */
async function placeFor(db: Db, code: string, storeName: string): Promise<{ website: number; group: number; fresh: boolean }> {
  const website = await db.selectFrom('website').select(['id', 'default_group']).where('code', '=', code).executeTakeFirst();
  if (website !== undefined) return { website: website.id, group: website.default_group, fresh: false };
  const [id, group] = [await nextId(db, 'website'), await nextId(db, 'store_group')];
  await db.insertInto('website').values({ id, code, name: code, default_group: group }).execute();
  await db
    .insertInto('store_group')
    .values({ id: group, website: id, code: `${code}_store`, name: storeName, default_store: 0 })
    .execute();
  return { website: id, group, fresh: true };
}

/** Never one that was given before: store views can go, and what remembers their number must not mean another. */
async function nextStoreId(db: Db): Promise<number> {
  const { value } = await db
    .insertInto('counter')
    .values({ name: 'store', value: await nextId(db, 'store') })
    .onConflict((c) => c.column('name').doUpdateSet((e) => ({ value: e('counter.value', '+', 1) })))
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value);
}

async function nextId(db: Db, table: 'store' | 'website' | 'store_group' | 'attribute_set'): Promise<number> {
  const { id } = await db
    .selectFrom(table)
    .select((e) => e.fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  return Number(id) + 1;
}

async function remains(db: Db, code: StoreCode): Promise<Result<StoreRemains>> {
  const store = await findStore(db, code);
  if (store === undefined) return refuse({ code: 'store-not-found', store: code });
  const count = async (table: 'entry_value' | 'role' | 'product_value') =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('store', '=', store.id)
          .executeTakeFirstOrThrow()
      ).n,
    );
  return ok({ store, values: await count('entry_value'), roles: await count('role'), attributes: await count('product_value') });
}
