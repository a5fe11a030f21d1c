/**
 * What a search asks for, and the plain meaning of each test: the memory adapter runs it as it stands, the databases
 * say the same in their own words.
 *
 * Every field of a product is a text to a test, or absent. Texts compare by code point with A-Z as a-z; two texts that
 * both are numbers compare as numbers. An absent value passes no test, and no negated one, but `null`.
 */
import type { Attributes, AttributeValue } from './attributes.js';
import { findEntry, type Gallery } from './gallery.js';
import { type RoleCode, skuKey } from './ids.js';
import { effectiveCell, type Scope, type Scoped } from './scope.js';

/**
 * A field of a product: one of its head, an attribute's effective value, or the path of the picture that plays a role
 * (`''`: deliberately nobody). `created` and `updated` are whole seconds since 1970; `websites` their ids, comma-separated.
 */
export type Field =
  | { readonly kind: 'id' | 'sku' | 'type' | 'set' | 'websites' | 'created' | 'updated' }
  | { readonly kind: 'attribute'; readonly code: string }
  | { readonly kind: 'role'; readonly code: RoleCode };

/**
 * `in`: equals one of the values. `gt`, `lt`: is above, below. `like`: `%` stands for any text, `_` for one character,
 * a backslash before either for itself. `finset`: one of the values is a member of the comma-separated text. `null`: absent.
 */
export type Test =
  | { readonly test: 'null' }
  | { readonly test: 'in' | 'finset'; readonly values: readonly string[] }
  | { readonly test: 'gt' | 'lt' | 'like'; readonly value: string };
/** `negated`: the value is there and fails the test. Values of `sku` are keys ({@link skuKey}). */
export type Condition<F = Field> = Test & { readonly field: F; readonly negated: boolean };

export interface Order<F = Field> {
  readonly field: F;
  readonly descending: boolean;
}
/** A part of what was found, or all of it: where that is more than `most`, nothing. */
export type Page = { readonly offset: number; readonly limit: number } | { readonly most: number };

export interface Query<F = Field> {
  /** Each group must be met; a group is met by any of its conditions. */
  readonly groups: readonly (readonly Condition<F>[])[];
  /** Absent values first, then numbers, then texts; `descending` the other way round. What is equal stays in order of id. */
  readonly sort: readonly Order<F>[];
  readonly page: Page;
}
/** `scope`: whose effective values are filtered and sorted by. */
export interface ProductSearch extends Query {
  readonly scope: Scope;
}

/** As much of a product as a search looks at. */
export interface Searchable {
  readonly product: {
    readonly id: number;
    readonly sku: string;
    readonly type: string;
    readonly set: number;
    readonly websites: readonly number[];
    readonly createdAt: number;
    readonly updatedAt: number;
  };
  readonly gallery: Gallery;
  readonly attributes: Scoped<Attributes>;
}

/** A value as tests see it; undefined: absent. `plain`: never a number. `shown`: what `like` looks at, where that is another text. */
export type Cell = { readonly text: string; readonly plain?: boolean; readonly shown?: string } | undefined;

/** `products` in order of id. */
export const searchAmong = <T extends Searchable>(products: readonly T[], search: ProductSearch): { total: number; rows: readonly T[] } =>
  select(products, search, (product, field) => cellOf(product, search.scope, field));

/** The rows that a query finds among `rows`, which stand in their own order. */
export function select<T, F>(rows: readonly T[], { groups, sort, page }: Query<F>, cell: (row: T, field: F) => Cell): { total: number; rows: readonly T[] } {
  const found = rows.filter((row) => groups.every((group) => group.some((condition) => passes(cell(row, condition.field), condition))));
  const compare = (a: T, b: T) => {
    for (const { field, descending } of sort) {
      const order = compareCells(cell(a, field), cell(b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  return { total: found.length, rows: pageOf(found.sort(compare), page) };
}

function pageOf<T>(rows: readonly T[], page: Page): readonly T[] {
  if ('most' in page) return rows.length > page.most ? [] : rows;
  return rows.slice(page.offset, page.offset + page.limit);
}

export function cellOf({ product, gallery, attributes }: Searchable, scope: Scope, field: Field): Cell {
  switch (field.kind) {
    case 'sku':
      return { text: skuKey(product.sku), plain: true };
    case 'type':
      return { text: product.type, plain: true };
    case 'websites':
      return product.websites.length === 0 ? undefined : { text: product.websites.join(), plain: true };
    case 'created':
      return timeCell(product.createdAt);
    case 'updated':
      return timeCell(product.updatedAt);
    case 'attribute': {
      const value = effectiveCell(attributes, scope, field.code);
      return value === undefined ? undefined : { text: textOf(value) };
    }
    case 'role': {
      const holder = effectiveCell(gallery.roles, scope, field.code);
      if (holder === undefined) return undefined;
      const entry = holder === 'none' ? undefined : findEntry(gallery, holder);
      return { text: entry === undefined ? '' : effectiveCell(entry.values, scope, 'file'), plain: true };
    }
    default:
      return { text: String(product[field.kind]) };
  }
}

const timeCell = (ms: number): Cell => ({ text: String(Math.floor(ms / 1000)), shown: timeText(ms) });

/** `2026-11-21 21:16:31`, UTC. */
export const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** An attribute's value as text: a list is its members with commas between, true and false are 1 and 0, an object is its JSON. */
export function textOf(value: AttributeValue): string {
  return Array.isArray(value) ? value.map(scalarText).join() : scalarText(value);
}

function scalarText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

/** So short that every database reads it exactly. */
const MAX_NUMBER_CHARS = 15;
/** Whether a text is a number to searches: `-12.50`, but neither `1e3`, `.5` nor more than 15 characters. */
export const isNumber = (text: string): boolean => text.length <= MAX_NUMBER_CHARS && /^-?\d+(\.\d+)?$/.test(text);

/** A-Z as a-z, all else as it is: what every database agrees on. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export function passes(cell: Cell, condition: Condition<unknown>): boolean {
  if (condition.test === 'null') return (cell === undefined) !== condition.negated;
  return cell !== undefined && meets(cell, condition) !== condition.negated;
}

function meets(cell: Exclude<Cell, undefined>, condition: Exclude<Test, { test: 'null' }>): boolean {
  switch (condition.test) {
    case 'in':
      return condition.values.some((value) => compareTexts(cell, value) === 0);
    case 'gt':
      return compareTexts(cell, condition.value) > 0;
    case 'lt':
      return compareTexts(cell, condition.value) < 0;
    case 'like':
      return isLike(fold(cell.shown ?? cell.text), parsePattern(fold(condition.value)));
    case 'finset': {
      const members = `,${fold(cell.text)},`;
      return condition.values.some((value) => members.includes(`,${fold(value)},`));
    }
  }
}

function compareTexts({ text, plain }: Exclude<Cell, undefined>, value: string): number {
  return plain !== true && isNumber(text) && isNumber(value) ? Number(text) - Number(value) : compareFolded(fold(text), fold(value));
}

function compareCells(a: Cell, b: Cell): number {
  const rank = (cell: Cell) => (cell === undefined ? 0 : cell.plain !== true && isNumber(cell.text) ? 1 : 2);
  return a === undefined || b === undefined || rank(a) !== rank(b) ? rank(a) - rank(b) : compareTexts(a, b.text);
}

/** By code point, as UTF-8 sorts. */
function compareFolded(a: string, b: string): number {
  if (a === b) return 0;
  const [as, bs] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [as.next().value?.codePointAt(0) ?? -1, bs.next().value?.codePointAt(0) ?? -1];
    if (x !== y || x < 0) return x - y;
  }
}

/** One part of a pattern: a character, or what stands for any one, or for any number of them. */
type PatternPart = { readonly char: string } | 'one' | 'any';

/** Several `%` side by side are one; a backslash at the end is itself. */
export function parsePattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] as string;
    if (char === '\\' && at + 1 < chars.length) parts.push({ char: chars[++at] as string });
    else if (char === '_') parts.push('one');
    else if (char !== '%') parts.push({ char });
    else if (parts.at(-1) !== 'any') parts.push('any');
  }
  return parts;
}

/** The same pattern in its shortest form, without a backslash that means nothing. */
export const canonicalPattern = (pattern: string): string =>
  parsePattern(pattern)
    .map((part) => (part === 'any' ? '%' : part === 'one' ? '_' : part.char.replace(/[%_\\]/, '\\$&')))
    .join('');

/** Goes back to the last `any` only: an earlier one could take nothing that this one could not. */
function isLike(text: string, parts: readonly PatternPart[]): boolean {
  const chars = [...text];
  let [at, part, backTo, backPart] = [0, 0, 0, -1];
  while (at < chars.length) {
    const wanted = parts[part];
    if (wanted === 'any') [backTo, backPart, part] = [at, part, part + 1];
    else if (wanted !== undefined && (wanted === 'one' || wanted.char === chars[at])) [at, part] = [at + 1, part + 1];
    else if (backPart >= 0) [backTo, at, part] = [backTo + 1, backTo + 1, backPart + 1];
    else return false;
  }
  return parts.slice(part).every((rest) => rest === 'any');
}
