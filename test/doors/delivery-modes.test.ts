/** Who may ask for which rendition, and who sends it: the delivery settings over the wire. */
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings.js';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf, untilRendered } from './client.js';

const started: TestService[] = [];
afterAll(() => Promise.all(started.map((service) => service.stop())));

interface Shop {
  readonly file: string;
  get(path: string, headers?: Record<string, string>): ReturnType<Client>;
  widthOf(query: string): Promise<string>;
}
async function shop(env: Record<string, string>): Promise<Shop> {
  const service = await startService({ env });
  started.push(service);
  const call = clientOf(service);
  await addProduct(call, 'A');
  const bytes = await sharp({ create: { width: 700, height: 700, channels: 3, background: '#abc' } })
    .png()
    .toBuffer();
  await addEntry(call, 'A', { content: { base64_encoded_data: bytes.toString('base64'), type: 'image/png', name: 'a.png' } });
  const file = (await galleryOf(call, 'A'))[0]?.file ?? '';
  const get: Shop['get'] = (path, headers = {}) => call('GET', path, undefined, { authorization: undefined, 'content-type': undefined, ...headers });
  await untilRendered(call, file);
  const widthOf = async (query: string) => {
    const reply = await get(`/media/catalog/product${file}?${query}`);
    return reply.status === 200 ? String((await sharp(reply.bytes).metadata()).width) : String(reply.status);
  };
  return { file, get, widthOf };
}

describe('VITRINE_DELIVERY', () => {
  it('presets: free widths go up to the ladder', async () => {
    const { widthOf } = await shop({});
    expect([await widthOf('width=300'), await widthOf('width=240'), await widthOf('')]).toEqual(['320', '240', '700']);
  });

  it('free: any width', async () => {
    const { widthOf } = await shop({ VITRINE_DELIVERY: 'free' });
    expect([await widthOf('width=301'), await widthOf('width=9000')]).toEqual(['301', '400']);
  });

  it('signed: presets, originals, and what carries a signature', async () => {
    const { file, get, widthOf } = await shop({ VITRINE_DELIVERY: 'signed', VITRINE_DELIVERY_KEY: 'a secret' });
    const signature = createHmac('sha256', 'a secret').update(`${file}?height=200&width=301`).digest('hex');
    expect(await widthOf(`width=301&height=200&s=${signature}`)).toBe('301');
    expect([await widthOf('width=301&height=200'), await widthOf(`width=302&height=200&s=${signature}`)]).toEqual(['403', '403']);
    expect([await widthOf(''), (await get(`/media/p/swatch_image${file}`)).status]).toEqual(['700', 200]);
  });
});

it('a preset of the settings stands beside the built-in ones, or in the place of one', async () => {
  const { file, get } = await shop({ VITRINE_PRESETS: '{"hero":"width=600&height=200&fit=crop&format=png","swatch_image":"width=33"}' });
  const size = async (name: string) => (await get(`/media/p/${name}${file}`)).headers['fastly-io-info']?.match(/odim=(\S+)/)?.[1];
  expect([await size('hero'), await size('swatch_image'), await size('swatch_thumb')]).toEqual(['600x200', '33x33', '110x90']);
});

describe('with a web server in front', () => {
  let own: Shop;
  beforeAll(async () => {
    own = await shop({ VITRINE_ACCEL_PREFIX: '/_vitrine' });
  });

  it('says where the file stands, and sends nothing itself', async () => {
    const original = await own.get(`/media/catalog/product${own.file}`);
    expect([original.status, original.bytes.length]).toEqual([200, 0]);
    expect(original.headers['x-accel-redirect']).toMatch(/^\/_vitrine\/blobs\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
    const rendition = await own.get(`/media/catalog/product${own.file}?width=240&format=webp`);
    expect([rendition.status, rendition.bytes.length, rendition.headers['content-type']]).toEqual([200, 0, 'image/webp']);
    expect(rendition.headers['x-accel-redirect']).toMatch(/^\/_vitrine\/renditions\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
  });

  it('what it knows, and what is not there, it is told without a file', async () => {
    const known = await own.get(`/media/catalog/product${own.file}`, { 'if-none-match': '*' });
    expect([known.status, known.headers['x-accel-redirect']]).toEqual([304, undefined]);
    expect((await own.get('/media/catalog/product/n/o/no.png')).headers['x-accel-redirect']).toBeUndefined();
  });
});

it('wrong delivery settings are told, each with its name', () => {
  const faults = (env: Record<string, string>) => {
    const settings = readSettings(env);
    return 'faults' in settings ? settings.faults.join() : '';
  };
  expect(faults({ VITRINE_DELIVERY: 'signed' })).toContain('VITRINE_DELIVERY_KEY');
  expect(faults({ VITRINE_DELIVERY: 'any' })).toContain('VITRINE_DELIVERY:');
  for (const presets of ['', '{}']) expect(faults({ VITRINE_PRESETS: presets })).toBe('');
  for (const presets of ['{', '[]', 'null', '{"a":1}', '{"a/b":"width=1"}', '{"a":"width=x"}', '{"a":"crop=1,0"}'])
    expect(faults({ VITRINE_PRESETS: presets })).toContain('VITRINE_PRESETS');
  for (const prefix of ['x', 'http://x/', '/a b']) expect(faults({ VITRINE_ACCEL_PREFIX: prefix })).toContain('VITRINE_ACCEL_PREFIX');
});
