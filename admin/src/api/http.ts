/** One call of the native door: JSON in, JSON out, and whatever goes wrong as a {@link Problem}. */

/** What the service answers when it does not do what was asked, or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    /** Code of the fault; `unreachable`: no answer came. */
    readonly type: string,
    readonly status: number,
    readonly detail: string,
    /** For the service's log; undefined: it was never reached, or something else answered. */
    readonly request: string | undefined,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

export interface Ask {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const listeners = new Set<() => void>();
let csrf = '';

/** Told with the session; goes with every write. */
export function keepCsrf(token: string): void {
  csrf = token;
}
export const csrfToken = (): string => csrf;

/** Calls back whenever the service says that nobody is signed in. Gives a function that ends it. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const sayIfSignedOut = (problem: Problem): Problem => {
  if (problem.type === 'not-signed-in') for (const listener of listeners) listener();
  return problem;
};

/** `path` behind `/api/v1`, its parts encoded. */
export async function call<T>(method: Method, path: string, { query = {}, body, headers = {}, signal }: Ask = {}): Promise<T> {
  const words = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = words.length === 0 ? '' : `?${new URLSearchParams(words)}`;
  const response = await fetch(`/api/v1${path}${search}`, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: headersOf(method, body, headers),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Problem('unreachable', 0, '', undefined);
  });
  const text = await response.text().catch(() => {
    throw new Problem('unreachable', 0, '', undefined);
  });
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  throw sayIfSignedOut(problemOf(response.status, text));
}

function headersOf(method: Method, body: unknown, more: NonNullable<Ask['headers']>): Record<string, string> {
  const sent = { accept: 'application/json', ...more, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const all = method === 'GET' || csrf === '' ? sent : { ...sent, 'x-csrf-token': csrf };
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** A proxy may answer in words of its own. */
export function problemOf(status: number, text: string): Problem {
  try {
    const { type, status: _, title, detail, request, ...members } = JSON.parse(text) as Record<string, unknown>;
    return new Problem(String(type), status, String(detail ?? title ?? ''), typeof request === 'string' ? request : undefined, members);
  } catch {
    return new Problem('unexpected-answer', status, '', undefined);
  }
}
