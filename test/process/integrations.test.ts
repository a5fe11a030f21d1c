/** Integrations on the command line, beside a running server. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { IntegrationKeys } from '../../src/app/access.js';
import { signedHeader } from '../support/oauth.js';
import { callsTo, done, freshPlace, listed, serve, vitrine } from './vitrine.js';

const SHOP = '/V1/store/storeViews';

async function added(data: string, ...args: readonly string[]): Promise<IntegrationKeys> {
  const shown = JSON.parse(await done(data, 'integration', 'add', ...args, '--json')) as Record<string, string>;
  expect(Object.keys(shown)).toEqual(['name', 'consumer_key', 'consumer_secret', 'access_token', 'access_token_secret']);
  const { name, consumer_key: consumerKey, consumer_secret: consumerSecret, access_token: accessToken, access_token_secret: accessTokenSecret } = shown;
  expect(name).toBe(args[0]);
  const keys = { consumerKey, consumerSecret, accessToken, accessTokenSecret } as IntegrationKeys;
  for (const key of Object.values(keys)) expect(key).toMatch(/^[\w-]{32}$/);
  expect(new Set(Object.values(keys)).size).toBe(4);
  return keys;
}

async function signed(
  url: string,
  keys: IntegrationKeys,
  header = signedHeader('GET', `${url}/rest${SHOP}`, keys),
): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(`${url}/rest${SHOP}`, { headers: { authorization: header } });
  return { status: reply.status, body: await reply.json() };
}

describe('integration', () => {
  test('a running server knows a new and a revoked one at once', async () => {
    const { data } = await freshPlace();
    const server = await serve(data);
    const erp = await added(data, 'erp');
    expect((await signed(server.url, erp)).status).toBe(200);
    const bearer = callsTo(server.url, erp.accessToken);
    expect((await bearer('GET', SHOP)).status).toBe(200);

    await done(data, 'integration', 'revoke', 'erp');
    expect(await signed(server.url, erp)).toEqual({ status: 401, body: { message: 'Access token has been revoked' } });
    expect((await bearer('GET', SHOP)).status).toBe(401);
    const again = await added(data, 'erp');
    expect((await signed(server.url, again)).status).toBe(200);
    expect((await signed(server.url, erp)).status).toBe(401);
    expect((await listed(data, 'integration', 'list')).map(({ name, revoked }) => [name, revoked])).toEqual([
      ['erp', true],
      ['erp', false],
    ]);
    const { stdout, stderr } = await server.stop();
    for (const key of Object.values(erp)) expect(stdout + stderr).not.toContain(key);
  });

  test('several added at once to a fresh folder all sign with the one key that is made', async () => {
    const { data } = await freshPlace();
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => added(data, name)));
    expect(((await stat(join(data, 'secret.key'))).mode & 0o777).toString(8)).toBe('600');
    expect(await readFile(join(data, 'secret.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    const server = await serve(data);
    for (const keys of all) expect((await signed(server.url, keys)).status).toBe(200);
  });

  test('a nonce stays used after the server is killed', async () => {
    const { data } = await freshPlace();
    const erp = await added(data, 'erp');
    const first = await serve(data);
    const header = signedHeader('GET', `${first.url}/rest${SHOP}`, erp);
    expect((await signed(first.url, erp, header)).status).toBe(200);
    await first.stop('SIGKILL');
    const second = await serve(data, { PORT: new URL(first.url).port });
    expect(await signed(second.url, erp, header)).toMatchObject({ status: 401, body: { parameters: [1] } });
    expect((await signed(second.url, erp)).status).toBe(200);
  });

  test('each resource and store view stands alone; lists show no secret', async () => {
    const { data } = await freshPlace();
    await done(data, 'store', 'add', 'german', '--name', 'Deutsch');
    const some = await added(data, 'some', '--allow', 'Magento_Backend::store, Magento_Catalog::sets', '--store', 'german');
    const all = await added(data, 'all');
    expect(await listed(data, 'integration', 'list')).toEqual([
      { name: 'all', resources: 'all', stores: 'all', revoked: false },
      { name: 'some', resources: ['Magento_Backend::store', 'Magento_Catalog::sets'], stores: ['german'], revoked: false },
    ]);
    const list = await done(data, 'integration', 'list');
    for (const key of [...Object.values(some), ...Object.values(all)]) expect(list).not.toContain(key);
    const { url } = await serve(data);
    const call = callsTo(url, some.accessToken);
    expect((await call('GET', `/german${SHOP}`)).status).toBe(200);
    expect((await call('GET', `/all${SHOP}`)).status, 'everything is to be seen').toBe(200);
    expect((await call('GET', '/german/V1/products/x')).status).toBe(401);
  });

  test('what is said without --json', async () => {
    const { data } = await freshPlace();
    const lines = (await done(data, 'integration', 'add', 'erp')).trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(['name', 'consumer_key', 'consumer_secret', 'access_token', 'access_token_secret']);
    const { url } = await serve(data);
    expect((await callsTo(url, lines[3]?.split(/ +/)[1])('GET', SHOP)).status).toBe(200);
  });

  test('wrong use and failures', async () => {
    const { data } = await freshPlace();
    await added(data, 'erp');
    const run = (...args: string[]) => vitrine(data, ['integration', ...args]);
    const [unknown, store, noName, nothing, ...failures] = await Promise.all([
      run('add', 'pim', '--allow', 'Magento_Catalog::nonsense'),
      run('add', 'pim', '--store', 'nowhere'),
      run('add', ' '),
      run('add'),
      run('add', 'erp'),
      run('revoke', 'pim'),
    ]);
    expect(unknown).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^vitrine: .*Magento_Catalog::nonsense[\s\S]*Magento_Catalog::products/),
    });
    expect(store).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^vitrine: .*nowhere.*\n$/) });
    for (const wrong of [noName, nothing]) expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^vitrine: .*\n$/) });
    for (const failure of failures) expect(failure).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^vitrine: .*(erp|pim).*\n$/) });
    expect((await listed(data, 'integration', 'list')).map(({ name }) => name)).toEqual(['erp']);
    const badKey = await vitrine(data, ['integration', 'list'], { env: { VITRINE_SECRET_KEY: 'short' } });
    expect(badKey).toMatchObject({ code: 1, stderr: expect.stringContaining('VITRINE_SECRET_KEY') });
    expect(badKey.stderr).not.toContain('short');
  });
});
