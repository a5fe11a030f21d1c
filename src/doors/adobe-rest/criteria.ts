/** Search criteria of this wire, as questions to the core, and back. Source: adobe-rest sections 5 and 13; recorded answers. */
import type { LimitedThing } from '../../core/fault.js';
import type { Limits } from '../../core/limits.js';
import type { Condition, Order, Page, Query, Test } from '../../core/search.js';
import type { Compat } from '../door.js';
import { type Answer, refusal, success } from './answer.js';
import { faultAnswer } from './faults.js';

/** As bound; a member that was not sent is absent. */
export interface SentCriteria {
  readonly filter_groups?: readonly { readonly filters?: readonly SentFilter[] | null }[] | null;
  readonly sort_orders?: readonly SentOrder[] | null;
  readonly page_size?: number | null;
  readonly current_page?: number | null;
}
interface SentFilter {
  readonly field?: string | null;
  readonly value?: string | null;
  readonly condition_type?: string | null;
}
interface SentOrder {
  readonly field?: string | null;
  readonly direction?: string | null;
}

/** What was read of a request, or the answer that refuses it. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer };
export const read = <T>(value: T): Read<T> => ({ ok: true, value });
export const unread = (answer: Answer): Read<never> => ({ ok: false, answer });

/** A search costs its filters times the products: so many are enough for people. */
const MAX_FILTERS = 100;
const MAX_MEMBERS = 1000;
const MAX_ORDERS = 10;
const MAX_VALUE_CHARS = 4096;
/** A pattern is tried at every place of every text. */
const MAX_PATTERN_CHARS = 255;

type Ask = Test & { readonly negated: boolean };
const among = (values: readonly string[], negated: boolean): Ask => ({ test: 'in', values, negated });
const members = (list: string): string[] => list.split(',').map((member) => member.trim());
const compared =
  (test: 'gt' | 'lt', negated: boolean) =>
  (value: string): Ask => ({ test, value, negated });
const absent = (negated: boolean): Ask => ({ test: 'null', negated });
const [atLeast, atMost] = [compared('lt', true), compared('gt', true)];

/** `is` takes the words that SQL has there; `seq` and `sneq` mean an absent value by an empty one. */
const CONDITIONS: ReadonlyMap<string, (value: string) => Ask> = new Map([
  ['eq', (value) => among([value], false)],
  ['neq', (value) => among([value], true)],
  ['in', (value) => among(members(value), false)],
  ['nin', (value) => among(members(value), true)],
  ['like', (value) => ({ test: 'like', value, negated: false })],
  ['nlike', (value) => ({ test: 'like', value, negated: true })],
  ['gt', compared('gt', false)],
  ['lt', compared('lt', false)],
  ['gteq', atLeast],
  ['lteq', atMost],
  ['moreq', atLeast],
  ['from', atLeast],
  ['to', atMost],
  ['finset', (value) => ({ test: 'finset', values: [value], negated: false })],
  ['nfinset', (value) => ({ test: 'finset', values: [value], negated: true })],
  ['null', () => absent(false)],
  ['notnull', () => absent(true)],
  ['is', (value) => (/^(null)?$/i.test(value) ? absent(false) : /^not ?null$/i.test(value) ? absent(true) : among([value], false))],
  ['seq', (value) => (value === '' ? absent(false) : among([value], false))],
  ['sneq', (value) => (value === '' ? absent(true) : among([value], true))],
] satisfies [string, (value: string) => Ask][]);

/** The criteria with fields as this wire names them. */
export function readCriteria(sent: SentCriteria, limits: Limits, compat: Compat): Read<Query<string>> {
  const groups: Condition<string>[][] = [];
  const over = (what: LimitedThing, limit: number, unit: string) => unread(faultAnswer({ code: 'limit-passed', what, limit, unit }, compat));
  if ((sent.filter_groups ?? []).reduce((count, group) => count + (group.filters?.length ?? 0), 0) > MAX_FILTERS)
    return over('filters', MAX_FILTERS, 'filters');
  for (const group of sent.filter_groups ?? []) {
    const conditions: Condition<string>[] = [];
    for (const filter of group.filters ?? []) {
      const ask = CONDITIONS.get((filter.condition_type || 'eq').toLowerCase());
      if (ask === undefined) return unread(conditionUnknown(filter.condition_type ?? ''));
      const condition = { ...ask(filter.value ?? ''), field: filter.field ?? '' };
      if ('values' in condition && condition.values.length > MAX_MEMBERS) return over('members', MAX_MEMBERS, 'members of a list');
      if (condition.test === 'like' && condition.value.length > MAX_PATTERN_CHARS) return over('pattern', MAX_PATTERN_CHARS, 'characters');
      if (textsOf(condition).some((text) => text.length > MAX_VALUE_CHARS)) return over('value', MAX_VALUE_CHARS, 'characters');
      conditions.push(condition);
    }
    if (conditions.length > 0) groups.push(conditions);
  }
  if ((sent.sort_orders?.length ?? 0) > MAX_ORDERS) return over('sort orders', MAX_ORDERS, 'sort orders');
  const [sort, page] = [readOrders(sent.sort_orders ?? []), readPage(sent, limits)];
  if (!sort.ok) return sort;
  return page.ok ? read({ groups, sort: sort.value, page: page.value }) : page;
}

const textsOf = (condition: Test): readonly string[] => ('values' in condition ? condition.values : 'value' in condition ? [condition.value] : []);

const conditionUnknown = (conditionType: string): Answer =>
  refusal(400, 'The "%conditionType" condition type is not supported. Use one of %supported.', {
    conditionType: conditionType.slice(0, 50),
    supported: [...CONDITIONS.keys()].join(', '),
  });

/** Without a direction from the highest to the lowest, as the original has it; without a field it sorts nothing. */
function readOrders(sent: readonly SentOrder[]): Read<Order<string>[]> {
  const orders: Order<string>[] = [];
  for (const { field, direction } of sent) {
    const upper = (direction ?? 'DESC').toUpperCase();
    if (upper !== 'ASC' && upper !== 'DESC')
      return unread(refusal(400, 'The sort order has to be specified as %1 for ascending order or %2 for descending order.', ['ASC', 'DESC']));
    if (field == null) continue;
    if (!/^\w{1,255}$/.test(field)) return unread(refusal(400, 'Sort order field %1 contains restricted symbols', [field.slice(0, 255)]));
    orders.push({ field, descending: upper === 'DESC' });
  }
  return read(orders);
}

/** A page of size 0 is all there is, like one of no size. Source: a recorded answer. */
function readPage({ page_size, current_page }: SentCriteria, limits: Limits): Read<Page> {
  const size = Math.max(page_size ?? 0, 0) || Math.min(limits.defaultPageSize, limits.pageSize);
  if (size > limits.pageSize) return unread(pageTooLarge(limits.pageSize));
  if (size === 0) return read({ most: limits.pageSize });
  return read({ offset: Math.min((Math.max(current_page ?? 1, 1) - 1) * size, Number.MAX_SAFE_INTEGER), limit: size });
}

const pageTooLarge = (max: number): Answer => refusal(400, 'Maximum SearchCriteria pageSize is %max', { max });

/** A page of a list. All that there is, is refused where it is more than one page may hold: a list cut short would pass for a whole one. */
export function listAnswer(sent: SentCriteria, page: Page, total: number, items: readonly unknown[]): Answer {
  if ('most' in page && total > page.most) return pageTooLarge(page.most);
  return success({ items, search_criteria: criteriaOut(sent), total_count: total });
}

/** What was sent, with the condition types that follow from it. */
function criteriaOut({ filter_groups, sort_orders, page_size, current_page }: SentCriteria): Record<string, unknown> {
  return {
    filter_groups: (filter_groups ?? []).map(({ filters }) => ({
      filters: (filters ?? []).map(({ field = null, value = null, condition_type }) => ({ field, value, condition_type: condition_type ?? 'eq' })),
    })),
    ...(sort_orders == null ? {} : { sort_orders: sort_orders.map(({ field = null, direction = null }) => ({ field, direction })) }),
    ...(page_size == null ? {} : { page_size }),
    ...(current_page == null ? {} : { current_page }),
  };
}
