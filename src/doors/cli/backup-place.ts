/** The folder of a backup: who may write it, and what it says of itself. */
import { existsSync } from 'node:fs';
import { open, readdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { CliFault, type CliSettings, type Host } from './host.js';

/** What a backup consists of. `lock` is held while one is written. */
export const BACKUP = { rows: 'vitrine.sqlite', blobs: 'blobs', key: 'secret.key', about: 'backup.json', lock: 'backup.lock' } as const;

/** Refuses a folder where a backup would write over what it reads, in whatever way the two are named. */
export async function refuseOwnPlace(folder: string, { data, databaseUrl, blobsUrl, renditionsUrl }: CliSettings): Promise<void> {
  const paths = [databaseUrl, blobsUrl, renditionsUrl].map((url) => /^(?:sqlite|file):(?:\/\/(?=\/))?(.*)$/.exec(url)?.[1]);
  const own = await Promise.all([data, ...paths].flatMap((path) => (path === undefined ? [] : [realPath(resolve(path))])));
  for (const name of [BACKUP.rows, BACKUP.blobs]) {
    const path = await realPath(join(folder, name));
    if (own.some((one) => isWithin(one, path) || isWithin(path, one)))
      throw new CliFault(`${folder} is where this shop keeps its own data: name a folder apart from it`, 2);
  }
}

const isWithin = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);

/** Also of what is not there yet. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (dirname(path) === path) throw error;
    return join(await realPath(dirname(path)), basename(path));
  }
}

/** For this process alone until the answer is called. Says first whose it is: a backup that is broken off goes on the next time. */
export async function takeFolder(host: Host, folder: string, shop: number): Promise<() => void> {
  await isNew(folder, shop);
  const release = await host.lock(join(folder, BACKUP.lock));
  if (release === undefined) throw new CliFault(`another backup into ${folder} is under way: wait for its end`);
  try {
    // Looked at again: another one may have begun and ended in between.
    if (await isNew(folder, shop)) await describe(folder, { shop });
    await refuseOpen(host, join(folder, BACKUP.rows));
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

/** Somebody may serve a shop right from a backup. */
async function refuseOpen(host: Host, rows: string): Promise<void> {
  if (!existsSync(rows)) return;
  const release = await host.lock(rows);
  if (release === undefined) throw new CliFault(`${rows} is in use: end what has it open, or name a new folder`);
  release();
}

/** Whether nothing is in the folder; else it has to be a backup of the same shop. */
async function isNew(folder: string, shop: number): Promise<boolean> {
  const refuse = (why: string) => new CliFault(`${folder} ${why}: name a new folder`);
  const names = (await readdir(folder)).filter((name) => !name.startsWith(BACKUP.lock) && name !== `${BACKUP.about}.part`);
  if (names.length === 0) return true;
  if (!names.includes(BACKUP.about)) throw refuse('is neither empty nor a backup');
  const about = await readAbout(folder);
  if (about.shop === undefined) throw refuse(`does not say in its ${BACKUP.about} which shop it is of`);
  if (about.shop !== shop) throw refuse('is the backup of another shop');
  return false;
}

async function readAbout(folder: string): Promise<{ readonly shop?: unknown }> {
  try {
    return Object(JSON.parse(await readFile(join(folder, BACKUP.about), 'utf8'))) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** `at` and `tables`: of the last one that came to its end. */
export async function describe(folder: string, about: { readonly shop: number; readonly at?: string; readonly tables?: readonly unknown[] }): Promise<void> {
  const path = join(folder, BACKUP.about);
  await writeFile(`${path}.part`, `${JSON.stringify(about, undefined, 2)}\n`, { mode: 0o600 });
  await putInPlace(`${path}.part`, path);
}

/** There whole or not at all, also over a loss of power. */
export async function putInPlace(part: string, path: string): Promise<void> {
  await sync(part);
  await rename(part, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
