/** Ids and paths that are free, given out inside a write transaction. */
import { type Kysely, sql } from 'kysely';
import type { Claims } from '../../app/ports.js';
import type { EntryId, MediaPath, ProductId } from '../../core/ids.js';
import { numberedPath } from '../../core/naming.js';
import type { SqlDatabase } from './database.js';
import type { Schema } from './schema.js';

export function claimsOn(db: Kysely<Schema>, database: SqlDatabase): Claims {
  let entries = 0;
  const given = new Set<string>();
  return {
    productId: async () => ((await database.lastId(db, 'product')) + 1) as ProductId,
    entryId: async () => ((await database.lastId(db, 'entry')) + ++entries) as EntryId,
    async path(wanted) {
      const free = async (path: MediaPath) =>
        !given.has(path) && (await db.selectFrom('file').select('path').where('path', '=', path).executeTakeFirst()) === undefined;
      if (await free(wanted)) return claim(wanted);
      const last = await db.selectFrom('file').select(sql<number | null>`max(number)`.as('number')).where('stem', '=', wanted).executeTakeFirstOrThrow();
      for (let number = Number(last.number ?? 0) + 1; ; number++) {
        const path = numberedPath({ stem: wanted, number });
        if (await free(path)) return claim(path);
      }
    },
  };
  function claim(path: MediaPath): MediaPath {
    given.add(path);
    return path;
  }
}
