/** Commands of an operator: copy, verify, gc, backup, restore, beside a running server. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { freshS3Url, S3_ENV } from '../support/s3.js';
import {
  AS_USER,
  aJpeg,
  anUpload,
  aProduct,
  bytesAt,
  type Call,
  done,
  type Env,
  freshPlace,
  inDatabase,
  mediaOf,
  PASSWORD,
  serve,
  signedIn,
  USER,
  vitrine,
  type WireEntry,
} from './vitrine.js';

const blobPath = (data: string, hash: string) => join(data, 'blobs', hash.slice(0, 2), hash);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A product with three pictures behind a running server. */
async function aShop() {
  const { home, data } = await freshPlace();
  const server = await serve(data, AS_USER);
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  for (let at = 0; at < 3; at++) await upload(call, at);
  return { home, data, server, call };
}
const upload = async (call: Call, number: number) =>
  expect((await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg(number), `picture-${number}.jpg`))).status).toBe(200);
const hashAt = async (number: number) => sha256(await aJpeg(number));

describe('verify', () => {
  test('finds nothing in a healthy shop, while it is served', async () => {
    const { data } = await aShop();
    for (const args of [['verify'], ['verify', '--deep', '--json']]) {
      const outcome = await vitrine(data, args);
      expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/3 blobs: 0 faults|"blobs":3,"faults":0/) });
    }
  });

  test('names every fault, mends what it can, and then finds what is left', async () => {
    const { data, home, server } = await aShop();
    await server.stop();
    await done(data, 'backup', join(home, 'backup'));
    const [gone, bad, short] = [await hashAt(0), await hashAt(1), await hashAt(2)];
    await rm(blobPath(data, gone));
    const damaged = Buffer.from(await readFile(blobPath(data, bad)));
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    // A file of its own: the one in the backup is the same file.
    await rm(blobPath(data, bad));
    await writeFile(blobPath(data, bad), damaged);
    const db = new DatabaseSync(join(data, 'vitrine.sqlite'));
    db.exec('pragma foreign_keys = off');
    db.exec(`update blob set size_bytes = size_bytes + 1 where hash = '${short}'`);
    db.exec(`insert into file (path, stem, number, blob, entry) values ('/n/o/nobody.jpg', '/n/o/nobody', 0, '${bad}', 77)`);
    db.exec(`insert into entry_value (product, entry, store, field, value) values (1, 4711, 1, 'label', '"x"')`);
    db.exec(`insert into product_value (product, store, attribute, value) values (4711, 0, 'name', '"x"')`);
    db.exec(`update entry set global_values = replace(global_values, '/p/i/picture-0.jpg', '/p/i/elsewhere.jpg')`);
    db.close();
    const found = await vitrine(data, ['verify', '--deep', '--json']);
    expect(found.code).toBe(1);
    const kinds = found.stdout.split('\n').flatMap((line) => (line.includes('"kind"') ? [(JSON.parse(line) as { kind: string }).kind] : []));
    expect(kinds.sort()).toEqual([
      'bytes-damaged',
      'bytes-missing',
      'dangling',
      'dangling',
      'file-of-nobody',
      'file-of-nobody',
      'path-without-file',
      'size-differs',
    ]);
    const mending = await vitrine(data, ['verify', '--deep', '--repair', '--bytes-from', `file:${join(home, 'backup', 'blobs')}`]);
    expect(mending.stdout).toContain(`bytes-missing blob ${gone} (mended)`);
    expect(mending.stdout).toContain(`bytes-damaged blob ${bad} (mended)`);
    expect(mending.stdout).toContain('8 faults, 7 of them mended');
    const left = await vitrine(data, ['verify', '--deep']);
    expect(left).toMatchObject({ code: 1, stderr: expect.stringContaining('1 faults'), stdout: expect.not.stringContaining('missing') });
    expect(sha256(await readFile(blobPath(data, bad)))).toBe(bad);
  });

  test('a picture that is shown is served again as long as its bytes are anywhere', async () => {
    const { data, home, server, call } = await aShop();
    const media = await mediaOf(call, 'vase');
    await server.stop();
    await done(data, 'backup', join(home, 'backup'));
    const db = new DatabaseSync(join(data, 'vitrine.sqlite'));
    db.exec('pragma foreign_keys = off');
    db.exec(`delete from file where path <> '${media[0]?.file}'`);
    db.exec('delete from blob');
    db.close();
    await showsAgain(data, home, media);
  });

  test.skipIf(NO_POSTGRES !== undefined)('the same in PostgreSQL', async () => {
    const { data, home, server, call } = await aShop();
    const media = await mediaOf(call, 'vase');
    await server.stop();
    await done(data, 'backup', join(home, 'backup'));
    const { url, drop } = await makeDatabase();
    onTestFinished(drop);
    await done(data, 'copy', '--from', `sqlite:${join(data, 'vitrine.sqlite')}`, '--to', url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`set session_replication_role = replica; delete from file where path <> '${media[0]?.file}'; delete from blob`);
    await client.end();
    await showsAgain(data, home, media, { VITRINE_DATABASE_URL: url });
  });

  test('takes back what was set aside and is missed', async () => {
    const { data, server } = await aShop();
    await server.stop();
    const hash = await hashAt(0);
    await mkdir(join(data, 'blobs', 'quarantine'));
    await rename(blobPath(data, hash), join(data, 'blobs', 'quarantine', hash));
    expect((await vitrine(data, ['verify'])).code).toBe(1);
    expect(await done(data, 'verify', '--repair')).toContain(`bytes-missing blob ${hash} (mended)`);
    expect(existsSync(blobPath(data, hash))).toBe(true);
  });
});

/** Of three pictures nothing is known any more, two have no path: one's bytes are there, one's set aside, one's in the backup. */
async function showsAgain(data: string, home: string, media: readonly WireEntry[], env: Env = {}): Promise<void> {
  const [there, aside, away] = [await hashAt(0), await hashAt(1), await hashAt(2)];
  await mkdir(join(data, 'blobs', 'quarantine'));
  await rename(blobPath(data, aside), join(data, 'blobs', 'quarantine', aside));
  await rm(blobPath(data, away));
  const mended = await vitrine(data, ['verify', '--deep', '--repair'], { env });
  expect(mended.stdout.split('\n').slice(0, 3).sort()).toEqual([
    `file-without-blob file ${media[0]?.file} (mended)`,
    `path-without-file entry entry 2 ${media[1]?.file} (mended)`,
    `path-without-file entry entry 3 ${media[2]?.file}`,
  ]);
  expect(mended).toMatchObject({ code: 1, stdout: expect.stringMatching(/2 blobs: 3 faults, 2 of them mended; 0 blobs .*\n.*--bytes-from/) });
  const whole = await vitrine(data, ['verify', '--deep', '--repair', '--bytes-from', `file:${join(home, 'backup', 'blobs')}`], { env });
  expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('1 faults, 1 of them mended') });
  expect((await vitrine(data, ['verify', '--deep'], { env })).stdout).toContain('3 blobs: 0 faults, 0 of them mended; 0 blobs');
  const back = await serve(data, env);
  const served = await Promise.all(media.map(async ({ file }) => sha256(await bytesAt(back.url, file))));
  expect(served).toEqual([there, aside, away]);
  expect(await mediaOf(await signedIn(back.url), 'vase')).toEqual(media);
}

describe('gc', () => {
  test('counts first, then sets aside, then lets go, and never what is young or needed', async () => {
    const { data } = await aShop();
    const [old, young] = [Buffer.from('old'), Buffer.from('young')].map((bytes) => ({ bytes, hash: sha256(bytes) })) as [Stray, Stray];
    for (const { bytes, hash } of [old, young]) {
      await mkdir(join(data, 'blobs', hash.slice(0, 2)), { recursive: true });
      await writeFile(blobPath(data, hash), bytes);
    }
    const longAgo = new Date(Date.now() - 10 * 86_400_000);
    await utimes(blobPath(data, old.hash), longAgo, longAgo);
    const counts = async (...args: string[]) => JSON.parse(await done(data, 'gc', '--older-than', '2', '--json', ...args)) as object;
    expect(await counts()).toMatchObject({ unused: 0, strays: 1, expired: 0, sizeBytes: 3 });
    expect(existsSync(blobPath(data, old.hash)), 'counting touches nothing').toBe(true);
    expect(await counts('--delete')).toMatchObject({ strays: 1, expired: 0 });
    const aside = join(data, 'blobs', 'quarantine', old.hash);
    expect([existsSync(blobPath(data, old.hash)), existsSync(aside), existsSync(blobPath(data, young.hash))]).toEqual([false, true, true]);
    expect(await counts('--delete'), 'not yet').toMatchObject({ strays: 0, expired: 0 });
    await utimes(aside, longAgo, longAgo);
    expect(await counts('--delete')).toMatchObject({ strays: 0, expired: 1 });
    expect(existsSync(aside)).toBe(false);
    expect((await vitrine(data, ['verify', '--deep'])).code).toBe(0);
  });

  test('takes no more in one run than it may', async () => {
    const { data, server } = await aShop();
    await server.stop();
    for (let at = 0; at < 5; at++) {
      const hash = sha256(Buffer.from([at]));
      await mkdir(join(data, 'blobs', hash.slice(0, 2)), { recursive: true });
      await writeFile(blobPath(data, hash), Buffer.from([at]));
      await utimes(blobPath(data, hash), 1000, 1000);
    }
    expect(JSON.parse(await done(data, 'gc', '--delete', '--limit', '3', '--json'))).toMatchObject({ strays: 3, isCut: true });
    expect(await done(data, 'gc')).toMatch(/^0 blobs that nothing refers to and 2 that no row tells of would be set aside, 0 set aside before/);
    expect((await vitrine(data, ['gc', '--limit', '0'])).code).toBe(2);
  });
});

describe('backup and restore', () => {
  test('while the service runs; again only what is new; and back into an empty place', async () => {
    const { home, data, server, call } = await aShop();
    const [backup, back] = [join(home, 'backup'), join(home, 'back')];
    expect(await done(data, 'backup', backup)).toContain('3 blobs copied, 0 were there');
    expect(((await stat(backup)).mode & 0o777).toString(8)).toBe('700');
    await upload(call, 3);
    expect(await done(data, 'backup', backup)).toContain('1 blobs copied, 3 were there');
    const media = await mediaOf(call, 'vase');
    await server.stop();
    expect(await done(back, 'restore', backup)).toContain('4 blobs');
    expect((await vitrine(back, ['verify', '--deep'])).code).toBe(0);
    const restored = await serve(back);
    expect(await mediaOf(await signedIn(restored.url, USER, PASSWORD), 'vase')).toEqual(media);
    expect(sha256(await bytesAt(restored.url, media[3]?.file ?? ''))).toBe(await hashAt(3));
    await restored.stop();
    const again = await vitrine(back, ['restore', backup]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
  });

  test('rows alone go into one new file', async () => {
    const { home, data } = await aShop();
    const file = join(home, 'rows.sqlite');
    await done(data, 'backup', file);
    expect((await readdir(home)).sort()).toEqual(['data', 'rows.sqlite']);
    expect(inDatabase(file, 'select count(*) as n from entry')).toEqual([{ n: 3 }]);
    expect((await vitrine(data, ['backup', file])).stderr).toContain('there already');
  });

  test('what is no backup is not restored', async () => {
    const { home, data } = await freshPlace();
    expect(await vitrine(data, ['restore', home])).toMatchObject({ code: 1, stderr: expect.stringContaining('is no backup') });
  });
});

describe('copy', () => {
  test('to another database and to S3, and the service goes on from there', async () => {
    const { home, data, call } = await aShop();
    const [to, blobsTo] = [`sqlite:${join(home, 'new', 'vitrine.sqlite')}`, await freshS3Url()];
    const args = ['copy', '--from', `sqlite:${join(data, 'vitrine.sqlite')}`, '--to', to, '--blobs-from', `file:${join(data, 'blobs')}`, '--blobs-to', blobsTo];
    const outcome = await vitrine(data, args, { env: S3_ENV });
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/all the same in the target; 3 blobs copied, 0 were there, 0 missing, 0 damaged/) });
    const moved = await serve(join(home, 'new'), { ...S3_ENV, VITRINE_BLOBS_URL: blobsTo });
    const there = await signedIn(moved.url);
    expect(await mediaOf(there, 'vase')).toEqual(await mediaOf(call, 'vase'));
    await upload(there, 9);
    const media = await mediaOf(there, 'vase');
    expect(sha256(await bytesAt(moved.url, media.at(-1)?.file ?? ''))).toBe(await hashAt(9));
    expect((await vitrine(data, args, { env: S3_ENV })).stderr).toContain('the target is not empty');
  });

  test('that is cut among the bytes is not served, and goes on with them; so does a restore', async () => {
    const { home, data, server } = await aShop();
    await server.stop();
    await done(data, 'backup', join(home, 'backup'));
    const goesOn = async (there: string, runs: string, args: readonly string[]) => {
      const inTheWay = join(there, 'blobs', (await hashAt(1)).slice(0, 2));
      await mkdir(join(there, 'blobs'), { recursive: true });
      await writeFile(inTheWay, '');
      expect((await vitrine(runs, args)).code).toBe(1);
      expect(inDatabase(join(there, 'vitrine.sqlite'), 'select count(*) as n from entry'), 'all rows are there').toEqual([{ n: 3 }]);
      expect(await vitrine(there, ['serve'])).toMatchObject({ code: 1, stderr: expect.stringContaining('has not come to its end') });
      await rm(inTheWay);
      expect(await done(runs, ...args)).toMatch(/[1-3] blobs(?: copied)?, [0-2] were there/);
      expect((await vitrine(there, ['verify', '--deep'])).code).toBe(0);
    };
    const [copied, restored] = [join(home, 'copied'), join(home, 'restored')];
    const [from, to] = [`sqlite:${join(data, 'vitrine.sqlite')}`, `sqlite:${join(copied, 'vitrine.sqlite')}`];
    await goesOn(copied, data, [
      'copy',
      '--from',
      from,
      '--to',
      to,
      '--blobs-from',
      `file:${join(data, 'blobs')}`,
      '--blobs-to',
      `file:${join(copied, 'blobs')}`,
    ]);
    await goesOn(restored, restored, ['restore', join(home, 'backup')]);
  });

  test('of a shop that lacks bytes comes to its end, and says how they are had from elsewhere', async () => {
    const { home, data, server } = await aShop();
    await server.stop();
    await done(data, 'backup', join(home, 'backup'));
    await rm(blobPath(data, await hashAt(1)));
    const there = join(home, 'there');
    const [from, to] = [`sqlite:${join(data, 'vitrine.sqlite')}`, `sqlite:${join(there, 'vitrine.sqlite')}`];
    const args = ['copy', '--from', from, '--to', to, '--blobs-from', `file:${join(data, 'blobs')}`, '--blobs-to', `file:${join(there, 'blobs')}`];
    expect(await vitrine(data, args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 blobs are missing or damaged in the source, all else is there'),
    });
    const again = 'bytes that a copy could not have: "vitrine verify --repair --bytes-from URL"';
    expect(await vitrine(data, args)).toMatchObject({ code: 1, stderr: expect.stringContaining(again) });
    expect(await done(there, 'verify', '--repair', '--bytes-from', `file:${join(home, 'backup', 'blobs')}`)).toContain('1 of them mended');
    expect((await vitrine(there, ['verify', '--deep'])).code).toBe(0);
  });

  test.skipIf(NO_POSTGRES !== undefined)('to PostgreSQL, from there into a backup, and from that back', async () => {
    const { home, data, call } = await aShop();
    const { url, drop } = await makeDatabase('empty');
    onTestFinished(drop);
    const media = await mediaOf(call, 'vase');
    expect(await done(data, 'copy', '--from', `sqlite:${join(data, 'vitrine.sqlite')}`, '--to', url)).toContain('all the same in the target');
    const inPostgres = { env: { VITRINE_DATABASE_URL: url, VITRINE_BLOBS_URL: `file:${join(data, 'blobs')}` } };
    expect(await vitrine(data, ['verify', '--deep'], inPostgres)).toMatchObject({ code: 0, stdout: expect.stringContaining('3 blobs: 0 faults') });
    expect(await vitrine(data, ['backup', join(home, 'backup')], inPostgres)).toMatchObject({ code: 0, stdout: expect.stringContaining('3 blobs copied') });
    await done(join(home, 'back'), 'restore', join(home, 'backup'));
    const back = await serve(join(home, 'back'));
    expect(await mediaOf(await signedIn(back.url), 'vase')).toEqual(media);
  });

  test('half an address, the same place and a source that is not there are refused', async () => {
    const { home, data } = await freshPlace();
    const source = `sqlite:${join(home, 'none.sqlite')}`;
    expect((await vitrine(data, ['copy', '--from', source, '--to', source])).code).toBe(2);
    expect((await vitrine(data, ['copy', '--from', source, '--to', 'sqlite:x', '--blobs-to', 'file:y'])).code).toBe(2);
    expect(await vitrine(data, ['copy', '--from', source, '--to', 'sqlite:x'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no database') });
    expect(await readdir(home)).toEqual([]);
  });
});

interface Stray {
  readonly bytes: Buffer;
  readonly hash: string;
}
