/** What a conformance row is, and how the rows are read from `rows/`. The format is told in README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Signing } from './sign.js';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
export type Compat = 'friendly' | 'strict';

export interface Asked {
  readonly method: string;
  /** Sent as it stands; nothing is encoded or normalised. */
  readonly path: string;
  readonly body?: Json;
  /** Text instead of JSON. */
  readonly rawBody?: string;
  /** null leaves a usual header out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** false: no token; a name: the token of a `given` user or integration. Absent: a user who may do everything. */
  readonly auth?: false | string;
  /** Signed in place of a token. */
  readonly oauth?: Signing;
}

export interface Answered {
  /** A number, or `4xx` for any of the class. */
  readonly status: number | string;
  /** The whole JSON. */
  readonly body?: Json;
  /** Objects: at least these members; lists: as many items, each at least this. */
  readonly bodyPartial?: Json;
  /** `custom_attributes` by code; null: none of that code. */
  readonly attributes?: Readonly<Record<string, Json>>;
  /** Member names, in order, of what a path finds. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, Json>>;
  /** The exact bytes, as base64. */
  readonly bytes?: string;
  /** The whole text, or a matcher. */
  readonly text?: string;
}

export interface Step {
  readonly request: Asked;
  readonly response: Answered;
  /** Name → path into the answer. */
  readonly save?: Readonly<Record<string, string>>;
  /** Once for each; it is `{{it}}`. */
  readonly each?: readonly Json[];
  /** So many times at once, `{{n}}` counting from 1; `distinct` says whether the answers must differ. */
  readonly together?: number;
  readonly distinct?: boolean;
  /** Asked again until it fits, for some seconds: what is queued is done later. */
  readonly waits?: boolean;
}

export interface GivenUser {
  readonly user: string;
  readonly resources: readonly string[];
}
export interface GivenIntegration {
  readonly integration: string;
  readonly resources: readonly string[];
  readonly revoked?: boolean;
}
/** Scope → entry (`*`: each) → fields. */
export type Claims = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Row {
  readonly id: string;
  readonly source: string;
  readonly sentence: string;
  readonly mode: Compat | 'both';
  readonly stores: readonly string[];
  /** Environment of a service of its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A name in fixtures.json, a user, an integration, or a step. */
  readonly given: readonly (string | GivenUser | GivenIntegration | Step)[];
  readonly steps: readonly Step[];
  /** `scope` or `scope product` → its gallery, in order, each at least this. */
  readonly then?: Readonly<Record<string, readonly JsonObject[]>>;
  /** Proved by changing the global values afterwards. */
  readonly inherits?: Claims;
  readonly pinned?: Claims;
  readonly pending?: string;
}

const here = new URL('.', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, here), 'utf8'));

/** Steps that several rows start from, by name. */
export const FIXTURES = readJson('fixtures.json') as Readonly<Record<string, readonly Step[]>>;

export interface RowFile {
  readonly name: string;
  readonly rows: readonly Row[];
}

export function readRows(): RowFile[] {
  const names = readdirSync(new URL('rows', here)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => ({ name: name.replace('.json', ''), rows: readJson(`rows/${name}`) as Row[] }));
}

/** What is wrong with the rows themselves, one line each. */
export function faultsOf(files: readonly RowFile[]): string[] {
  const rows = files.flatMap((file) => file.rows);
  const ids = rows.map(({ id }) => id);
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}: the id stands twice`),
    ...rows.filter(({ pending }) => pending !== undefined && pending.trim().length < 10).map(({ id }) => `${id}: pending without a reason`),
    ...rows.filter(({ source, sentence }) => !source || !sentence).map(({ id }) => `${id}: no source or no sentence`),
    ...rows.filter(({ mode }) => !['friendly', 'strict', 'both'].includes(mode)).map(({ id }) => `${id}: unknown mode`),
    ...rows.flatMap(({ id, given }) => given.flatMap((one) => (typeof one === 'string' && !Object.hasOwn(FIXTURES, one) ? [`${id}: no fixture ${one}`] : []))),
    ...rows
      .filter(({ pending, steps, then, inherits, pinned }) => !pending && steps.length === 0 && !then && !inherits && !pinned)
      .map(({ id }) => `${id}: asks nothing`),
  ];
}
