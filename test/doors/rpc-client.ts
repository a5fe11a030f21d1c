/** Calls of the JSON-RPC door as a client of it makes them. */
import { Buffer } from 'node:buffer';
import { expect } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { send } from '../conformance/wire.js';
import type { TestService } from '../support/running.js';

export interface RpcReply {
  readonly status: number;
  readonly text: string;
  readonly result: unknown;
  /** undefined: a success. */
  readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } | undefined;
}
export type Rpc = (path: string, args: unknown) => Promise<RpcReply>;

/** Whatever is sent: an answer in JSON that tells nothing of the inside. */
export async function rpc(service: Pick<TestService, 'url' | 'data'>, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RpcReply> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const reply = await send(service.url, 'POST', '/api/jsonrpc', { 'content-type': 'application/json', ...headers }, bytes);
  const text = reply.bytes.toString('utf8');
  expect([200, 413], text.slice(0, 300)).toContain(reply.status);
  for (const inside of [process.cwd(), service.data, 'node_modules', 'SQLITE', 'at file:', '\n    at ']) expect(text).not.toContain(inside);
  const { result, error } = (text === '' ? {} : JSON.parse(text)) as { result?: unknown; error?: RpcReply['error'] | null };
  return { status: reply.status, text, result, error: error ?? undefined };
}

export async function logIn(service: Pick<TestService, 'url' | 'data'>, username = 'test-root', apiKey = 'Test-Root-1'): Promise<string> {
  const { result, text } = await rpc(service, { jsonrpc: '2.0', id: 1, method: 'login', params: [username, apiKey] });
  expect(result, text).toMatch(/^[0-9a-f]{32}$/);
  return result as string;
}

/** Calls in one session. */
export const callsIn =
  (service: Pick<TestService, 'url' | 'data'>, session: string | null, headers: Readonly<Record<string, string>> = {}): Rpc =>
  (path, args) =>
    rpc(service, { jsonrpc: '2.0', id: 1, method: 'call', params: [session, path, args] }, headers);

export const basic = (name = 'test-root', password = 'Test-Root-1') => ({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` });

/** `data` of a create: the picture of a number, and whatever else. */
export async function someData(fields: Readonly<Record<string, unknown>> = {}, number = 1): Promise<Record<string, unknown>> {
  return { file: { content: (await picture(`image:png:${number}`)).toString('base64'), mime: 'image/png' }, ...fields };
}

export async function addProduct(call: Rpc, sku: string): Promise<void> {
  expect((await call('product.create', [sku, { name: sku }])).result).toBe(true);
}

export interface Item {
  readonly file: string;
  readonly label: string;
  readonly position: number;
  readonly exclude: number;
  readonly url: string;
  readonly types: readonly string[];
}
export async function itemsOf(call: Rpc, sku: string, store?: string): Promise<readonly Item[]> {
  const { result, text } = await call('product_media.list', [sku, store]);
  expect(Array.isArray(result), text).toBe(true);
  return result as readonly Item[];
}
