/** Lists over HTTP: searching products, and what clients ask for first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { addEntry, type Client, clientOf, expectRefused, type Reply } from './client.js';

let service: TestService;
let call: Client;

interface List {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly search_criteria: unknown;
  readonly total_count: number;
}
const STRANGE = 'it\'s "50%_off"';

beforeAll(async () => {
  service = await startService({ stores: ['german', { code: 'far', website: 'outlet' }] });
  call = clientOf(service);
  for (const [sku, more] of [
    ['P1', { name: 'Chair', price: 9, status: 1 }],
    ['P2', { name: 'Table', price: 10, status: 2, custom_attributes: { category_ids: ['3', '14'], material: 'Oak' } }],
    ['p3', { name: 'Äpfel 😀', price: 10.5, custom_attributes: { material: STRANGE } }],
  ] as const)
    expect((await call('POST', '/rest/all/V1/products', { product: { sku, ...more } })).status).toBe(200);
  expect((await call('PUT', '/rest/german/V1/products/P1', { product: { name: 'Stuhl' } })).status).toBe(200);
  expect((await call('PUT', '/rest/all/V1/products/p3', { product: { extension_attributes: { website_ids: [1] } } })).status).toBe(200);
  await addEntry(call, 'P2', { label: 'Front' });
});
afterAll(() => service.stop());

type Filter = readonly [field: string, condition: string | undefined, value?: string | undefined];
const path = (parts: readonly (readonly [string, string])[], store = 'all', list = 'products') =>
  `/rest/${store}/V1/${list}?searchCriteria&${parts.map(([name, value]) => `searchCriteria${name}=${encodeURIComponent(value)}`).join('&')}`;
const filter = ([field, condition, value]: Filter, group = 0, at = 0): (readonly [string, string])[] => {
  const name = `[filter_groups][${group}][filters][${at}]`;
  return [
    [`${name}[field]`, field],
    ...(value === undefined ? [] : [[`${name}[value]`, value] as const]),
    ...(condition === undefined ? [] : [[`${name}[condition_type]`, condition] as const]),
  ];
};
const listOf = (reply: Reply): List => {
  expect(reply.status, reply.text.slice(0, 300)).toBe(200);
  return reply.body as List;
};
const skus = (reply: Reply) => listOf(reply).items.map(({ sku }) => sku);
const found = async (one: Filter, store = 'all') => skus(await call('GET', path(filter(one), store)));

describe('searching products', () => {
  it('an item is the product as it is read alone, without the labels of roles', async () => {
    const alone = (await call('GET', '/rest/all/V1/products/P2')).body as { custom_attributes: { attribute_code: string }[] };
    const [item] = listOf(await call('GET', path(filter(['sku', 'eq', 'P2'])))).items;
    expect(alone.custom_attributes.map(({ attribute_code }) => attribute_code)).toContain('image_label');
    expect(item).toEqual({ ...alone, custom_attributes: alone.custom_attributes.filter(({ attribute_code }) => !attribute_code.endsWith('_label')) });
  });

  it.each<[Filter, string[]]>([
    [['sku', undefined, 'p1'], ['P1']],
    [['sku', 'eq', ' P3 '], ['p3']],
    [
      ['sku', 'in', 'P1, p3,nope'],
      ['P1', 'p3'],
    ],
    [['sku', 'nin', 'P1,p3'], ['P2']],
    [
      ['sku', 'like', 'P%'],
      ['P1', 'P2', 'p3'],
    ],
    [
      ['sku', 'nlike', '%1'],
      ['P2', 'p3'],
    ],
    [
      ['name', 'like', '%A%'],
      ['P1', 'P2'],
    ],
    [['name', 'LIKE', '%😀'], ['p3']],
    [
      ['price', 'gt', '9.00'],
      ['P2', 'p3'],
    ],
    [
      ['price', 'moreq', '10'],
      ['P2', 'p3'],
    ],
    [
      ['price', 'from', '10'],
      ['P2', 'p3'],
    ],
    [
      ['price', 'to', '10'],
      ['P1', 'P2'],
    ],
    [['price', 'lteq', '9'], ['P1']],
    [['price', 'lt', '9'], []],
    [['status', 'neq', '1'], ['P2']],
    [
      ['entity_id', 'gteq', '2'],
      ['P2', 'p3'],
    ],
    [
      ['type_id', 'eq', 'simple'],
      ['P1', 'P2', 'p3'],
    ],
    [
      ['attribute_set_id', 'eq', '4'],
      ['P1', 'P2', 'p3'],
    ],
    [['material', 'eq', 'oak'], ['P2']],
    [['material', 'eq', STRANGE], ['p3']],
    [['material', 'like', '%50\\%\\_%'], ['p3']],
    [['material', 'null', undefined], ['P1']],
    [
      ['material', 'notnull', '1'],
      ['P2', 'p3'],
    ],
    [['material', 'is', 'null'], ['P1']],
    [
      ['material', 'is', 'not null'],
      ['P2', 'p3'],
    ],
    [['material', 'seq', ''], ['P1']],
    [
      ['material', 'sneq', ''],
      ['P2', 'p3'],
    ],
    [
      ['url_key', 'null', undefined],
      ['P1', 'P2', 'p3'],
    ],
    [['image', 'neq', 'no_selection'], ['P2']],
    [['category_ids', 'finset', '14'], ['P2']],
    [['category_ids', 'nfinset', '14'], []],
    [['category_id', 'eq', '3'], ['P2']],
    [['category_id', 'in', '2,3'], ['P2']],
    [['category_id', 'in', '1,4'], []],
    [['category_id', 'eq', '1,3'], ['P2']],
    [
      ['website_id', 'eq', '1'],
      ['P1', 'P2', 'p3'],
    ],
    [
      ['website_id', 'in', '2'],
      ['P1', 'P2'],
    ],
    [
      ['store_id', 'eq', '3'],
      ['P1', 'P2'],
    ],
    [
      ['store', 'eq', 'far'],
      ['P1', 'P2'],
    ],
    [
      ['store_id', 'eq', '0'],
      ['P1', 'P2', 'p3'],
    ],
    [['store_id', 'eq', '99'], []],
    [
      ['created_at', 'gteq', '0000-00-00 00:00:00'],
      ['P1', 'P2', 'p3'],
    ],
    [
      ['created_at', 'gt', '2020-01-01'],
      ['P1', 'P2', 'p3'],
    ],
    [['updated_at', 'lt', '2020-01-01T00:00:00+01:00'], []],
    [['updated_at', 'gt', '2999-01-01 00:00'], []],
    [
      ['updated_at', 'like', '2%'],
      ['P1', 'P2', 'p3'],
    ],
  ])('%j', async (one, expected) => {
    expect(await found(one)).toEqual(expected);
  });

  it("filters and sorts by the store view's own values", async () => {
    expect(await found(['name', 'eq', 'stuhl'])).toEqual([]);
    expect(await found(['name', 'eq', 'stuhl'], 'german')).toEqual(['P1']);
    expect(await found(['name', 'eq', 'chair'], 'far')).toEqual(['P1']);
    const [item] = listOf(await call('GET', path(filter(['sku', 'eq', 'P1']), 'german'))).items;
    expect(item).toEqual(expect.objectContaining({ name: 'Stuhl' }));
  });

  it('groups hold together, filters of one group are alternatives', async () => {
    const either = [...filter(['sku', 'eq', 'P1']), ...filter(['sku', 'eq', 'P2'], 0, 1)];
    expect(skus(await call('GET', path(either)))).toEqual(['P1', 'P2']);
    expect(skus(await call('GET', path([...either, ...filter(['status', 'eq', '2'], 1)])))).toEqual(['P2']);
  });

  it('a product at an instant is not newer than itself as it is shown', async () => {
    const [item] = listOf(await call('GET', path(filter(['sku', 'eq', 'P2'])))).items;
    expect(await found(['updated_at', 'gteq', String(item?.updated_at)])).toContain('P2');
    expect(await found(['updated_at', 'gt', String(item?.updated_at)])).not.toContain('P2');
  });

  it('sorts, from the highest where no direction is named', async () => {
    const sorted = async (...parts: (readonly [string, string])[]) => skus(await call('GET', path(parts)));
    expect(await sorted(['[sortOrders][0][field]', 'price'])).toEqual(['p3', 'P2', 'P1']);
    expect(await sorted(['[sortOrders][0][field]', 'sku'], ['[sortOrders][0][direction]', 'asc'])).toEqual(['P1', 'P2', 'p3']);
    expect(await sorted(['[sortOrders][0][field]', 'status'], ['[sortOrders][0][direction]', 'DESC'])).toEqual(['P2', 'P1', 'p3']);
  });

  it('tells back what was sent, as the original does', async () => {
    const parts: [string, string][] = [
      ['[sortOrders][0][field]', 'sku'],
      ['[pageSize]', '2'],
    ];
    expect(listOf(await call('GET', path(parts))).search_criteria).toEqual({
      filter_groups: [],
      sort_orders: [{ field: 'sku', direction: null }],
      page_size: 2,
    });
    const paged = await call('GET', path([...filter(['sku', undefined, 'P1']), ['[current_page]', '1']]));
    expect(listOf(paged).search_criteria).toEqual({
      filter_groups: [{ filters: [{ field: 'sku', value: 'P1', condition_type: 'eq' }] }],
      current_page: 1,
    });
    expect(Object.keys(listOf(paged))).toEqual(['items', 'search_criteria', 'total_count']);
  });

  it.each([
    ['1', '2', ['P2']],
    ['2', '2', ['p3']],
    ['2', '3', []],
    ['2', '0', ['P1', 'P2']],
    ['2', '-1', ['P1', 'P2']],
    ['2', '9007199254740991', []],
    ['0', '1', ['P1', 'P2', 'p3']],
    ['-1', '1', ['P1', 'P2', 'p3']],
  ])('page size %s, page %s', async (size, page, expected) => {
    const reply = await call(
      'GET',
      path([
        ['[pageSize]', size],
        ['[currentPage]', page],
      ]),
    );
    expect(skus(reply)).toEqual(expected);
    expect(listOf(reply).total_count).toBe(3);
  });

  it.each<[string, readonly (readonly [string, string])[], object]>([
    ['an unknown field', filter(['nope', 'eq', '1']), { message: 'The "%1" attribute name is invalid. Reset the name and try again.', parameters: ['nope'] }],
    ['no field', [['[filter_groups][0][filters][0][value]', '1']], { parameters: [''] }],
    ['a field that is SQL', filter(['sku" or 1=1 --', 'eq', '1']), { parameters: ['sku" or 1=1 --'] }],
    ['an unknown condition', filter(['sku', 'regexp', '(a+)+$']), { parameters: expect.objectContaining({ conditionType: 'regexp' }) }],
    ['a time that is none', filter(['updated_at', 'gt', 'yesterday']), { parameters: { fieldName: 'updated_at', value: 'yesterday' } }],
    [
      'a field to sort by that is none',
      [['[sortOrders][0][field]', 'a;b']],
      { message: 'Sort order field %1 contains restricted symbols', parameters: ['a;b'] },
    ],
    ['an unknown field to sort by', [['[sortOrders][0][field]', 'nope']], { parameters: ['nope'] }],
    [
      'a direction that is none',
      [
        ['[sortOrders][0][field]', 'sku'],
        ['[sortOrders][0][direction]', 'up'],
      ],
      { message: 'The sort order has to be specified as %1 for ascending order or %2 for descending order.', parameters: ['ASC', 'DESC'] },
    ],
    ['a page that is too large', [['[pageSize]', '5001']], { message: 'Maximum SearchCriteria pageSize is %max', parameters: { max: 5000 } }],
    [
      'too many filters',
      Array.from({ length: 101 }, (_, at) => [`[filter_groups][0][filters][${at}][field]`, 'sku'] as const),
      { parameters: expect.objectContaining({ limit: 100 }) },
    ],
    ['too many members', filter(['sku', 'in', ','.repeat(1000)]), { parameters: expect.objectContaining({ limit: 1000 }) }],
    ['a long pattern', filter(['name', 'like', '%'.repeat(300)]), { parameters: expect.objectContaining({ limit: 255 }) }],
    ['a long value', filter(['name', 'eq', 'x'.repeat(5000)]), { parameters: expect.objectContaining({ limit: 4096 }) }],
    [
      'too many orders',
      Array.from({ length: 11 }, (_, at) => [`[sortOrders][${at}][field]`, 'sku'] as const),
      { parameters: expect.objectContaining({ limit: 10 }) },
    ],
    ['a NUL', filter(['sku', 'eq', 'P1\0']), {}],
  ])('%s is refused', async (_, parts, expected) => {
    const reply = await call('GET', path(parts));
    expectRefused(reply, 400);
    expect(reply.body).toEqual(expect.objectContaining(expected));
  });

  it('ten thousand filters are refused, not passed over', async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `searchCriteria[filter_groups][0][filters][${at}][field]=sku`);
    const reply = await call('GET', `/rest/all/V1/products?${names.join('&')}`);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
  });

  it('criteria are required, empty ones are enough', async () => {
    const none = await call('GET', '/rest/all/V1/products');
    expect(none.body).toEqual({ message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: 'searchCriteria' } });
    for (const empty of ['searchCriteria', 'searchCriteria=', 'searchCriteria=abc', 'search_criteria=0', 'searchCriteria=&searchCriteria[pageSize]=3'])
      expect(skus(await call('GET', `/rest/all/V1/products?${empty}`)), empty).toEqual(['P1', 'P2', 'p3']);
  });
});

describe('limits are settings', () => {
  it('all that there is, is refused where it is more than a page may hold; a default size pages instead', async () => {
    for (const [env, status, count] of [
      [{ VITRINE_MAX_PAGE_SIZE: '2' }, 400, 0],
      [{ VITRINE_MAX_PAGE_SIZE: '3' }, 200, 3],
      [{ VITRINE_MAX_PAGE_SIZE: '2', VITRINE_DEFAULT_PAGE_SIZE: '20' }, 200, 2],
      [{ VITRINE_DEFAULT_PAGE_SIZE: '1' }, 200, 1],
    ] as const) {
      const other = await startService({ env });
      const ask = clientOf(other);
      for (const sku of ['a', 'b', 'c']) await ask('POST', '/rest/all/V1/products', { product: { sku, name: sku, price: 1 } });
      const reply = await ask('GET', '/rest/all/V1/products?searchCriteria');
      expect(reply.status).toBe(status);
      if (status === 400) expect(reply.body).toEqual({ message: 'Maximum SearchCriteria pageSize is %max', parameters: { max: 2 } });
      else expect(skus(reply)).toHaveLength(count);
      await other.stop();
    }
  });
});

describe('what clients ask for first', () => {
  it('types and modules', async () => {
    expect((await call('GET', '/rest/V1/products/types')).body).toContainEqual({ name: 'simple', label: 'Simple Product' });
    expect((await call('GET', '/rest/V1/modules')).body).toContain('Magento_Catalog');
  });

  it('attribute sets, filtered and alone', async () => {
    const set = { attribute_set_id: 4, attribute_set_name: 'Default', sort_order: 1, entity_type_id: 4 };
    const all = listOf(await call('GET', path([], 'all', 'products/attribute-sets/sets/list')));
    expect(all).toEqual({ items: [set], search_criteria: { filter_groups: [] }, total_count: 1 });
    const named = (name: string) => call('GET', path(filter(['attribute_set_name', 'eq', name]), 'all', 'products/attribute-sets/sets/list'));
    expect(listOf(await named('default')).total_count).toBe(1);
    expect(listOf(await named('Other')).items).toEqual([]);
    expect((await call('GET', '/rest/all/V1/products/attribute-sets/4')).body).toEqual(set);
    expectRefused(await call('GET', '/rest/all/V1/products/attribute-sets/5'), 404);
  });

  it('attributes: standard ones, roles and what products have', async () => {
    const list = async (...parts: (readonly [string, string])[]) => listOf(await call('GET', path(parts, 'all', 'products/attributes')));
    const codes = ({ items }: List) => items.map(({ attribute_code }) => attribute_code);
    expect(codes(await list())).toEqual(expect.arrayContaining(['name', 'url_key', 'image', 'material']));
    expect(codes(await list(...filter(['frontend_input', 'eq', 'media_image'])))).toEqual(['image', 'small_image', 'thumbnail', 'swatch_image']);
    expect(codes(await list(...filter(['attribute_code', 'like', 'mat%'])))).toEqual(['material']);
    expect(codes(await list(...filter(['is_user_defined', 'eq', '1'])))).toEqual(['material']);
    const second = await list(['[pageSize]', '2'], ['[currentPage]', '2']);
    expect(codes(second)).toEqual(['description', 'short_description']);
    expect(second.total_count).toBeGreaterThan(60);
    expectRefused(await call('GET', path(filter(['nope', 'eq', '1']), 'all', 'products/attributes')), 400);
    expect((await call('GET', '/rest/all/V1/products/attributes/material')).body).toEqual(expect.objectContaining({ attribute_code: 'material' }));
    expectRefused(await call('GET', '/rest/all/V1/products/attributes/nope'), 404);
  });
});
