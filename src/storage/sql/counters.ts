/** Numbers that only grow, seen by every process. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** `access`: see Accounts.versions; the others number the rows of their tables. */
export type Counter = 'access' | 'account' | 'integration';

/** By one, in the transaction of what it counts; the number it has now. */
export async function raiseCounter(db: Kysely<Schema>, name: Counter): Promise<number> {
  const { value } = await db
    .updateTable('counter')
    .set((e) => ({ value: e('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value);
}
