/** Users on the command line, beside a running server, and the first one that `serve` makes. */
import { describe, expect, test } from 'vitest';
import { AS_USER, callsTo, done, freshPlace, listed, PASSWORD, serve, signedIn, signIn, USER, vitrine } from './vitrine.js';

const SHOP = '/V1/store/storeViews';

describe('user', () => {
  test('a running server knows a new user, a new password, a revoked token and a removed user at once', async () => {
    const { data } = await freshPlace();
    const server = await serve(data, AS_USER);
    expect((await signIn(server.url, 'anna', 'First-Word-1')).status).toBe(401);
    expect(await done(data, 'user', 'add', 'anna', '--password', 'First-Word-1')).not.toContain('First-Word-1');
    const first = await signedIn(server.url, 'anna', 'First-Word-1');
    expect((await first('GET', SHOP)).status).toBe(200);

    await done(data, 'user', 'revoke', 'anna');
    expect((await first('GET', SHOP)).status).toBe(401);
    const second = await signedIn(server.url, 'anna', 'First-Word-1');

    expect((await vitrine(data, ['user', 'passwd', 'anna', '--password-stdin'], { input: 'Second-Word-2\n' })).code).toBe(0);
    expect((await second('GET', SHOP)).status).toBe(401);
    expect((await signIn(server.url, 'anna', 'First-Word-1')).status).toBe(401);
    const third = await signedIn(server.url, 'anna', 'Second-Word-2');
    expect((await third('GET', SHOP)).status).toBe(200);

    await done(data, 'user', 'remove', 'anna');
    expect((await third('GET', SHOP)).status).toBe(401);
    expect((await signIn(server.url, 'anna', 'Second-Word-2')).status).toBe(401);
    expect((await (await signedIn(server.url))('GET', SHOP)).status, 'the other user').toBe(200);
  });

  test('each resource and store view stands alone', async () => {
    const { data } = await freshPlace();
    await done(data, 'store', 'add', 'german', '--name', 'Deutsch');
    await done(data, 'user', 'add', 'all', '--password', 'a');
    await done(data, 'user', 'add', 'shop', '--password', 'b', '--allow', 'Magento_Backend::store, Magento_Catalog::sets', '--store', 'german');
    expect(await listed(data, 'user', 'list')).toEqual([
      { name: 'all', resources: 'all', stores: 'all' },
      { name: 'shop', resources: ['Magento_Backend::store', 'Magento_Catalog::sets'], stores: ['german'] },
    ]);
    const server = await serve(data);
    const call = await signedIn(server.url, 'shop', 'b');
    expect((await call('GET', `/german${SHOP}`)).status).toBe(200);
    expect((await call('GET', `/all${SHOP}`)).status, 'everything is to be seen').toBe(200);
    expect((await call('GET', '/german/V1/products/x')).status).toBe(401);
    expect(server.stderr(), 'there was a user already').not.toContain('password');
  });

  test('wrong use and failures', async () => {
    const { data } = await freshPlace();
    const added = await vitrine(data, ['user', 'add', 'carl', '--password-stdin'], { input: 'From-Stdin-3' });
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const run = (...args: string[]) => vitrine(data, ['user', ...args]);
    const [none, unknown, store, twice, ...missing] = await Promise.all([
      run('add', 'dora'),
      run('add', 'dora', '--password', 'p', '--allow', 'Magento_Catalog::catalog,Magento_Catalog::nonsense'),
      run('add', 'dora', '--password', 'p', '--store', 'nowhere'),
      run('add', 'carl', '--password', 'p'),
      run('passwd', 'nobody', '--password', 'p'),
      run('remove', 'nobody'),
      run('revoke', 'nobody'),
    ]);
    expect(none, 'no terminal: never asked').toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^vitrine: .*--password.*\n$/) });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^vitrine: .*Magento_Catalog::nonsense/);
    for (const name of ['Magento_Catalog::products', 'Magento_Catalog::catalog', 'Magento_Backend::store']) expect(unknown.stderr).toContain(name);
    expect(store).toMatchObject({ code: 2, stderr: expect.stringMatching(/^vitrine: .*nowhere.*\n$/) });
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringMatching(/^vitrine: .*carl.*\n$/) });
    for (const outcome of missing) expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(/^vitrine: .*nobody.*\n$/) });
    expect((await listed(data, 'user', 'list')).map(({ name }) => name)).toEqual(['carl']);
    const server = await serve(data);
    expect((await signIn(server.url, 'carl', 'From-Stdin-3')).status).toBe(200);
  });
});

describe('the first user', () => {
  const said = (text: string) => /first user, (\S+), with the password (\S+)/.exec(text);

  test('with a random password, said once, only where nobody is', async () => {
    const { data } = await freshPlace();
    const first = await serve(data);
    const [, name = '', password = ''] = said(first.stderr()) ?? [];
    expect(name).toBe('admin');
    expect(password.length).toBeGreaterThanOrEqual(12);
    expect(first.stderr().split(password)).toHaveLength(2);
    expect((await signIn(first.url, name, password)).status).toBe(200);
    expect((await first.stop()).stdout).not.toContain(password);
    const second = await serve(data);
    expect(said(second.stderr())).toBeNull();
    expect((await signIn(second.url, name, password)).status).toBe(200);
  });

  test('the one that the environment names is made beside others; an existing one is left alone', async () => {
    const { data } = await freshPlace();
    await done(data, 'user', 'add', 'anna', '--password', 'First-Word-1');
    const first = await serve(data, AS_USER);
    expect((await signIn(first.url)).status).toBe(200);
    expect(first.stderr() + first.stdout()).not.toContain(PASSWORD);
    await first.stop();
    const second = await serve(data, { ...AS_USER, VITRINE_ADMIN_PASSWORD: 'Another-Word' });
    expect((await signIn(second.url)).status).toBe(200);
    expect((await signIn(second.url, USER, 'Another-Word')).status).toBe(401);
    await second.stop();
    const third = await serve(data, { VITRINE_ADMIN_USER: 'newcomer' });
    expect(said(third.stderr()), 'a name without a password makes nobody where somebody is').toBeNull();
    expect((await listed(data, 'user', 'list')).map(({ name }) => name)).toEqual(['anna', USER]);
  });

  test('a name without a password gets a random one where nobody is', async () => {
    const { data } = await freshPlace();
    const { url, stderr } = await serve(data, { VITRINE_ADMIN_USER: 'boss' });
    const [, name = '', password = ''] = said(stderr()) ?? [];
    expect(name).toBe('boss');
    expect((await signIn(url, name, password)).status).toBe(200);
    expect((await callsTo(url, 'no-token')('GET', SHOP)).status).toBe(401);
  });
});
