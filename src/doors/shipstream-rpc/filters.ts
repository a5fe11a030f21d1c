/** The filters of `product.search`. Source: the filter page of the same manual, for the fields that this service keeps. */

import { skuKey } from '../../core/ids.js';
import { type Condition, type Field, isNumber } from '../../core/search.js';
import { done, invalidFilters, type Outcome } from './faults.js';

interface FilterField {
  readonly field: Field;
  /** How a value is written in a search; undefined: it cannot be one. `end`: of a bare date its last second. */
  readonly value: (text: string, end: boolean) => string | undefined;
}

const asIs = (text: string): string => text;
const whole = (text: string): string | undefined => (isNumber(text) ? text : undefined);
const FIELDS: Readonly<Record<string, FilterField>> = {
  sku: { field: { kind: 'sku' }, value: skuKey },
  status: { field: { kind: 'attribute', code: 'status' }, value: whole },
  visibility: { field: { kind: 'attribute', code: 'visibility' }, value: whole },
  created_at: { field: { kind: 'created' }, value: secondsOf },
  updated_at: { field: { kind: 'updated' }, value: secondsOf },
};
/** Known whether or not any product has a value. */
export const STANDARD_FIELDS: ReadonlySet<string> = new Set(['status', 'visibility']);

/** Most values in all, over all fields. */
const VALUES = 1000;

type Asked = (values: readonly string[], raw: readonly string[]) => Omit<Condition, 'field'>;
const first = (values: readonly string[]): string => values[0] ?? '';
const OPERATIONS: Readonly<Record<string, Asked>> = {
  eq: (values) => ({ test: 'in', values, negated: false }),
  neq: (values) => ({ test: 'in', values, negated: true }),
  in: (values) => ({ test: 'in', values, negated: false }),
  nin: (values) => ({ test: 'in', values, negated: true }),
  starts: (_, raw) => ({ test: 'like', value: `${first(raw).replace(/[%_\\]/g, '\\$&')}%`, negated: false }),
  gt: (values) => ({ test: 'gt', value: first(values), negated: false }),
  lteq: (values) => ({ test: 'gt', value: first(values), negated: true }),
  to: (values) => ({ test: 'gt', value: first(values), negated: true }),
  lt: (values) => ({ test: 'lt', value: first(values), negated: false }),
  gteq: (values) => ({ test: 'lt', value: first(values), negated: true }),
  from: (values) => ({ test: 'lt', value: first(values), negated: true }),
};
const LISTS: ReadonlySet<string> = new Set(['in', 'nin']);

/** `{field: {operation: value}}`; every one has to be met. Nothing, null and an empty list ask for all. */
export function conditionsIn(filters: unknown): Outcome<readonly Condition[]> {
  if (filters === undefined || filters === null || (Array.isArray(filters) && filters.length === 0)) return done([]);
  if (typeof filters !== 'object' || Array.isArray(filters)) return invalidFilters('an object is expected');
  const conditions: Condition[] = [];
  let count = 0;
  for (const [name, asked] of Object.entries(filters)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field === undefined) return invalidFilters('a field is unknown');
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return invalidFilters(`${name}: an operation is expected`);
    for (const [operation, value] of Object.entries(asked)) {
      count += Array.isArray(value) ? value.length : 1;
      if (count > VALUES) return invalidFilters(`at most ${VALUES} values`);
      const condition = conditionIn(name, field, operation, value);
      if (!condition.ok) return condition;
      conditions.push(condition.value);
    }
  }
  return done(conditions);
}

function conditionIn(name: string, { field, value: written }: FilterField, operation: string, sent: unknown): Outcome<Condition> {
  const make = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (make === undefined) return invalidFilters(`${name}: the operation is unknown`);
  const list: readonly unknown[] = LISTS.has(operation) && Array.isArray(sent) ? sent : [sent];
  if (!list.every((one) => typeof one === 'string' || typeof one === 'number')) return invalidFilters(`${name}.${operation}: a text or a number is expected`);
  const raw = list.map(String);
  const values = operation === 'starts' ? raw.map(asIs) : raw.map((one) => written(one, operation === 'to'));
  if (values.includes(undefined)) return invalidFilters(`${name}.${operation}: the value cannot be one of this field`);
  return done({ field, ...make(values as string[], raw) } as Condition);
}

/** `2026-11-21`, `2026-11-21 21:16:31`, or with `T` and a zone; without a zone UTC. As whole seconds. */
function secondsOf(text: string, end: boolean): string | undefined {
  const [, date, time, zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time ?? (end ? '23:59:59' : '00:00:00')}${zone}`);
  return date === undefined || Number.isNaN(ms) ? undefined : String(ms / 1000);
}
