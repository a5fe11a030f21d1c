/** Which shop a database is of, whatever its rows become: made once, and taken along wherever they go. */
import { randomInt } from 'node:crypto';
import type { SqlDatabase } from './database.js';

const HIGHEST = 2 ** 48 - 1;

/** Made where there is none yet; any number of processes may ask at once. */
export async function shopIdOf({ read, write }: SqlDatabase): Promise<number> {
  const found = () => read.selectFrom('counter').select('value').where('name', '=', 'shop-id').executeTakeFirst();
  if ((await found()) === undefined)
    await write.transaction().execute((db) =>
      db
        .insertInto('counter')
        .values({ name: 'shop-id', value: randomInt(1, HIGHEST) })
        .onConflict((c) => c.column('name').doNothing())
        .execute(),
    );
  return Number((await found())?.value);
}
