/** Whether a request is as its row says. */
import type { TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { parseJson } from '../json.js';
import type { Flaw } from './faults.js';

/** Of a schema, compiled on first use. */
const compiled = new WeakMap<TObject, Validator>();
function validatorOf(schema: TObject): Validator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = Compile(schema) as unknown as Validator;
  compiled.set(schema, made);
  return made;
}

/** What is wrong with a value; none: it is as the schema says. `place`: where it stands. */
export function flawsOf(schema: TObject, value: unknown, place = ''): readonly Flaw[] {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return textFlaws(value, place);
  const named = validator.Errors(value).flatMap(({ instancePath, keyword, message, params }) => {
    // Told by the object that holds it.
    if (keyword === 'boolean') return [];
    const more = (params as { additionalProperties?: readonly string[] }).additionalProperties;
    const words = more === undefined ? message : `has no member ${more.map((name) => name.slice(0, 100)).join(', ')}`;
    return [{ place: `${place}${instancePath}`.slice(0, 300), message: words }];
  });
  return named.length > 0 ? named : [{ place, message: 'is not as documented' }];
}

/** Deeper is nothing that this door is asked for; a walk without an end would end the stack. */
const DEPTH = 50;

/** The first text in a value that is none. A NUL ends one in a database, and half a surrogate pair comes back as another character. */
export function textFlaws(value: unknown, place: string, depth = 0): Flaw[] {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [{ place, message: 'holds characters that no text may hold' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth === DEPTH) return [{ place, message: 'is nested too deep' }];
  // One after the other, and no list of them: there may be a million.
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const flaws = textFlaws((value as Readonly<Record<string | number, unknown>>)[name], `${place}/${name}`, depth + 1);
    if (flaws.length > 0) return flaws;
  }
  return [];
}

/** The parameters of a query, numbers and flags as such where the schema wants them. */
export function queryIn(schema: TObject, sent: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, typeof value === 'string' ? readText(value, schema.properties[name]) : value]));
}

function readText(text: string, schema: object | undefined): unknown {
  const { type } = (schema ?? {}) as { type?: string };
  if (type === 'integer' && /^\d{1,15}$/.test(text)) return Number(text);
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
}

/** undefined: no JSON. */
export function jsonIn(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
}
