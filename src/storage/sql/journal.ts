/** The history of all products in SQL. Who is searched for may have written nothing for very long, so that a page looks at so many numbers only. */

import { JOURNAL_LINES_SEARCHED, type Journal } from '../../app/ports-trash.js';
import type { SqlDatabase } from './database.js';
import { linesIn, pageOf } from './history.js';

export function createJournal({ read }: Pick<SqlDatabase, 'read'>): Journal {
  return {
    async read({ before, limit, actor, door }) {
      const top = before ?? (await newest(read)) + 1;
      const bottom = top - JOURNAL_LINES_SEARCHED;
      const rows = await pageOf(read, (sizes) =>
        sizes
          .where('cursor', '<', top)
          .where('cursor', '>=', bottom)
          .$if(actor !== undefined, (q) => q.where('actor', '=', actor as string))
          .$if(door !== undefined, (q) => q.where('door', '=', door as string))
          .limit(limit + 1),
      ).execute();
      const { lines, hasMore } = linesIn(rows, limit);
      const last = hasMore ? (lines.at(-1)?.number ?? bottom) : bottom;
      return { lines, next: last > 1 ? last : undefined };
    },
  };
}

async function newest(read: SqlDatabase['read']): Promise<number> {
  const { cursor } = await read
    .selectFrom('change')
    .select((e) => e.fn.max('cursor').as('cursor'))
    .executeTakeFirstOrThrow();
  return Number(cursor ?? 0);
}
