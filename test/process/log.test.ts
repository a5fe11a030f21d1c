/** The log: one JSON line an API request, and nothing in it that has to stay secret. */
import { expect, test } from 'vitest';
import { AS_USER, aDamagedJpeg, aJpeg, anUpload, aProduct, bytesAt, callsTo, freshPlace, mediaOf, PASSWORD, serve, signIn, USER } from './vitrine.js';

interface Line {
  readonly reqId?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly principal?: string | null;
}

test('a line a request, never a password, a token or a picture', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  const guest = callsTo(server.url);
  const token = (await signIn(server.url)).body;
  const call = callsTo(server.url, token);
  const picture = await aJpeg(1);
  const wrong = 'Wrong-Password-5';
  const forged = 'forgedtoken0123456789forgedtoken';
  const raw = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });

  const asked: readonly (readonly [method: string, route: RegExp, status: number, principal: string | null, () => Promise<{ status: number }>])[] = [
    ['POST', /token$/, 401, null, () => signIn(server.url, USER, wrong)],
    ['POST', /token$/, 400, null, () => guest('POST', '/V1/integration/admin/token', { username: USER, passwort: wrong })],
    ['POST', /token$/, 400, null, () => fetch(`${server.url}/rest/V1/integration/admin/token`, { method: 'POST', body: `{"password":"${wrong}"` })],
    ['POST', /products$/, 200, USER, () => call('POST', '/all/V1/products', aProduct('vase'))],
    ['POST', /vase\/media$/, 200, USER, () => call('POST', '/all/V1/products/vase/media', anUpload(picture))],
    ['POST', /vase\/media$/, 400, USER, () => call('POST', '/all/V1/products/vase/media', anUpload(picture, 'no/name.jpg'))],
    ['POST', /vase\/media$/, 400, USER, () => call('POST', '/all/V1/products/vase/media', anUpload(picture.subarray(0, 900)))],
    ['POST', /vase\/media$/, 200, USER, async () => call('POST', '/all/V1/products/vase/media', anUpload(await aDamagedJpeg()))],
    ['GET', /vase\/media$/, 200, USER, () => call('GET', '/all/V1/products/vase/media')],
    ['GET', /storeViews$/, 401, null, () => callsTo(server.url, forged)('GET', '/V1/store/storeViews')],
    ['GET', /storeViews$/, 200, USER, () => raw(`/rest/V1/store/storeViews?access_token=${forged}&password=${wrong}`)],
    ['GET', /nothing$/, 404, null, () => call('GET', '/V1/nothing')],
    ['GET', /nowhere/, 400, null, () => call('GET', '/nowhere/V1/store/storeViews')],
    ['PATCH', /products$/, 405, null, () => raw('/rest/V1/products', { method: 'PATCH', body: '{}' })],
  ];
  for (const [, route, status, , ask] of asked) expect((await ask()).status, String(route)).toBe(status);
  const [entry] = await mediaOf(call, 'vase');
  await bytesAt(server.url, entry?.file ?? '');
  await fetch(`${server.url}/health/live`);

  const { stdout, stderr, code } = await server.stop();
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ method }) => method !== undefined);
  for (const line of lines)
    expect(line).toMatchObject({ reqId: expect.any(String), route: expect.stringMatching(/^\/rest\//), status: expect.any(Number), ms: expect.any(Number) });
  const told = lines.map(({ method, status, principal }) => [method, status, principal]);
  const expected = asked.map(([method, , status, principal]) => [method, status, principal]);
  expect(told).toEqual([['POST', 200, null], ...expected, ['GET', 200, USER]]);
  for (const [at, [, route]] of asked.entries()) expect(lines[at + 1]?.route).toMatch(route);
  expect(new Set(lines.map(({ reqId }) => reqId)).size).toBe(lines.length);
  const base64 = picture.toString('base64');
  for (const secret of [PASSWORD, wrong, token, forged, base64.slice(0, 60), base64.slice(600, 640)]) expect(stdout + stderr).not.toContain(secret);
});

// The router refuses what it cannot decode before any door or hook has seen it.
test('a path that cannot be decoded is logged, too, and answered in the words of its door', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  expect((await callsTo(server.url)('GET', '/V1/products/%zz')).body).toHaveProperty('message');
  expect((await server.stop()).stdout).toContain('%zz');
});

test('pictures are logged one in N, when asked to', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_LOG_DELIVERY: '2' });
  for (let i = 0; i < 4; i++) await fetch(`${server.url}/media/catalog/product/n/o/none.jpg`);
  const { stdout } = await server.stop();
  expect(stdout.match(/"route":"\/media\/catalog/g)).toHaveLength(2);
});
