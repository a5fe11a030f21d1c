/** The calls of this door, a row each. */
import type { Argument, Shape } from './binder.js';
import { countOperations, readDetails, readStatus, searchBulks } from './bulk-status.js';
import { createMedia, listMedia, readMedia, removeMedia, updateMedia } from './media.js';
import { listAttributes, listModules, listProductTypes, listSets, readAttribute, readSet } from './probes.js';
import { listProducts } from './product-list.js';
import { readProduct, removeProduct, saveProduct } from './products.js';
import { BULK_DETAILS, BULK_STATUS, OPERATIONS, RESULTS } from './results.js';
import type { Operation, Route } from './route.js';
import { CRITERIA, ENTRY, PRODUCT } from './shapes.js';
import { listConfigs, listGroups, listRoles, listStores, listWebsites } from './shop.js';
import { signIn } from './token.js';

const text: Shape = { kind: 'string' };
const int: Shape = { kind: 'int' };
const bool: Shape = { kind: 'bool' };
const optional = (shape: Shape): Argument => ({ ...shape, optional: true });
const [sku, entry_id] = [text, int];

const PRODUCTS = 'Magento_Catalog::products';
const CATALOG = 'Magento_Catalog::catalog';
const ATTRIBUTES = 'Magento_Catalog::attributes_attributes';
const SETS = 'Magento_Catalog::sets';
const STORE = 'Magento_Backend::store';
const BULK = 'Magento_Logging::system_magento_logging_bulk_operations';

const of =
  (name: string) =>
  (method: string): Operation => ({ interface: `Magento\\${name}`, method });
const tokens = of('Integration\\Api\\AdminTokenServiceInterface');
const products = of('Catalog\\Api\\ProductRepositoryInterface');
const types = of('Catalog\\Api\\ProductTypeListInterface');
const attributes = of('Catalog\\Api\\ProductAttributeRepositoryInterface');
const sets = of('Catalog\\Api\\AttributeSetRepositoryInterface');
const modules = of('Backend\\Service\\V1\\ModuleServiceInterface');
const media = of('Catalog\\Api\\ProductAttributeMediaGalleryManagementInterface');
const roles = of('Catalog\\Api\\ProductMediaAttributeManagementInterface');
const stores = of('Store\\Api\\StoreRepositoryInterface');
const groups = of('Store\\Api\\GroupRepositoryInterface');
const websites = of('Store\\Api\\WebsiteRepositoryInterface');
const operations = of('AsynchronousOperations\\Api\\OperationRepositoryInterface');
const bulks = of('AsynchronousOperations\\Api\\BulkStatusInterface');
const configs = of('Store\\Api\\StoreConfigManagerInterface');

type Row = readonly [
  call: `${Route['method']} ${string}`,
  resource: Route['resource'],
  operation: Operation,
  args: Route['args'],
  result: Shape,
  handle: Route['handle'],
];

const query = { search_criteria: CRITERIA };
const saved = { product: PRODUCT, save_options: optional(bool) };
const read = { sku, edit_mode: optional(bool), store_id: optional(int), force_reload: optional(bool) };

const ROWS: readonly Row[] = [
  ['POST V1/integration/admin/token', 'anonymous', tokens('createAdminAccessToken'), { username: text, password: text }, text, signIn],

  ['GET V1/products', PRODUCTS, products('getList'), query, RESULTS.products, listProducts],
  ['GET V1/products/types', PRODUCTS, types('getProductTypes'), {}, RESULTS.types, listProductTypes],
  ['GET V1/products/attributes', ATTRIBUTES, attributes('getList'), query, RESULTS.attributes, listAttributes],
  ['GET V1/products/attributes/:attributeCode', ATTRIBUTES, attributes('get'), { attribute_code: text }, RESULTS.attribute, readAttribute],
  ['GET V1/products/attribute-sets/sets/list', SETS, sets('getList'), query, RESULTS.sets, listSets],
  ['GET V1/products/attribute-sets/:attributeSetId', SETS, sets('get'), { attribute_set_id: int }, RESULTS.set, readSet],
  ['GET V1/modules', 'Magento_Backend::admin', modules('getModules'), {}, RESULTS.names, listModules],

  ['POST V1/products', PRODUCTS, products('save'), saved, PRODUCT, saveProduct],
  ['GET V1/products/:sku', PRODUCTS, products('get'), read, PRODUCT, readProduct],
  ['PUT V1/products/:sku', PRODUCTS, products('save'), saved, PRODUCT, saveProduct],
  ['DELETE V1/products/:sku', PRODUCTS, products('deleteById'), { sku }, bool, removeProduct],

  ['GET V1/products/media/types/:attributeSetName', ATTRIBUTES, roles('getList'), { attribute_set_name: text }, RESULTS.roles, listRoles],
  ['GET V1/products/:sku/media', CATALOG, media('getList'), { sku }, RESULTS.entries, listMedia],
  ['GET V1/products/:sku/media/:entryId', ATTRIBUTES, media('get'), { sku, entry_id }, ENTRY, readMedia],
  ['POST V1/products/:sku/media', CATALOG, media('create'), { sku, entry: ENTRY }, int, createMedia],
  ['PUT V1/products/:sku/media/:entryId', CATALOG, media('update'), { sku, entry_id: optional(int), entry: ENTRY }, bool, updateMedia],
  ['DELETE V1/products/:sku/media/:entryId', CATALOG, media('remove'), { sku, entry_id }, bool, removeMedia],

  ['GET V1/store/storeViews', STORE, stores('getList'), {}, RESULTS.stores, listStores],
  ['GET V1/store/storeGroups', STORE, groups('getList'), {}, RESULTS.groups, listGroups],
  ['GET V1/store/websites', STORE, websites('getList'), {}, RESULTS.websites, listWebsites],
  ['GET V1/store/storeConfigs', STORE, configs('getStoreConfigs'), { store_codes: optional({ kind: 'texts' }) }, RESULTS.configs, listConfigs],

  ['GET V1/bulk', BULK, operations('getList'), query, OPERATIONS, searchBulks],
  ['GET V1/bulk/:bulkUuid/status', BULK, bulks('getBulkShortStatus'), { bulk_uuid: text }, BULK_STATUS, readStatus],
  ['GET V1/bulk/:bulkUuid/detailed-status', BULK, bulks('getBulkDetailedStatus'), { bulk_uuid: text }, BULK_DETAILS, readDetails],
  [
    'GET V1/bulk/:bulkUuid/operation-status/:status',
    BULK,
    bulks('getOperationsCountByBulkIdAndStatus'),
    { bulk_uuid: text, status: int },
    int,
    countOperations,
  ],
];

export const ROUTES: readonly Route[] = ROWS.map(([call, resource, operation, args, result, handle]) => {
  const [method, path] = call.split(' ') as [Route['method'], string];
  return { method, path, resource, operation, args, result, handle };
});
