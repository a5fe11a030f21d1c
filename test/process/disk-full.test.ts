/** No room is left: who writes is told so, whoever reads goes on, and all is as acknowledged once there is room again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, callsTo, freshPlace, mediaOf, serve, signIn } from './vitrine.js';

const DISK_MB = 24;

/** A small disk of its own; false: this machine gives us none. */
function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0700`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return true;
}

/** To the last byte. */
function fill(path: string): void {
  for (let [size, at] = [1024 * 1024, 0]; size >= 512; )
    try {
      writeFileSync(`${path}${at++}`, Buffer.alloc(size));
    } catch {
      rmSync(`${path}${at - 1}`, { force: true });
      size = Math.floor(size / 2);
    }
}

test('a full disk: 507 in the words of each door, and reads go on', { timeout: 90_000 }, async (context) => {
  const { home, data } = await freshPlace();
  if (!mount(data)) return context.skip('no disk of its own can be mounted here');
  const filler = join(data, 'filler');
  mkdirSync(filler);
  const server = await serve(data, { ...AS_USER, VITRINE_SECRET_KEY: 'ab'.repeat(32) });
  const { body: token } = await signIn(server.url);
  const call = callsTo(server.url, token);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const picture = await aJpeg(1, 900);
  expect((await call('POST', '/all/V1/products/vase/media', anUpload(picture))).status).toBe(200);
  const { result: session } = (await (await rpc(['shopkeeper', 'Open-Sesame-7'], 'login')).json()) as { result: string };
  fill(join(filler, 'x'));

  const upload = async (number: number) => call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg(number, 900)));
  expect(await upload(2)).toMatchObject({ status: 507, body: { message: expect.stringContaining('no room') } });
  const base64 = (await aJpeg(3, 900)).toString('base64');
  const patched = await fetch(`${server.url}/api/v1/products/vase/gallery`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ operations: [{ op: 'add', picture: { base64, name: 'x.jpg' } }] }),
  });
  expect([patched.status, await patched.json()]).toEqual([507, expect.objectContaining({ type: 'storage-full' })]);
  const said = await (await rpc([session, 'product_media.create', ['vase', { file: { content: base64, mime: 'image/jpeg', name: 'x' } }]])).json();
  expect(said).toMatchObject({ error: { message: 'No room is left' } });
  // Every row that would be written needs a page of the journal, sooner or later.
  const names = await Promise.all(Array.from({ length: 40 }, (_, at) => call('PUT', '/all/V1/products/vase', { product: { name: `${at} `.repeat(2000) } })));
  expect(new Set(names.map(({ status }) => status))).toContain(507);
  expect(names.every(({ status }) => status === 200 || status === 507)).toBe(true);
  expect(JSON.stringify([said, names])).not.toContain(home);

  const entries = await mediaOf(call, 'vase');
  expect(entries).toHaveLength(1);
  expect(await bytesAt(server.url, entries[0]?.file ?? '')).toEqual(picture);
  const small = await fetch(`${server.url}/media/catalog/product${entries[0]?.file}?width=240`);
  expect([small.status, small.headers.get('content-type')], 'a rendition that cannot be kept is shown').toEqual([200, 'image/jpeg']);
  expect((await fetch(`${server.url}/health/ready`)).status, 'for it still serves').toBe(200);

  rmSync(filler, { recursive: true });
  expect((await upload(4)).status).toBe(200);
  expect(await mediaOf(call, 'vase')).toHaveLength(2);
  expect((await server.stop()).code).toBe(0);

  function rpc(params: unknown, method = 'call'): Promise<Response> {
    return fetch(`${server.url}/api/jsonrpc`, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  }
});
