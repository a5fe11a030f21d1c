/** The schema: valid for whoever reads it, true to the table and to the answers, no more than the caller may use. */
import SwaggerParser from '@apidevtools/swagger-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkPath } from '../../src/doors/adobe-rest/address.js';
import type { Route } from '../../src/doors/adobe-rest/route.js';
import { ROUTES } from '../../src/doors/adobe-rest/routes.js';
import { schemaOf } from '../../src/doors/adobe-rest/schema.js';
import { CRITERIA } from '../../src/doors/adobe-rest/shapes.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, anEntry, type Client, clientOf, expectRefused } from './client.js';
import { misfits, type Swagger, type Type } from './swagger.js';

const STORE = 'Magento_Backend::store';
const KINDS = { sync: '/schema', async: '/async/schema', bulk: '/async/bulk/schema' } as const;
const QUEUED = ROUTES.filter(({ method, resource }) => method !== 'GET' && resource !== 'anonymous');

let service: TestService;
let root: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  root = clientOf(service);
});
afterAll(() => service.stop());

async function swagger(path: string, call = root, headers?: Record<string, string>): Promise<Swagger> {
  const reply = await call('GET', `/rest${path}`, undefined, headers);
  expect(reply.status, reply.text.slice(0, 300)).toBe(200);
  return reply.body as Swagger;
}

/** What a validator finds; it writes into what it is given. */
const validate = (schema: Swagger) => SwaggerParser.validate(structuredClone(schema) as never);
const operationsOf = ({ paths }: Swagger) => Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
const inBraces = (path: string) => `/${path.replace(/:(\w+)/g, '{$1}')}`;
const operationOf = (schema: Swagger, method: string, path: string) => schema.paths[path]?.[method] as NonNullable<Swagger['paths'][string]>[string];
const answerOf = (schema: Swagger, method: string, path: string) => operationOf(schema, method, path).responses['200']?.schema as Type;

async function userWith(name: string, resources?: string[], stores?: string[]): Promise<Client> {
  await service.addUser(name, 'Pass-Word-1', resources, stores);
  const token = await service.app.access.signIn(name, 'Pass-Word-1');
  if (!token.ok) throw new Error('the user cannot sign in');
  return clientOf(service, token.value);
}

describe('what it says', () => {
  it.each(Object.entries(KINDS))('%s: valid Swagger 2.0', async (_, path) => {
    await validate(await swagger(`/all${path}`));
  });

  it('every service alone is valid, and only itself', async () => {
    const { tags } = await swagger('/all/schema');
    expect(tags.length).toBeGreaterThan(5);
    for (const { name } of tags) {
      const alone = await swagger(`/all/schema?services=${name}`);
      await validate(alone);
      expect(alone.tags.map((tag) => tag.name)).toEqual([name]);
    }
  });

  it('every call of the table is in it, and no other', async () => {
    const named = (routes: readonly Route[], pathOf: (route: Route) => string) =>
      routes.map((route) => `${route.method.toLowerCase()} ${inBraces(pathOf(route))}`).sort();
    expect(operationsOf(await swagger('/all/schema')).sort()).toEqual(named(ROUTES, ({ path }) => path));
    expect(operationsOf(await swagger('/all/async/schema')).sort()).toEqual(named(QUEUED, ({ path }) => path));
    expect(operationsOf(await swagger('/all/async/bulk/schema')).sort()).toEqual(named(QUEUED, bulkPath));
  });

  it('every definition is referred to, and every one that is referred to is there', async () => {
    for (const path of Object.values(KINDS)) {
      const schema = await swagger(`/all${path}`);
      const referred = [...JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name]) => name);
      expect([...new Set(referred)].sort()).toEqual(Object.keys(schema.definitions).sort());
    }
  });

  it('keys and names as the original has them', async () => {
    const schema = await swagger('/all/schema');
    expect(Object.keys(schema)).toEqual(['swagger', 'info', 'host', 'basePath', 'schemes', 'securityDefinitions', 'tags', 'paths', 'definitions']);
    expect(schema).toMatchObject({ swagger: '2.0', schemes: ['http'], securityDefinitions: { api_key: { type: 'apiKey', name: 'api_key', in: 'header' } } });
    const names = schema.tags.map(({ name }) => name);
    const originals =
      'catalogProductRepositoryV1 catalogProductAttributeMediaGalleryManagementV1 catalogProductMediaAttributeManagementV1 storeStoreRepositoryV1 ' +
      'storeGroupRepositoryV1 storeWebsiteRepositoryV1 storeStoreConfigManagerV1 integrationAdminTokenServiceV1';
    expect(names).toEqual(expect.arrayContaining(originals.split(' ')));
    const update = operationOf(schema, 'put', '/V1/products/{sku}/media/{entryId}');
    expect(Object.keys(update)).toEqual(['tags', 'description', 'operationId', 'consumes', 'produces', 'parameters', 'responses']);
    expect(update.operationId).toBe('PutV1ProductsSkuMediaEntryId');
    expect(update.consumes).toEqual(['application/json', 'application/xml']);
    expect(Object.keys(update.responses)).toEqual(['200', '400', '401', '500', 'default']);
    expect(update.parameters?.map(({ name, in: place }) => `${place} ${name}`)).toEqual(['path sku', 'path entryId', 'body PutV1ProductsSkuMediaEntryIdBody']);
    const entry = { $ref: '#/definitions/catalog-data-product-attribute-media-gallery-entry-interface' };
    expect(update.parameters?.[2]?.schema).toEqual({ required: ['entry'], properties: { entry }, type: 'object', xml: { name: 'request' } });
    expect(schema.definitions['catalog-data-product-attribute-media-gallery-entry-interface']?.required).toEqual([
      'media_type',
      'label',
      'position',
      'disabled',
      'types',
    ]);
    expect(operationOf(schema, 'post', '/V1/products').parameters?.[0]?.schema?.properties).toHaveProperty('saveOptions', { type: 'boolean' });
    expect(operationOf(schema, 'post', '/V1/integration/admin/token').responses).not.toHaveProperty('401');
    expect(operationOf(schema, 'get', '/V1/products/{sku}').parameters).toContainEqual({ name: 'storeId', in: 'query', type: 'integer', required: false });
  });

  it('a word with a dash loses it in the operation id; a search is spelled out', async () => {
    const operation = { interface: 'Magento\\Catalog\\Api\\AttributeSetRepositoryInterface', method: 'getList' };
    const route: Route = {
      method: 'GET',
      path: 'V1/products/attribute-sets/sets/list',
      resource: 'anonymous',
      operation,
      args: { search_criteria: CRITERIA },
      result: { kind: 'bool' },
      handle: async () => ({ status: 200, body: true }),
    };
    const { body } = schemaOf([route], { calls: 'sync', store: undefined, services: undefined, base: 'https://shop.example/', allows: () => true });
    await validate(body as Swagger);
    const { operationId, parameters } = operationOf(body as Swagger, 'get', '/V1/products/attribute-sets/sets/list');
    expect(operationId).toBe('GetV1ProductsAttributesetsSetsList');
    expect(parameters).toEqual(
      [
        ['filterGroups][0][filters][0][field', 'string'],
        ['filterGroups][0][filters][0][value', 'string'],
        ['filterGroups][0][filters][0][conditionType', 'string'],
        ['sortOrders][0][field', 'string'],
        ['sortOrders][0][direction', 'string'],
        ['pageSize', 'integer'],
        ['currentPage', 'integer'],
      ].map(([name, type]) => ({ name: `searchCriteria[${name}]`, in: 'query', type })),
    );
  });

  it('a queued call answers 202; a bulk call has its path in each item', async () => {
    const accepted = { description: '202 Accepted.', schema: { $ref: '#/definitions/asynchronous-operations-data-async-response-interface' } };
    const queued = operationOf(await swagger('/all/async/schema'), 'post', '/V1/products');
    expect(queued.responses['202']).toEqual(accepted);
    expect(queued.responses).not.toHaveProperty('200');
    const bulk = operationOf(await swagger('/all/async/bulk/schema'), 'delete', '/V1/products/bySku/media/byEntryId');
    expect(bulk.operationId).toBe('DeleteV1ProductsBySkuMediaByEntryId');
    const item = { required: ['sku', 'entryId'], properties: { sku: { type: 'string' }, entryId: { type: 'integer' } }, type: 'object' };
    expect(bulk.parameters).toEqual([
      { name: 'DeleteV1ProductsBySkuMediaByEntryIdBody', in: 'body', schema: { type: 'array', items: item, xml: { name: 'request' } } },
    ]);
  });
});

describe('where it says it is', () => {
  it('the host and port that the caller called, each caller its own', async () => {
    for (const host of ['shop.example:8443', 'shop.example', '[::1]:80']) expect((await swagger('/schema', root, { host })).host).toBe(host);
  });

  it('a Host that is none is not repeated', async () => {
    for (const host of ['a"b', 'a/b', '<script>', 'a b', 'x'.repeat(300)]) expect((await swagger('/schema', root, { host })).host).toBe('localhost');
  });

  it('the store view of the path, and the kind of call', async () => {
    expect((await swagger('/schema')).basePath).toBe('/rest');
    expect((await swagger('/all/schema')).basePath).toBe('/rest/all');
    expect((await swagger('/german/schema/')).basePath).toBe('/rest/german');
    expect((await swagger('/german/async/schema')).basePath).toBe('/rest/german/async');
    expect((await swagger('/async/bulk/schema')).basePath).toBe('/rest/async/bulk');
    expectRefused(await root('GET', '/rest/nowhere/schema'), 400);
  });

  it('a public address that is set wins', async () => {
    const behind = await startService({ env: { VITRINE_BASE_URL: 'https://media.example:444/shop/' } });
    try {
      expect(await swagger('/all/schema', clientOf(behind))).toMatchObject({ host: 'media.example:444', basePath: '/shop/rest/all', schemes: ['https'] });
    } finally {
      await behind.stop();
    }
  });

  it('JSON, whatever is accepted; kept by nobody', async () => {
    const { headers } = await root('GET', '/rest/schema', undefined, { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('which services', () => {
  const REFUSED = { message: 'Incorrect format of request URI or Requested services are missing.' };

  it('some of them, in any order, once', async () => {
    const { tags } = await swagger('/schema?services=storeWebsiteRepositoryV1,storeGroupRepositoryV1,storeWebsiteRepositoryV1');
    expect(tags.map(({ name }) => name).sort()).toEqual(['storeGroupRepositoryV1', 'storeWebsiteRepositoryV1']);
    expect(await swagger('/schema?services=all')).toEqual(await swagger('/schema'));
  });

  const BAD = ['', ',', 'nobodyV1', 'storeGroupRepositoryV1,', 'storeGroupRepository', 'All', 'storeGroupRepositoryV1%20', 'constructor', '__proto__'];
  it.each(BAD)('"%s" is no list of services', async (services) => {
    const reply = await root('GET', `/rest/schema?services=${services}`);
    expectRefused(reply, 400);
    expect(reply.body).toEqual(REFUSED);
  });

  it('nor is a map, a list of thousands, or one that has no such calls', async () => {
    for (const query of ['services[]=storeGroupRepositoryV1', `services=${'aV1,'.repeat(3500)}`])
      expect((await root('GET', `/rest/schema?${query}`)).body).toEqual(REFUSED);
    expect((await root('GET', '/rest/async/schema?services=storeGroupRepositoryV1')).body).toEqual(REFUSED);
  });
});

describe('for whom', () => {
  const servicesFor = async (call: Client, path = '/all/schema') => (await swagger(path, call)).tags.map(({ name }) => name);

  it('a stranger sees how to sign in, and nothing that needs rights', async () => {
    const stranger = clientOf(service, 'no-such-token');
    expect(operationsOf(await swagger('/all/schema', stranger))).toEqual(['post /V1/integration/admin/token']);
    const nothing = await swagger('/all/async/schema', stranger);
    await validate(nothing);
    expect(nothing.paths).toEqual({});
    expect((await swagger('/all/schema?services=storeGroupRepositoryV1', stranger)).paths).toEqual({});
  });

  it('a caller sees the calls of its rights, route by route', async () => {
    const keeper = await userWith('schema stores', [STORE]);
    expect((await servicesFor(keeper)).sort()).toEqual([
      'integrationAdminTokenServiceV1',
      'storeGroupRepositoryV1',
      'storeStoreConfigManagerV1',
      'storeStoreRepositoryV1',
      'storeWebsiteRepositoryV1',
    ]);
    const gallery = await userWith('schema gallery', ['Magento_Catalog::catalog']);
    const paths = operationsOf(await swagger('/all/schema', gallery));
    expect(paths).toContain('put /V1/products/{sku}/media/{entryId}');
    expect(paths).not.toContain('get /V1/products/{sku}/media/{entryId}');
  });

  it('to read everywhere, to write only at store views that are its own', async () => {
    const german = await userWith('schema german', undefined, ['german']);
    const everything = operationsOf(await swagger('/all/schema')).sort();
    expect(operationsOf(await swagger('/german/schema', german)).sort()).toEqual(everything);
    const reads = [...everything.filter((one) => one.startsWith('get ')), 'post /V1/integration/admin/token'];
    for (const path of ['/all/schema', '/french/schema', '/schema']) expect(operationsOf(await swagger(path, german)).sort()).toEqual(reads);
  });
});

describe('answers keep to it', () => {
  /** Values of path parameters, and bodies, with which every call of the table goes well. */
  async function examples() {
    await addProduct(root, 'KEEPS');
    const id = await addEntry(root, 'KEEPS', { label: 'Front', types: ['image', 'small_image', 'thumbnail'] });
    const texts = { video_provider: 'x', video_url: 'https://v.example/1', video_title: 't', video_description: 'd', video_metadata: '' };
    const video_content = { media_type: 'external-video', ...texts };
    await addEntry(root, 'KEEPS', { media_type: 'external-video', label: null, extension_attributes: { video_content } });
    const queued = await root('POST', '/rest/all/async/V1/products', { product: { sku: 'KEEPS', name: 'Later' } });
    expect(queued.status, queued.text).toBe(202);
    const values: Readonly<Record<string, string>> = {
      ...{ sku: 'KEEPS', entryId: String(id), attributeSetName: 'Default', attributeSetId: '4', attributeCode: 'image' },
      ...{ bulkUuid: (queued.body as { bulk_uuid: string }).bulk_uuid, status: '4' },
    };
    const bodies: Readonly<Record<string, unknown>> = {
      'post /V1/integration/admin/token': { username: 'test-root', password: 'Test-Root-1' },
      'post /V1/products': { product: { sku: 'KEEPS', name: 'Again', weight: 1.5, custom_attributes: { color: 'red' } } },
      'put /V1/products/{sku}': { product: { price: 2 } },
      'post /V1/products/{sku}/media': await anEntry(),
      'put /V1/products/{sku}/media/{entryId}': { entry: { id, media_type: 'image', label: null } },
    };
    return { values, bodies, queued: queued.body };
  }

  /** What makes, then what reads, then what removes, the product at last. */
  const inOrder = (operations: readonly string[]) => {
    const rank = (operation: string) => ['post', 'put', 'get', 'delete'].indexOf(operation.split(' ')[0] ?? '') * 1000 - operation.length;
    return [...operations].sort((a, b) => rank(a) - rank(b));
  };

  it('every call answers what it declares', async () => {
    const { values, bodies, queued } = await examples();
    const schema = await swagger('/all/schema');
    for (const operation of inOrder(operationsOf(schema))) {
      const [method = '', path = ''] = operation.split(' ');
      const asked = path.replace(/\{(\w+)\}/g, (braces, name: string) => values[name] ?? braces);
      const reply = await root(method.toUpperCase(), `/rest/all${asked}${method === 'get' ? '?searchCriteria[pageSize]=2' : ''}`, bodies[operation]);
      expect(reply.status, `${operation}: ${reply.text}`).toBe(200);
      expect(misfits(schema, answerOf(schema, method, path), reply.body), operation).toEqual([]);
    }
    expect(misfits(await swagger('/all/async/schema'), { $ref: '#/definitions/asynchronous-operations-data-async-response-interface' }, queued)).toEqual([]);
  });

  it('pictures, searches and refusals too', async () => {
    await addProduct(root, 'KEEPS-2');
    await addEntry(root, 'KEEPS-2');
    const schema = await swagger('/all/schema');
    const content = await root('GET', '/rest/all/V1/products/KEEPS-2/media?fields=id,content');
    expect(content.text).toContain('base64_encoded_data');
    expect(misfits(schema, answerOf(schema, 'get', '/V1/products/{sku}/media'), content.body)).toEqual([]);
    const filter = 'searchCriteria[filterGroups][0][filters][0]';
    const search = `${filter}[field]=sku&${filter}[value]=KEEPS%25&${filter}[conditionType]=like&searchCriteria[sortOrders][0][field]=sku`;
    const found = await root('GET', `/rest/all/V1/products?${search}&searchCriteria[currentPage]=1`);
    expect(found.text).toContain('"condition_type":"like"');
    expect(misfits(schema, answerOf(schema, 'get', '/V1/products'), found.body)).toEqual([]);
    for (const call of ['GET products/nobody', 'GET products?x=1', 'POST integration/admin/token', 'POST products']) {
      const [method = '', path = ''] = call.split(' ');
      const refused = await root(method, `/rest/all/V1/${path}`, { product: { sku: '' } });
      expectRefused(refused);
      expect(misfits(schema, { $ref: '#/definitions/error-response' }, refused.body), refused.text).toEqual([]);
    }
  });

  it('what is undeclared, or of another type, is seen', async () => {
    const schema = await swagger('/all/schema');
    const type = answerOf(schema, 'get', '/V1/store/websites');
    expect(misfits(schema, type, [{ id: 1, code: null, colour: 'red' }])).toEqual(['[0].code: null is no string', '[0].colour: not declared']);
    expect(misfits(schema, type, {})).toEqual([': an object is no array']);
  });
});
