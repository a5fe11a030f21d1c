/** How a server ends: asked to, with an upload on its way; and killed, with uploads acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  AS_USER,
  aJpeg,
  anUpload,
  aProduct,
  bytesAt,
  callsTo,
  freshPlace,
  inDatabase,
  mediaOf,
  type Running,
  serve,
  signedIn,
  signIn,
  slowUpload,
} from './vitrine.js';

test.each(['SIGTERM', 'SIGINT'] as const)('%s: the upload on its way is finished and kept, then the process ends with 0', async (signal) => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  const { body: token } = await signIn(server.url);
  await callsTo(server.url, token)('POST', '/all/V1/products', aProduct('vase'));
  const picture = await aJpeg(1, 600);
  const upload = slowUpload(server.url, token, 'vase', picture);
  await upload.begin();
  await pause(150);
  const ended = server.stop(signal);
  await pause(300);
  await expect(fetch(`${server.url}/health/live`), 'takes no connection any more').rejects.toThrow();
  upload.finish();
  expect((await upload.reply).status).toBe(200);
  const outcome = await ended;
  console.log(`${signal} with an upload on its way: ended after ${outcome.ms} ms`);
  expect(outcome).toMatchObject({ code: 0, signal: null });
  expect(outcome.ms).toBeLessThan(10_000);
  expect(outcome.stdout, 'the last request is in the log').toMatch(/"method":"POST".*vase\/media.*"status":200/);

  const again = await serve(data, AS_USER);
  const [entry] = await mediaOf(await signedIn(again.url), 'vase');
  expect(await bytesAt(again.url, entry?.file ?? '')).toEqual(picture);
});

test('an idle server ends at once, with connections kept alive to it', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  await (await signedIn(server.url))('GET', '/V1/store/storeViews');
  const outcome = await server.stop();
  expect(outcome).toMatchObject({ code: 0, signal: null });
  expect(outcome.ms).toBeLessThan(5000);
});

test('a request that never comes to its end does not hold the end up', { timeout: 40_000 }, async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  const { body: token } = await signIn(server.url);
  await callsTo(server.url, token)('POST', '/all/V1/products', aProduct('vase'));
  const upload = slowUpload(server.url, token, 'vase', await aJpeg(1, 600));
  upload.reply.catch(() => undefined);
  await upload.begin();
  await pause(100);
  const outcome = await server.stop();
  expect(outcome).toMatchObject({ code: 0, signal: null });
  expect(outcome.ms).toBeLessThan(10_000);
  expect(inDatabase(`${data}/vitrine.sqlite`, 'select id from entry')).toEqual([]);
});

const ROUNDS = 4;
const UPLOADS = 16;

test('kill -9 loses nothing that was acknowledged', async () => {
  const { data } = await freshPlace();
  const acknowledged = new Map<number, Buffer>();
  for (let round = 0; round <= ROUNDS; round++) {
    const server = await serve(data, AS_USER);
    const call = await signedIn(server.url);
    await call('POST', '/all/V1/products', aProduct('vase'));
    await checkAll(server, acknowledged);
    if (round === ROUNDS) break;
    await Promise.all(
      Array.from({ length: UPLOADS }, async (_, number) => {
        const picture = await aJpeg(round * UPLOADS + number);
        const reply = await call<number>('POST', '/all/V1/products/vase/media', anUpload(picture, 'same.jpg')).catch(() => undefined);
        if (reply?.status !== 200) return;
        acknowledged.set(reply.body, picture);
        // While others are on their way.
        if (acknowledged.size >= round * (UPLOADS / 2) + 5) server.signal('SIGKILL');
      }),
    );
    expect((await server.ended).signal).toBe('SIGKILL');
  }
  console.log(`${acknowledged.size} of ${ROUNDS * UPLOADS} uploads were acknowledged before ${ROUNDS} kills`);
  expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS);
});

/** Every acknowledged entry is there with its bytes, and no entry is without. */
async function checkAll(server: Running, acknowledged: ReadonlyMap<number, Buffer>): Promise<void> {
  const entries = await mediaOf(await signedIn(server.url), 'vase');
  const there = new Map(entries.map(({ id, file }) => [id, file]));
  expect([...acknowledged.keys()].filter((id) => !there.has(id))).toEqual([]);
  for (const [id, file] of there) {
    const bytes = await bytesAt(server.url, file);
    const sent = acknowledged.get(id);
    if (sent !== undefined) expect(bytes.equals(sent)).toBe(true);
  }
}
