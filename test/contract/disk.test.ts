/** What bytes in a folder promise beyond the port: rights, leftovers, odd folders. */
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';
import { createDiskBlobs } from '../../src/storage/blobs/disk.js';
import { testOn } from './adapters.js';
import { bytesOf } from './blobs.js';
import { blobOf } from './writing.js';

const A = blobOf('a');
const test = testOn(async () => {
  const root = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const folder = join(root, 'deep', 'blobs');
  return { root, folder, blobs: createDiskBlobs(folder), close: () => rm(root, { recursive: true, force: true }) };
});

test('folders are for the owner alone, and so are files', async ({ root, blobs }) => {
  await blobs.put(A, bytesOf(10));
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  expect(found.filter((one) => one.isFile()).map((one) => one.name)).toEqual([A]);
  for (const one of found) {
    const { mode } = await stat(join(one.parentPath, one.name));
    expect([one.name, (mode & 0o777).toString(8)]).toEqual([one.name, one.isFile() ? '600' : '700']);
  }
});

test('what a writer that is no more left half-written is never listed, and tidied by its age', async ({ folder, blobs }) => {
  await blobs.put(A, bytesOf(10));
  const [old, young] = [join(folder, 'incoming', 'old'), join(folder, 'incoming', 'young')];
  for (const leftover of [old, young]) await writeFile(leftover, bytesOf(7));
  await utimes(old, 1000, 1000);
  const listed = [];
  for await (const { hash } of blobs.list()) listed.push(hash);
  expect(listed).toEqual([A]);
  await blobs.tidy(Date.now() - 60_000);
  expect(await readdir(join(folder, 'incoming'))).toEqual(['young']);
  await blobs.tidy(Date.now() + 60_000);
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  expect(await blobs.read(A)).toEqual(Buffer.from(bytesOf(10)));
});

test('a put that fails leaves nothing half-written', async ({ folder, blobs }) => {
  await blobs.put(A, bytesOf(10));
  const place = join(await homeOf(folder), A);
  await rm(place);
  await mkdir(place);
  await expect(blobs.put(A, bytesOf(10))).rejects.toThrow();
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});

test('strange files are not taken for blobs', async ({ folder, blobs }) => {
  await blobs.put(A, bytesOf(10));
  const strange = [join(folder, 'notes.txt'), join(folder, 'incoming', blobOf('b')), join(await homeOf(folder), 'notes.txt')];
  for (const file of strange) await writeFile(file, 'x');
  const listed = [];
  for await (const { hash } of blobs.list()) listed.push(hash);
  expect(listed).toEqual([A]);
});

test('a folder may be written in any way', async ({ folder }) => {
  const odd = [`./${relative(process.cwd(), folder)}`, `${folder}/`, `${dirname(folder)}//blobs`, `${folder}/../blobs/.`];
  for (const [at, spelling] of odd.entries()) {
    const blobs = createDiskBlobs(spelling);
    await blobs.check();
    await blobs.put(blobOf(`${at}`), bytesOf(at));
    expect(await createDiskBlobs(folder).read(blobOf(`${at}`))).toEqual(Buffer.from(bytesOf(at)));
  }
}, 5000);

test('the check throws where no bytes can be kept, and a put as well', async ({ root }) => {
  await writeFile(join(root, 'file'), '');
  const nowhere = createDiskBlobs(join(root, 'file'));
  await expect(nowhere.check()).rejects.toThrow();
  await expect(nowhere.put(A, bytesOf(1))).rejects.toThrow();
  expect(await nowhere.read(A)).toBeUndefined();
});

test('the check throws once the folder is gone', async ({ root, folder, blobs }) => {
  await blobs.check();
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  await expect(blobs.check()).rejects.toThrow();
  expect(await readdir(join(root, 'deep'))).toEqual(['blobs']);
});

/** The folder that A is in. */
async function homeOf(folder: string): Promise<string> {
  const place = (await readdir(folder, { recursive: true, withFileTypes: true })).find(({ name }) => name === A);
  if (place === undefined) throw new Error('the blob has no file');
  return place.parentPath;
}
