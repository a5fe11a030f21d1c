/** Addresses that try to get out, or in, or nowhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, expectAnswered, expectRefused, galleryOf } from './client.js';
import { talk } from './socket.js';
import { blobFiles } from './stored.js';

let service: TestService;
let call: Client;
let file: string;
let blob: string;
beforeAll(async () => {
  service = await startService();
  call = clientOf(service);
  await addProduct(call, 'A');
  await addEntry(call, 'A');
  file = (await galleryOf(call, 'A'))[0]?.file ?? '';
  blob = (await blobFiles(service))[0] ?? '';
});
afterAll(() => service.stop());

describe.each(['/media/catalog/product', '/pub/media/catalog/product'])('%s', (prefix) => {
  it('serves the picture, and only at its own path', async () => {
    expect((await call('GET', prefix + file)).status).toBe(200);
    const [folder, name] = [file.slice(0, file.lastIndexOf('/')), file.slice(file.lastIndexOf('/') + 1)];
    const others = [
      `${folder}//${name}`,
      `/.${file}`,
      `/x/..${file}`,
      `${file}/`,
      `${file}/.`,
      file.toUpperCase(),
      `${file}%00`,
      `${file}%00.html`,
      `${file}%20`,
      `/${file}`,
    ];
    for (const other of others) expect((await call('GET', prefix + other)).status, other).toBe(404);
  });

  it.each([
    '/../../../vitrine.sqlite',
    '/..%2f..%2f..%2fvitrine.sqlite',
    '/%2e%2e/%2e%2e/vitrine.sqlite',
    '/%2e%2e%2f%2e%2e%2fvitrine.sqlite',
    '/..%5c..%5cvitrine.sqlite',
    '/..\\..\\vitrine.sqlite',
    '/..%c0%af..%c0%afvitrine.sqlite',
    '/%c0%ae%c0%ae/vitrine.sqlite',
    '/%e0%80%af',
    '/%ff',
    '/%00',
    '/%zz',
    '/%',
    '/%u0000',
    '/..;/vitrine.sqlite',
    '/%252e%252e%252fvitrine.sqlite',
    '//etc/passwd',
    '/file:%2f%2f%2fetc%2fpasswd',
    '/C:%5cwindows',
    '/',
    '//',
    '',
    `/${'a'.repeat(5000)}`,
    `/${'a/'.repeat(3000)}`,
    `/${'%61'.repeat(4000)}`,
    `/${'../'.repeat(2000)}etc/passwd`,
  ])('%j is nothing, and nothing is told', async (path) => {
    const reply = await call('GET', prefix + path);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  it('a path longer than a header may be is cut off without a word of the inside', async () => {
    const heard = await talk(service.url, [`GET ${prefix}/${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`]);
    expect(heard).toMatch(/^HTTP\/1\.1 431 [A-Za-z ]+\r\nConnection: close\r\nContent-Length: 0\r\n\r\n$/);
  });

  it('a blob’s own name, and the folder it lies in, are no path', async () => {
    expect(blob).toMatch(/^[0-9a-f]{64}$/);
    for (const path of [`/${blob}`, `/${blob.slice(0, 2)}/${blob.slice(2, 4)}/${blob}`, '/incoming'])
      expect((await call('GET', prefix + path)).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s is nothing', async (method) => {
    expect((await call(method, prefix + file)).status).toBe(404);
  });
});

describe('/rest', () => {
  it.each(['%zz', '%', '%2', '%c0%af', '%ff', '%e4', 'a%', '+', '%2B', '%2F', '%2F%2F', '%252F', '%5C', '..%2F..', '%3F', '%23', ';', ':', '@', '!'])(
    'the SKU %j is looked for, and not found',
    async (sku) => {
      for (const tail of ['', '/media', '/media/1']) {
        expectRefused(await call('GET', `/rest/all/V1/products/${sku}${tail}`), 404);
        expectRefused(await call('DELETE', `/rest/all/V1/products/${sku}${tail === '/media' ? '/media/1' : tail}`), 404);
      }
    },
  );

  it.each(['%00', 'A%00', 'A%00B'])('the SKU %j is no text', async (sku) => {
    for (const tail of ['', '/media', '/media/1']) expectRefused(await call('GET', `/rest/all/V1/products/${sku}${tail}`), 400);
    expectRefused(await call('PUT', `/rest/all/V1/products/${sku}`, { product: { name: 'x' } }), 400);
  });

  it('`+` is a blank, `%2B` a plus, `%2F` a slash, `%zz` itself', async () => {
    for (const [path, sku] of [
      ['p+q', 'p q'],
      ['p%2Bq', 'p+q'],
      ['p%2Fq', 'p/q'],
      ['p%zzq', 'p%zzq'],
      ['%C3%A4', 'ä'],
    ] as const) {
      const reply = await call('PUT', `/rest/all/V1/products/${path}`, { product: { name: 'x' } });
      expect(reply.body, reply.text).toMatchObject({ sku });
      expect((await call('GET', `/rest/all/V1/products/${path}`)).body).toMatchObject({ sku });
    }
  });

  it('very long SKUs, store codes and paths', async () => {
    expectRefused(await call('GET', `/rest/all/V1/products/${'s'.repeat(10_000)}`), 404);
    expectRefused(await call('PUT', `/rest/all/V1/products/${'s'.repeat(10_000)}`, { product: { name: 'x' } }), 400);
    expectRefused(await call('GET', `/rest/${'c'.repeat(10_000)}/V1/products/A`), 400);
    expectRefused(await call('GET', `/rest/V1/${'x/'.repeat(5_000)}`), 404);
  });

  it.each(['0', '-1', '1.5', '1e3', '1e999', 'abc', '%20', '1%00', '99999999999999999999', "1' or '1'='1", '[]', '{}', 'null', '0x1', '١'])(
    'the entry id %j is an answer below 500',
    async (id) => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        if (method === 'DELETE' && Math.trunc(Number(id)) === 1) continue;
        expectAnswered(
          await call(method, `/rest/all/V1/products/A/media/${encodeURIComponent(id).replaceAll('%25', '%')}`, { entry: { media_type: 'image' } }),
        );
      }
      expect(await galleryOf(call, 'A')).toHaveLength(1);
    },
  );

  it.each(['__proto__', 'constructor', 'ALL', 'admin%00', '..', '%2e%2e', "default'--", ' ', 'V', 'v1', 'V1x'])('the store code %j', async (code) => {
    expectRefused(await call('GET', `/rest/${code.replaceAll(' ', '%20')}/V1/products/A`));
  });

  it.each([
    '/rest',
    '/rest/',
    '/rest//',
    '/rest/V1',
    '/rest/V1/',
    '/rest/V2/products/A',
    '/rest/V1/products/A/',
    '/rest/V1//products',
    '/index.php/rest/V1/nothing',
  ])('%s answers in this door’s shape', async (path) => expectAnswered(await call('GET', path)));

  it.each(['/restaurant', '/rest%2FV1', '/health', '/health/live/x', '/index.php', '/.env', '/vitrine.sqlite', '/*'])('%s is nothing', async (path) => {
    const reply = await call('GET', path);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  it('an address with a host in it is the same address', async () => {
    const heard = await talk(service.url, [
      `GET http://elsewhere.example/rest/all/V1/products/A HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.token}\r\n\r\n`,
    ]);
    expect(heard).toContain('HTTP/1.1 200');
    expect(heard).not.toContain('elsewhere');
  });
});
