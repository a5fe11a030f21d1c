/** `/metrics`: who may read it, and that it tells what happened. */
import { expect, test } from 'vitest';
import { figuresAt, sumOf } from './figures.js';
import { AS_USER, aJpeg, anUpload, aProduct, done, freshPlace, mediaOf, serve, signedIn, vitrine } from './vitrine.js';

test("on the service's port it is for who may read it, and tells of every door, of pictures and of what lies behind", { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const keys = async (...args: string[]) => JSON.parse(await done(data, 'integration', 'add', ...args, '--json')) as { access_token: string };
  const [reader, other] = [await keys('prometheus', '--allow', 'Vitrine::metrics'), await keys('shop', '--allow', 'Magento_Catalog::catalog')];
  const server = await serve(data, AS_USER);
  const as = ({ access_token }: { access_token: string }) => ({ authorization: `Bearer ${access_token}` });
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  expect((await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(401);
  expect((await fetch(`${server.url}/metrics`, { headers: as(other) })).status).toBe(403);

  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg(1, 300)));
  const [entry] = await mediaOf(call, 'vase');
  const small = `${server.url}/media/catalog/product${entry?.file}?width=240`;
  // Made, read, held, and then past the framework.
  for (let i = 0; i < 6; i++) expect((await fetch(small)).status).toBe(200);
  for (const path of ['/wp-login.php', '/rest/V1/nothing', '/api/v1/nothing', '/media/catalog/product/x.jpg']) await fetch(`${server.url}${path}`);
  await fetch(`${server.url}/api/jsonrpc`, { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"login","params":["x","y"]}' });

  const figures = await figuresAt(`${server.url}/metrics`, as(reader));
  const requests = (labels: Record<string, string>) => sumOf(figures, 'vitrine_request_duration_seconds_count', labels);
  expect(requests({ door: 'delivery', status: '200', route: '/media/catalog/product/*' })).toBe(6);
  expect(requests({ door: 'adobe-rest', method: 'GET', route: 'sync V1/products/:sku/media', status: '200' })).toBe(1);
  expect(requests({ door: 'native', status: '404' })).toBe(1);
  expect(requests({ door: 'shipstream-rpc', status: '200' })).toBe(1);
  expect(requests({ door: '-', route: '-', status: '404' }), 'what is nobody’s has no route').toBe(1);
  expect(requests({ door: 'metrics', status: '401' })).toBe(2);
  expect(sumOf(figures, 'vitrine_renditions_delivered_total'), 'each rendition once').toBe(6);
  expect(sumOf(figures, 'vitrine_renditions_delivered_total', { outcome: 'memory' })).toBeGreaterThan(0);
  expect(sumOf(figures, 'vitrine_rendition_duration_seconds_count', { operation: 'visitor', outcome: 'made' })).toBe(1);
  expect(sumOf(figures, 'vitrine_pictures_in_total', { outcome: 'taken' })).toBe(1);
  expect(sumOf(figures, 'vitrine_blob_duration_seconds_count', { operation: 'put', outcome: 'ok' })).toBe(1);
  expect(sumOf(figures, 'vitrine_sql_duration_seconds_count', { operation: 'transaction', outcome: 'ok' })).toBeGreaterThan(1);
  expect([sumOf(figures, 'vitrine_queue_operations'), sumOf(figures, 'vitrine_store_views')]).toEqual([0, 1]);
  expect(sumOf(figures, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  const labels = figures.filter(({ name }) => name.startsWith('vitrine_request')).map(({ labels: { route } }) => route);
  expect(
    labels.filter((route) => /vase|wp-login|nothing|x\.jpg/.test(route ?? '')),
    'no word of a caller',
  ).toEqual([]);
});

test('`vitrine health` says whether the service is ready, and why it is not', { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_DRAIN_SECONDS: '3' });
  const ask = () => vitrine(data, ['health'], { env: { PORT: new URL(server.url).port } });
  expect(await ask()).toMatchObject({ code: 0, stdout: 'ready\n' });
  const ended = server.stop();
  expect(await ask()).toMatchObject({ code: 1, stderr: 'vitrine: not ready: draining\n' });
  expect((await fetch(`${server.url}/health/live`)).status, 'everything else goes on').toBe(200);
  expect((await ended).code).toBe(0);
  expect((await ask()).stderr).toMatch(/^vitrine: nothing answers at /);
});
