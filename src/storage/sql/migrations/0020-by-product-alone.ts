import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.js';
import { isSqlite } from '../tables.js';

/** The release before 0019-by-product is gone: what was left for it goes, and with it every key without the product. */
export async function up(db: Kysely<Schema>): Promise<void> {
  if (isSqlite(db)) return;
  await sql
    .raw(`
      lock table product, file, entry_value in access exclusive mode;
      drop function owner_of_entry() cascade;
      drop function sku_of_product() cascade;
      drop index entry_value_before;
      alter table product drop constraint product_sku_key_key;
      create index product_sku on product (sku_key)`)
    .execute(db);
}
