/** What was written of a product, line by line. */
import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { HISTORY_PAGE_BYTES, type HistoryLines, type HistoryPage, type LoggedChange } from '../../app/ports.js';
import type { JournalLine } from '../../app/ports-trash.js';
import type { Sku } from '../../core/ids.js';
import { prepared, type Session } from './prepared.js';
import type { Schema } from './schema.js';

export async function readHistory(session: Session, product: number, { before, upToRevision, limit }: HistoryPage): Promise<HistoryLines> {
  const bounds = { before: before ?? Number.MAX_SAFE_INTEGER, revision: upToRevision ?? Number.MAX_SAFE_INTEGER };
  const { lines, ...page } = linesIn(await rowsOf(session, { product, ...bounds, limit: limit + 1 }), limit);
  return { ...page, lines: lines.map(({ sku: _, ...line }) => line) };
}

const rowsOf = prepared((db, { product, before, revision, limit }: { product: number; before: number; revision: number; limit: number }) =>
  pageOf(db, (sizes) => sizes.where('product', '=', product).where('cursor', '<', before).where('revision', '<=', revision).limit(limit)),
);

type Sizes = SelectQueryBuilder<Schema, 'change', { product: number; cursor: number; bytes: number }>;
/** The lines that `among` means and a page has room for; it asks for one more than the page is to hold. Sizes are summed up before any text is read. */
export const pageOf = (db: Kysely<Schema>, among: (sizes: Sizes) => Sizes) =>
  db
    .with('size', (e) => among(e.selectFrom('change').select(['product', 'cursor', sql<number>`octet_length(changes)`.as('bytes')])).orderBy('cursor', 'desc'))
    .with('sum', (e) =>
      e.selectFrom('size').select([
        'product',
        'cursor',
        'bytes',
        (s) =>
          s.fn
            .sum<number>('bytes')
            .over((o) => o.orderBy('cursor', 'desc'))
            .as('total'),
      ]),
    )
    .selectFrom('sum')
    .innerJoin('change', (join) => join.onRef('change.product', '=', 'sum.product').onRef('change.cursor', '=', 'sum.cursor'))
    .selectAll('change')
    .select((e) => e.selectFrom('size').select(e.fn.countAll<number>().as('count')).as('found'))
    .where((w) => w.or([w('total', '<=', HISTORY_PAGE_BYTES), w('total', '=', w.ref('bytes'))]))
    .orderBy('change.cursor', 'desc');

/** What {@link pageOf} found, for a page of so many. */
export function linesIn(rows: readonly (Selectable<Schema['change']> & { found: number | null })[], limit: number): HistoryLines<JournalLine> {
  const page = rows.slice(0, limit);
  const lines = page.map(({ cursor, revision, at, changes, sku, product: _, found: __, ...by }) => ({
    number: Number(cursor),
    revision: Number(revision),
    at: Number(at),
    ...by,
    sku: sku as Sku,
    changes: JSON.parse(changes) as LoggedChange[],
  }));
  const sizeBytes = page.reduce((sum, { changes }) => sum + Buffer.byteLength(changes), 0);
  return { lines, hasMore: Number(rows[0]?.found ?? 0) > page.length, sizeBytes };
}

/** Whether a product's write came about whose line of history was given that number, which no other line ever gets; its lock has to be held. */
export const hasHappened = async (session: Session, product: number, line: number): Promise<boolean> =>
  (await linesLike(session, { product, line })).length > 0;
const linesLike = prepared((db, { product, line }: { product: number; line: number }) =>
  db.selectFrom('change').select('cursor').where('product', '=', product).where('cursor', '=', line),
);
