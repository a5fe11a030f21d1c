/** The calls of this door, a row each. */
import type { Shape } from './binder.js';
import { createMedia, listMedia, readMedia, removeMedia, updateMedia } from './media.js';
import { readProduct, removeProduct, saveProduct } from './products.js';
import type { Route } from './route.js';
import { ENTRY, PRODUCT } from './shapes.js';
import { listConfigs, listGroups, listRoles, listStores, listWebsites } from './shop.js';
import { signIn } from './token.js';

const entry_id: Shape = { kind: 'int' };
const text: Shape = { kind: 'string' };
const sku = text;

const PRODUCTS = 'Magento_Catalog::products';
const CATALOG = 'Magento_Catalog::catalog';
const ATTRIBUTES = 'Magento_Catalog::attributes_attributes';
const STORE = 'Magento_Backend::store';

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: 'V1/integration/admin/token', resource: 'anonymous', body: { username: text, password: text }, handle: signIn },

  { method: 'POST', path: 'V1/products', resource: PRODUCTS, body: { product: PRODUCT }, handle: saveProduct },
  { method: 'GET', path: 'V1/products/:sku', resource: PRODUCTS, params: { sku }, handle: readProduct },
  { method: 'PUT', path: 'V1/products/:sku', resource: PRODUCTS, params: { sku }, body: { product: PRODUCT }, handle: saveProduct },
  { method: 'DELETE', path: 'V1/products/:sku', resource: PRODUCTS, params: { sku }, handle: removeProduct },

  { method: 'GET', path: 'V1/products/media/types/:attribute_set_name', resource: ATTRIBUTES, params: { attribute_set_name: sku }, handle: listRoles },
  { method: 'GET', path: 'V1/products/:sku/media', resource: CATALOG, params: { sku }, handle: listMedia },
  { method: 'GET', path: 'V1/products/:sku/media/:entry_id', resource: ATTRIBUTES, params: { sku, entry_id }, handle: readMedia },
  { method: 'POST', path: 'V1/products/:sku/media', resource: CATALOG, params: { sku }, body: { entry: ENTRY }, handle: createMedia },
  { method: 'PUT', path: 'V1/products/:sku/media/:entry_id', resource: CATALOG, params: { sku, entry_id }, body: { entry: ENTRY }, handle: updateMedia },
  { method: 'DELETE', path: 'V1/products/:sku/media/:entry_id', resource: CATALOG, params: { sku, entry_id }, handle: removeMedia },

  { method: 'GET', path: 'V1/store/storeViews', resource: STORE, handle: listStores },
  { method: 'GET', path: 'V1/store/storeGroups', resource: STORE, handle: listGroups },
  { method: 'GET', path: 'V1/store/websites', resource: STORE, handle: listWebsites },
  { method: 'GET', path: 'V1/store/storeConfigs', resource: STORE, handle: listConfigs },
];
