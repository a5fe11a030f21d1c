import { type Kysely, sql } from 'kysely';
import { BY_KEY_ALONE, fieldIn, stringIn } from '../expressions.js';
import type { Schema } from '../schema.js';

/** Renditions that are kept; and each file with the entry that it belongs to. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('rendition')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('blob', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('width_px', 'integer', (c) => c.notNull())
    .addColumn('height_px', 'integer', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .modifyEnd(BY_KEY_ALONE)
    .execute();
  await db.schema.createIndex('rendition_blob').on('rendition').columns(['blob']).execute();
  await db.schema.createIndex('rendition_age').on('rendition').columns(['state', 'at']).execute();
  await db.schema.alterTable('file').addColumn('entry', 'integer').execute();
  await sql`update file set entry = owner.id from (
    select id, ${fieldIn(sql.ref('global_values'), 'file')} as path from entry
    union all select entry, ${stringIn(sql.ref('value'))} from entry_value where field = 'file'
  ) as owner where file.path = owner.path`.execute(db);
}
