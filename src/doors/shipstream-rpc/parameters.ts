/** Parameters by position or by name, for a call and for the arguments inside it. */
import { done, invalidParams, type Outcome } from './faults.js';

/** Names in order, each with the others that mean it. */
export type Names = readonly (readonly [name: string, ...others: string[]])[];
/** By their first name. Absent: not given. */
export type Bound = Readonly<Record<string, unknown>>;

export const names = (...all: readonly string[]): Names => all.map((one) => one.split('|') as [string, ...string[]]);

/** `mayBeMore`: what stands behind the last name is ignored, as the ancestor does. */
export function bindParameters(expected: Names, given: unknown, mayBeMore: boolean): Outcome<Bound> {
  if (given === undefined) return done({});
  if (Array.isArray(given)) return byPosition(expected, given, mayBeMore);
  return typeof given === 'object' && given !== null ? byName(expected, given as Bound) : invalidParams('a list or an object is expected');
}

function byPosition(expected: Names, given: readonly unknown[], mayBeMore: boolean): Outcome<Bound> {
  if (given.length > expected.length && !mayBeMore) return invalidParams(`at most ${expected.length} are taken`);
  const bound: Record<string, unknown> = {};
  for (const [at, [name]] of expected.entries()) if (at < given.length) bound[name] = given[at];
  return done(bound);
}

function byName(expected: Names, given: Bound): Outcome<Bound> {
  const bound: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = expected.find((one) => one.includes(key))?.[0];
    if (name === undefined) return invalidParams('a name is unknown');
    bound[name] = value;
  }
  return done(bound);
}
