/**
 * Searches in SQL. What a test means stands in core/search.ts; here it is said so that the database does it: one
 * statement counts and takes the page's ids, the next loads them. Every value is bound.
 */
import { type RawBuilder, sql } from 'kysely';
import type { FoundProducts } from '../../app/ports.js';
import { ok, type Result } from '../../core/fault.js';
import { type Condition, canonicalPattern, type Field, fold, isNumber, type Order, type ProductSearch, type Test } from '../../core/search.js';
import type { SqlSpace } from './database.js';
import {
  fieldIn,
  folded,
  hasMember,
  isAmong,
  isAmongIds,
  isAmongNumbers,
  isNumberIn,
  JOIN_IN_ORDER,
  numberIn,
  sortKey,
  stringIn,
  textIn,
  timeTextOf,
} from './expressions.js';
import { loadProducts } from './load.js';
import { prepared, type Session } from './prepared.js';

type Sql = RawBuilder<unknown>;

/** What takes a moment is not worth another process. */
export async function searchProducts({ reader, search: searchApart }: SqlSpace, search: ProductSearch): Promise<Result<FoundProducts>> {
  const query = pageQuery(search).compile(reader.build);
  const found = isQuick(search) ? ok(await reader.run(query, query.parameters)) : await searchApart(query);
  if (!found.ok) return found;
  const rows = found.value as readonly { id: number; total: number | null }[];
  const total = Number(rows.find((row) => row.total !== null)?.total);
  const ids = rows.filter((row) => row.total === null).map(({ id }) => Number(id));
  const isWhole = !('most' in search.page) || total <= search.page.most;
  const stores = search.scope === 'global' ? [] : [search.scope.store];
  return ok({ total, products: isWhole && ids.length > 0 ? await loadProducts(reader, ids, stores) : [] });
}

/** Whether indexes alone answer it, however many products there are. */
function isQuick({ groups, sort }: ProductSearch): boolean {
  const isExact = ({ field, negated, ...asked }: Condition) =>
    !negated && asked.test === 'in' && (field.kind === 'sku' || (field.kind === 'id' && asked.values.every(isNumber)));
  return groups.every((group) => group.every(isExact)) && sort.every(({ field }) => field.kind === 'id' || field.kind === 'sku');
}

const storedAmong = prepared(
  (_, { codes }: { codes: string }) => sql<{ code: string }>`select code from attribute where ${isAmong(sql.ref('code'), codes)} order by code`,
);
const storedAll = prepared((db) => db.selectFrom('attribute').select('code').orderBy('code'));

/** Codes under which a value was ever stored. */
export async function storedAttributes(session: Session, among: readonly string[] | 'every'): Promise<readonly string[]> {
  const rows = among === 'every' ? await storedAll(session, {}) : await storedAmong(session, { codes: JSON.stringify(among) });
  return rows.map(({ code }) => code);
}

/** One row with the count, then one for each product of the page, in order. Without conditions nothing is worth keeping: counting needs no more than an index. */
function pageQuery({ scope, groups, sort, page }: ProductSearch) {
  const [limit, offset] = 'most' in page ? [page.most, 0] : [page.limit, page.offset];
  const met = groups.map(
    (group) =>
      sql`(${sql.join(
        group.map((condition) => conditionIn(condition, scope)),
        sql` or `,
      )})`,
  );
  const order = sql.join([...sort.map((one) => orderIn(one, scope)), sql`p.id`]);
  return sql`
    with found as ${met.length === 0 ? sql`not materialized` : sql`materialized`} (select p.id from product p ${met.length === 0 ? sql`` : sql`where ${sql.join(met, sql` and `)}`})
    select cast(null as bigint) as id, count(*) as total from found
    union all select * from (select p.id, cast(null as bigint) from ${met.length === 0 ? sql`product p` : sql`found f ${JOIN_IN_ORDER} product p on p.id = f.id`} order by ${order} limit ${limit} offset ${offset}) as page`;
}

function conditionIn(condition: Condition, scope: ProductSearch['scope']): Sql {
  const { field, negated } = condition;
  if (condition.test === 'null') return sql`${lookUp(field, scope, () => sql`1`)} is ${negated ? sql`not null` : sql`null`}`;
  return lookUp(field, scope, (cell) => (negated ? sql`not (${testIn(cell, condition)})` : testIn(cell, condition)));
}

const orderIn = ({ field, descending }: Order, scope: ProductSearch['scope']): Sql =>
  sql`${lookUp(field, scope, ({ text, number, never }) => (never ? text : (number ?? sortKey(text))))} ${descending ? sql`desc nulls last` : sql`asc nulls first`}`;

/** A value of the row that is looked at. `number`: the same where it always is one; `never`: it is none to searches, and its text is folded. */
interface Cell {
  readonly text: Sql;
  readonly number?: Sql;
  readonly never?: boolean;
  readonly shown?: Sql;
}

/** `make` of the effective value; null where there is none. */
function lookUp(field: Field, scope: ProductSearch['scope'], make: (cell: Cell) => Sql): Sql {
  switch (field.kind) {
    case 'id':
      return make(number(sql`p.id`));
    case 'set':
      return make(number(sql`p.attribute_set`));
    case 'created':
      return make(time(sql`(p.created_at / 1000)`));
    case 'updated':
      return make(time(sql`(p.updated_at / 1000)`));
    case 'sku':
      return make({ text: sql`p.sku_key`, never: true });
    case 'type':
      return make({ text: folded(sql`p.type`), never: true });
    case 'websites':
      return sql`case when p.websites <> '' then ${make({ text: sql`rtrim(ltrim(p.websites, ','), ',')`, never: true })} end`;
    case 'attribute':
      return nearest(
        scope,
        (store) =>
          sql`(select ${make({ text: textIn(sql`v.value`) })} from product_value v where v.product = p.id and v.store = ${store} and v.attribute = ${field.code})`,
      );
    case 'role':
      return nearest(
        scope,
        (store) => sql`(select ${make({ text: folded(fileOf(scope)), never: true })}
          from role r left join entry e on e.product = r.product and e.id = r.entry where r.product = p.id and r.store = ${store} and r.role = ${field.code})`,
      );
  }
}

/** What the scope itself has, else what all have. */
function nearest(scope: ProductSearch['scope'], at: (store: Sql) => Sql): Sql {
  return scope === 'global' ? at(sql`0`) : sql`coalesce(${at(idOf(scope.store))}, ${at(sql`0`)})`;
}
const idOf = (store: string): Sql => sql`(select id from store where code = ${store})`;

/** Where the picture of entry `e` is served; an empty text where there is none. */
function fileOf(scope: ProductSearch['scope']): Sql {
  const file = fieldIn(sql`e.global_values`, 'file');
  if (scope === 'global') return sql`coalesce(${file}, '')`;
  return sql`coalesce((select ${stringIn(sql`o.value`)} from entry_value o where o.product = e.product and o.entry = e.id and o.field = 'file' and o.store = ${idOf(scope.store)}), ${file}, '')`;
}

const number = (column: Sql): Cell => ({ text: sql`cast(${column} as text)`, number: column });
const time = (seconds: Sql): Cell => ({ ...number(seconds), shown: timeTextOf(seconds) });

/** Whether a row's value passes. */
export function testIn(cell: Cell, condition: Exclude<Test, { test: 'null' }>): Sql {
  const text = cell.never || cell.number ? cell.text : folded(cell.text);
  switch (condition.test) {
    case 'in':
      return isOneOf(cell, text, condition.values);
    case 'gt':
    case 'lt':
      return compared(cell, text, condition.test === 'gt' ? sql`>` : sql`<`, condition.value);
    case 'like':
      return sql`${cell.shown ?? text} like ${canonicalPattern(fold(condition.value))} escape '\\'`;
    case 'finset':
      return hasMember(text, JSON.stringify(condition.values.map(fold)));
  }
}

/** A number is looked for among numbers, however it is written, and another text among texts. */
function isOneOf(cell: Cell, text: Sql, values: readonly string[]): Sql {
  const numbers = cell.never ? [] : values.filter(isNumber).map(Number);
  const texts = cell.never ? values : values.filter((value) => !isNumber(value));
  const parts = texts.length > 0 || numbers.length === 0 ? [amongTexts(text, texts.map(fold))] : [];
  // First what rules most rows out.
  if (numbers.length > 0)
    parts.push(cell.number ? amongIds(cell.number, numbers) : sql`(${amongNumbers(numberIn(cell.text), numbers)} and ${isNumberIn(cell.text)})`);
  return sql`(${sql.join(parts, sql` or `)})`;
}

const amongTexts = (text: Sql, wanted: readonly string[]): Sql => (wanted.length === 1 ? sql`${text} = ${wanted[0]}` : isAmong(text, JSON.stringify(wanted)));
const amongNumbers = (number: Sql, wanted: readonly number[]): Sql =>
  wanted.length === 1 ? sql`${number} = ${wanted[0]}` : isAmongNumbers(number, JSON.stringify(wanted));
/** Ids and times are whole, and nothing else equals them. */
function amongIds(id: Sql, wanted: readonly number[]): Sql {
  const whole = wanted.filter(Number.isInteger);
  return whole.length === 1 ? sql`${id} = ${whole[0]}` : isAmongIds(id, JSON.stringify(whole));
}

function compared(cell: Cell, text: Sql, operator: Sql, value: string): Sql {
  const asText = sql`${text} ${operator} ${fold(value)}`;
  if (cell.never || !isNumber(value)) return asText;
  const asNumber = sql`${cell.number ?? numberIn(cell.text)} ${operator} cast(${Number(value)} as double precision)`;
  return cell.number ? asNumber : sql`case when ${isNumberIn(cell.text)} then ${asNumber} else ${asText} end`;
}
