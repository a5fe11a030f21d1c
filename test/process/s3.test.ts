/** A served shop whose bytes are in S3: what its visitors and callers see while S3 fails, and what is left of it all. */
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultyS3, faultyS3, freshS3Url, GOES_WELL, type Mishap, S3_ENV } from '../support/s3.js';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, freshPlace, mediaOf, serve, signedIn, signIn, vitrine } from './vitrine.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function aShopInS3(env: Record<string, string> = {}) {
  const faulty: FaultyS3 = await faultyS3();
  onTestFinished(() => faulty.close());
  const { data } = await freshPlace();
  const inS3 = { ...S3_ENV, ...env, VITRINE_BLOBS_URL: await freshS3Url(faulty.origin), VITRINE_RENDITIONS_URL: await freshS3Url(faulty.origin) };
  const server = await serve(data, { ...AS_USER, ...inS3 });
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const upload = async (number: number) => call<string>('POST', '/all/V1/products/vase/media', anUpload(await aJpeg(number), `picture-${number}.jpg`));
  const verified = () => vitrine(data, ['verify', '--deep', '--json'], { env: inS3 });
  return { faulty, server, call, upload, verified };
}

test('an outage of S3 is 503 or 507 for who writes, reads go on, and afterwards everything is as it was acknowledged', async () => {
  const { faulty, server, call, upload, verified } = await aShopInS3();
  expect((await upload(0)).status).toBe(200);
  const before = await mediaOf(call, 'vase');
  await bytesAt(server.url, before[0]?.file ?? '');
  faulty.mishap = () => ({ kind: 'refused', status: 503 });
  const refused = await upload(1);
  expect(refused).toMatchObject({ status: 503, body: { message: expect.stringContaining('does not answer') } });
  expect(JSON.stringify(refused.body)).not.toMatch(/S3|127\.0\.0\.1|SlowDown|vitrine\/|stack/);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
  expect(await mediaOf(call, 'vase'), 'galleries do not need S3').toEqual(before);
  expect(sha256(await bytesAt(server.url, before[0]?.file ?? '')), 'what is in memory is served').toBe(sha256(await aJpeg(0)));
  faulty.mishap = () => ({ kind: 'refused', status: 507, code: 'XMinioStorageFull' });
  expect(await upload(2)).toMatchObject({ status: 507, body: { message: expect.stringContaining('no room') } });
  const token = (await signIn(server.url)).body;
  const patched = await fetch(`${server.url}/api/v1/products/vase/gallery`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ operations: [{ op: 'add', picture: { base64: (await aJpeg(3)).toString('base64'), name: 'three.jpg' } }] }),
  });
  expect([patched.status, patched.headers.get('content-type')]).toEqual([507, 'application/problem+json; charset=utf-8']);
  expect(await patched.json()).toMatchObject({ type: 'storage-full', request: expect.any(String) });
  faulty.mishap = () => GOES_WELL;
  expect((await upload(1)).status).toBe(200);
  expect((await mediaOf(call, 'vase')).length).toBe(2);
  expect((await verified()).stdout).toContain('"blobs":2,"faults":0');
}, 90_000);

test('while S3 refuses, loses answers, cuts bodies and lists late, no acknowledged upload is lost and nothing refers to missing bytes', async () => {
  const { faulty, server, call, upload, verified } = await aShopInS3();
  const mishaps: readonly Mishap[] = [
    { kind: 'refused', status: 503 },
    { kind: 'lost' },
    { kind: 'unreachable' },
    { kind: 'slow', ms: 150 },
    { kind: 'cut', afterBytes: 700 },
    { kind: 'stale' },
    { kind: 'refused', status: 500, code: 'InternalError' },
  ];
  let count = 0;
  faulty.mishap = () => (++count % 3 === 0 ? (mishaps[(count / 3) % mishaps.length] ?? GOES_WELL) : GOES_WELL);
  const answers = await Promise.all(Array.from({ length: 12 }, async (_, number) => ({ number, status: (await upload(number)).status })));
  expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
  const acknowledged = answers.filter(({ status }) => status === 200);
  expect(acknowledged.length).toBeGreaterThan(6);
  faulty.mishap = () => GOES_WELL;
  const media = await mediaOf(call, 'vase');
  const served = await Promise.all(media.map(async ({ file }) => sha256(await bytesAt(server.url, file))));
  for (const { number } of acknowledged) expect(served).toContain(sha256(await aJpeg(number)));
  expect(media.length).toBe(acknowledged.length);
  expect((await verified()).stdout).toContain(`"blobs":${acknowledged.length},"faults":0`);
}, 90_000);

test('by setting, callers are sent to where the bytes are', async () => {
  const { server, call, upload } = await aShopInS3({ VITRINE_DELIVERY_REDIRECT: 'presigned', VITRINE_DELIVERY: 'free' });
  await upload(0);
  const address = `${server.url}/media/catalog/product${(await mediaOf(call, 'vase'))[0]?.file}`;
  const [sent, head] = [await fetch(address, { redirect: 'manual' }), await fetch(address, { method: 'HEAD', redirect: 'manual' })];
  expect([sent.status, head.status, sent.headers.get('cache-control')]).toEqual([302, 200, 'public, max-age=300']);
  const followed = await fetch(sent.headers.get('location') ?? '');
  expect([followed.status, followed.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(sha256(Buffer.from(await followed.arrayBuffer()))).toBe(sha256(await aJpeg(0)));
  const rendition = async () => {
    const to = await fetch(`${address}?width=48&format=webp`, { redirect: 'manual' });
    return (await fetch(to.headers.get('location') ?? '')).headers.get('content-type');
  };
  // Where a machine is too busy to make it in time callers are sent to the original.
  await expect.poll(rendition, { timeout: 20_000 }).toBe('image/webp');
});

test('or to a CDN in front of them', async () => {
  const { server, call, upload } = await aShopInS3({ VITRINE_DELIVERY_REDIRECT: 'https://cdn.example/shop' });
  await upload(0);
  const sent = await fetch(`${server.url}/media/catalog/product${(await mediaOf(call, 'vase'))[0]?.file}`, { redirect: 'manual' });
  const hash = sha256(await aJpeg(0));
  expect([sent.status, sent.headers.get('location')]).toEqual([302, `https://cdn.example/shop/blobs/${hash.slice(0, 2)}/${hash}`]);
});
