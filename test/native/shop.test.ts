/** The shop around the galleries: store views, attribute sets, users, integrations; who may change them, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESOURCES } from '../../src/app/access.js';
import { addEntry, addProduct, clientOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { ON_POSTGRES, startService, type TestService } from '../support/running.js';
import { expectProblem, type Native, nativeAs, nativeOf, patch } from './calling.js';

let service: TestService;
let root: Native;
let editor: Native;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  root = nativeOf(service);
  editor = await nativeAs(service, 'editor', undefined, ['Magento_Catalog::catalog']);
});
afterAll(() => service.stop());

const WRITES: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['POST', '/stores', { code: 'spanish', name: 'Español' }],
  ['PATCH', '/stores/german', { name: 'x' }],
  ['DELETE', '/stores/german'],
  ['POST', '/sets', { name: 'Shoes', has_gallery: true, roles: ['image'] }],
  ['GET', '/users'],
  ['POST', '/users', { name: 'x', password: 'y' }],
  ['PUT', '/users/editor/password', { password: 'z' }],
  ['PUT', '/users/editor/rights', { resources: 'every' }],
  ['DELETE', '/users/editor/tokens'],
  ['DELETE', '/users/test-root'],
  ['GET', '/integrations'],
  ['POST', '/integrations', { name: 'x' }],
  ['DELETE', '/integrations/x'],
];

describe('rights', () => {
  it('on the settings take Vitrine::settings for every store view, or everything', async () => {
    const limited = await nativeAs(service, 'limited', ['german']);
    const before = await readStored(service);
    for (const [method, path, body] of WRITES)
      for (const call of [editor, limited]) expect(expectProblem(await call(method, path, body), 403, 'not-authorized').resource).toBe('Vitrine::settings');
    expect(await readStored(service)).toEqual(before);
    const keeper = await nativeAs(service, 'keeper', undefined, ['Vitrine::settings']);
    expect((await keeper('GET', '/users')).status).toBe(200);
    expectProblem(await keeper('GET', '/galleries?sku=x'), 403, 'not-authorized');
  });

  it('are no matter for what everybody has to know', async () => {
    for (const path of ['/stores', '/sets', '/presets', '/resources', '/about', '/session'])
      for (const call of [root, editor]) expect((await call('GET', path)).status).toBe(200);
    for (const path of ['/stores', '/sets', '/presets', '/resources', '/about'])
      expectProblem(await nativeOf(service)('GET', path, undefined, { authorization: undefined }), 401, 'not-signed-in');
    expect((await root('GET', '/resources')).body).toEqual({ resources: Object.entries(RESOURCES).map(([code, about]) => ({ code, about })) });
  });
});

describe('store views', () => {
  it('come, are renamed, and go with what they override', async () => {
    const adobe = clientOf(service);
    const added = await root('POST', '/stores', { code: 'french', name: 'Français', website: 'europe', locale: 'fr_FR' });
    const french = { code: 'french', name: 'Français', locale: 'fr_FR', website: 'europe', group: 'europe_store' };
    expect([added.status, added.body]).toEqual([201, french]);
    await addProduct(adobe, 'A');
    const entry = await addEntry(adobe, 'A', { types: ['image'] });
    await patch(root, 'A', [
      { op: 'set', entry, store: 'french', label: 'Devant', disabled: true },
      { op: 'give-role', entry, role: 'thumbnail', store: 'french' },
    ]);
    expect((await root('PATCH', '/stores/french', { name: 'France' })).body).toEqual({ ...french, name: 'France' });
    const remains = { values: 2, roles: 1, attributes: 0 };
    const before = await readStored(service);
    expect((await root('DELETE', '/stores/french?dry_run=true')).body).toEqual({ dry_run: true, remains });
    expect(await readStored(service)).toEqual(before);
    expect((await root('DELETE', '/stores/french')).body).toEqual({ dry_run: false, remains });
    expectProblem(await root('DELETE', '/stores/french'), 404, 'store-not-found');
    expectProblem(await root('PATCH', '/stores/french', { name: 'x' }), 404, 'store-not-found');
    expect(((await root('GET', '/stores')).body as { stores: { code: string }[] }).stores.map(({ code }) => code)).toEqual(['default', 'german']);
  });

  it('are refused where they cannot be', async () => {
    expectProblem(await root('POST', '/stores', { code: 'german', name: 'x' }), 422, 'store-exists');
    for (const dry of ['', '?dry_run=true']) expectProblem(await root('DELETE', `/stores/default${dry}`), 422, 'store-needed');
    for (const code of ['all', 'admin', 'German', '', '1a', 'a'.repeat(33), 'a b', 7])
      expectProblem(await root('POST', '/stores', { code, name: 'x' }), 400, 'invalid-request');
    for (const body of [
      { code: 'x' },
      { code: 'x', name: '  ' },
      { code: 'x', name: 'y'.repeat(256) },
      { code: 'x', name: 'y', locale: '<b>' },
      { code: 'x', name: 'y', id: 1 },
    ])
      expectProblem(await root('POST', '/stores', body), 400, 'invalid-request');
  });
});

it('attribute sets come with their roles', async () => {
  const added = await root('POST', '/sets', { name: 'Shoes', has_gallery: true, roles: ['image', 'sole'] });
  expect([added.status, added.body]).toEqual([201, { id: 5, name: 'Shoes', has_gallery: true, roles: ['image', 'sole'] }]);
  expect(((await root('GET', '/sets')).body as { sets: unknown[] }).sets).toContainEqual(added.body);
  expectProblem(await root('POST', '/sets', { name: 'Shoes', has_gallery: false, roles: [] }), 422, 'name-taken');
  for (const roles of [['Image'], ['a', 'a'], 'image', Array.from({ length: 101 }, (_, at) => `r${at}`)])
    expectProblem(await root('POST', '/sets', { name: 'Other', has_gallery: true, roles }), 400, 'invalid-request');
});

describe('users', () => {
  const signIn = (username: string, password: string) => nativeOf(service)('POST', '/tokens', { username, password }, { authorization: undefined });
  it('come, sign in, get another password, are signed out, and go', async () => {
    const added = await root('POST', '/users', { name: 'bert', password: 'One-Pass-1', resources: ['Magento_Catalog::catalog'], stores: ['german'] });
    const bert = { name: 'bert', resources: ['Magento_Catalog::catalog'], stores: ['german'] };
    expect([added.status, added.body]).toEqual([201, bert]);
    expect(((await root('GET', '/users')).body as { users: unknown[] }).users).toContainEqual(bert);
    const { token } = (await signIn('bert', 'One-Pass-1')).body as { token: string };
    expect((await nativeOf(service, token)('GET', '/session')).status).toBe(200);
    expect((await root('DELETE', '/users/bert/tokens')).status).toBe(204);
    expectProblem(await nativeOf(service, token)('GET', '/session'), 401, 'not-signed-in');
    expect((await root('PUT', '/users/bert/password', { password: 'Two-Pass-2' })).status).toBe(204);
    expectProblem(await signIn('bert', 'One-Pass-1'), 401, 'sign-in-refused');
    expect((await signIn('bert', 'Two-Pass-2')).status).toBe(201);
    expect((await root('DELETE', '/users/bert')).status).toBe(204);
    expectProblem(await signIn('bert', 'Two-Pass-2'), 401, 'sign-in-refused');
  });

  it('may do something else from their next call on; nobody sets his own rights', async () => {
    const carl = await nativeAs(service, 'carl', undefined, ['Magento_Catalog::catalog']);
    expect((await carl('GET', '/users')).status).toBe(403);
    const rights = { resources: ['Vitrine::settings'], stores: 'every' };
    expect(await root('PUT', '/users/carl/rights', rights)).toMatchObject({ status: 200, body: { name: 'carl', ...rights } });
    expect((await carl('GET', '/users')).status).toBe(200);
    expect(await carl('PUT', '/users/carl/rights', {})).toMatchObject({ status: 409, body: { type: 'own-account' } });
    expect((await root('PUT', '/users/nobody/rights', {})).status).toBe(404);
    expect((await root('PUT', '/users/carl/rights', { stores: ['nowhere'] })).status).toBe(404);
  });

  it('are named in any writing, and told no password', async () => {
    const name = 'Ä/b ü%?#';
    expect((await root('POST', '/users', { name, password: 'Secret-Word-9' })).body).toEqual({ name, resources: 'every', stores: 'every' });
    const list = await root('GET', '/users');
    expect(list.text).not.toMatch(/Secret-Word-9|argon2|hash/i);
    expect((await root('DELETE', `/users/${encodeURIComponent(name)}`)).status).toBe(204);
  });

  it('are refused where they cannot be, and nobody removes himself', async () => {
    expectProblem(await root('POST', '/users', { name: 'editor', password: 'x' }), 422, 'name-taken');
    expectProblem(await root('POST', '/users', { name: 'x', password: 'y', stores: ['nowhere'] }), 404, 'store-not-found');
    for (const body of [{ name: 'x' }, { name: '', password: 'y' }, { name: 'x', password: '' }, { name: 'x', password: 'y'.repeat(1025) }])
      expectProblem(await root('POST', '/users', body), 400, 'invalid-request');
    for (const resources of [['Magento_Nothing::x'], [], 'all', null])
      expectProblem(await root('POST', '/users', { name: 'x', password: 'y', resources }), 400, 'invalid-request');
    expectProblem(await root('DELETE', '/users/test-root'), 409, 'own-account');
    for (const [method, path, body] of [
      ['PUT', '/users/nobody/password', { password: 'x' }],
      ['DELETE', '/users/nobody'],
      ['DELETE', '/users/nobody/tokens'],
    ] as const)
      expectProblem(await root(method, path, body), 404, 'user-not-found');
  });
});

describe('integrations', () => {
  it('come with secrets that are told once, and are revoked for good', async () => {
    const added = await root('POST', '/integrations', { name: 'PIM', resources: ['Magento_Catalog::catalog'] });
    expect(added.status).toBe(201);
    const keys = added.body as Record<string, string>;
    const list = await root('GET', '/integrations');
    expect(list.body).toEqual({ integrations: [{ name: 'PIM', resources: ['Magento_Catalog::catalog'], stores: 'every', revoked: false }] });
    for (const secret of ['consumer_secret', 'access_token', 'access_token_secret']) expect(list.text).not.toContain(keys[secret]);
    const pim = nativeOf(service, keys.access_token);
    expect((await pim('GET', '/session')).body).toMatchObject({ user: { name: 'PIM' } });
    expectProblem(await root('POST', '/integrations', { name: 'PIM' }), 422, 'name-taken');
    expect((await root('DELETE', '/integrations/PIM')).status).toBe(204);
    expectProblem(await pim('GET', '/session'), 401, 'not-signed-in');
    expectProblem(await root('DELETE', '/integrations/PIM'), 404, 'integration-not-found');
  });

  it('revoke none of themselves', async () => {
    const { access_token } = (await root('POST', '/integrations', { name: 'ERP' })).body as { access_token: string };
    expectProblem(await nativeOf(service, access_token)('DELETE', '/integrations/ERP'), 409, 'own-account');
  });
});

it('about: the version, kinds of places without where they are, and limits', async () => {
  const { body, text } = await root('GET', '/about');
  expect(body).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/), database: ON_POSTGRES ? 'postgres' : 'sqlite', blobs: 'file' });
  expect((body as { limits: Record<string, number> }).limits).toMatchObject({ image_bytes: expect.any(Number), label_chars: expect.any(Number) });
  expect(text).not.toContain(service.data);
  expect(((await root('GET', '/presets')).body as { presets: unknown[] }).presets).toContainEqual({
    name: 'product_page_main_image',
    query: expect.stringContaining('width='),
  });
});
