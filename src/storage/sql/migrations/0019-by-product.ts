import { type Kysely, sql } from 'kysely';
import { BY_KEY_ALONE } from '../expressions.js';
import type { Schema } from '../schema.js';
import { isSqlite } from '../tables.js';

/**
 * A product's rows can be spread over servers by its number: it stands in each of their keys and references. What is unique in
 * the whole shop, SKUs and paths, stands apart. Paths of before are told their product while the service runs. The release before can
 * go on beside this one until 0020-by-product-alone.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  // No product comes in between its SKU's row and what takes care of it from then on.
  if (!isSqlite(db)) await sql`lock table product in share row exclusive mode`.execute(db);
  await db.schema
    .createTable('sku')
    .addColumn('sku_key', 'text', (c) => c.primaryKey())
    .addColumn('product', 'integer', (c) => c.notNull())
    .modifyEnd(BY_KEY_ALONE)
    .execute();
  await sql`insert into sku (sku_key, product) select sku_key, id from product`.execute(db);
  if (isSqlite(db)) await makeAnew(db);
  else await sql.raw(NEW_KEYS).execute(db);
  await db.schema.alterTable('file').addColumn('product', 'integer').execute();
  await sql`create index file_unowned on file (path) where product is null and entry is not null`.execute(db);
}

/** SQLite changes no key: rows move. Numbers are one file's there, so that those of its own keep their keys. */
async function makeAnew(db: Kysely<Schema>): Promise<void> {
  await db.schema.createIndex('entry_of_product').on('entry').columns(['product', 'id']).unique().execute();
  await db.schema.dropIndex('entry_product').execute();
  const made = (name: string) =>
    db.schema
      .createTable(name)
      .modifyEnd(BY_KEY_ALONE)
      .addColumn('product', 'integer', (c) => c.notNull().references('product.id').onDelete('cascade'))
      .addColumn('store', 'integer', (c) => c.notNull().references('store.id').onDelete('cascade'));
  const ofEntry = ['product', 'entry'] as ['product', 'entry'];
  await made('entry_value_new')
    .addColumn('entry', 'integer', (c) => c.notNull())
    .addColumn('field', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('entry_value_key', ['product', 'store', 'entry', 'field'])
    .addForeignKeyConstraint('entry_value_entry', ofEntry, 'entry', ['product', 'id'], (c) => c.onDelete('cascade'))
    .execute();
  await sql`insert into entry_value_new (product, store, entry, field, value)
    select e.product, v.store, v.entry, v.field, v.value from entry_value v join entry e on e.id = v.entry`.execute(db);
  await made('role_new')
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('entry', 'integer')
    .addPrimaryKeyConstraint('role_key', ['product', 'store', 'role'])
    .addForeignKeyConstraint('role_entry', ofEntry, 'entry', ['product', 'id'], (c) => c.onDelete('cascade'))
    .execute();
  await sql`insert into role_new (product, store, role, entry) select product, store, role, entry from role`.execute(db);
  for (const name of ['entry_value', 'role']) {
    await db.schema.dropTable(name).execute();
    await db.schema.alterTable(`${name}_new`).renameTo(name).execute();
  }
}

/**
 * What takes long comes first, where others still read; then tables are taken in the order in which readers do. What the release
 * before writes without its product gets it, and its key of overrides stays.
 */
const NEW_KEYS = `
  create unique index entry_key on entry (product, id);
  create index entry_id on entry (id);
  create unique index change_key on change (product, cursor);
  create index change_cursor on change (cursor);
  create unique index trash_key on trash (product, entry);
  create index trash_entry on trash (entry);

  lock table file, entry, entry_value, role, change, trash in access exclusive mode;
  alter table entry_value add column product bigint;
  update entry_value set product = entry.product from entry where entry.id = entry_value.entry;
  alter table entry_value alter column product set not null, drop constraint entry_value_key, drop constraint entry_value_entry_fkey,
    add constraint entry_value_key primary key (product, store, entry, field);
  create unique index entry_value_before on entry_value (entry, store, field);
  alter table role drop constraint role_entry_fkey;
  drop index role_entry;
  alter table entry drop constraint entry_pkey, add constraint entry_key primary key using index entry_key;
  drop index entry_product;
  alter table entry_value add constraint entry_value_entry foreign key (product, entry) references entry (product, id) on delete cascade;
  alter table role add constraint role_entry foreign key (product, entry) references entry (product, id) on delete cascade;
  alter table change drop constraint change_pkey, add constraint change_key primary key using index change_key;
  drop index change_product;
  alter table trash drop constraint trash_pkey, add constraint trash_key primary key using index trash_key;

  create function owner_of_entry() returns trigger language plpgsql as $$ begin
    new.product = (select entry.product from entry where entry.id = new.entry);
    return new;
  end $$;
  create trigger entry_value_owner before insert on entry_value for each row when (new.product is null) execute function owner_of_entry();
  create trigger file_owner before insert or update on file for each row execute function owner_of_entry();
  create function sku_of_product() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' then delete from sku where sku_key = old.sku_key;
    else insert into sku (sku_key, product) values (new.sku_key, new.id) on conflict do nothing;
    end if;
    return null;
  end $$;
  create trigger product_sku after insert or delete on product for each row execute function sku_of_product()`;
