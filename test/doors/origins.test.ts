/** Pages of other origins, where the operator lets them call. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type TestService } from '../support/running.js';

const ORIGIN = 'https://shop.example';
let service: TestService;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_CORS_ORIGINS: ORIGIN } });
});
afterAll(() => service.stop());

const ask = (method: string, headers: Record<string, string>) => fetch(`${service.url}/rest/V1/products/A`, { method, headers });

test('a preflight of a named origin is answered, and so is the call', async () => {
  const preflight = await ask('OPTIONS', { origin: ORIGIN, 'access-control-request-method': 'PUT' });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
  const call = await ask('GET', { origin: ORIGIN, authorization: `Bearer ${service.token}` });
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([404, ORIGIN]);
});

test('another origin is told nothing', async () => {
  const call = await ask('GET', { origin: 'https://other.example', authorization: `Bearer ${service.token}` });
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([404, null]);
});

test('an OPTIONS that is no preflight is a verb that is refused', async () => {
  const reply = await ask('OPTIONS', {});
  expect([reply.status, await reply.json()]).toEqual([405, { message: 'The OPTIONS HTTP method is not supported.' }]);
});
