/** Settings: all faults at once, places elsewhere, what a first start leaves on the disk. */
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/settings.js';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, freshPlace, listed, mediaOf, residentMb, serve, signedIn, USER, vitrine } from './vitrine.js';

const LINUX = process.platform === 'linux';

test('several wrong settings are told at once, a line each; nothing is made', async () => {
  const { home, data } = await freshPlace();
  const env = {
    PORT: '99999',
    VITRINE_INTAKE: 'maybe',
    VITRINE_COMPAT: 'Strict',
    VITRINE_DATABASE_URL: 'mysql://root:Deep-Secret-9@db',
    VITRINE_BLOBS_URL: 'blobs',
    VITRINE_BASE_URL: 'shop.example',
    VITRINE_TRUST_PROXY: '10.0.0.0/8,proxy',
    VITRINE_BODY_LIMIT: '32M',
  };
  const outcomes = await Promise.all([['serve'], ['store', 'list', '--json']].map((args) => vitrine(data, args, { env })));
  for (const { code, stdout, stderr } of outcomes) {
    expect(code).toBe(1);
    expect(stdout).toBe('');
    for (const name of Object.keys(env)) expect(stderr).toMatch(new RegExp(`^ *${name}: .+$`, 'm'));
    expect(stderr.trimEnd().split('\n')).toHaveLength(1 + Object.keys(env).length);
    expect(stderr).not.toContain('Deep-Secret-9');
  }
  expect(await readdir(home)).toEqual([]);
});

test('so are addresses that cannot be read, and what they hold is not repeated', async () => {
  const { home, data } = await freshPlace();
  const env = {
    PORT: 'x',
    VITRINE_SECRET_KEY: 'Deep-Secret-9',
    VITRINE_DATABASE_URL: 'postgres://u:Deep-Secret-9@h:99999/x',
    VITRINE_BLOBS_URL: 's3://Deep-Secret-9:UPPER@h/p?foo=1',
    VITRINE_RENDITIONS_URL: 's3://bucket/a/../b?path_style=yes',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'not a url of Deep-Secret-9',
  };
  const { code, stderr } = await vitrine(data, ['serve'], { env });
  expect(code).toBe(1);
  for (const name of Object.keys(env)) expect(stderr).toMatch(new RegExp(`^ *${name}: .+$`, 'm'));
  expect(stderr.trimEnd().split('\n')).toHaveLength(1 + Object.keys(env).length);
  expect(stderr).not.toContain('Deep-Secret-9');
  expect(await readdir(home)).toEqual([]);
});

test.each([
  ['postgres://h/x', true],
  ['postgresql://u:p%25%40@h:5432/x?sslmode=disable', true],
  ['postgres://u:p@[::1]:5432/x', true],
  ['postgres://u:p@/x?host=/var/run/postgresql', true],
  ['postgres:///x', true],
  ['postgres://%2Fvar%2Frun/x', true],
  ['postgres://u:p%zz@h/x', false],
  ['postgres://u:p%ff@h/x', false],
  ['postgres://u:p/p@h/x', false],
  ['postgres://h:99999/x', false],
  ['postgres://h:port/x', false],
  ['postgres://', false],
])('%s as the address of the database: %s', (url, isOne) => {
  expect('faults' in readSettings({ VITRINE_DATABASE_URL: url })).toBe(!isOne);
});

test('an empty setting is none', async () => {
  const { home, data } = await freshPlace();
  const server = await serve(data, { HOST: '', VITRINE_ADMIN_USER: '', VITRINE_ADMIN_PASSWORD: '', VITRINE_BLOBS_URL: '', VITRINE_MODE: '' });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(server.stderr()).toContain('first user, admin,');
  expect(await readdir(home)).toEqual(['data']);
});

test('proxies may be addresses, networks and words', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_TRUST_PROXY: 'loopback, 10.0.0.0/8,::1,fd00::/8,192.168.1.7' });
  expect(server.url).toMatch(/:[1-9]\d+$/);
});

test.each([
  ['PORT', {}],
  ['PORT', { VITRINE_METRICS_PORT: '0' }],
  ['VITRINE_METRICS_PORT', {}],
  ['VITRINE_METRICS_PORT', { VITRINE_WORKERS: '2' }],
] as const)('%s that is taken is a failure, told in a line (%o)', async (name, more) => {
  const { data } = await freshPlace();
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  try {
    const { code, stderr } = await vitrine(data, ['serve'], { env: { ...AS_USER, ...more, [name]: String(port) } });
    const lines = stderr.split('\n').filter((line) => !line.startsWith('vitrine: figures at'));
    expect({ code, lines }).toEqual({ code: 1, lines: [`vitrine: 127.0.0.1:${port} is taken; set ${name} to another one`, ''] });
  } finally {
    other.close();
  }
});

test('the figures cannot be at the port of the service', async () => {
  const { home, data } = await freshPlace();
  const outcome = await vitrine(data, ['serve'], { env: { PORT: '9199', VITRINE_METRICS_PORT: '9199' } });
  expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('VITRINE_METRICS_PORT: has to be another one than PORT') });
  expect(await readdir(home)).toEqual([]);
});

test('the database and the blobs may be elsewhere', async () => {
  const { home, data } = await freshPlace();
  const [database, blobs] = [join(home, 'db', 'shop.sqlite'), join(home, 'pictures', 'originals')];
  const env = { ...AS_USER, VITRINE_DATABASE_URL: `sqlite:${database}`, VITRINE_BLOBS_URL: `file:${blobs}` };
  const server = await serve(data, env);
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const picture = await aJpeg();
  expect((await call('POST', '/all/V1/products/vase/media', anUpload(picture))).status).toBe(200);
  const [entry] = await mediaOf(call, 'vase');
  expect(await bytesAt(server.url, entry?.file ?? '')).toEqual(picture);
  expect(await readdir(data)).toEqual([]);
  expect(existsSync(database)).toBe(true);
  expect((await readdir(blobs)).filter((name) => /^[0-9a-f]{2}$/.test(name))).toHaveLength(1);
  expect((await server.stop()).code).toBe(0);
  expect((await vitrine(data, ['user', 'list', '--json'], { env })).stdout).toContain(USER);
  expect(await listed(data, 'user', 'list'), 'the data folder by itself knows nothing of it').toEqual([]);
});

test.runIf(LINUX)('a first start is soon ready, takes little memory, and what it makes is nobody else’s to read', async () => {
  const { home, data } = await freshPlace();
  const server = await serve(data, AS_USER);
  expect(await (await fetch(`${server.url}/health/live`)).json()).toEqual({ status: 'live' });
  const idleMb = residentMb(server.pid);
  console.log(`ready after ${server.readyMs} ms; idle server ${idleMb.toFixed(1)} MB`);
  expect(idleMb).toBeLessThan(200);
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg()));
  expect(await openTo(home, /sqlite-/)).toEqual([]);
  expect((await server.stop()).code).toBe(0);
});

test.runIf(LINUX)('nor is the journal beside the database', async () => {
  const { home, data } = await freshPlace();
  await serve(data, AS_USER);
  expect(await openTo(home)).toEqual([]);
});

/** What others than the owner may look at. */
async function openTo(home: string, but = /^$/): Promise<string[]> {
  const open: string[] = [];
  for (const name of await readdir(home, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    const mode = (await stat(path)).mode & 0o777;
    if (mode !== (name.isDirectory() ? 0o700 : 0o600)) open.push(`${path.slice(home.length)} ${mode.toString(8)}`);
  }
  return open.filter((line) => !but.test(line));
}

test('not ready, and takes no picture, while the blobs cannot be written; ready again when they can', async () => {
  const { data } = await freshPlace();
  const server = await serve(data, AS_USER);
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const ready = async () => (await fetch(`${server.url}/health/ready`)).status;
  const [blobs, aside] = [join(data, 'blobs'), join(data, 'aside')];
  await rename(blobs, aside);
  await writeFile(blobs, '');
  expect(await ready()).toBe(503);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect((await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg()))).status).toBe(500);
  expect(await mediaOf(call, 'vase')).toEqual([]);
  await rm(blobs);
  await rename(aside, blobs);
  expect(await ready()).toBe(200);
  expect((await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg()))).status).toBe(200);
  expect(await mediaOf(call, 'vase')).toHaveLength(1);
});
