import type { Kysely } from 'kysely';
import type { Schema } from '../schema.js';

/** What the pixels tell is kept with the verdict. Pictures decoded before are due once more: nothing else knows it of them. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('blob').addColumn('pixels', 'text').execute();
  await db.updateTable('blob').set({ verdict: 'unchecked' }).where('verdict', '=', 'ready').execute();
}
