/** From the raw path of a request to its store code and route. Source: adobe-rest sections 0 and 1. */
import type { Route } from './route.js';

export interface Address {
  /** As it stands in the path; undefined: none. */
  readonly store: string | undefined;
  /** Behind store and `/rest`, still encoded. */
  readonly segments: readonly string[];
}

/** Everything up to `/rest` is skipped; slashes around the path do not count. */
export function parseAddress(path: string): Address {
  const parts = path
    .slice(path.indexOf('/rest') + '/rest'.length)
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  const [first = '', ...rest] = parts;
  return /^V\d+$/.test(first) ? { store: undefined, segments: parts } : { store: first, segments: rest };
}

/** A version is a capital V and digits; what else stands there no processor takes. */
export const isVersioned = ({ segments }: Address): boolean => /^V\d+$/.test(segments[0] ?? '');

export interface Match {
  readonly route: Route;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a method and path; literal segments before parameters, in the order of the table. */
export function createMatcher(routes: readonly Route[]): (method: string, segments: readonly string[]) => Match | undefined {
  const byShape = new Map<string, Candidate[]>();
  for (const route of routes) {
    const parts = route.path.split('/').map((part) => ({ literal: part, name: part.startsWith(':') ? part.slice(1) : undefined }));
    const key = `${route.method} ${parts.length}`;
    byShape.set(key, [...(byShape.get(key) ?? []), { route, parts }]);
  }
  return (method, segments) => {
    const candidates = byShape.get(`${method} ${segments.length}`) ?? [];
    const found = candidates.find(({ parts }) => parts.every(({ literal, name }, at) => name !== undefined || literal === segments[at]));
    return found && { route: found.route, params: paramsOf(found, segments) };
  };
}

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
function formDecode(segment: string): string {
  if (!segment.includes('%') && !segment.includes('+')) return segment;
  try {
    return decodeURIComponent(segment.replaceAll('+', ' '));
  } catch {
    return segment;
  }
}
