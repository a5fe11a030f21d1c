/** SQLite between processes, started and killed for real. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { pictures } from '../../src/core/gallery.js';
import { openStorage } from '../../src/storage/index.js';
import { openSqliteIn, testOn } from './adapters.js';
import { addOne, Writer } from './writing.js';

const CHILD = fileURLToPath(new URL('./sqlite-child.ts', import.meta.url));

const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const running: ChildProcess[] = [];
  return {
    folder,
    file: join(folder, 'vitrine.sqlite'),
    /** Resolves once the process is up and waits to be let go. */
    async start(...args: string[]): Promise<Child> {
      const child = spawn(process.execPath, ['--import', 'tsx', CHILD, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
      running.push(child);
      return follow(child);
    },
    async close() {
      for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
});

interface Child {
  /** Numbers acknowledged so far. */
  readonly acknowledged: number[];
  go(): void;
  kill(): void;
  /** Code, or signal, and what it complained about. */
  readonly ended: Promise<{ end: number | string | null; errors: string }>;
}

async function follow(child: ReturnType<typeof spawn>): Promise<Child> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('a process without pipes');
  let errors = '';
  stderr.on('data', (text) => {
    errors += String(text);
  });
  const acknowledged: number[] = [];
  const ended = Promise.all([once(child, 'exit'), once(stdout, 'close'), once(stderr, 'close')]).then(([[code, signal]]) => ({
    end: (signal ?? code) as number | string | null,
    errors,
  }));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(stdout).on('line', (line) => (line === 'ready' ? resolve() : acknowledged.push(Number(line))));
    ended.then(() => reject(new Error(errors)), reject);
  });
  await ready;
  return { acknowledged, ended, go: () => void stdin.write('go\n'), kill: () => void child.kill('SIGKILL') };
}

const CLEAN = { end: 0, errors: '' };

test('five processes that start a shop at once all succeed', async ({ file, start }) => {
  const children = await Promise.all(Array.from({ length: 5 }, () => start('start', file)));
  for (const child of children) child.go();
  for (const { ended } of children) expect(await ended).toEqual(CLEAN);
  const opened = await openSqliteIn(file);
  expect((await opened.catalog.shop()).stores).toHaveLength(1);
  await new Writer(opened.galleries).add('shirt', { name: '/a/a/a.jpg' });
  await opened.close();
});

test('two processes write the same product at once, and nothing is lost', async ({ file, start }) => {
  await (await openSqliteIn(file)).close();
  const count = 60;
  const children = await Promise.all(['one', 'two'].map((name) => start('write', file, name, `${count}`)));
  for (const child of children) child.go();
  for (const { ended } of children) expect(await ended).toEqual(CLEAN);
  for (const { acknowledged } of children) expect(acknowledged).toHaveLength(count);
  const opened = await openSqliteIn(file);
  const writer = new Writer(opened.galleries);
  const { product, attributes } = await writer.load('shared');
  expect([attributes.global.count, product.revision]).toEqual([2 * count, 2 * count]);
  const galleries = await Promise.all(['one 1', 'two 1'].map(async (sku) => (await writer.load(sku)).gallery));
  const paths = galleries.flatMap((gallery) => [...pictures(gallery).keys()]);
  expect(paths.sort()).toEqual(['/a/a/a.jpg', ...Array.from({ length: count - 1 }, (_, at) => `/a/a/a_${at + 1}.jpg`)].sort());
  expect(new Set(galleries.flatMap(({ entries }) => entries.map(({ id }) => id))).size).toBe(count);
  await opened.close();
});

test('writers killed in the middle lose nothing they acknowledged and leave a sound database', async ({ file, start }) => {
  await (await openSqliteIn(file)).close();
  const children = await Promise.all(['one', 'two'].map((name) => start('forever', file, name)));
  for (const child of children) child.go();
  while (children.some(({ acknowledged }) => acknowledged.length < 25)) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const child of children) child.kill();
  for (const { ended } of children) expect(await ended).toEqual({ end: 'SIGKILL', errors: '' });
  const opened = await openSqliteIn(file);
  const writer = new Writer(opened.galleries);
  const { product, attributes } = await writer.load('shared');
  const acknowledged = children.map((child) => child.acknowledged.length);
  const sum = acknowledged.reduce((a, b) => a + b, 0);
  // Each may have had one write that was kept and not yet told.
  expect(Number(attributes.global.count)).toBeGreaterThanOrEqual(sum);
  expect(Number(attributes.global.count)).toBeLessThanOrEqual(sum + 2);
  expect(product.revision).toBe(attributes.global.count);
  const { read } = opened.database;
  const skus = (await read.selectFrom('product').select('sku').where('sku', '<>', 'shared').execute()).map(({ sku }) => sku);
  const served = (await Promise.all(skus.map(async (sku) => [...pictures((await writer.load(sku)).gallery)]))).flat();
  for (const [path, blob] of served) expect((await opened.galleries.findFile(path))?.blob).toBe(blob);
  expect(served.length).toBeGreaterThanOrEqual(acknowledged.reduce((pictured, rounds) => pictured + Math.floor(rounds / 2), 0));
  expect((await sql`pragma integrity_check`.execute(read)).rows.map((row) => ({ ...(row as object) }))).toEqual([{ integrity_check: 'ok' }]);
  expect((await sql`pragma foreign_key_check`.execute(read)).rows).toEqual([]);
  const files = await read.selectFrom('file').select('path').execute();
  expect(files.map(({ path }) => path).sort()).toEqual(served.map(([path]) => path).sort());
  await addOne(writer, 'one', { name: '/a/a/a.jpg' });
  await opened.close();
});

test('a database is for its owner alone, with all the files beside it', async ({ folder, file }) => {
  const storage = await openStorage({
    database: `sqlite:${join(folder, 'deep', 'vitrine.sqlite')}`,
    blobs: `file:${join(folder, 'blobs')}`,
    renditions: `file:${join(folder, 'renditions')}`,
  });
  await new Writer(storage.galleries).save('shirt');
  const rights = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await rights(join(folder, 'deep'))).toBe('700');
  for (const name of await readdir(join(folder, 'deep'))) expect([name, await rights(join(folder, 'deep', name))]).toEqual([name, '600']);
  await storage.close();
  expect(file).not.toBe('');
});
