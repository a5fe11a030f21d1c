/** Operations of all bulks, searched in SQL: one statement counts, the next reads the page. */
import { type RawBuilder, sql } from 'kysely';
import type { OperationField } from '../../app/ports.js';
import { SHOWN_CHARS } from '../../core/limits.js';
import type { Condition, Query } from '../../core/search.js';
import { timeTextOf } from './expressions.js';
import type { Session } from './prepared.js';
import type { Schema } from './schema.js';
import { testIn } from './search.js';

type Sql = RawBuilder<unknown>;
export type FoundRow = Schema['bulk'] & Pick<Schema['operation'], 'number' | 'status' | 'message' | 'error_code' | 'result'> & { readonly data: string | null };

export async function searchOperations(session: Session, { groups, sort, page }: Query<OperationField>): Promise<{ total: number; rows: readonly FoundRow[] }> {
  const met = groups.map((group) => sql`(${sql.join(group.map(conditionIn), sql` or `)})`);
  const from = sql`from operation o join bulk b on b.id = o.bulk ${met.length === 0 ? sql`` : sql`where ${sql.join(met, sql` and `)}`}`;
  const run = async <T>(query: RawBuilder<T>): Promise<readonly T[]> => {
    const { parameters, ...compiled } = query.compile(session.build);
    return session.run({ ...compiled, parameters }, parameters) as Promise<readonly T[]>;
  };
  const total = Number((await run(sql<{ n: number }>`select count(*) as n ${from}`))[0]?.n);
  if ('most' in page && total > page.most) return { total, rows: [] };
  const [limit, offset] = 'most' in page ? [page.most, 0] : [page.limit, page.offset];
  const order = sql.join([...sort.map(({ field, descending }) => sql`${CELLS[field]} ${descending ? sql`desc` : sql`asc`}`), sql`o.id`]);
  const data = sql`(select data from payload p where p.operation = o.id and o.size_chars <= ${SHOWN_CHARS})`;
  const state = sql`o.number, o.status, o.message, o.error_code, o.result`;
  return { total, rows: await run(sql<FoundRow>`select b.*, ${state}, ${data} as data ${from} order by ${order} limit ${limit} offset ${offset}`) };
}

/** All of them texts in lower case. */
const CELLS: Readonly<Record<OperationField, Sql>> = {
  bulk: sql`o.bulk`,
  topic: sql`b.topic`,
  status: sql`o.status`,
  started: timeTextOf(sql`(b.started_at / 1000)`),
};

/** Every field has a value. */
function conditionIn(condition: Condition<OperationField>): Sql {
  const { field, negated } = condition;
  if (condition.test === 'null') return negated ? sql`1 = 1` : sql`1 = 0`;
  const test = testIn({ text: CELLS[field], never: true }, condition);
  return negated ? sql`not (${test})` : test;
}
