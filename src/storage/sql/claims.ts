/** Ids and paths that are free, given out inside a write transaction. */
import { sql } from 'kysely';
import type { Claims } from '../../app/ports.js';
import type { EntryId, MediaPath, ProductId } from '../../core/ids.js';
import { numberedPath } from '../../core/naming.js';
import type { SqlSpace } from './database.js';
import { holdLock } from './locks.js';
import { prepared, type Session } from './prepared.js';

const filesAt = prepared((db, { path }: { path: string }) => db.selectFrom('file').select('path').where('path', '=', path));
/** The lowest free number is looked for up to here, as the original does; a name used more often goes on after its highest. */
const LOW_NUMBERS = 32;
const lowNumbers = prepared((db, { stem }: { stem: string }) =>
  db.selectFrom('file').select('number').where('stem', '=', stem).where('number', '<=', LOW_NUMBERS),
);
const lastNumbers = prepared((db, { stem }: { stem: string }) =>
  db.selectFrom('file').select(sql<number | null>`max(number)`.as('number')).where('stem', '=', stem),
);

export function claimsOn(session: Session, database: Pick<SqlSpace, 'freshId'>): Claims {
  let entries = 0;
  const given = new Set<MediaPath>();
  const claim = async (path: MediaPath): Promise<MediaPath | undefined> => {
    if (given.has(path) || (await filesAt(session, { path })).length > 0) return undefined;
    given.add(path);
    return path;
  };
  return {
    productId: async () => (await database.freshId(session, 'product', 1)) as ProductId,
    entryId: async () => (await database.freshId(session, 'entry', ++entries)) as EntryId,
    async path(wanted) {
      // Who asks for the same name meanwhile waits: else both would be told that it is free.
      await holdLock(session, 'path', wanted);
      let claimed = await claim(wanted);
      if (claimed !== undefined) return claimed;
      const low = new Set((await lowNumbers(session, { stem: wanted })).map((row) => Number(row.number)));
      for (let number = 1; claimed === undefined && number <= LOW_NUMBERS; number++)
        if (!low.has(number)) claimed = await claim(numberedPath({ stem: wanted, number }));
      if (claimed !== undefined) return claimed;
      // One past the highest that is taken, so that a name used a thousand times is found at once.
      let number = Number((await lastNumbers(session, { stem: wanted }))[0]?.number ?? 0);
      while (claimed === undefined) claimed = await claim(numberedPath({ stem: wanted, number: ++number }));
      return claimed;
    },
  };
}
