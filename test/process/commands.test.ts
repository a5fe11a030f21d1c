/** Commands of the shop: store views, attribute sets, wrong use, beside a running server. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { AS_USER, aProduct, callsTo, done, freshPlace, inDatabase, listed, serve, signedIn, signIn, vitrine } from './vitrine.js';

describe('store', () => {
  test('a fresh folder has the default store view; the next one is 2, and a new website comes with its group', async () => {
    const { data } = await freshPlace();
    expect(await listed(data, 'store', 'list')).toEqual([{ id: 1, code: 'default', name: 'Default Store View', website: 1, locale: 'en_US' }]);
    expect(await done(data, 'store', 'add', 'german', '--name', 'Deutsch', '--locale', 'de_DE')).toContain('(2)');
    await done(data, 'store', 'add', `outlet_${'9'.repeat(25)}`, '--name', 'Outlet', '--website', 'second');
    await done(data, 'store', 'rename', 'german', '--name', 'Österreich');
    expect(await listed(data, 'store', 'list')).toEqual([
      expect.objectContaining({ id: 1 }),
      { id: 2, code: 'german', name: 'Österreich', website: 1, locale: 'de_DE' },
      { id: 3, code: expect.stringMatching(/^outlet_9{25}$/), name: 'Outlet', website: 2, locale: 'en_US' },
    ]);
    expect(await done(data, 'store', 'list')).toMatch(/^id +code +name .*\n1 +default .*\n2 +german .*\n3 +outlet_9+ /);
    const file = `${data}/vitrine.sqlite`;
    expect(inDatabase(file, 'select code, default_group from website where id > 0 order by id')).toEqual([
      { code: 'base', default_group: 1 },
      { code: 'second', default_group: 2 },
    ]);
    expect(inDatabase(file, 'select code, website, default_store from store_group where id > 0 order by id')).toEqual([
      { code: 'main_website_store', website: 1, default_store: 1 },
      { code: expect.any(String), website: 2, default_store: 3 },
    ]);
    expect(await listed(data, 'user', 'list'), 'no command makes a user').toEqual([]);
  });

  test('a code that is no code or one that is kept is wrong use, one that exists a failure', async () => {
    const { data } = await freshPlace();
    const codes = ['all', 'admin', 'German', `a${'b'.repeat(32)}`];
    const refused = await Promise.all(codes.map((code) => vitrine(data, ['store', 'add', code, '--name', 'X'])));
    expect(refused.map(({ code }) => code)).toEqual(codes.map(() => 2));
    for (const { stderr } of refused) expect(stderr).toMatch(/^vitrine: .*\n$/);
    const [exists, unknown, website] = await Promise.all([
      vitrine(data, ['store', 'add', 'default', '--name', 'X']),
      vitrine(data, ['store', 'rename', 'nowhere', '--name', 'X']),
      vitrine(data, ['store', 'add', 'x', '--name', 'X', '--website', 'admin']),
    ]);
    expect(exists).toMatchObject({ code: 1, stderr: expect.stringMatching(/^vitrine: .*default.*\n$/) });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^vitrine: .*nowhere.*\n$/) });
    expect(website.code).toBe(2);
    expect(await listed(data, 'store', 'list')).toHaveLength(1);
  });

  test('remove says what goes and does nothing without --yes; the default store view stays', async () => {
    const { data } = await freshPlace();
    await done(data, 'store', 'add', 'german', '--name', 'Deutsch');
    const server = await serve(data, AS_USER);
    const call = await signedIn(server.url);
    await call('POST', '/all/V1/products', aProduct('vase'));
    await call('PUT', '/german/V1/products/vase', { product: { name: 'Vase, deutsch' } });
    const asked = await vitrine(data, ['store', 'remove', 'german']);
    expect(asked).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/german.*1 product attribute/),
      stderr: expect.stringMatching(/^vitrine: .*--yes.*\n$/),
    });
    expect((await call('GET', '/german/V1/products/vase')).status).toBe(200);
    expect(await vitrine(data, ['store', 'remove', 'german', '--yes'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/german.*1 product attribute/),
    });
    expect((await call('GET', '/german/V1/products/vase')).status).toBe(400);
    expect((await call('GET', '/all/V1/products/vase')).status).toBe(200);
    const kept = await Promise.all([vitrine(data, ['store', 'remove', 'default']), vitrine(data, ['store', 'remove', 'default', '--yes'])]);
    for (const outcome of kept) expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^vitrine: .*default.*\n$/) });
    expect((await listed(data, 'store', 'list')).map(({ code }) => code)).toEqual(['default']);
  });

  test('a running server sees a new and a removed store view with its next request', async () => {
    const { data } = await freshPlace();
    const server = await serve(data, AS_USER);
    const call = await signedIn(server.url);
    expect((await call('GET', '/french/V1/store/storeViews')).status).toBe(400);
    await done(data, 'store', 'add', 'french', '--name', 'Français');
    const views = await call<{ code: string }[]>('GET', '/french/V1/store/storeViews');
    expect(views.status).toBe(200);
    expect(views.body.map(({ code }) => code)).toContain('french');
    expect((await callsTo(server.url)('GET', '/french/V1/store/storeViews')).status).toBe(401);
    await done(data, 'store', 'remove', 'french', '--yes');
    expect((await call('GET', '/french/V1/store/storeViews')).status).toBe(400);
    expect((await call<unknown[]>('GET', '/V1/store/storeViews')).body).toHaveLength(2);
    expect(server.stderr()).not.toMatch(/error/i);
  });

  // The door reads the shop again only where a token says its version.
  test('requests without a token see a removed store view go, too', async () => {
    const { data } = await freshPlace();
    await done(data, 'store', 'add', 'french', '--name', 'Français');
    const server = await serve(data, AS_USER);
    const token = () => callsTo(server.url)('POST', '/french/V1/integration/admin/token', { username: 'nobody', password: 'x' });
    expect((await token()).status).toBe(401);
    await done(data, 'store', 'remove', 'french', '--yes');
    expect((await token()).status).toBe(400);
    expect((await signIn(server.url)).status).toBe(200);
  });
});

describe('set', () => {
  test('has the standard roles unless told otherwise, and a gallery unless told not to', async () => {
    const { data } = await freshPlace();
    await done(data, 'set', 'add', 'Jewellery', '--role', 'image,detail_image');
    await done(data, 'set', 'add', 'Service', '--no-gallery');
    const standard = ['image', 'small_image', 'thumbnail', 'swatch_image'];
    expect(await listed(data, 'set', 'list')).toEqual([
      { id: 4, name: 'Default', roles: standard, gallery: true },
      { id: 5, name: 'Jewellery', roles: ['image', 'detail_image'], gallery: true },
      { id: 6, name: 'Service', roles: standard, gallery: false },
    ]);
    const [taken, role, nameless] = await Promise.all([
      vitrine(data, ['set', 'add', 'Service']),
      vitrine(data, ['set', 'add', 'Other', '--role', 'image,No Role']),
      vitrine(data, ['set', 'add', ' ']),
    ]);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringMatching(/^vitrine: .*Service.*\n$/) });
    expect(role).toMatchObject({ code: 2, stderr: expect.stringMatching(/^vitrine: .*No Role.*\n$/) });
    expect(nameless).toMatchObject({ code: 2, stderr: expect.stringMatching(/^vitrine: .*\n$/) });
    expect(await listed(data, 'set', 'list')).toHaveLength(3);
  });
});

describe('use', () => {
  test('version is that of the package, help says what there is, neither needs a folder', async () => {
    const { data } = await freshPlace();
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await done(data, 'version')).toBe(`${version}\n`);
    const helps = await Promise.all([['--help'], ['user', 'add', '--help']].map((args) => vitrine(data, args)));
    for (const help of helps) expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Usage: vitrine/) });
    for (const word of ['serve', 'demo', 'store', 'user', 'set', 'version']) expect(helps[0]?.stdout).toMatch(new RegExp(`^ +${word}\\b`, 'm'));
    expect(existsSync(data)).toBe(false);
  });

  test('wrong use is one clear line on stderr, exit 2, and makes nothing', async () => {
    const { data } = await freshPlace();
    const uses: readonly (readonly [args: string[], says: RegExp])[] = [
      [[], /command/],
      [['serv'], /serv/],
      [['--nope'], /--nope/],
      [['store'], /command/],
      [['store', 'add', 'x'], /--name/],
      [['store', 'list', '--jsn'], /--jsn/],
      [['user', 'passwd', 'x'], /--password/],
      [['serve', 'now'], /serve/],
    ];
    const outcomes = await Promise.all(uses.map(([args]) => vitrine(data, args)));
    for (const [index, outcome] of outcomes.entries()) {
      const [args, says] = uses[index] ?? [[], /$/];
      expect(outcome, args.join(' ')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^vitrine: .+\n$/) });
      expect(outcome.stderr, args.join(' ')).toMatch(says);
    }
    expect(existsSync(data)).toBe(false);
  });
});
