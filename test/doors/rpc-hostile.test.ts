/** What no client of the JSON-RPC door should send: an error in JSON, and nothing stored. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Galleries } from '../../src/app/galleries.js';
import type { EntryId, RoleCode } from '../../src/core/ids.js';
import { faultOut } from '../../src/doors/shipstream-rpc/faults.js';
import { startService, type TestService } from '../support/running.js';
import { addProduct, callsIn, logIn, type Rpc, rpc, someData } from './rpc-client.js';
import { readStored, type Stored } from './stored.js';

let service: TestService;
let session: string;
let call: Rpc;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_MAX_IMAGE_BYTES: String(20 * 1024 * 1024) } });
  session = await logIn(service);
  call = callsIn(service, session);
  await addProduct(call, 'A');
  await call('product_media.create', ['A', await someData({ label: 'there' })]);
});
afterAll(() => service.stop());

describe('nothing is stored', () => {
  let before: Stored;
  beforeEach(async () => {
    before = await readStored(service);
  });
  afterEach(async () => expect(await readStored(service)).toEqual(before));

  it('of a body of 30 MB', async () => {
    const long = 'A'.repeat(30 * 1024 * 1024);
    expect((await call('product_media.create', ['A', { file: { content: long, mime: 'image/png' } }])).error?.code).toBe(-32104);
    expect((await rpc(service, long)).error?.code).toBe(-32700);
    expect((await rpc(service, { id: 1, method: long })).error?.code).toBe(-32601);
    expect((await rpc(service, { id: 1, method: 'call', params: [long, 'product_media.list', ['A']] })).error?.code).toBe(-32005);
    expect((await call(`product_media.${long}`, ['A'])).error?.code).toBe(-32003);
    expect((await call('product_media.list', [long])).error?.code).toBe(-32101);
    expect((await call('product_media.update', ['A', long, {}])).error?.code).toBe(-32103);
    expect((await call('product_media.create', ['A', await someData({ label: long })])).error?.code).toBe(-32102);
    expect((await call('product.create', ['B', { note: long }])).error?.code).toBe(-32102);
  });

  it('of a body over the limit, announced or not: 413', async () => {
    const reply = await rpc(service, Buffer.alloc(32 * 1024 * 1024 + 1, 0x20));
    expect([reply.status, reply.error]).toEqual([413, { code: -32600, message: 'Invalid Request: the body is over the limit of 33554432 bytes' }]);
  });

  it('of a batch of 10,000', async () => {
    const one = { jsonrpc: '2.0', id: 1, method: 'call', params: [session, 'product.create', ['batch', {}]] };
    const reply = await rpc(service, Array(10_000).fill(one));
    expect(reply.error).toEqual({ code: -32600, message: 'Invalid Request: at most 100 calls at once' });
    const many = await rpc(service, { ...one, method: 'multiCall', params: [session, Array(10_000).fill(['product.create', ['many', {}]])] });
    expect(many.error?.code).toBe(-32602);
  });

  it('of a picture of 20 MB and one byte', async () => {
    const { file } = (await someData()) as { file: { content: string } };
    const bytes = Buffer.concat([Buffer.from(file.content, 'base64'), Buffer.alloc(20 * 1024 * 1024)]).subarray(0, 20 * 1024 * 1024 + 1);
    const reply = await call('product_media.create', ['A', { file: { content: bytes.toString('base64'), mime: 'image/png' } }]);
    expect(reply.error).toEqual({ code: -32104, message: 'Image creation failed. the limit is 20971520 bytes' });
  });

  it('of values that are no values', async () => {
    const wrong = [
      '{}',
      '[]',
      'null',
      '5',
      'true',
      '"\\u0000"',
      '"\\ud800"',
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{}}}',
      '[[[[]]]]',
      '1e400',
      '-0',
    ];
    for (const one of wrong) {
      for (const params of [
        `[${one}]`,
        `["${session}",${one}]`,
        `["${session}","product_media.create",${one}]`,
        `["${session}","product_media.create",["A",${one}]]`,
        `["${session}","product_media.create",["A",{"file":${one}}]]`,
      ])
        expect((await rpc(service, `{"id":1,"method":"call","params":${params}}`)).error?.code, params).toBeLessThan(0);
      for (const params of [
        `["${session}","product_media.update",["A","/x",${one}]]`,
        `["${session}","product_media.remove",["A",${one}]]`,
        `["${session}","product.update",["none",${one}]]`,
      ])
        expect((await rpc(service, `{"id":1,"method":"call","params":${params}}`)).error?.code, params).toBeLessThan(0);
    }
  });

  it('of file requests that nobody may make', async () => {
    const create = async (file_request: unknown) => (await call('product_media.create', ['A', { file_request }])).error;
    const url = service.url;
    expect(await create({ url })).toEqual({ code: -32104, message: 'Image creation failed. file_request: the address is not public' });
    expect(await create({ url: 'file:///etc/passwd' })).toEqual({
      code: -32104,
      message: 'Image creation failed. file_request: the address is neither http nor https',
    });
    const wrong = [
      'x',
      5,
      [],
      { url: 5 },
      { url: '' },
      { url, method: 'DELETE' },
      { url, headers: 'x' },
      { url, headers: { a: 5 } },
      { url, auth: 'u:p' },
      { url, auth: {} },
      { url, name: 5 },
    ];
    for (const one of wrong) expect((await create(one))?.message, JSON.stringify(one)).toMatch(/^Invalid data given\. Details in error message\. file_request/);
    expect((await call('product_media.create', ['A', await someData({ file_request: { url } })])).error?.code).toBe(-32102);
  });
});

it('whatever is sent to whatever method: an answer, and no failure of ours', async () => {
  const paths = ['list', 'info', 'types', 'create', 'update', 'remove', 'currentStore']
    .map((name) => `product_media.${name}`)
    .concat('product.info', 'product.create', 'product.update', 'store.list');
  const words = fc.constantFrom<unknown>(
    'A',
    '/i/m/image.png',
    'image',
    'default',
    'nope',
    '',
    0,
    1,
    4,
    -1,
    null,
    true,
    {},
    [],
    { file: { content: 'AAAA', mime: 'image/png' } },
    { label: 'x', types: ['image'] },
  );
  const value = fc.oneof(words, fc.jsonValue({ maxDepth: 3 }));
  const args = fc.oneof(
    fc.array(value, { maxLength: 6 }),
    fc.dictionary(fc.constantFrom('sku', 'file', 'data', 'store', 'setId', 'identifierType', 'toString'), value),
    value,
  );
  const sent = fc.oneof(
    fc.tuple(fc.constantFrom(...paths), args).map(([path, given]) => ({ id: 1, method: 'call', params: [session, path, given] })),
    fc.tuple(fc.constantFrom(...paths), fc.array(value, { maxLength: 6 })).map(([path, given]) => ({ id: 1, method: path, params: [session, ...given] })),
    fc.record({
      id: value,
      method: fc.oneof(value, fc.constantFrom('call', 'multiCall', 'resources', 'resourceFaults', 'globalFaults', 'startSession')),
      params: fc.oneof(
        args,
        fc.array(value, { maxLength: 4 }).map((given) => [session, ...given]),
      ),
    }),
    fc.array(value, { maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(sent, async (body) => {
      const { text } = await rpc(service, body);
      expect(text).not.toContain('-32603');
      expect(text).not.toContain('"faultCode":"1"');
    }),
    { numRuns: 400 },
  );
});

describe('our own failure', () => {
  const broken = async <T>(work: () => Promise<T>): Promise<T> => {
    const galleries = service.app.galleries as { -readonly [K in keyof Galleries]: Galleries[K] };
    const { read } = galleries;
    galleries.read = async () => {
      throw new Error(`SQLITE_IOERR at ${service.data}`);
    };
    try {
      return await work();
    } finally {
      galleries.read = read;
    }
  };

  it('is -32603 with a number that the log has too', async () => {
    const { error } = await broken(() => call('product_media.list', ['A']));
    expect(error).toEqual({ code: -32603, message: 'Internal error', data: { request: expect.stringMatching(/^[0-9a-f]{13,}$/) } });
  });

  it('is 1 in a list of calls, and the others go on', async () => {
    const { result } = await broken(() =>
      rpc(service, {
        id: 1,
        method: 'multiCall',
        params: [
          session,
          [
            ['product_media.list', 'A'],
            ['product_media.types', 999],
          ],
        ],
      }),
    );
    expect(result).toEqual([{ isFault: true, faultCode: '1', faultMessage: 'Internal Error. Please see log for details.' }, []]);
  });
});

it('a removal that is refused has a number of its own: 106', () => {
  expect(faultOut({ code: 'role-elsewhere', entry: 1 as EntryId, roles: [] }, 'remove').fault).toEqual({
    code: 106,
    message: 'Image not removed. the image plays a role in another store view',
  });
});

it('a product whose attribute set has no gallery has none: 107', async () => {
  const set = await service.app.catalog.addSet({ name: 'Plain', roles: ['image' as RoleCode], hasGallery: false });
  if (!set.ok) throw new Error(set.fault.code);
  expect((await call('product.create', ['plain', { set: set.value.id }])).result).toBe(true);
  const calls = [
    ['list', []],
    ['info', ['/a']],
    ['create', [{}]],
    ['update', ['/a', {}]],
    ['remove', ['/a']],
  ] as const;
  for (const [name, args] of calls)
    expect((await call(`product_media.${name}`, ['plain', ...args])).error).toEqual({ code: -32107, message: "Requested product doesn't support images" });
  expect((await call('product_media.types', set.value.id)).result).toEqual([{ code: 'image', scope: 'store' }]);
});

it('rights on one store view are rights to write there, and to see everything', async () => {
  await service.app.catalog.addStore({ code: 'german' as never, name: 'German', website: undefined, locale: 'de_DE' });
  await service.addUser('german', 'German-1', ['Magento_Catalog::catalog', 'Magento_Catalog::products'], ['german']);
  const mine = callsIn(service, await logIn(service, 'german', 'German-1'));
  const { result: file } = await call('product_media.create', ['A', await someData({ label: 'de' }), 'german']);
  expect(file).toMatch(/^\/i\/m\/image/);
  expect((await mine('product_media.update', ['A', file, { label: 'neu' }, 'german'])).result).toBe(true);
  const denied = [
    ['product_media.create', ['A', await someData(), 'german']],
    ['product_media.update', ['A', file, { label: 'x' }]],
    ['product_media.remove', ['A', file]],
    ['product.update', ['A', { name: 'x' }]],
  ] as const;
  for (const [path, args] of denied) expect((await mine(path, args)).error?.code, path).toBe(-32002);
});
