/** The session of a browser: a cookie that no page can read, and writes that only its own pages can ask for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addProduct, clientOf, type Reply } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, nativeOf } from './calling.js';

let service: TestService;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  await service.addUser('anna', 'Pass-Word-1', ['Magento_Catalog::catalog'], ['german']);
  await addProduct(clientOf(service), 'A');
});
afterAll(() => service.stop());

const PATCH = { operations: [{ op: 'inherit-order', store: 'german' }] };
const noBearer = { authorization: undefined };

interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  readonly reply: Reply;
}
async function signIn(username = 'anna', password = 'Pass-Word-1', headers: Record<string, string> = {}): Promise<Browser> {
  const reply = await nativeOf(service)('POST', '/session', { username, password }, { ...noBearer, ...headers });
  expect(reply.status, reply.text).toBe(201);
  return { cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '', csrf: (reply.body as { csrf: string }).csrf, reply };
}
const as = ({ cookie }: Pick<Browser, 'cookie'>, more: Record<string, string | undefined> = {}) => ({ ...noBearer, cookie, ...more });

describe('a session', () => {
  it('begins with a name and a password, and says who it is', async () => {
    const { cookie, csrf, reply } = await signIn();
    expect(reply.headers['set-cookie']).toMatch(/^vitrine_session=[^;]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(reply.body).toEqual({ user: { name: 'anna', resources: ['Magento_Catalog::catalog'], stores: ['german'] }, csrf });
    expect(reply.text).not.toContain(cookie.split('=')[1]);
    const again = await nativeOf(service)('GET', '/session', undefined, as({ cookie: `theme=dark; ${cookie}; x` }));
    expect([again.status, again.body]).toEqual([200, reply.body]);
  });

  it('is refused like a token', async () => {
    for (const [username, password] of [
      ['anna', 'wrong'],
      ['nobody', 'Pass-Word-1'],
    ]) {
      const reply = await nativeOf(service)('POST', '/session', { username, password }, noBearer);
      expectProblem(reply, 401, 'sign-in-refused');
      expect(reply.headers).not.toHaveProperty('set-cookie');
    }
  });

  it('is that of the cookie that only this host can have set, where both come', async () => {
    const [anna, root] = [await signIn(), await signIn('test-root', 'Test-Root-1')];
    const nameOf = async (cookie: string) => {
      const { body } = await nativeOf(service)('GET', '/session', undefined, as({ cookie }));
      return (body as { user?: { name: string } }).user?.name;
    };
    for (const cookies of [
      [anna.cookie, `__Host-${root.cookie}`],
      [`__Host-${root.cookie}`, anna.cookie],
    ])
      expect(await nameOf(cookies.join('; '))).toBe('test-root');
    expect([await nameOf(`__Host-${root.cookie}`), await nameOf(`__Host-vitrine_session=; ${anna.cookie}`)]).toEqual(['test-root', 'anna']);
    expect(await nameOf(`__Host-vitrine_session=wrong; ${anna.cookie}`)).toBeUndefined();
  });

  it('is nobody’s without the cookie, or with one that is none', async () => {
    for (const cookie of [undefined, 'vitrine_session=', 'vitrine_session=abc', 'xvitrine_session=1', `vitrine_session=${'x'.repeat(4000)}`, '=;;;'])
      expectProblem(await nativeOf(service)('GET', '/session', undefined, { ...noBearer, cookie }), 401, 'not-signed-in');
  });

  it('ends everywhere', async () => {
    const [one, other] = [await signIn(), await signIn()];
    const ended = await nativeOf(service)('DELETE', '/session', undefined, as(one, { 'x-csrf-token': one.csrf }));
    expect(ended.status).toBe(204);
    expect(ended.headers['set-cookie']).toBe('vitrine_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');
    expectProblem(await nativeOf(service)('GET', '/session', undefined, as(one)), 401, 'not-signed-in');
    expectProblem(await nativeOf(service, one.cookie.split('=')[1])('GET', '/session'), 401, 'not-signed-in');
    expect((await nativeOf(service)('GET', '/session', undefined, as(other))).status).toBe(200);
  });

  it('is also what a bearer token has', async () => {
    const { cookie, csrf } = await signIn();
    const bearer = nativeOf(service, cookie.split('=')[1]);
    expect((await bearer('GET', '/session')).body).toMatchObject({ csrf });
    expect((await bearer('DELETE', '/session')).status).toBe(204);
    expectProblem(await bearer('GET', '/session'), 401, 'not-signed-in');
  });
});

describe('a write by cookie', () => {
  it('is taken from the session’s own pages', async () => {
    const browser = await signIn();
    const call = nativeOf(service);
    expect((await call('PATCH', '/products/A/gallery', PATCH, as(browser, { 'x-csrf-token': browser.csrf }))).status).toBe(200);
    expect((await call('GET', '/products/A/gallery', undefined, as(browser))).status).toBe(200);
  });

  it('is refused without what only they know', async () => {
    const [browser, other] = [await signIn(), await signIn()];
    for (const csrf of [undefined, '', 'x', other.csrf, browser.csrf.toUpperCase()]) {
      const reply = await nativeOf(service)('PATCH', '/products/A/gallery', PATCH, as(browser, { 'x-csrf-token': csrf }));
      expectProblem(reply, 403, 'csrf-refused');
    }
  });

  it('needs nothing of it where it comes with a token of its own, which wins over the cookie', async () => {
    const browser = await signIn();
    const call = nativeOf(service);
    const authorization = `Bearer ${service.token}`;
    expect((await call('PATCH', '/products/A/gallery', PATCH, { cookie: browser.cookie })).status).toBe(200);
    expect((await call('GET', '/session', undefined, { cookie: browser.cookie, authorization })).body).toMatchObject({ user: { name: 'test-root' } });
    for (const wrong of ['Bearer wrong', 'Basic YTpi', ''])
      expectProblem(await call('PATCH', '/products/A/gallery', PATCH, { cookie: browser.cookie, authorization: wrong }), 401, 'not-signed-in');
  });

  it('is one of this door alone: the others know no cookie', async () => {
    const browser = await signIn('test-root', 'Test-Root-1');
    const reply = await clientOf(service)('GET', '/rest/all/V1/products/A/media', undefined, as(browser, { 'x-csrf-token': browser.csrf }));
    expect(reply.status).toBe(401);
  });
});

it.each([
  [{ VITRINE_TRUST_PROXY: 'loopback' }, { 'x-forwarded-proto': 'https' }, true],
  // A proxy that tells nothing: the public address says it, with a path or without.
  [{ VITRINE_BASE_URL: 'https://shop.example/media/' }, { host: 'shop.example' }, true],
  [{ VITRINE_BASE_URL: 'https://shop.example/media/' }, {}, false],
  [{ VITRINE_BASE_URL: 'http://shop.example/' }, { host: 'shop.example' }, false],
] as [Record<string, string>, Record<string, string>, boolean][])(
  'the cookie is for https alone where people come by https: %j, %j',
  async (env, headers, isSecure) => {
    const proxied = await startService({ env });
    try {
      const reply = await nativeOf(proxied)('POST', '/session', { username: 'test-root', password: 'Test-Root-1' }, { ...noBearer, ...headers });
      const set = String(reply.headers['set-cookie']);
      expect([set.endsWith('; SameSite=Strict; Secure'), set.startsWith('__Host-vitrine_session=')]).toEqual([isSecure, isSecure]);
      const [cookie, { csrf }] = [set.split(';')[0], reply.body as { csrf: string }];
      const ended = await nativeOf(proxied)('DELETE', '/session', undefined, { ...noBearer, ...headers, cookie, 'x-csrf-token': csrf });
      expect([ended.status, String(ended.headers['set-cookie']).split(';')[0]]).toEqual([204, `${isSecure ? '__Host-' : ''}vitrine_session=`]);
    } finally {
      await proxied.stop();
    }
  },
);
