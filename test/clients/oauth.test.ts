/** Clients that sign their requests (OAuth 1.0a), as they are. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntegrationKeys } from '../../src/app/access.js';
import { startService, type TestService } from '../support/running.js';
import { type Calls, type Entry, installed, type NewEntry, walk } from './tutorial.js';

const require = createRequire(import.meta.url);

interface Started {
  readonly service: TestService;
  readonly keys: IntegrationKeys;
}

async function start(sha1: 'on' | 'off'): Promise<Started> {
  const service = await startService({ stores: ['german', 'french'], env: { VITRINE_OAUTH_SHA1: sha1 } });
  const keys = await service.app.access.addIntegration({ name: 'erp', resources: 'every', stores: 'every' });
  if (keys === undefined) throw new Error('the integration is not added');
  return { service, keys };
}

let started: Readonly<Record<'on' | 'off', Started>>;
beforeAll(async () => {
  started = { on: await start('on'), off: await start('off') };
});
afterAll(async () => {
  for (const { service } of Object.values(started)) await service.stop();
});

const entryOf = ({ label, content, name }: NewEntry) => ({
  entry: { media_type: 'image', label, position: 1, disabled: false, types: ['image'], content: { base64_encoded_data: content, type: 'image/png', name } },
});

interface ApiRest {
  readonly default: new (options: object) => Readonly<Record<'get' | 'post' | 'put' | 'delete', (path: string, body?: object) => Promise<{ data: unknown }>>>;
}
const apiRest = installed<ApiRest>(() => require('magento-api-rest'));

describe.skipIf(apiRest === undefined)('magento-api-rest (skipped where it is not installed)', () => {
  function callsOf({ service, keys }: Started, sha: 1 | 256 | undefined): Calls {
    const { accessTokenSecret: tokenSecret, ...others } = keys;
    const { default: Client } = apiRest as ApiRest;
    const at = (store: string) => new Client({ url: service.url, type: `${store}/V1`, ...others, tokenSecret, ...(sha === undefined ? {} : { sha }) });
    const [all, media] = [at('all'), (sku: string) => `products/${encodeURIComponent(sku)}/media`];
    return {
      stores: async () => (await all.get('store/storeViews')).data as { code: string }[],
      createProduct: (product) => all.post('products', { product }),
      // It encodes no values of a search itself.
      search: async (sku) => ((await all.get('products', { sku: encodeURIComponent(sku), $perPage: 5 })).data as { items: { sku: string }[] }).items,
      upload: async (sku, entry) => (await all.post(media(sku), entryOf(entry))).data,
      entries: async (store, sku) => (await at(store).get(media(sku))).data as Entry[],
      relabel: (store, sku, id, label) => at(store).put(`${media(sku)}/${id}`, { entry: { id, media_type: 'image', label } }),
      removeEntry: async (sku, id) => (await all.delete(`${media(sku)}/${id}`)).data,
      removeProduct: async (sku) => (await all.delete(`products/${encodeURIComponent(sku)}`)).data,
    };
  }

  it('by HMAC-SHA256, which needs no setting', () => walk(callsOf(started.off, 256), 'MJ 03/red+blue'));
  it('by HMAC-SHA1, its default, with VITRINE_OAUTH_SHA1=on', () => walk(callsOf(started.on, undefined), 'MJ 03/red+blue'));
  it('by HMAC-SHA1 it is refused without', async () => {
    const refusal = { message: 'Signature method %1 is not supported', parameters: ['HMAC-SHA1'] };
    await expect(callsOf(started.off, 1).entries('all', 'A')).rejects.toMatchObject({ response: { status: 400, data: refusal } });
  });
  it('nobody comes in with a wrong secret', async () => {
    const { service, keys } = started.off;
    const calls = callsOf({ service, keys: { ...keys, accessTokenSecret: keys.consumerSecret } }, 256);
    await expect(calls.entries('all', 'A')).rejects.toMatchObject({ response: { status: 401 } });
  });
});

interface RestClient {
  Magento2Client(options: object): {
    readonly products: Readonly<Record<'list' | 'create' | 'delete', (one: object | string) => Promise<unknown>>>;
    readonly productMedia: Readonly<Record<'list' | 'create' | 'update' | 'delete', (sku: string, one?: unknown, entry?: object) => Promise<unknown>>>;
  };
}
const restClient = installed<RestClient>(() => require('magento2-rest-client'));
const itsLog = installed<{ transports: { console: { silent: boolean } } }>(() => require('magento2-rest-client/lib/log.js'));
if (itsLog !== undefined) itsLog.transports.console.silent = true;

/** It has no call for store views, and encodes no SKU. */
it.skipIf(restClient === undefined)('magento2-rest-client with VITRINE_OAUTH_SHA1=on (skipped where it is not installed)', async () => {
  const { Magento2Client } = restClient as RestClient;
  const { service, keys } = started.on;
  const at = (store: string) => Magento2Client({ url: `${service.url}/rest/${store}`, ...keys });
  const { products, productMedia: media } = at('all');
  await walk(
    {
      createProduct: (product) => products.create({ product }),
      search: async (sku) => {
        // What it is given stands behind `searchCriteria=`, brackets and all.
        const filter = `&searchCriteria[filterGroups][0][filters][0][field]=sku&searchCriteria[filterGroups][0][filters][0][value]=${sku}`;
        return ((await products.list(filter)) as { items: { sku: string }[] }).items;
      },
      upload: (sku, entry) => media.create(sku, entryOf(entry)),
      entries: async (store, sku) => (await at(store).productMedia.list(sku)) as Entry[],
      relabel: (store, sku, id, label) => at(store).productMedia.update(sku, id, { entry: { id, media_type: 'image', label } }),
      removeEntry: (sku, id) => media.delete(sku, id),
      removeProduct: (sku) => products.delete(sku),
    },
    'MJ03-red',
  );
});
