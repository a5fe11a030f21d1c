/** A client that openapi-typescript-codegen makes of the served schema, as it comes out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startService } from '../support/running.js';
import { type Calls, installed, walk } from './tutorial.js';

interface Generator {
  generate(options: object): Promise<void>;
}
type Service = Readonly<Record<string, (request?: object) => Promise<never>>>;
interface Generated {
  readonly OpenAPI: { BASE: string; TOKEN?: string; ENCODE_PATH?: (segment: string) => string };
  readonly IntegrationAdminTokenServiceV1Service: Service;
  readonly StoreStoreRepositoryV1Service: Service;
  readonly CatalogProductRepositoryV1Service: Service;
  readonly CatalogProductAttributeMediaGalleryManagementV1Service: Service;
}

const require = createRequire(import.meta.url);
const codegen = installed<Generator>(() => require('openapi-typescript-codegen'));

it.skipIf(codegen === undefined)('openapi-typescript-codegen (skipped where it is not installed)', async () => {
  const service = await startService({ stores: ['german', 'french'] });
  const output = await mkdtemp(join(tmpdir(), 'vitrine-client-'));
  try {
    const answer = await fetch(`${service.url}/rest/all/schema?services=all`, { headers: { authorization: `Bearer ${service.token}` } });
    await (codegen as Generator).generate({ input: await answer.json(), output, useOptions: true });
    const client = (await import(/* @vite-ignore */ join(output, 'index.ts'))) as Generated;
    expect(client.OpenAPI.BASE).toBe(`${service.url}/rest/all`);
    await signIn(client);
    await walk(callsOf(client), 'MJ 03/red+blue');
  } finally {
    await rm(output, { recursive: true, force: true });
    await service.stop();
  }
});

async function signIn({ OpenAPI, IntegrationAdminTokenServiceV1Service: tokens }: Generated): Promise<void> {
  const login = { username: 'test-root', password: 'Test-Root-1' };
  const token: unknown = await tokens.postV1IntegrationAdminToken?.({ postV1IntegrationAdminTokenBody: login });
  expect(token).toMatch(/^\S{20,}$/);
  OpenAPI.TOKEN = token as string;
  // Its own choice encodes no slash.
  OpenAPI.ENCODE_PATH = encodeURIComponent;
}

function callsOf({ OpenAPI, ...services }: Generated): Calls {
  const { StoreStoreRepositoryV1Service: stores, CatalogProductRepositoryV1Service: products } = services;
  const media = services.CatalogProductAttributeMediaGalleryManagementV1Service;
  const at = async <T>(store: string, call: () => Promise<T>): Promise<T> => {
    const all = OpenAPI.BASE;
    OpenAPI.BASE = all.replace(/all$/, store);
    return call().finally(() => {
      OpenAPI.BASE = all;
    });
  };
  return {
    stores: async () => stores.getV1StoreStoreViews?.() ?? [],
    createProduct: async (product) => products.postV1Products?.({ postV1ProductsBody: { product } }),
    search: async (sku) => {
      const filter = { Field: 'sku', Value: sku, ConditionType: 'eq' };
      const named = Object.entries(filter).map(([name, value]) => [`searchCriteriaFilterGroups0Filters0${name}`, value]);
      const found = await products.getV1Products?.({ ...Object.fromEntries(named), searchCriteriaPageSize: 5 });
      return (found as unknown as { items: { sku: string }[] }).items;
    },
    upload: async (sku, { label, content, name }) => {
      const picture = { base64_encoded_data: content, type: 'image/png', name };
      const entry = { media_type: 'image', label, position: 1, disabled: false, types: ['image'], content: picture };
      return media.postV1ProductsSkuMedia?.({ sku, postV1ProductsSkuMediaBody: { entry } });
    },
    entries: (store, sku) => at(store, async () => media.getV1ProductsSkuMedia?.({ sku }) ?? []),
    relabel: (store, sku, entryId, label) =>
      at(store, async () =>
        media.putV1ProductsSkuMediaEntryId?.({ sku, entryId, putV1ProductsSkuMediaEntryIdBody: { entry: { id: entryId, media_type: 'image', label } } }),
      ),
    removeEntry: async (sku, entryId) => media.deleteV1ProductsSkuMediaEntryId?.({ sku, entryId }),
    removeProduct: async (sku) => products.deleteV1ProductsSku?.({ sku }),
  };
}
