/** A small shop to look at: a jacket with pictures of every shape, in two languages. */
import { setTimeout as pause } from 'node:timers/promises';
import sharp, { type Sharp } from 'sharp';
import { drawScene } from '../../src/imaging/scenes.js';
import { callsTo } from '../process/vitrine.js';
import { startService, type TestService } from '../support/running.js';

const COLOURS = { main: '#23262b', trim: '#8d939c', accent: '#d1603d', backdrop: '#eef0f1' };

/** In the order of their positions; none in German: it inherits. */
export const PICTURES = [
  { name: 'mj03-black_main.jpg', label: 'Northwind Jacket, front', german: 'Nordwindjacke, von vorn', draw: square },
  { name: 'mj03-turned.jpg', label: 'Northwind "Jacket" & <side>', german: undefined, draw: turnedByExif },
  { name: 'mj03-moving.gif', label: 'Turning around', german: 'Sie dreht sich', draw: moving },
  { name: 'mj03-small.png', label: null, german: undefined, draw: small },
] as const;

export interface Shop {
  readonly service: TestService;
  /** The paths of {@link PICTURES}. */
  readonly files: readonly string[];
  remove(place: number): Promise<void>;
}

export async function openShop(env: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const service = await startService({ stores: ['german'], env: { VITRINE_INTAKE: 'behind', ...env } });
  const call = callsTo(service.url, service.token);
  const product = { sku: 'MJ03', attribute_set_id: 4, price: 189, type_id: 'simple' };
  await call('POST', '/all/V1/products', { product: { ...product, name: 'Northwind Jacket' } });
  await call('PUT', '/german/V1/products/MJ03', { product: { name: 'Nordwindjacke' } });
  const ids: number[] = [];
  for (const [position, { name, label, german, draw }] of PICTURES.entries()) {
    const bytes = await (await draw()).toBuffer();
    const content = { type: `image/${(await sharp(bytes).metadata()).format}`, name, base64_encoded_data: bytes.toString('base64') };
    const entry = { media_type: 'image', label, position, disabled: false, types: [] };
    const { body, status } = await call<string>('POST', '/all/V1/products/MJ03/media', { entry: { ...entry, content } });
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    ids[position] = Number(body);
    if (german !== undefined) await call('PUT', `/german/V1/products/MJ03/media/${body}`, { entry: { id: Number(body), media_type: 'image', label: german } });
  }
  const { body } = await call<readonly { id: number; file: string }[]>('GET', '/all/V1/products/MJ03/media');
  for (const { file } of body) await decoded(`${service.url}/media/catalog/product${file}`);
  return {
    service,
    files: ids.map((id) => body.find((entry) => entry.id === id)?.file ?? ''),
    async remove(place) {
      await call('DELETE', `/all/V1/products/MJ03/media/${ids[place]}`);
    },
  };
}

/** How a picture stands upright is known once it has been decoded, a moment after its upload: then none of these is wider than high. */
async function decoded(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { headers } = await fetch(url, { method: 'HEAD' });
    const [, width = '', height = ''] = /idim=(\d+)x(\d+)/.exec(headers.get('fastly-io-info') ?? '') ?? [];
    if (!url.includes('turned') || Number(width) < Number(height)) return;
    await pause(50);
  }
  throw new Error(`${url} is not decoded`);
}

async function drawn(shot: 'front' | 'side' | 'back', widthPx: number, heightPx: number): Promise<Sharp> {
  const { bytes } = await drawScene({ subject: 'jacket', title: 'Northwind Jacket', colours: COLOURS, shot, seed: 300, type: 'image/png', widthPx, heightPx });
  return sharp(bytes);
}

/** As large as the demo's, for the README writes its sizes down. */
async function square(): Promise<Sharp> {
  return (await drawn('front', 1600, 1600)).jpeg();
}

/** Lies on its side, and says so. */
async function turnedByExif(): Promise<Sharp> {
  return (await drawn('side', 900, 1200)).rotate(-90).withMetadata({ orientation: 6 }).jpeg();
}

async function moving(): Promise<Sharp> {
  const frames = await Promise.all((['front', 'side', 'back'] as const).map(async (shot) => (await drawn(shot, 300, 400)).png().toBuffer()));
  return sharp(frames, { join: { animated: true } }).gif({ delay: [600, 600, 600], loop: 0 });
}

async function small(): Promise<Sharp> {
  return (await drawn('back', 240, 180)).png();
}
