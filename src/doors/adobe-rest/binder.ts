/**
 * Binds JSON to declared shapes as the original's framework does: both spellings of a key at every depth, scalars
 * coerced, unknown keys of objects refused. What was absent stays absent and null stays null: here that is the
 * difference between leaving alone and "Use Default Value".
 * Source: web-API behaviour of the original (adobe-rest sections 1 and 3), recorded answers.
 */
import type { Compat } from '../door.js';
import { type Answer, invalidText, joined, notAllValid, required, unsupported, wrongType } from './answer.js';

export type Shape =
  | { readonly kind: 'int' | 'float' | 'bool' | 'string' }
  /** Text whose meaning is checked elsewhere, and that may be long. */
  | { readonly kind: 'bytes' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'list'; readonly of: ObjectShape }
  | { readonly kind: 'any' }
  | { readonly kind: 'attributes' }
  | ObjectShape;
export interface ObjectShape {
  readonly kind: 'object';
  /** By snake_case name. */
  readonly fields: Readonly<Record<string, Shape>>;
}

export type Bound = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly answer: Answer };

const MAX_DEPTH = 64;

const bound = (value: unknown): Bound => ({ ok: true, value });
const refused = (answer: Answer): Bound => ({ ok: false, answer });

/** Refused where it is absent or null, unless it is `optional`. */
export type Argument = Shape & { readonly optional?: true };

/** Where the arguments of a call come from. */
export interface Given {
  /** Decoded path parameters by snake_case name, in order. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export type BoundArguments = { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly answer: Answer };

/**
 * The arguments of a call. Of equal names the path's wins, then the query's; what else stands at the top is nobody's
 * business. On PUT the last path parameter is also the field of that name in the data object that is sent.
 */
export function bindArguments(
  { args, method }: { readonly args: Readonly<Record<string, Argument>>; readonly method: string },
  { path = {}, query, body }: Given,
  compat: Compat,
): BoundArguments {
  const given = body === undefined && query === undefined ? path : Object.assign(bySnakeCase(isRecord(body) ? body : {}), bySnakeCase(query ?? {}), path);
  const value: Record<string, unknown> = {};
  const missing: Answer[] = [];
  for (const [name, shape] of Object.entries(args)) {
    const one = Object.hasOwn(given, name) ? given[name] : undefined;
    const isMissing = one === undefined || one === null || (shape.kind === 'string' && one === '');
    if (isMissing && shape.optional !== true) missing.push(required(camelCase(name)));
    if (isMissing) continue;
    const sent = method === 'PUT' && shape.kind === 'object' && isRecord(one) ? withId(shape, one, path) : one;
    const result = bind(shape, sent, { field: undefined, depth: 0, compat });
    if (!result.ok) return result;
    value[name] = result.value;
  }
  const [first, ...rest] = missing;
  return first === undefined ? { ok: true, value } : { ok: false, answer: joined([first, ...rest]) };
}

function withId({ fields }: ObjectShape, object: object, path: Readonly<Record<string, unknown>>): object {
  const last = Object.entries(path).at(-1);
  return last !== undefined && Object.hasOwn(fields, last[0]) ? { ...bySnakeCase(object), [last[0]]: last[1] } : object;
}

interface Place {
  /** The field being bound; undefined at the top. */
  readonly field: string | undefined;
  readonly depth: number;
  readonly compat: Compat;
}

function bind(shape: Shape, value: unknown, place: Place): Bound {
  if (value === null) return bound(null);
  switch (shape.kind) {
    case 'int':
      return bindNumber(value, 'int', place);
    case 'float':
      return bindNumber(value, 'float', place);
    case 'bool':
      return typeof value === 'object' ? refused(wrongType('array', 'bool', place.field)) : bound(isTrue(value));
    case 'string':
      return bindText(value, place);
    case 'bytes':
      return typeof value === 'string' && isText(value) ? bound(value) : bindText(value, place);
    case 'texts':
      return bindTexts(value, place);
    case 'list':
      return bindList(shape.of, value, place);
    case 'any':
      return bindAny(value, place);
    case 'attributes':
      return bindAttributes(value, place);
    case 'object':
      return bindObject(shape, value, place);
  }
}

function bindNumber(value: unknown, type: 'int' | 'float', { field }: Place): Bound {
  if (typeof value === 'object') return refused(wrongType('array', type, field));
  const number = typeof value === 'string' && !/^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return refused(wrongType(shown(value), type, field));
  return bound(type === 'int' ? Math.trunc(number) : number);
}

/** Cut, so that an answer never repeats megabytes; a text that is no text is not repeated at all. */
const shown = (value: unknown): string => (String(value).isWellFormed() ? String(value).slice(0, 100) : '');

function bindText(value: unknown, { field }: Place): Bound {
  if (typeof value === 'object') return refused(wrongType('array', 'string', field));
  const text = value === true ? '1' : value === false ? '' : String(value);
  return isCleanText(text) ? bound(text) : refused(invalidText(field ?? 'value'));
}

/** What a database keeps as it is: a NUL would end it there, half a surrogate pair would come back as another character. */
const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const isCleanText = (text: string): boolean => isText(text) && !hasScript(text);

/** An opening and a closing tag behind it. Step by step: one pattern for both would try every pair of them, minutes in a hostile megabyte. */
function hasScript(text: string): boolean {
  const opening = text.search(/<script\b/i);
  const behind = opening < 0 ? -1 : text.indexOf('>', opening);
  return behind >= 0 && /<\/script\s*>/i.test(text.slice(behind));
}

/** PHP's reading of a boolean: a few words are true, all else is false. */
const isTrue = (value: unknown): boolean => value === true || ['1', 'true', 'on', 'yes'].includes(String(value).trim().toLowerCase());

function bindTexts(value: unknown, place: Place): Bound {
  const list = listOf(value);
  if (list === undefined)
    return refused(wrongType(typeof value === 'string' ? 'string' : typeof value === 'object' ? 'array' : typeof value, 'string[]', place.field));
  const texts: string[] = [];
  for (const one of list.slice(0, 1000)) {
    if (one === null) continue;
    const text = bindText(one, place);
    if (!text.ok) return text;
    texts.push(text.value as string);
  }
  return bound(texts);
}

function bindList(of: ObjectShape, value: unknown, place: Place): Bound {
  // The original takes a scalar for nothing sent at all.
  if (typeof value !== 'object' && place.compat === 'strict') return bound(null);
  const items = listOf(value);
  if (items === undefined || items.includes(null)) return refused(notAllValid());
  const list: unknown[] = [];
  for (const one of items) {
    const result = bind(of, one, deeper(place));
    if (!result.ok) return result;
    list.push(result.value);
  }
  return bound(list);
}

/** A list; also `{item: …}`, as XML has it, and a map of numbers or of objects, as a query has it. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return undefined;
  const named = Object.entries(value);
  const [[first, one] = ['', undefined]] = named;
  if (named.length === 1 && first === 'item') return Array.isArray(one) ? one : [one];
  const isList = named.length > 0 && (named.every(([name]) => /^\d+$/.test(name)) || named.every(([, member]) => isRecord(member)));
  return isList ? named.map(([, member]) => member) : undefined;
}

/** A scalar or a list where an object is due is an object without the fields, or with the list's numbers as names. */
function bindObject(shape: ObjectShape, value: unknown, place: Place): Bound {
  const object: Record<string, unknown> = {};
  if (typeof value !== 'object') return bound(object);
  for (const [name, one] of Object.entries(bySnakeCase(value as object))) {
    if (!Object.hasOwn(shape.fields, name)) return refused(unsupported(upperCamelCase(name)));
    const result = bind(shape.fields[name] as Shape, one, { ...deeper(place), field: name });
    if (!result.ok) return result;
    object[name] = result.value;
  }
  return bound(object);
}

function bindAny(value: unknown, place: Place): Bound {
  if (place.depth > MAX_DEPTH) return refused(notAllValid());
  if (typeof value === 'string') return bindText(value, place);
  if (value === null || typeof value !== 'object') return bound(value);
  for (const [key, one] of Object.entries(value)) {
    const name = isCleanText(key) ? bindAny(one, deeper(place)) : refused(invalidText(place.field ?? 'value'));
    if (!name.ok) return name;
  }
  return bound(value);
}

/** `[{attribute_code, value}]` or a map of codes; a map by code comes out. Source: adobe-rest section 7. */
function bindAttributes(value: unknown, place: Place): Bound {
  if (typeof value !== 'object' || value === null) return refused(notAllValid());
  const pairs: [string, unknown][] = [];
  const list = Array.isArray(value) || Object.keys(value).join() === 'item' ? listOf(value) : undefined;
  if (list !== undefined) {
    for (const one of list) {
      const { attribute_code: code, value: cell } = isRecord(one) ? bySnakeCase(one) : ({} as Record<string, unknown>);
      if (typeof code !== 'string' || code === '')
        return refused({ status: 400, body: { message: 'A custom attribute is specified with a missing attribute code. Verify the code and try again.' } });
      if (cell === undefined)
        return refused({ status: 400, body: { message: `The "${shown(code)}" attribute code doesn't have a value set. Enter a value and try again.` } });
      pairs.push([code, cell]);
    }
  } else pairs.push(...Object.entries(value));
  const attributes: Record<string, unknown> = {};
  for (const [code, cell] of pairs) {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(code)) return refused(unsupported(upperCamelCase(shown(code))));
    const result = bindAny(cell, { ...deeper(place), field: code });
    if (!result.ok) return result;
    attributes[code] = result.value;
  }
  return bound(attributes);
}

const deeper = (place: Place): Place => ({ ...place, depth: place.depth + 1 });
const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of `fooBar` and `foo_bar` the first wins. */
function bySnakeCase(value: object): Record<string, unknown> {
  // Without a prototype: `_Proto__` comes out as `__proto__`, and is to be a name like any other.
  const names: Record<string, unknown> = Object.create(null);
  for (const [key, one] of Object.entries(value)) {
    const name = snakeCase(key);
    if (!Object.hasOwn(names, name)) names[name] = one;
  }
  return names;
}

export const snakeCase = (key: string): string =>
  /[A-Z]/.test(key) ? key.replace(/[A-Z]/g, (c, at: number) => `${at === 0 ? '' : '_'}${c.toLowerCase()}`) : key;
/** `entry_id` → `entryId` */
export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());
const upperCamelCase = (name: string): string => {
  const camel = camelCase(shown(name));
  return camel.charAt(0).toUpperCase() + camel.slice(1);
};
