/** magento-client (generated from the original's own schema; bearer token), as it is. */
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { startService } from '../support/running.js';
import { installed, walk } from './tutorial.js';

interface Package {
  readonly default: new (options: {
    basePath: string;
    username: string;
    password: string;
  }) => {
    generateAccessToken(request: { postV1IntegrationAdminTokenRequest: object }): Promise<string>;
  };
  readonly Configuration: new (options: { basePath: string; accessToken: string }) => object;
  readonly StoreStoreRepositoryV1Api: Api;
  readonly CatalogProductRepositoryV1Api: Api;
  readonly CatalogProductAttributeMediaGalleryManagementV1Api: Api;
}
type Api = new (configuration: object) => Readonly<Record<string, (request?: object) => Promise<never>>>;

const require = createRequire(import.meta.url);
const magento = installed<Package>(() => require('magento-client'));

it.skipIf(magento === undefined)('magento-client (skipped where it is not installed)', async () => {
  const { default: Client, Configuration, ...apis } = magento as Package;
  const service = await startService({ stores: ['german', 'french'] });
  try {
    const login = { username: 'test-root', password: 'Test-Root-1' };
    const client = new Client({ basePath: `${service.url}/rest/all`, ...login });
    const accessToken = await client.generateAccessToken({ postV1IntegrationAdminTokenRequest: login });
    expect(accessToken).toMatch(/^\S{20,}$/);
    const at = (store: string) => {
      const configuration = new Configuration({ basePath: `${service.url}/rest/${store}`, accessToken });
      return {
        stores: new apis.StoreStoreRepositoryV1Api(configuration),
        products: new apis.CatalogProductRepositoryV1Api(configuration),
        media: new apis.CatalogProductAttributeMediaGalleryManagementV1Api(configuration),
      };
    };
    const { stores, products, media } = at('all');
    await walk(
      {
        stores: async () => stores.getV1StoreStoreViews?.() ?? [],
        createProduct: async (product) => products.postV1Products?.({ postV1ProductsRequest: { product } }),
        search: async (sku) => {
          const filter = { Field: 'sku', Value: sku, ConditionType: 'eq' };
          const named = Object.entries(filter).map(([name, value]) => [`searchCriteriaFilterGroups0Filters0${name}`, value]);
          const found = await products.getV1Products?.({ ...Object.fromEntries(named), searchCriteriaPageSize: 5 });
          return (found as unknown as { items: { sku: string }[] }).items;
        },
        upload: async (sku, { label, content, name }) =>
          media.postV1ProductsSkuMedia?.({
            sku,
            putV1ProductsSkuMediaEntryIdRequest: {
              entry: {
                mediaType: 'image',
                label,
                position: 1,
                disabled: false,
                types: ['image'],
                content: { base64EncodedData: content, type: 'image/png', name },
              },
            },
          }),
        entries: async (store, sku) => at(store).media.getV1ProductsSkuMedia?.({ sku }) ?? [],
        relabel: async (store, sku, id, label) =>
          at(store).media.putV1ProductsSkuMediaEntryId?.({
            sku,
            entryId: id,
            putV1ProductsSkuMediaEntryIdRequest: { entry: { id, mediaType: 'image', label } },
          }),
        removeEntry: async (sku, entryId) => media.deleteV1ProductsSkuMediaEntryId?.({ sku, entryId }),
        removeProduct: async (sku) => products.deleteV1ProductsSku?.({ sku }),
      },
      'MJ 03/red+blue',
    );
  } finally {
    await service.stop();
  }
});
