/** Alternative texts in SQL: one after the other, and counted. */
import { type RawBuilder, sql } from 'kysely';
import type { AltCounts, AltTexts } from '../../app/ports-product-list.js';
import type { AltState } from '../../core/alt-text.js';
import { ok, type Result } from '../../core/fault.js';
import type { EntryId, ProductId, SkuKey } from '../../core/ids.js';
import type { Scope } from '../../core/scope.js';
import { stateIn, stateOver } from './alt-state.js';
import type { SqlDatabase } from './database.js';
import { run, stepOf } from './product-steps.js';

type Sql = RawBuilder<unknown>;

export function createAltTexts(database: SqlDatabase): AltTexts {
  const { reader } = database;
  return {
    async find({ terms, scope, state, after, limit }) {
      const isWithin = after?.entry !== undefined;
      const from = isWithin ? sql`p.sku_key >= ${after.sku}` : sql`p.sku_key > ${after?.sku ?? ''}`;
      const step = await stepOf(reader, terms, from, true);
      if (step === undefined) return { entries: [], next: undefined };
      const met = [
        ...step.met,
        ...(isWithin ? [sql`(p.sku_key > ${after.sku} or e.id > ${after.entry})`] : []),
        ...(state === undefined ? [] : [sql`${stateIn(scope)} = ${state}`]),
      ];
      const rows = await run<{ product: number; entry: number; sku_key: string }>(
        reader,
        sql`select p.id as product, e.id as entry, p.sku_key from product p join entry e on e.product = p.id
          where ${sql.join(met, sql` and `)} order by p.sku_key, e.id limit ${limit + 1}`,
      );
      const page = rows
        .slice(0, limit)
        .map((row) => ({ product: Number(row.product) as ProductId, entry: Number(row.entry) as EntryId, sku: row.sku_key as SkuKey }));
      const last = page.at(-1);
      const ended = step.end === undefined ? undefined : { sku: step.end as SkuKey };
      return { entries: page, next: rows.length > limit && last !== undefined ? { sku: last.sku, entry: last.entry } : ended };
    },
    coverage: (scopes) => coverage(database, scopes),
  };
}

interface Counted {
  readonly store: string;
  readonly before: AltState;
  readonly state: AltState;
  readonly n: number;
}

/** Every entry is looked at once; then those of which a store view holds something itself, once for each of those. */
async function coverage(database: SqlDatabase, scopes: readonly Scope[]): Promise<Result<readonly AltCounts[]>> {
  const found = await database.search(COVERAGE.compile(database.reader.build));
  if (!found.ok) return found;
  const rows = found.value as readonly Counted[];
  return ok(scopes.map((scope) => countsOf(rows, scope)));
}

const own = (field: string): Sql =>
  sql`(select v.value from entry_value v where v.product = e.product and v.entry = e.id and v.store = o.store and v.field = ${sql.lit(field)})`;
/** First the common states, then how many of which common state are in another one in a store view. */
const COVERAGE = sql<Counted>`
  with common as materialized (select ${stateIn('global')} as state from entry e)
  select '' as store, state as before, state, count(*) as n from common group by state
  union all
  select s.code, o.before, o.state, count(*) from (
    select o.store, ${stateIn('global')} as before, ${stateOver(sql`e.global_values`, own('label'), own('decorative'))} as state
    from (select distinct product, entry, store from entry_value where field in ('label', 'decorative')) as o join entry e on e.product = o.product and e.id = o.entry
  ) as o join store s on s.id = o.store group by s.code, o.before, o.state`;

function countsOf(rows: readonly Counted[], scope: Scope): AltCounts {
  const counts: Record<AltState, number> = { missing: 0, inherited: 0, written: 0, decorative: 0 };
  // What is written for all is inherited here, unless the store view has its own.
  const seen = (state: AltState): AltState => (scope !== 'global' && state === 'written' ? 'inherited' : state);
  for (const { store, before, state, n } of rows) {
    if (store === '') counts[seen(before)] += Number(n);
    else if (scope !== 'global' && store === scope.store) {
      counts[seen(before)] -= Number(n);
      counts[state] += Number(n);
    }
  }
  return counts;
}
