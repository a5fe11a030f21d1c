/** JSON-RPC clients from npm, as they are, through the life of an image; the REST door reads what they write, and they what it writes. */
import jayson from 'jayson/promise/index.js';
import { JSONRPCClient, type JSONRPCResponse } from 'json-rpc-2.0';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { addEntry, clientOf, galleryOf } from '../doors/client.js';
import type { Item } from '../doors/rpc-client.js';
import { startService, type TestService } from '../support/running.js';

let service: TestService;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
});
afterAll(() => service.stop());

/** A call of a method with its parameters; throws what the client makes of a fault. */
type Ask = (method: string, params: unknown[]) => Promise<unknown>;

const CLIENTS: Readonly<Record<string, () => Ask>> = {
  jayson: () => {
    const client = jayson.Client.http({ host: '127.0.0.1', port: new URL(service.url).port, path: '/api/jsonrpc' });
    return async (method, params) => {
      const { result, error } = await client.request(method, params);
      if (error) throw error;
      return result;
    };
  },
  'json-rpc-2.0': () => {
    const client: JSONRPCClient = new JSONRPCClient(async (request) => {
      const reply = await fetch(`${service.url}/api/jsonrpc`, { method: 'POST', body: JSON.stringify(request) });
      client.receive((await reply.json()) as JSONRPCResponse);
    });
    return async (method, params) => client.request(method, params);
  },
};

describe.each(Object.keys(CLIENTS))('%s', (name) => {
  it('logs in, creates, lists, updates and removes, and the REST door sees the same', async () => {
    const ask = CLIENTS[name]?.() as Ask;
    const rest = clientOf(service);
    const session = await ask('login', ['test-root', 'Test-Root-1']);
    const call = (path: string, args: unknown[]) => ask('call', [session, path, args]);
    const sku = `sku of ${name}`;
    expect(await call('product.create', [sku, { name: 'From afar' }])).toBe(true);

    const png = await picture('image:png:9');
    const data = {
      file: { content: png.toString('base64'), mime: 'image/png', name: 'front side' },
      label: 'Front',
      position: 3,
      types: ['image', 'thumbnail'],
      exclude: 0,
    };
    const file = (await call('product_media.create', [sku, data])) as string;
    expect(await call('product_media.list', [sku])).toEqual([
      { file, label: 'Front', position: 3, exclude: 0, url: `${service.url}/media/catalog/product${file}`, types: ['image', 'thumbnail'] },
    ]);
    expect(await galleryOf(rest, sku)).toMatchObject([{ file, label: 'Front', position: 3, disabled: false, types: ['image', 'thumbnail'] }]);
    expect((await rest('GET', `/media/catalog/product${file}`)).bytes).toEqual(png);

    expect(await call('product_media.update', [sku, file, { label: 'Vorne', exclude: 1 }, 'german'])).toBe(true);
    expect(await galleryOf(rest, sku)).toMatchObject([{ label: 'Front', disabled: false }]);
    expect(await galleryOf(rest, sku, 'german')).toMatchObject([{ label: 'Vorne', disabled: true, position: 3, types: ['image', 'thumbnail'] }]);

    await addEntry(rest, sku, { label: 'by REST', position: 1, disabled: true });
    const items = (await call('product_media.list', [sku, 'german'])) as Item[];
    expect(items).toMatchObject([
      { label: 'by REST', position: 1, exclude: 1 },
      { file, label: 'Vorne', exclude: 1 },
    ]);

    expect(await call('product_media.remove', [sku, items[0]?.file])).toBe(true);
    expect(await call('product_media.remove', [sku, file])).toBe(true);
    expect([await galleryOf(rest, sku), await galleryOf(rest, sku, 'german'), await call('product_media.list', [sku])]).toEqual([[], [], []]);
    await expect(call('product_media.remove', [sku, file])).rejects.toMatchObject({ code: -32103 });
    expect(await ask('endSession', [session])).toBe(true);
    await expect(call('product_media.list', [sku])).rejects.toMatchObject({ code: -32005 });
  });
});
