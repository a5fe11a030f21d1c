import { type Kysely, SqliteAdapter } from 'kysely';
import { STANDARD_ROLES } from '../../../core/roles.js';
import { BY_KEY_ALONE } from '../expressions.js';
import type { Schema } from '../schema.js';

/** The tables, and what a fresh shop has: one website, group and store view, one attribute set. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const table = (name: keyof Schema & string) => db.schema.createTable(name);
  const compact = (name: keyof Schema & string) => table(name).modifyEnd(BY_KEY_ALONE);
  await table('counter')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .execute();
  await table('website')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('default_group', 'integer', (c) => c.notNull())
    .execute();
  await table('store_group')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('website', 'integer', (c) => c.notNull().references('website.id'))
    .addColumn('code', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('default_store', 'integer', (c) => c.notNull())
    .execute();
  await table('store')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('website', 'integer', (c) => c.notNull().references('website.id'))
    .addColumn('store_group', 'integer', (c) => c.notNull().references('store_group.id'))
    .addColumn('locale', 'text', (c) => c.notNull())
    .execute();
  await table('attribute_set')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('has_gallery', 'integer', (c) => c.notNull())
    .addColumn('roles', 'text', (c) => c.notNull())
    .execute();
  await table('product')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('sku', 'text', (c) => c.notNull())
    .addColumn('sku_key', 'text', (c) => c.notNull().unique())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('attribute_set', 'integer', (c) => c.notNull().references('attribute_set.id'))
    .addColumn('websites', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .execute();
  await compact('product_value')
    .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
    .addColumn('store', 'integer', (c) => c.notNull().references('store.id').onDelete('cascade'))
    .addColumn('attribute', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('product_value_key', ['product', 'store', 'attribute'])
    .execute();
  await table('entry')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('global_values', 'text', (c) => c.notNull())
    .execute();
  await compact('entry_value')
    .addColumn('entry', 'integer', (c) => c.notNull().references('entry.id').onDelete('cascade'))
    .addColumn('store', 'integer', (c) => c.notNull().references('store.id').onDelete('cascade'))
    .addColumn('field', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('entry_value_key', ['entry', 'store', 'field'])
    .execute();
  await compact('role')
    .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
    .addColumn('store', 'integer', (c) => c.notNull().references('store.id').onDelete('cascade'))
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('entry', 'integer', (c) => c.references('entry.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('role_key', ['product', 'store', 'role'])
    .execute();
  await compact('blob')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('width_px', 'integer', (c) => c.notNull())
    .addColumn('height_px', 'integer', (c) => c.notNull())
    .addColumn('frames', 'integer', (c) => c.notNull())
    .addColumn('verdict', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('renewed_at', 'bigint', (c) => c.notNull())
    .execute();
  await compact('file')
    .addColumn('path', 'text', (c) => c.primaryKey())
    .addColumn('stem', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('blob', 'text', (c) => c.notNull().references('blob.hash'))
    .execute();
  await table('change')
    .addColumn('cursor', 'integer', (c) => (numbersRows(db) ? c.primaryKey() : c.primaryKey().autoIncrement()))
    .addColumn('product', 'integer', (c) => c.notNull())
    .addColumn('sku', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('door', 'text', (c) => c.notNull())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('changes', 'text', (c) => c.notNull())
    .execute();
  await table('account')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('password_hash', 'text', (c) => c.notNull())
    .addColumn('resources', 'text', (c) => c.notNull())
    .addColumn('stores', 'text', (c) => c.notNull())
    .execute();
  await compact('token')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('account', 'text', (c) => c.notNull().references('account.name').onDelete('cascade'))
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await table('sign_in_attempt')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .execute();

  for (const [name, on, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on(on)
      .columns([...columns])
      .execute();
  await freshShop(db);
}

/** SQLite gives such a key its next number by itself. */
const numbersRows = (db: Kysely<Schema>): boolean => db.getExecutor().adapter instanceof SqliteAdapter;

const INDEXES: readonly (readonly [name: string, table: keyof Schema & string, columns: readonly string[]])[] = [
  ['entry_product', 'entry', ['product']],
  ['role_entry', 'role', ['entry']],
  ['file_stem', 'file', ['stem', 'number']],
  ['file_blob', 'file', ['blob']],
  ['blob_age', 'blob', ['verdict', 'renewed_at']],
  ['change_product', 'change', ['product', 'cursor']],
  ['token_account', 'token', ['account']],
  ['token_expires', 'token', ['expires_at']],
];

async function freshShop(db: Kysely<Schema>): Promise<void> {
  await db.insertInto('counter').values({ name: 'shop', value: 1 }).execute();
  await db
    .insertInto('website')
    .values([
      { id: 0, code: 'admin', name: 'Admin', default_group: 0 },
      { id: 1, code: 'base', name: 'Main Website', default_group: 1 },
    ])
    .execute();
  await db
    .insertInto('store_group')
    .values([
      { id: 0, website: 0, code: 'default', name: 'Default', default_store: 0 },
      { id: 1, website: 1, code: 'main_website_store', name: 'Main Website Store', default_store: 1 },
    ])
    .execute();
  await db
    .insertInto('store')
    .values([
      { id: 0, code: 'admin', name: 'Admin', website: 0, store_group: 0, locale: 'en_US' },
      { id: 1, code: 'default', name: 'Default Store View', website: 1, store_group: 1, locale: 'en_US' },
    ])
    .execute();
  await db
    .insertInto('attribute_set')
    .values({ id: 4, name: 'Default', has_gallery: 1, roles: JSON.stringify(STANDARD_ROLES) })
    .execute();
}
