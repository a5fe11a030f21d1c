/**
 * Calls of the native API, typed by its own document; for Node and browsers, without dependencies.
 *
 *     const vitrine = createClient({ baseUrl: 'https://pictures.example', token });
 *     const { views } = await vitrine.readGallery({ sku: 'shirt', store: 'german' });
 */
import { CALLS, type Calls, type ProblemBody } from './generated.js';

export type * from './generated.js';

export interface ClientOptions {
  /** Address of the service, without `/api/v1`; `''`: the origin of the page. */
  readonly baseUrl: string;
  /** A token of `createToken`, or the access token of an integration; absent: the cookie of the session, in browsers. */
  readonly token?: string | undefined;
  /** The `csrf` of the session, for writes by cookie; a function is asked at each write. */
  readonly csrf?: string | (() => string | undefined) | undefined;
  /** Absent: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface CallOptions {
  /** The `version` that is meant; where it has changed since, the call is refused with what happened (`version-differs`). */
  readonly ifMatch?: string | undefined;
  /** The same key makes a call that is sent again one call. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of an answer before its body is read: for its headers. */
  readonly onAnswer?: ((answer: Response) => void) | undefined;
}

/** A refusal. What is no answer at all (no network, aborted) throws whatever `fetch` throws. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Code of the fault, for programs; `no-problem`: the answer was not the service's. */
  readonly type: string;
  readonly status: number;
  /** For people. */
  readonly detail: string;
  /** Names the request in the log of the service; undefined: the answer was not the service's. */
  readonly request: string | undefined;
  /** What the fault has beside the words, by name. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor({ type, title, status, detail, request, ...members }: ProblemBody) {
    super(`${title}: ${detail}`);
    [this.type, this.status, this.detail, this.request, this.members] = [type, status, detail, request, members];
  }
}

export type Client = Calls;

/** A method for each call of the API. */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(CALLS).map(([name, [method, path]]) => [
    name,
    (ask: Ask = {}, more: CallOptions = {}) => send(options, method, path, ask, more),
  ]);
  return Object.fromEntries(calls) as unknown as Client;
}

type Ask = Readonly<Record<string, unknown>>;

async function send(options: ClientOptions, method: string, path: string, { body, ...parameters }: Ask, more: CallOptions): Promise<unknown> {
  const isForm = body instanceof FormData;
  const answer = await (options.fetch ?? globalThis.fetch)(addressOf(options.baseUrl, path, parameters), {
    method,
    headers: headersOf(options, method, more, body !== undefined && !isForm),
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(more.signal === undefined ? {} : { signal: more.signal }),
  });
  more.onAnswer?.(answer);
  if (!answer.ok) throw await problemIn(answer);
  if (answer.status === 204) return undefined;
  return answer.headers.get('content-type')?.startsWith('image/') ? answer.blob() : answer.json();
}

/** What the path names stands in it, the rest is the query; what is undefined is left out. */
function addressOf(baseUrl: string, path: string, parameters: Ask): string {
  const open = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = open.get(name);
    open.delete(name);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams(Object.fromEntries([...open].map(([name, value]) => [name, String(value)]))).toString();
  return `${baseUrl.replace(/\/$/, '')}/api/v1${filled}${query === '' ? '' : `?${query}`}`;
}

function headersOf({ token, csrf }: ClientOptions, method: string, { ifMatch, idempotencyKey }: CallOptions, isJson: boolean): Record<string, string> {
  const known = token === undefined && method !== 'GET' ? (typeof csrf === 'function' ? csrf() : csrf) : undefined;
  const headers = {
    accept: 'application/json',
    authorization: token === undefined ? undefined : `Bearer ${token}`,
    'content-type': isJson ? 'application/json' : undefined,
    'x-csrf-token': known,
    'if-match': ifMatch === undefined ? undefined : `"${ifMatch}"`,
    'idempotency-key': idempotencyKey,
  };
  return Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

async function problemIn(answer: Response): Promise<Problem> {
  const body = (await answer.json().catch(() => undefined)) as Partial<ProblemBody> | null | undefined;
  if (typeof body === 'object' && typeof body?.type === 'string') return new Problem(body as ProblemBody);
  return new Problem({ type: 'no-problem', title: 'Not an answer of the service', status: answer.status, detail: `HTTP ${answer.status}` });
}
