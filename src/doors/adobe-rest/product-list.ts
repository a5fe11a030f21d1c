/** Searching products. Source: adobe-rest sections 5 and 13; recorded answers. */
import type { StoredProduct } from '../../app/ports.js';
import { type RoleCode, skuKey } from '../../core/ids.js';
import { MAX_ATTRIBUTE_CODE_CHARS } from '../../core/limits.js';
import type { Condition, Field, ProductSearch, Query, Test } from '../../core/search.js';
import { type Answer, refusal } from './answer.js';
import { listAnswer, type Read, read, readCriteria, type SentCriteria, unread } from './criteria.js';
import { faultAnswer } from './faults.js';
import { isLabelOfRole, productOut } from './product-wire.js';
import type { Call } from './route.js';
import { STANDARD_CODES } from './standard-attributes.js';
import { NO_SELECTION } from './wire.js';

export async function listProducts(call: Call): Promise<Answer> {
  const sent = (call.args.search_criteria ?? {}) as SentCriteria;
  const search = readSearch(call, sent);
  if (!search.ok) return search.answer;
  const found = await call.app.galleries.search(search.value, STANDARD_CODES);
  if (!found.ok) return faultAnswer(found.fault, call.options.compat);
  const { total, products } = found.value;
  return listAnswer(
    sent,
    search.value.page,
    total,
    products.map((product) => listedOut(product, call)),
  );
}

/** As a product is read alone, without what the original derives there. Source: recorded answers. */
function listedOut(stored: StoredProduct, { scope }: Call): Record<string, unknown> {
  const product = productOut(stored, scope);
  const custom = product.custom_attributes as readonly { readonly attribute_code: string }[];
  return { ...product, custom_attributes: custom.filter(({ attribute_code }) => !isLabelOfRole(attribute_code)) };
}

function readSearch(call: Call, sent: SentCriteria): Read<ProductSearch> {
  const query = readCriteria(sent, call.app.limits, call.options.compat);
  if (!query.ok) return query;
  const groups = readGroups(call, query.value.groups);
  if (!groups.ok) return groups;
  const sort = query.value.sort.map(({ field, descending }) => ({ field: fieldIn(call, field), descending }));
  return read({ scope: call.scope, groups: groups.value, sort, page: query.value.page });
}

function readGroups(call: Call, sent: Query<string>['groups']): Read<Condition[][]> {
  const groups: Condition[][] = [];
  for (const group of sent) {
    const conditions: Condition[] = [];
    for (const one of group) {
      const condition = readCondition(call, one);
      if (!condition.ok) return condition;
      conditions.push(condition.value);
    }
    groups.push(conditions);
  }
  return read(groups);
}

const HEADS: ReadonlyMap<string, Field> = new Map([
  ['entity_id', { kind: 'id' }],
  ['id', { kind: 'id' }],
  ['sku', { kind: 'sku' }],
  ['type_id', { kind: 'type' }],
  ['attribute_set_id', { kind: 'set' }],
  ['created_at', { kind: 'created' }],
  ['updated_at', { kind: 'updated' }],
  ['website_id', { kind: 'websites' }],
  ['store', { kind: 'websites' }],
  ['store_id', { kind: 'websites' }],
  ['category_id', { kind: 'attribute', code: 'category_ids' }],
]);

function fieldIn({ shop }: Call, name: string): Field {
  const isRole = shop.sets.some(({ roles }) => roles.some((role) => role === name));
  return HEADS.get(name) ?? (isRole ? { kind: 'role', code: name as RoleCode } : { kind: 'attribute', code: name.slice(0, MAX_ATTRIBUTE_CODE_CHARS) });
}

/** Some fields have words of their own for their values. */
function readCondition(call: Call, sent: Condition<string>): Read<Condition> {
  const field = fieldIn(call, sent.field);
  const condition = { ...sent, field };
  if (field.kind === 'sku') return read({ ...condition, ...withValues(sent, skuKey) });
  if (field.kind === 'role') return read({ ...condition, ...withValues(sent, (value) => (value === NO_SELECTION ? '' : value)) });
  if (sent.field === 'store' || sent.field === 'store_id') return read(inStores(call, asMember(condition)));
  if (sent.field === 'website_id' || sent.field === 'category_id') return read(asMember(condition));
  return field.kind === 'created' || field.kind === 'updated' ? withTimes(condition, sent.field) : read(condition);
}

function withValues(condition: Test, translate: (value: string) => string): Test {
  if ('values' in condition) return { test: condition.test, values: condition.values.map(translate) };
  return 'value' in condition ? { test: condition.test, value: translate(condition.value) } : condition;
}

/** Who asks for one of several ids asks for products that have it among theirs. */
const asMember = (condition: Condition): Condition =>
  'values' in condition ? { ...condition, test: 'finset', values: [...new Set(condition.values.flatMap((list) => list.split(',')))] } : condition;

/** A store view sees the products of its website; the global scope sees all. */
function inStores({ shop }: Call, condition: Condition): Condition {
  if (!('values' in condition)) return condition;
  const { values, negated } = condition;
  if (values.some((value) => value === '0' || value === 'admin' || value === 'all')) return { field: { kind: 'id' }, test: 'null', negated: !negated };
  const seen = shop.stores.filter(({ id, code }) => values.includes(String(id)) || values.includes(code));
  return { ...condition, values: seen.map(({ website }) => String(website)) };
}

function withTimes(condition: Condition, fieldName: string): Read<Condition> {
  if (condition.test === 'like') return read(condition);
  let wrong: string | undefined;
  const timed = withValues(condition, (value) => {
    const seconds = secondsOf(value);
    if (seconds === undefined) wrong = value;
    return String(seconds);
  });
  if (wrong === undefined) return read({ ...condition, ...timed });
  return unread(refusal(400, 'Invalid value of "%value" provided for the %fieldName field.', { fieldName, value: wrong.slice(0, 50) }));
}

/** `2026-11-21`, with a time, and with a zone where it is not UTC; whole seconds since 1970. */
function secondsOf(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d?)(?::(\d\d?)(?:\.\d+)?)?)? ?(?:Z|([+-])(\d\d):?(\d\d))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const eastOf = (match[7] === '-' ? -60 : 60) * (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - eastOf;
}
