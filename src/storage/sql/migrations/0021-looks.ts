import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** What renditions show, so that one can stand in for another; of those made before nobody knows. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('rendition').addColumn('look', 'text').execute();
  await db.schema.createIndex('rendition_look').on('rendition').columns(['blob', 'look', 'width_px']).execute();
  await db.schema.dropIndex('rendition_blob').execute();
}
