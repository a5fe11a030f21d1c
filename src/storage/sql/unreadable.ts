/** Values of entries that are not what any reader takes them for: somebody else wrote them. A database would stop at the first, and not say which. */
import { type RawBuilder, sql } from 'kysely';
import type { AnyDatabase } from './tables.js';

const PAGE_ROWS = 1000;

/** `product`: its SKU where there is one, else its number. `field` absent: the values for everybody. */
export interface Unreadable {
  readonly entry: number;
  readonly product: string;
  readonly field?: { readonly store: number; readonly name: string };
}
interface ValueRow {
  readonly product: number;
  readonly entry: number;
  readonly store: number;
  readonly field: string | null;
  readonly text: unknown;
}
const TABLES = [
  { rows: sql`select product, id as entry, 0 as store, null as field, global_values as text from entry`, key: ['product', 'id'] },
  { rows: sql`select product, entry, store, field, value as text from entry_value`, key: ['product', 'store', 'entry', 'field'] },
] as const;

/** Reads all values, some rows at a time, each by the key. */
export async function* unreadableValues(db: AnyDatabase): AsyncIterable<Unreadable> {
  for (const { rows, key } of TABLES)
    for await (const row of inPages(db, rows, key)) {
      if (isReadable(row)) continue;
      const product = await db.selectFrom('product').select('sku').where('id', '=', row.product).executeTakeFirst();
      const field = row.field === null ? {} : { field: { store: Number(row.store), name: row.field } };
      yield { entry: Number(row.entry), product: product?.sku ?? String(row.product), ...field };
    }
}

async function* inPages(db: AnyDatabase, from: RawBuilder<unknown>, key: readonly string[]): AsyncIterable<ValueRow> {
  const keys = sql.join(key.map((name) => sql.ref(name)));
  for (let last: ValueRow | undefined; ; ) {
    const after = last && { ...last, id: last.entry };
    const behind = after === undefined ? sql`` : sql`where (${keys}) > (${sql.join(key.map((name) => after[name as keyof ValueRow]))})`;
    const { rows } = await sql<ValueRow>`${from} ${behind} order by ${keys} limit ${sql.lit(PAGE_ROWS)}`.execute(db);
    yield* rows;
    last = rows.at(-1);
    if (rows.length < PAGE_ROWS) return;
  }
}

function isReadable({ field, text }: ValueRow): boolean {
  const value = parsed(text);
  if (field !== null) return field === 'file' || field === 'blob' ? typeof value === 'string' : value !== undefined;
  const { file, blob } = (value ?? {}) as { readonly file?: unknown; readonly blob?: unknown };
  return typeof file === 'string' && typeof blob === 'string';
}

/** Undefined: it is no JSON. */
function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
