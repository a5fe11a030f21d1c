/** Where a backup may be written, and by whom; what a restore leaves alone. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, done, eventually, freshPlace, inDatabase, mediaOf, serve, signedIn, start, vitrine } from './vitrine.js';

const OWN = { code: 2, stderr: expect.stringContaining('where this shop keeps its own data') };

/** A shop with one picture, served from `data`. */
async function aShop(data: string, env = {}) {
  const server = await serve(data, { ...AS_USER, ...env });
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  const upload = async (number: number) =>
    expect((await call('POST', '/all/V1/products/vase/media', anUpload(await aJpeg(number), `picture-${number}.jpg`))).status).toBe(200);
  await upload(0);
  return { server, call, upload };
}
/** Every file below a folder, and what is in it. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const hashes = files.map(async (one) => {
    const path = join(one.parentPath, one.name);
    return [
      path.slice(folder.length),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries((await Promise.all(hashes)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a backup is not written', () => {
  test('over the files that the shop is served from, whatever they are called', async () => {
    const { home, data } = await freshPlace();
    const { server, call, upload } = await aShop(data);
    await symlink(data, join(home, 'alias'));
    await mkdir(join(home, 'linked'));
    await symlink(join(data, 'blobs'), join(home, 'linked', 'blobs'));
    for (const place of [data, join(home, 'alias'), join(home, 'linked'), join(data, 'blobs'), join(data, 'renditions', 'deep'), join(data, 'backup')])
      expect(await vitrine(data, ['backup', place]), place).toMatchObject(OWN);
    await upload(1);
    const media = await mediaOf(call, 'vase');
    await server.stop();
    const again = await serve(data);
    expect(await mediaOf(await signedIn(again.url), 'vase')).toEqual(media);
    for (const { file } of media) expect((await bytesAt(again.url, file)).length).toBeGreaterThan(0);
  });

  test('over the bytes of a shop whose rows are elsewhere', async () => {
    const { home, data } = await freshPlace();
    const elsewhere = { VITRINE_DATABASE_URL: `sqlite:${join(home, 'rows.sqlite')}`, VITRINE_BLOBS_URL: `file:${join(home, 'srv', 'blobs')}` };
    await aShop(data, elsewhere);
    const before = await filesIn(join(home, 'srv'));
    expect(await vitrine(data, ['backup', join(home, 'srv')], { env: elsewhere })).toMatchObject(OWN);
    expect(await filesIn(join(home, 'srv'))).toEqual(before);
  });

  test('into a folder with anything else in it', async () => {
    const { home, data } = await freshPlace();
    await aShop(data);
    const folder = join(home, 'folder');
    await mkdir(join(folder, 'blobs'), { recursive: true });
    await writeFile(join(folder, 'vitrine.sqlite'), "somebody's");
    expect(await vitrine(data, ['backup', folder])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('neither empty nor a backup: name a new folder'),
    });
    expect(await filesIn(folder)).toEqual({ '/vitrine.sqlite': createHash('sha256').update("somebody's").digest('hex') });
  });

  test('over the backup of another shop, or of nobody knows which, or over one that is served', async () => {
    const { home, data } = await freshPlace();
    const { server } = await aShop(data);
    const [backup, other] = [join(home, 'backup'), join(home, 'other')];
    await done(data, 'backup', backup);
    await server.stop();
    const before = await filesIn(backup);
    await done(other, 'store', 'list');
    expect(await vitrine(other, ['backup', backup])).toMatchObject({ code: 1, stderr: expect.stringContaining('is the backup of another shop') });
    expect(await filesIn(backup)).toEqual(before);
    await serve(backup);
    expect(await vitrine(data, ['backup', backup])).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use') });
    for (const about of ['{}', 'null', '{"at": "20']) {
      const old = join(home, `old ${about.length}`);
      await mkdir(old);
      await writeFile(join(old, 'backup.json'), about);
      expect(await vitrine(data, ['backup', old]), about).toMatchObject({ code: 1, stderr: expect.stringContaining('does not say in its backup.json') });
    }
  });
});

test('a shop that has moved goes on with its backup', async () => {
  const { home, data } = await freshPlace();
  const { server } = await aShop(data);
  const backup = join(home, 'backup');
  await done(data, 'backup', backup);
  await server.stop();
  await done(join(home, 'back'), 'restore', backup);
  expect(await done(join(home, 'back'), 'backup', backup)).toContain('0 blobs copied, 1 were there');
  await done(data, 'copy', '--from', `sqlite:${join(data, 'vitrine.sqlite')}`, '--to', `sqlite:${join(home, 'moved.sqlite')}`);
  const moved = { VITRINE_DATABASE_URL: `sqlite:${join(home, 'moved.sqlite')}` };
  expect(await vitrine(data, ['backup', backup], { env: moved })).toMatchObject({ code: 0 });
});

test.skipIf(NO_POSTGRES !== undefined)('a shop in PostgreSQL is the same one in each backup', async () => {
  const { home, data } = await freshPlace();
  const { url, drop } = await makeDatabase('empty');
  onTestFinished(drop);
  const inPostgres = { VITRINE_DATABASE_URL: url };
  await aShop(data, inPostgres);
  expect(await vitrine(data, ['backup', data], { env: inPostgres })).toMatchObject(OWN);
  for (const blobs of ['1 blobs copied', '1 were there'])
    expect(await vitrine(data, ['backup', join(home, 'backup')], { env: inPostgres })).toMatchObject({ code: 0, stdout: expect.stringContaining(blobs) });
});

test('of two backups into one folder at once one is told, and a killed one bars no other', async () => {
  const { home, data } = await freshPlace();
  await aShop(data);
  const backup = join(home, 'backup');
  const killed = start(data, ['backup', backup]);
  await eventually('begun', () => existsSync(join(backup, 'backup.json')) || undefined);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const outcomes = await Promise.all([1, 2, 3].map(() => vitrine(data, ['backup', backup])));
  for (const { code, stderr } of outcomes) if (code !== 0) expect(stderr).toContain('another backup into');
  expect(outcomes.map(({ code }) => code)).toContain(0);
  expect((await readdir(backup)).sort()).toEqual(['backup.json', 'backup.lock', 'blobs', 'vitrine.sqlite']);
  const lock = new DatabaseSync(join(backup, 'backup.lock'));
  lock.exec('begin exclusive');
  expect(await vitrine(data, ['backup', backup])).toMatchObject({ code: 1, stderr: expect.stringContaining('is under way') });
  lock.close();
  await done(data, 'backup', backup);
  expect(inDatabase(join(backup, 'vitrine.sqlite'), 'select count(*) as n from entry')).toEqual([{ n: 1 }]);
});

describe('a restore writes nothing into the backup', () => {
  test('of this release', async () => {
    const { home, data } = await freshPlace();
    await aShop(data);
    const backup = join(home, 'backup');
    await done(data, 'backup', backup);
    const before = [await filesIn(backup), (await stat(backup, { bigint: true })).mtimeNs];
    await done(join(home, 'back'), 'restore', backup);
    expect([await filesIn(backup), (await stat(backup, { bigint: true })).mtimeNs]).toEqual(before);
  });

  test('of an earlier one, whose schema has to be brought up to date', async () => {
    const { home, data } = await freshPlace();
    await aShop(data);
    const backup = join(home, 'backup');
    await done(data, 'backup', backup);
    const db = new DatabaseSync(join(backup, 'vitrine.sqlite'));
    db.exec("delete from kysely_migration where name like '0016%'; drop table rate");
    db.close();
    const before = [await filesIn(backup), (await stat(backup, { bigint: true })).mtimeNs];
    expect(await done(join(home, 'back'), 'restore', backup)).toContain('1 blobs');
    expect([await filesIn(backup), (await stat(backup, { bigint: true })).mtimeNs]).toEqual(before);
    await rm(backup, { recursive: true });
    expect((await vitrine(join(home, 'back'), ['verify', '--deep'])).code).toBe(0);
  });
});
