/** Calls on a service as a signed-in client makes them, and as no client should. */
import { Buffer } from 'node:buffer';
import { expect, vi } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { send } from '../conformance/wire.js';
import { insideTold } from '../support/discretion.js';
import type { TestService } from '../support/running.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** The text read as JSON; undefined where it is none. */
  readonly body: unknown;
}

/** A text or bytes go out as they are, everything else as JSON. A header that is undefined is left out. */
export type Client = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string | undefined>>) => Promise<Reply>;

/** Whatever is asked: an answer below 500 that tells nothing of the inside. */
export function clientOf(service: TestService, token: string = service.token): Client {
  return async (method, path, body, headers = {}) => {
    const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
    const given = Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
    const { bytes, ...rest } = await send(service.url, method, path, given, bytesOf(body));
    const text = bytes.toString('utf8');
    const reply = { ...rest, bytes, text, body: parsed(text) };
    expectDiscreet(service, reply, `${method} ${path.slice(0, 200)} ${(bytesOf(body) ?? '').toString().slice(0, 500)}`);
    return reply;
  };
}

function expectDiscreet(service: Pick<TestService, 'data'>, { status, text, headers }: Omit<Reply, 'bytes'>, asked: string): void {
  expect(status, `${asked} => ${text.slice(0, 500)}`).toBeLessThan(500);
  if (headers['content-type']?.startsWith('image/')) return;
  expect(insideTold(service, text)).toBeUndefined();
}

/** As the REST door answers whatever is refused: a 4xx with a message, as JSON. */
export function expectRefused(reply: Reply, status?: number): void {
  if (status === undefined) expect([400, 401, 404, 405, 406, 413, 415], reply.text.slice(0, 300)).toContain(reply.status);
  else expect(reply.status, reply.text.slice(0, 300)).toBe(status);
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(reply.body).toEqual(expect.objectContaining({ message: expect.any(String) }));
}

/** As the REST door answers whatever is asked of it: 200 or a refusal, as JSON. */
export function expectAnswered(reply: Reply): void {
  if (reply.status !== 200) expectRefused(reply);
  expect(reply.body).toBeDefined();
}

/** An entry's `content`: the picture of a number, under a name. */
export async function aContent(name: string, number = 1): Promise<{ base64_encoded_data: string; type: string; name: string }> {
  return { base64_encoded_data: (await picture(`image:png:${number}`)).toString('base64'), type: 'image/png', name };
}

/** A whole body for POST media. */
export async function anEntry(fields: Readonly<Record<string, unknown>> = {}): Promise<{ entry: Record<string, unknown> }> {
  return { entry: { media_type: 'image', content: await aContent('a.png'), ...fields } };
}

export async function addProduct(call: Client, sku: string): Promise<void> {
  expect((await call('POST', '/rest/all/V1/products', { product: { sku, name: sku, price: 1 } })).status).toBe(200);
}

/** Adds an entry; its id. */
export async function addEntry(call: Client, sku: string, fields: Readonly<Record<string, unknown>> = {}, store = 'all'): Promise<number> {
  const reply = await call('POST', `/rest/${store}/V1/products/${encodeURIComponent(sku)}/media`, await anEntry(fields));
  expect(reply.status, reply.text).toBe(200);
  return reply.body as number;
}

/** Until a picture comes in the size that is asked for: the first one starts a process, and where the machine is busy another picture stands in for it. */
export async function untilRendered(call: Client, file: string): Promise<void> {
  const ask = () => call('GET', `/media/p/swatch_image${file}`, undefined, { authorization: undefined, 'content-type': undefined });
  await vi.waitUntil(async () => (await ask()).headers['cache-control'] !== 'public, max-age=10', { timeout: 30_000 });
}

export interface WireEntry {
  readonly id: number;
  readonly media_type: string;
  readonly label: string | null;
  readonly position: number | null;
  readonly disabled: boolean;
  readonly types: readonly string[];
  readonly file: string;
}

export async function galleryOf(call: Client, sku: string, store = 'all'): Promise<readonly WireEntry[]> {
  const reply = await call('GET', `/rest/${store}/V1/products/${encodeURIComponent(sku)}/media`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as readonly WireEntry[];
}

const bytesOf = (body: unknown): Buffer | undefined =>
  body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
