/** From the raw path of a request to its store code, its processor and its route. Source: adobe-rest sections 0, 1 and 8. */
import { snakeCase } from './binder.js';
import type { Route } from './route.js';

/** Who takes a path: a call that is answered, one that is queued, a list of them, or the schema of any of the three. */
export type Processor = 'sync' | 'async' | 'bulk' | 'schema';

export interface Address {
  /** As it stands in the path; undefined: none. */
  readonly store: string | undefined;
  /** Behind store and `/rest`, still encoded; for `async` and `bulk` from the version on. */
  readonly segments: readonly string[];
  /** undefined: what stands there nobody takes. */
  readonly processor: Processor | undefined;
  /** Of a schema: of which calls. */
  readonly schemaOf?: 'sync' | 'async' | 'bulk';
}

/** Everything up to `/rest` is skipped; slashes around the path do not count. */
export function parseAddress(path: string): Address {
  const parts = path
    .slice(path.indexOf('/rest') + '/rest'.length)
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  const [first = ''] = parts;
  const hasStore = !isVersion(first) && first !== 'async' && first !== 'schema';
  return hasStore ? addressOf(first, parts.slice(1)) : addressOf(undefined, parts);
}

function addressOf(store: string | undefined, segments: readonly string[]): Address {
  const prefix = segments[0] !== 'async' ? 0 : segments[1] === 'bulk' ? 2 : 1;
  const calls = (['sync', 'async', 'bulk'] as const)[prefix] ?? 'sync';
  const behind = segments.slice(prefix);
  if (behind.length === 1 && behind[0] === 'schema') return { store, segments: behind, processor: 'schema', schemaOf: calls };
  return { store, segments: behind, processor: isVersion(behind[0]) ? calls : undefined };
}

/** A capital V and digits. */
const isVersion = (segment: string | undefined): boolean => /^V\d+$/.test(segment ?? '');

export interface Match {
  readonly route: Route;
  /** Decoded path parameters by snake_case name, in order. */
  readonly params: Readonly<Record<string, string>>;
}
export type Matcher = (method: string, segments: readonly string[]) => Match | undefined;

/** Finds the route of a method and path; literal segments before parameters, in the order of the table. */
export function createMatcher(routes: readonly Route[], pathOf = ({ path }: Route): string => path): Matcher {
  const byShape = new Map<string, Candidate[]>();
  for (const route of routes) {
    const parts = pathOf(route)
      .split('/')
      .map((part) => ({ literal: part, name: part.startsWith(':') ? snakeCase(part.slice(1)) : undefined }));
    const key = `${route.method} ${parts.length}`;
    byShape.set(key, [...(byShape.get(key) ?? []), { route, parts }]);
  }
  return (method, segments) => {
    const candidates = byShape.get(`${method} ${segments.length}`) ?? [];
    const found = candidates.find(({ parts }) => parts.every(({ literal, name }, at) => (name === undefined ? literal === segments[at] : segments[at] !== '')));
    return found && { route: found.route, params: paramsOf(found, segments) };
  };
}

/** In a bulk call path parameters stand in each item, and `byName` in the path. */
export const bulkPath = ({ path }: Pick<Route, 'path'>): string => path.replace(/:([a-z])/g, (_, first: string) => `by${first.toUpperCase()}`);

interface Candidate {
  readonly route: Route;
  readonly parts: readonly { readonly literal: string; readonly name: string | undefined }[];
}

function paramsOf({ parts }: Candidate, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [at, { name }] of parts.entries()) if (name !== undefined) params[name] = formDecode(segments[at] ?? '');
  return params;
}

/** `+` is a blank, `%2F` a slash inside the segment; what is no proper encoding stays as it came. */
export function formDecode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
