/** Searches that take long, on a real server: nobody else waits for them, and none outlives it. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AS_USER, aProduct, type Call, childrenOf, eventually, freshPlace, isAlive, type Running, serve, signedIn } from './vitrine.js';

const LINUX = process.platform === 'linux';
const TIMEOUT_MS = 90_000;
const LIMIT_S = 3;
const PRODUCTS = 60;

interface List {
  readonly total_count: number;
  readonly message: string;
  readonly parameters: unknown;
}
const filter = (group: number, at: number, field: string, condition: string, value: string) =>
  Object.entries({ field, condition_type: condition, value })
    .map(([name, text]) => `searchCriteria[filter_groups][${group}][filters][${at}][${name}]=${encodeURIComponent(text)}`)
    .join('&');
const list = (call: Call, criteria: string) => call<List>('GET', `/all/V1/products?searchCriteria[pageSize]=1&${criteria}`);
/** Each filter is tried at every place of every long text, and each fails only at its end. */
const slow = (call: Call) =>
  list(call, Array.from({ length: 40 }, (_, at) => filter(0, at, 'description', 'like', `%${'a'.repeat(100)}${at % 2 === 0 ? 'b' : 'c'}`)).join('&'));
const byName = (call: Call) => list(call, filter(0, 0, 'name', 'like', 'Vase%'));

async function start(): Promise<{ server: Running; call: Call }> {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_SEARCH_SECONDS: String(LIMIT_S) });
  const call = await signedIn(server.url);
  for (let at = 0; at < PRODUCTS; at++) {
    const { product } = aProduct(`Vase ${at}`);
    const long = { ...product, custom_attributes: { description: 'a'.repeat(65_000) } };
    expect((await call('POST', '/all/V1/products', { product: long })).status).toBe(200);
  }
  return { server, call };
}

test(
  'a search of many seconds holds nobody up, and is given up in the end',
  async () => {
    const { server, call } = await start();
    const order: string[] = [];
    const searching = slow(call).then((reply) => {
      order.push('long search');
      return reply;
    });
    await pause(500);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    order.push('health');
    expect((await byName(call)).body.total_count).toBe(PRODUCTS);
    order.push('short search');
    const { status, body } = await searching;
    expect(order).toEqual(['health', 'short search', 'long search']);
    expect([status, body.parameters]).toEqual([400, { limit: LIMIT_S }]);
    expect(body.message).toContain('longer than %limit seconds');
    expect((await byName(call)).body.total_count).toBe(PRODUCTS);
    expect((await server.stop()).code).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  'more searches than may wait are refused while the others wait',
  async () => {
    const { server, call } = await start();
    const long = [slow(call), slow(call)];
    await pause(500);
    const statuses: number[] = [];
    const many = Array.from({ length: 130 }, () => byName(call).then(({ status }) => statuses.push(status)));
    await Promise.all([...many, ...long]);
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 429));
    expect(statuses).toContain(200);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await server.stop();
  },
  TIMEOUT_MS,
);

test.skipIf(!LINUX)(
  'what an index answers starts no process; a search does, and ends with a killed server',
  async () => {
    const { server, call } = await start();
    for (const criteria of ['', filter(0, 0, 'sku', 'in', 'Vase 1,Vase 2'), filter(0, 0, 'entity_id', 'eq', '1'), 'searchCriteria[sortOrders][0][field]=sku'])
      expect((await list(call, criteria)).status).toBe(200);
    expect(childrenOf(server.pid)).toEqual([]);
    void slow(call).catch(() => undefined);
    const searchers = await eventually('a process', () => (childrenOf(server.pid).length > 0 ? childrenOf(server.pid) : undefined));
    await pause(500);
    await server.stop('SIGKILL');
    await eventually('its end', () => (searchers.some(isAlive) ? undefined : true), LIMIT_S * 1000);
  },
  TIMEOUT_MS,
);
