/** Several processes on one port: they answer as one, one that dies is replaced, and they end together. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { figuresAt, sumOf } from './figures.js';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, childrenOf, eventually, freshPlace, isAlive, mediaOf, serve, signedIn, vitrine } from './vitrine.js';

const WORKERS = 3;
const workersOf = (pid: number) =>
  eventually('all workers', () => (childrenOf(pid).filter(isAlive).length === WORKERS ? childrenOf(pid).filter(isAlive) : undefined));
const metricsOf = (stderr: string) => /figures at (\S+)/.exec(stderr)?.[1] ?? '';

test('workers share a port and what is written; figures are of all of them', { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_METRICS_PORT: '0' }, ['--workers', String(WORKERS)]);
  await workersOf(server.pid);
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const pictures = await Promise.all(Array.from({ length: 12 }, (_, number) => aJpeg(number)));
  const replies = await Promise.all(pictures.map((picture) => call<number>('POST', '/all/V1/products/vase/media', anUpload(picture))));
  expect(replies.map(({ status }) => status)).toEqual(pictures.map(() => 200));
  const files = new Map((await mediaOf(call, 'vase')).map(({ id, file }) => [id, file]));
  for (const [at, { body: id }] of replies.entries()) expect(await bytesAt(server.url, files.get(id) ?? '')).toEqual(pictures[at]);

  const figures = await figuresAt(metricsOf(server.stderr()));
  expect(sumOf(figures, 'vitrine_request_duration_seconds_count', { method: 'POST', route: 'sync V1/products/:sku/media', status: '200' })).toBe(
    pictures.length,
  );
  expect(sumOf(figures, 'vitrine_request_duration_seconds_count', { door: 'delivery', status: '200' })).toBe(pictures.length);
  expect(sumOf(figures, 'vitrine_store_views'), 'no sum of what all of them see').toBe(1);
  expect(sumOf(figures, 'vitrine_pictures_in_total', { outcome: 'taken' })).toBe(pictures.length);
  const outcome = await server.stop();
  expect(outcome).toMatchObject({ code: 0, signal: null });
  expect(outcome.stderr.match(/serving/g), 'said once').toHaveLength(1);
});

test('a worker that is killed is replaced, and all end with the first process, however it ends', { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER, ['--workers', String(WORKERS)]);
  const before = await workersOf(server.pid);
  process.kill(before[1] ?? 0, 'SIGKILL');
  const after = await eventually('another one', () => {
    const alive = childrenOf(server.pid).filter((pid) => isAlive(pid));
    return alive.length === WORKERS && alive.some((pid) => !before.includes(pid)) ? alive : undefined;
  });
  const call = await signedIn(server.url);
  for (let i = 0; i < 2 * WORKERS; i++) expect((await call('GET', '/V1/store/storeViews')).status).toBe(200);
  expect((await server.stop('SIGKILL')).signal).toBe('SIGKILL');
  await eventually('nobody left', () => (after.some(isAlive) ? undefined : true));
});

test('what cannot start is said once, and ends the whole', { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await pause(50);
  const { port } = other.address() as AddressInfo;
  const outcome = await vitrine(data, ['serve', '--workers', '2'], { env: { PORT: String(port) } });
  expect([outcome.code, outcome.stderr.match(/is taken/g)?.length]).toEqual([1, 1]);
  for (const wrong of ['0', '-1', 'many', '1.5', '257']) expect((await vitrine(data, ['serve', '--workers', wrong])).code, wrong).toBe(2);
});
