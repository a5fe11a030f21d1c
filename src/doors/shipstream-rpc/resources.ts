/** The resources of this door and their methods, a row each. */
import type { ApiResource, ResourceMethod } from './call.js';
import { MEDIA_FAULTS, PRODUCT_FAULTS } from './faults.js';
import { createImage, currentStore, listImages, listTypes, readImage, removeImage, updateImage } from './media.js';
import { names } from './parameters.js';
import { createProduct, readProduct, searchProducts, updateProduct } from './products.js';
import { listStores } from './stores.js';

const CATALOG = { resource: 'Magento_Catalog::catalog' } as const;
const PRODUCTS = { resource: 'Magento_Catalog::products' } as const;
const STORE = { resource: 'Magento_Backend::store' } as const;
const SKU = 'sku|productId|product';

export const RESOURCES: readonly ApiResource[] = [
  {
    name: 'catalog_product_attribute_media',
    aliases: ['product_attribute_media', 'product_media'],
    title: 'Product images',
    faults: MEDIA_FAULTS,
    methods: [
      { name: 'currentStore', title: 'The store view', ...CATALOG, params: names('store'), required: 0, run: currentStore },
      { name: 'list', title: 'All images', ...CATALOG, params: names(SKU, 'store', 'identifierType'), required: 1, run: listImages },
      { name: 'info', title: 'One image', ...CATALOG, params: names(SKU, 'file', 'store', 'identifierType'), required: 2, run: readImage },
      { name: 'types', title: 'The roles of an attribute set', ...CATALOG, params: names('setId'), required: 1, run: listTypes },
      { name: 'create', title: 'Add an image', ...CATALOG, params: names(SKU, 'data', 'store', 'identifierType'), required: 1, run: createImage },
      { name: 'update', title: 'Change an image', ...CATALOG, params: names(SKU, 'file', 'data', 'store', 'identifierType'), required: 3, run: updateImage },
      { name: 'remove', title: 'Remove an image', ...CATALOG, params: names(SKU, 'file', 'identifierType'), required: 2, run: removeImage },
    ],
  },
  {
    name: 'catalog_product',
    aliases: ['product'],
    title: 'Products',
    faults: PRODUCT_FAULTS,
    methods: [
      { name: 'search', title: 'Find products', ...PRODUCTS, params: names('filters', 'options'), required: 0, run: searchProducts },
      { name: 'info', title: 'One product', ...PRODUCTS, params: names(SKU), required: 1, run: readProduct },
      { name: 'create', title: 'Add a product', ...PRODUCTS, params: names(SKU, 'data'), required: 1, run: createProduct },
      { name: 'update', title: 'Change a product', ...PRODUCTS, params: names(SKU, 'data'), required: 2, run: updateProduct },
    ],
  },
  {
    name: 'core_store',
    aliases: ['store'],
    title: 'Store views',
    faults: {},
    methods: [{ name: 'list', title: 'All store views', ...STORE, params: names(), required: 0, run: listStores }],
  },
];

const METHODS: ReadonlyMap<string, ResourceMethod> = new Map(
  RESOURCES.flatMap(({ name, aliases, methods }) => [name, ...aliases].flatMap((one) => methods.map((method) => [`${one}.${method.name}`, method] as const))),
);

export const findResource = (name: unknown): ApiResource | undefined =>
  RESOURCES.find((one) => one.name === name || one.aliases.some((alias) => alias === name));

/** By a path; what stands behind the second dot is ignored, as the ancestor does. */
export const findMethod = (path: unknown): ResourceMethod | undefined =>
  typeof path === 'string' ? (METHODS.get(path) ?? METHODS.get(path.split('.', 2).join('.'))) : undefined;
