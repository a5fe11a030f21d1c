/** A caller who comes too often is told so in each door's own words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkOf } from '../../src/doors/rate-limit.js';
import { startService, type TestService } from '../support/running.js';

const LIMIT = 20;
let service: TestService;
let tokens: Record<string, string>;

beforeAll(async () => {
  service = await startService({ env: { VITRINE_RATE_LIMIT: String(LIMIT) } });
  tokens = {};
  for (const name of ['adobe', 'native', 'rpc', 'other']) {
    await service.addUser(name, 'Secret-Word-1');
    const signedIn = await service.app.access.signIn(name, 'Secret-Word-1');
    if (!signedIn.ok) throw new Error(name);
    tokens[name] = signedIn.value;
  }
});
afterAll(() => service.stop());

/** The first answer with another status than the first of all. The limit may begin anew in the middle: twice as many do. */
async function untilRefused(call: () => Promise<Response>): Promise<Response> {
  for (let calls = 0; calls <= 2 * LIMIT; calls++) {
    const response = await call();
    if (response.status === 429) return response;
    await response.arrayBuffer();
  }
  throw new Error('never refused');
}
const wait = (response: Response) => Number(response.headers.get('retry-after'));
const as = (name: string) => ({ authorization: `Bearer ${tokens[name]}` });
const adobe = (name: string) => fetch(`${service.url}/rest/V1/store/storeViews`, { headers: as(name) });

describe('over the limit', () => {
  it('the Adobe door answers 429 in its envelope; others go on, and pictures and health do not count', async () => {
    const refused = await untilRefused(() => adobe('adobe'));
    expect(await refused.json()).toEqual({ message: 'Too Many Requests' });
    expect(wait(refused)).toBeGreaterThan(0);
    expect(wait(refused)).toBeLessThanOrEqual(60);
    expect((await adobe('other')).status).toBe(200);
    for (let i = 0; i < 2 * LIMIT; i++) {
      expect((await fetch(`${service.url}/media/catalog/product/n/o/none.jpg`)).status).toBe(404);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    }
  });

  it('the native door answers a problem; the limit is one for all doors', async () => {
    const native = () => fetch(`${service.url}/api/v1/stores`, { headers: as('native') });
    const refused = await untilRefused(native);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ type: 'too-many-requests', status: 429, retry_after: wait(refused), request: expect.any(String) });
    expect((await untilRefused(() => adobe('native'))).status).toBe(429);
  });

  it('the JSON-RPC door answers an error with its status', async () => {
    const rpc = (params: unknown, method = 'call') =>
      fetch(`${service.url}/api/jsonrpc`, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
    const { result: session } = (await (await rpc(['rpc', 'Secret-Word-1'], 'login')).json()) as { result: string };
    const refused = await untilRefused(() => rpc([session, 'store.list']));
    expect(await refused.json()).toMatchObject({ id: 1, error: { code: -32029, data: { retryAfter: wait(refused) } } });
    const batch = await fetch(`${service.url}/api/jsonrpc`, {
      method: 'POST',
      body: JSON.stringify([{ jsonrpc: '2.0', id: 1, method: 'call', params: [session, 'store.list'] }]),
    });
    expect([batch.status, ((await batch.json()) as { error?: { code: number } }[])[0]?.error?.code]).toEqual([200, -32029]);
  });

  it('who has not signed in is counted by address, guesses of passwords too', async () => {
    const guess = () =>
      fetch(`${service.url}/api/v1/tokens`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"username":"nobody","password":"x"}' });
    expect((await untilRefused(guess)).status).toBe(429);
    const nobody = await fetch(`${service.url}/rest/V1/store/storeViews`);
    expect(nobody.status).toBe(429);
    expect((await adobe('other')).status).toBe(200);
  });
});

it('addresses of IPv6 count by their network', () => {
  expect(['192.0.2.1', '::ffff:192.0.2.1', '2001:DB8:0:7:1:2:3:4', '2001:db8::7', '::1', '2001:0db8:0000:0007::1'].map(networkOf)).toEqual([
    '192.0.2.1',
    '192.0.2.1',
    '2001:db8:0:7::/64',
    '2001:db8:0:0::/64',
    '0:0:0:0::/64',
    '2001:db8:0:7::/64',
  ]);
});
