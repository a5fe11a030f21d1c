/** Many at once at the JSON-RPC door, where its ancestor loses most; and pictures that the service fetches by itself. */
import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { aHost } from '../fetching/hosts.js';
import { startService, type TestService } from '../support/running.js';
import { addProduct, callsIn, itemsOf, logIn, type Rpc, someData } from './rpc-client.js';

let service: TestService;
let call: Rpc;
beforeAll(async () => {
  service = await startService({ stores: ['german'], env: { VITRINE_FETCH_HOSTS: '127.0.0.1' } });
  call = callsIn(service, await logIn(service));
});
afterAll(() => service.stop());

const EIGHT = Array.from({ length: 8 }, (_, n) => n);
const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

it('eight connections create the same unnamed image in one session: all are there, all distinct', async () => {
  await addProduct(call, 'same');
  const data = await someData({ position: 1 });
  for (let round = 0; round < 5; round++)
    await Promise.all(EIGHT.map(() => call('product_media.create', ['same', data]))).then((replies) =>
      expect(replies.map(({ error }) => error)).toEqual(Array(8).fill(undefined)),
    );
  const items = await itemsOf(call, 'same');
  expect(new Set(items.map(({ file }) => file)).size).toBe(40);
  expect(await bytesAt(items[17]?.url ?? '')).toEqual(await picture('image:png:1'));
});

it('eight update different products, again and again: none fails', async () => {
  const files = await Promise.all(
    EIGHT.map(async (n) => {
      await addProduct(call, `many-${n}`);
      return (await call('product_media.create', [`many-${n}`, await someData()])).result as string;
    }),
  );
  const update = async (n: number) => {
    const replies = [];
    for (let round = 0; round < 20; round++)
      replies.push(
        await call('product_media.update', [
          `many-${n}`,
          files[n],
          { label: `${n} in ${round}`, position: round, types: ['image'] },
          round % 2 ? 'german' : null,
        ]),
      );
    return replies;
  };
  const replies = (await Promise.all(EIGHT.map(update))).flat();
  expect(replies.filter(({ result }) => result !== true)).toEqual([]);
  for (const n of EIGHT) {
    expect(await itemsOf(call, `many-${n}`)).toMatchObject([{ label: `${n} in 18`, position: 18, types: ['image'] }]);
    expect(await itemsOf(call, `many-${n}`, 'german')).toMatchObject([{ label: `${n} in 19`, position: 19, types: ['image'] }]);
  }
});

it('512 at once create, update and list: none fails', async () => {
  await addProduct(call, 'crowd');
  const { result: file } = await call('product_media.create', ['crowd', await someData()]);
  const data = await someData({ exclude: 1 }, 2);
  const kinds = [
    () => call('product_media.create', ['crowd', data]),
    (n: number) => call('product_media.update', ['crowd', file, { label: `${n}` }]),
    () => call('product_media.list', ['crowd']),
  ] as const;
  const replies = await Promise.all(Array.from({ length: 512 }, (_, n) => (kinds[n % 3] as (n: number) => ReturnType<Rpc>)(n)));
  expect(replies.flatMap(({ error }) => error ?? [])).toEqual([]);
  expect(await itemsOf(call, 'crowd')).toHaveLength(172);
});

it('eight remove the images of one product: each is gone once', async () => {
  await addProduct(call, 'gone');
  const files = await Promise.all(EIGHT.map(async () => (await call('product_media.create', ['gone', await someData()])).result));
  const replies = await Promise.all([...files, ...files].map((file) => call('product_media.remove', ['gone', file])));
  expect(replies.filter(({ result }) => result === true)).toHaveLength(8);
  expect(replies.flatMap(({ error }) => (error === undefined ? [] : [error.code]))).toEqual(Array(8).fill(-32103));
  expect(await itemsOf(call, 'gone')).toEqual([]);
});

describe('a picture to be fetched', () => {
  it('is taken like one that was sent, its type from the bytes, asked for with what the caller gave', async () => {
    const png = await picture('image:png:7');
    const host = await aHost((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(png));
    await addProduct(call, 'fetched');
    const file_request = {
      url: `http://${host.name}/a.jpg`,
      method: 'post',
      headers: { 'X-Key': 'k' },
      auth: { username: 'u', password: 'p' },
      name: 'from afar',
    };
    expect((await call('product_media.create', ['fetched', { file_request, label: 'far', types: ['image'] }, 'german'])).result).toBe('/f/r/from_afar.png');
    expect(await itemsOf(call, 'fetched', 'german')).toMatchObject([{ label: 'far', types: ['image'] }]);
    expect(host.asked[0]).toMatchObject({
      method: 'POST',
      path: '/a.jpg',
      headers: { 'x-key': 'k', authorization: `Basic ${Buffer.from('u:p').toString('base64')}` },
    });
    expect(await bytesAt((await itemsOf(call, 'fetched'))[0]?.url ?? '')).toEqual(png);
  });

  it('replaces the bytes of an image, under its name', async () => {
    const gif = await picture('image:gif:3');
    const host = await aHost((_, response) => response.end(gif));
    await addProduct(call, 'refetched');
    const { result: file } = await call('product_media.create', ['refetched', await someData()]);
    expect((await call('product_media.update', ['refetched', file, { file_request: { url: `http://${host.name}/`, auth: ['u', 'p'] } }])).result).toBe(true);
    const [item] = await itemsOf(call, 'refetched');
    expect(item?.file).toBe(file);
    expect(await bytesAt(item?.url ?? '')).toEqual(gif);
  });

  it('that is none is refused, and so is one that does not come; who asks is only called for what can be changed', async () => {
    const host = await aHost(({ url }, response) => response.writeHead(url === '/text' ? 200 : 404).end('words'));
    await addProduct(call, 'unfetched');
    const create = async (sku: string, path: string) =>
      (await call('product_media.create', [sku, { file_request: { url: `http://${host.name}${path}` } }])).error;
    expect((await create('unfetched', '/text'))?.message).toBe('Image creation failed. neither JPEG, PNG, GIF, WebP nor AVIF');
    expect((await create('unfetched', '/none'))?.message).toBe('Image creation failed. file_request: the host answered 404');
    expect((await create('nobody', '/text'))?.code).toBe(-32101);
    expect(host.asked).toHaveLength(2);
    expect(await itemsOf(call, 'unfetched')).toEqual([]);
  });
});
