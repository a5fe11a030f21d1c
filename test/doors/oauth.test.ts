/** Integrations at the door: requests signed by OAuth 1.0a, and access tokens as bearer. */
import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { IntegrationKeys } from '../../src/app/access.js';
import type { Grant } from '../../src/app/ports.js';
import { storeCode } from '../support/gallery.js';
import { headerOf, KEYS, type OAuthParameters, signedHeader } from '../support/oauth.js';
import { type ServiceOptions, startService, type TestService } from '../support/running.js';
import { addProduct, type Client, clientOf, expectRefused, type Reply } from './client.js';

const PRODUCT = '/rest/all/V1/products/A';
const INVALID = { message: 'The signature is invalid. Verify and try again.' };
const BAD_TIME = { message: 'An error occurred validating the nonce' };
const notAuthorized = (resource: string) => ({ message: "The consumer isn't authorized to access %resources.", parameters: { resources: resource } });
const nonceUsed = (id: number) => ({ message: 'The nonce is already being used by the consumer with ID %1', parameters: [id] });

let service: TestService;
let root: Client;
let erp: IntegrationKeys;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  root = clientOf(service);
  for (const sku of ['A', 'a/b c']) await addProduct(root, sku);
  erp = await integrationOf(service, 'erp');
});
afterAll(() => service.stop());

async function integrationOf({ app }: TestService, name: string, more: Partial<Grant> = {}): Promise<IntegrationKeys> {
  const keys = await app.access.addIntegration({ name, resources: 'every', stores: 'every', ...more });
  if (keys === undefined) throw new Error(`${name} is there already`);
  return keys;
}
async function running(options: ServiceOptions): Promise<TestService> {
  const started = await startService(options);
  onTestFinished(() => started.stop());
  return started;
}
async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-oauth-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
const numberOf = async ({ app }: TestService, name: string) => (await app.integrations.list()).find((one) => one.name === name)?.id;
const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

/** A GET with this header as it is. */
const withHeader = (authorization: string, path = PRODUCT, at = service): Promise<Reply> => clientOf(at)('GET', path, undefined, { authorization });
/** Signed for the very URL that is asked for. */
const signed = (more: OAuthParameters = {}, path = PRODUCT, keys = erp): Promise<Reply> =>
  withHeader(signedHeader('GET', `${service.url}${path}`, keys, more), path);

describe('a signed request', () => {
  it('is its integration, with a body, and with none', async () => {
    const path = '/rest/all/V1/products';
    const body = { product: { sku: 'by erp', name: 'x', price: 1 } };
    const headers = { authorization: signedHeader('POST', `${service.url}${path}`, erp) };
    expect(await root('POST', path, body, headers)).toMatchObject({ status: 200, body: { sku: 'by erp' } });
    expect(await signed()).toMatchObject({ status: 200, body: { sku: 'A' } });
    expect(await signed({ oauth_version: undefined })).toMatchObject({ status: 200 });
  });

  it.each([
    ['a slash inside of a SKU', '/rest/all/V1/products/a%2Fb%20c'],
    ['another spelling of the same', '/index.php/rest/all/V1/products/a%2fb+c/'],
    ['a query', `${PRODUCT}?storeId=2&editMode=true`],
    ['raw brackets', `${PRODUCT}?a[b][0]=c&a[b][1]=%C3%BC`],
    ['a key alone', `${PRODUCT}?x&y=`],
  ])('with %s', async (_, path) => {
    expect(await signed({}, path)).toMatchObject({ status: 200 });
  });

  it('sorted by raw key, as the original does, or by encoded key', async () => {
    const path = `${PRODUCT}?aB=1&a[0]=2`;
    for (const query of ['a%5B0%5D=2&aB=1', 'aB=1&a%5B0%5D=2']) {
      const own = { oauth_consumer_key: erp.consumerKey, oauth_nonce: `sorted ${query}`, oauth_signature_method: 'HMAC-SHA256' };
      const parameters = { ...own, oauth_timestamp: secondsFromNow(0), oauth_token: erp.accessToken };
      const text = [query, ...Object.entries(parameters).map((pair) => pair.map(encodeURIComponent).join('='))].join('&');
      const base = ['GET', `${service.url}${PRODUCT}`, text].map(encodeURIComponent).join('&');
      const signature = createHmac('sha256', `${erp.consumerSecret}&${erp.accessTokenSecret}`).update(base).digest('base64');
      expect(await withHeader(headerOf({ ...parameters, oauth_signature: signature }), path), query).toMatchObject({ status: 200 });
    }
  });

  it('has its header in any case and spacing', async () => {
    const forms = [
      (header: string) => header.replace('OAuth', 'Oauth'),
      (header: string) => header.replace('OAuth', 'oauth').replaceAll(', ', ','),
      (header: string) => header.replace('OAuth ', 'OAuth realm="Shop", ').replaceAll(', ', '  ,\t'),
      (header: string) => header.replaceAll('"', ''),
      (header: string) => header.replaceAll('=', ' = '),
    ];
    for (const form of forms) {
      const header = form(signedHeader('GET', `${service.url}${PRODUCT}`, erp));
      expect((await withHeader(header)).status, header.slice(0, 60)).toBe(200);
    }
  });

  it('names the host with the port that the client sent', async () => {
    for (const host of ['shop.example', 'shop.example:8443', 'SHOP.example:80']) {
      const header = signedHeader('GET', `http://${host}${PRODUCT}`, erp);
      expect(await root('GET', PRODUCT, undefined, { authorization: header, host })).toMatchObject({ status: 200 });
    }
    const elsewhere = signedHeader('GET', `http://shop.example${PRODUCT}`, erp);
    expect((await root('GET', PRODUCT, undefined, { authorization: elsewhere, host: 'shop.example:80' })).body).toEqual(INVALID);
    expect((await withHeader(elsewhere)).body).toEqual(INVALID);
  });

  it('may be signed for the public address, where a proxy has changed the rest', async () => {
    const proxied = await running({ env: { VITRINE_BASE_URL: 'https://shop.example/media' } });
    const keys = await integrationOf(proxied, 'erp');
    const path = '/rest/V1/store/storeViews';
    for (const url of [`https://shop.example/media${path}`, `${proxied.url}${path}`])
      expect((await withHeader(signedHeader('GET', url, keys), path, proxied)).status, url).toBe(200);
    for (const url of [`http://shop.example/media${path}`, `https://shop.example${path}`])
      expect((await withHeader(signedHeader('GET', url, keys), path, proxied)).body, url).toEqual(INVALID);
  });
});

describe('refusals', () => {
  const FIELDS = ['oauth_consumer_key', 'oauth_token', 'oauth_signature_method', 'oauth_signature', 'oauth_timestamp', 'oauth_nonce'];
  const message = '"%fieldName" is required. Enter and try again.';

  it.each(FIELDS)('%s is needed', async (fieldName) => {
    const reply = await signed({ [fieldName]: undefined });
    expectRefused(reply, 400);
    expect(reply.body).toEqual({ message, parameters: { fieldName } });
  });

  it('all that is missing is told at once', async () => {
    for (const header of ['OAuth x', 'oauth realm="x"', `OAuth ${',='.repeat(3000)}`, 'OAuth oauth_nonse="a"', 'OAuth oauth_nonce="a'])
      expect(await withHeader(header)).toMatchObject({
        status: 400,
        body: { message: 'One or more input exceptions have occurred.', errors: FIELDS.map((fieldName) => ({ message, parameters: { fieldName } })) },
      });
  });

  it.each([
    ['another version', { oauth_version: '2.0' }, 400, { message: 'OAuth version %1 is not supported', parameters: ['2.0'] }],
    ['HMAC-SHA1', { oauth_signature_method: 'HMAC-SHA1' }, 400, { message: 'Signature method %1 is not supported', parameters: ['HMAC-SHA1'] }],
    ['PLAINTEXT', { oauth_signature_method: 'PLAINTEXT' }, 400, { message: 'Signature method %1 is not supported', parameters: ['PLAINTEXT'] }],
    [
      'a method in another case',
      { oauth_signature_method: 'hmac-sha256' },
      400,
      { message: 'Signature method %1 is not supported', parameters: ['hmac-sha256'] },
    ],
    ['a consumer key too short', { oauth_consumer_key: 'abc' }, 401, { message: 'Consumer key is not the correct length' }],
    ['no consumer key at all', { oauth_consumer_key: '' }, 401, { message: 'Consumer key is not the correct length' }],
    ['an unknown consumer', { oauth_consumer_key: KEYS.consumerKey }, 401, { message: 'A consumer having the specified key does not exist' }],
    ['an unknown token', { oauth_token: KEYS.accessToken }, 401, { message: 'Specified token does not exist' }],
    ['a token of a strange length', { oauth_token: '' }, 401, { message: 'Specified token does not exist' }],
    ['a wrong signature', { oauth_signature: 'AAAA' }, 401, INVALID],
    ['no signature at all', { oauth_signature: '' }, 401, INVALID],
    ['a nonce that no table keeps', { oauth_nonce: 'a\0b' }, 401, BAD_TIME],
    ['a nonce without end', { oauth_nonce: 'n'.repeat(256) }, 401, BAD_TIME],
  ] as const)('%s', async (_, more, status, body) => {
    const reply = await signed(more);
    expectRefused(reply, status);
    expect(reply.body).toEqual(body);
  });

  it('a time that is none, too far ahead, or older than what is remembered', async () => {
    const bad = ['', '0', '-1', '1.5', 'now', '1e9', '0x10', '9'.repeat(40), secondsFromNow(0).slice(0, -1), secondsFromNow(660), secondsFromNow(-7260)];
    for (const oauth_timestamp of bad) {
      const reply = await signed({ oauth_timestamp });
      expectRefused(reply, 401);
      expect(reply.body, oauth_timestamp).toEqual(BAD_TIME);
    }
    for (const oauth_timestamp of [secondsFromNow(540), secondsFromNow(-7140)]) expect(await signed({ oauth_timestamp })).toMatchObject({ status: 200 });
  });

  it("another's token, another's secret", async () => {
    const other = await integrationOf(service, 'other');
    expect((await signed({ oauth_token: other.accessToken })).body).toEqual({ message: 'Specified token does not exist' });
    expect((await signed({}, PRODUCT, { ...erp, consumerSecret: other.consumerSecret })).body).toEqual(INVALID);
    expect((await signed({}, PRODUCT, { ...erp, accessTokenSecret: other.accessTokenSecret })).body).toEqual(INVALID);
  });

  it('what was changed on its way', async () => {
    const header = () => signedHeader('GET', `${service.url}${PRODUCT}`, erp);
    expect((await withHeader(header(), `${PRODUCT}?x=1`)).body).toEqual(INVALID);
    expect((await withHeader(header(), `${PRODUCT}/`)).body).toEqual(INVALID);
    expect((await root('DELETE', PRODUCT, undefined, { authorization: header() })).body).toEqual(INVALID);
    expect((await root('GET', PRODUCT)).status).toBe(200);
  });
});

describe('a nonce', () => {
  it('is good once for an integration, and is not used up by who cannot sign', async () => {
    const once = { oauth_nonce: 'good once' };
    expect((await signed({ ...once, oauth_signature: 'AAAA' })).body).toEqual(INVALID);
    expect((await signed(once)).status).toBe(200);
    const again = await signed({ ...once, oauth_timestamp: secondsFromNow(5) });
    expectRefused(again, 401);
    expect(again.body).toEqual(nonceUsed((await numberOf(service, 'erp')) ?? 0));
    expect((await signed(once, PRODUCT, await integrationOf(service, 'with the same nonce'))).status).toBe(200);
  });

  it('of many at once goes through one', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => signed({ oauth_nonce: 'many at once' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
  });

  it('is remembered over a restart, and by every service on the folder', async () => {
    const env = { VITRINE_DATA: await aFolder() };
    const path = '/rest/V1/store/storeViews';
    const first = await startService({ env });
    const keys = await integrationOf(first, 'erp');
    const host = 'shop.example';
    const ask = (at: TestService, header: string) => clientOf(at)('GET', path, undefined, { authorization: header, host });
    const [one, two] = [1, 2].map(() => signedHeader('GET', `http://${host}${path}`, keys)) as [string, string];
    expect((await ask(first, one)).status).toBe(200);
    await first.stop();
    const [second, third] = [await running({ env }), await running({ env })];
    expect((await ask(second, one)).body).toEqual(nonceUsed(1));
    expect((await ask(third, two)).status).toBe(200);
    expect((await ask(second, two)).body).toEqual(nonceUsed(1));
  });
});

describe('HMAC-SHA1', () => {
  it('counts where the setting says so, beside the newer one', async () => {
    const older = await running({ env: { VITRINE_OAUTH_SHA1: 'on' } });
    const keys = await integrationOf(older, 'erp');
    const path = '/rest/V1/store/storeViews';
    const by = (method: string, more = {}) =>
      withHeader(signedHeader('GET', `${older.url}${path}`, keys, { oauth_signature_method: method, ...more }), path, older);
    expect((await by('HMAC-SHA1')).status).toBe(200);
    expect((await by('HMAC-SHA256')).status).toBe(200);
    expect((await by('HMAC-SHA1', { oauth_signature: 'AAAA' })).body).toEqual(INVALID);
    expect((await by('RSA-SHA1')).status).toBe(400);
  });
});

describe('an integration', () => {
  const bearer = (keys: IntegrationKeys, path = PRODUCT) => withHeader(`Bearer ${keys.accessToken}`, path);

  it('may send its access token alone, and nothing else of its keys', async () => {
    expect(await bearer(erp)).toMatchObject({ status: 200, body: { sku: 'A' } });
    for (const accessToken of [erp.consumerKey, erp.consumerSecret, erp.accessTokenSecret, erp.accessToken.toLowerCase()])
      expect((await bearer({ ...erp, accessToken })).body).toEqual(notAuthorized('Magento_Catalog::products'));
  });

  it('may do what it was given: it sees every store view, and writes at those that it was given', async () => {
    const some = await integrationOf(service, 'some', { resources: ['Magento_Catalog::products'], stores: [storeCode('german')] });
    for (const ask of [(path: string) => bearer(some, path), (path: string) => signed({}, path, some)]) {
      for (const store of ['german', 'all', 'default']) expect((await ask(`/rest/${store}/V1/products/A`)).status).toBe(200);
      expect((await ask('/rest/german/V1/products/A/media')).body).toEqual(notAuthorized('Magento_Catalog::catalog'));
    }
    const write = (store: string) => {
      const headers = { authorization: `Bearer ${some.accessToken}` };
      return root('PUT', `/rest/${store}/V1/products/A`, { product: { custom_attributes: [{ attribute_code: 'note', value: store }] } }, headers);
    };
    expect((await write('german')).status).toBe(200);
    for (const store of ['all', 'default']) expect((await write(store)).body).toEqual(notAuthorized('Magento_Catalog::products'));
  });

  it('that is revoked is refused from the very next request on; its name may be given again', async () => {
    const gone = await integrationOf(service, 'gone');
    expect([(await bearer(gone)).status, (await signed({}, PRODUCT, gone)).status]).toEqual([200, 200]);
    const beside = await running({ env: { VITRINE_DATA: service.data, VITRINE_DATABASE_URL: service.database } });
    expect(await beside.app.integrations.revoke('gone')).toBe(true);
    const reply = await signed({}, PRODUCT, gone);
    expectRefused(reply, 401);
    expect(reply.body).toEqual({ message: 'Access token has been revoked' });
    expect((await bearer(gone)).body).toEqual(notAuthorized('Magento_Catalog::products'));
    const back = await integrationOf(service, 'gone');
    expect([(await bearer(back)).status, (await signed({}, PRODUCT, back)).status]).toEqual([200, 200]);
    expect((await signed({}, PRODUCT, gone)).body).toEqual({ message: 'Access token has been revoked' });
  });
});

describe('at rest', () => {
  it('no key or secret lies in the data folder in the clear, and what decrypts them is for the owner alone', async () => {
    const data = await aFolder();
    const first = await running({ env: { VITRINE_DATA: data } });
    const keys = await integrationOf(first, 'erp');
    const path = '/rest/V1/store/storeViews';
    expect((await withHeader(signedHeader('GET', `${first.url}${path}`, keys), path, first)).status).toBe(200);
    const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const kept = (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))).map((bytes) => bytes.toString('latin1')).join('\n');
    expect(kept, 'the right files were read').toContain('erp');
    for (const [name, secret] of Object.entries(keys))
      for (const form of [secret, Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')])
        expect(kept.includes(form), name).toBe(false);
    expect(((await stat(join(data, 'secret.key'))).mode & 0o777).toString(8)).toBe('600');
    expect(files.filter(({ name }) => name.startsWith('secret.key')).map(({ name }) => name)).toEqual(['secret.key']);
  });

  it('the key may come from the settings; then no file has it, and without it nobody can sign', async () => {
    const data = await aFolder();
    const env = { VITRINE_DATA: data, VITRINE_SECRET_KEY: 'ab'.repeat(32) };
    const first = await startService({ env });
    const keys = await integrationOf(first, 'erp');
    await first.stop();
    expect(await readdir(data)).not.toContain('secret.key');
    const path = '/rest/V1/store/storeViews';
    const ask = (at: TestService) => fetch(`${at.url}${path}`, { headers: { authorization: signedHeader('GET', `${at.url}${path}`, keys) } });
    expect((await ask(await running({ env: { ...env, VITRINE_SECRET_KEY: Buffer.alloc(32, 0xab).toString('base64') } }))).status).toBe(200);
    expect((await ask(await running({ env: { ...env, VITRINE_SECRET_KEY: 'cd'.repeat(32) } }))).status).toBe(500);
  });
});
