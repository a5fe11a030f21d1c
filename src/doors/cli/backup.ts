import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Moved } from '../../app/moving.js';
import { moveVerified } from './copy.js';
import { CliFault, type CliSettings, type Host, type MovingUrls, settingsOf } from './host.js';

/** What a backup consists of. */
export const BACKUP = { rows: 'vitrine.sqlite', blobs: 'blobs', key: 'secret.key', about: 'backup.json' } as const;

/** `vitrine backup`: all rows as they are at one moment, whatever database they are in, and the bytes that they name; while the service runs. */
export function backupCommand(program: Command, host: Host): Command {
  return program
    .command('backup <place>')
    .description('back up into a folder, with the bytes (again: only what is new); or into a new file that ends in .sqlite, rows only')
    .action(async (place: string) => {
      const settings = settingsOf(host);
      const path = resolve(place);
      const moved = path.endsWith('.sqlite') ? await backUpRows(host, settings, path) : await backUpAll(host, settings, path);
      const rows = moved.tables.reduce((sum, one) => sum + one.rows, 0);
      process.stdout.write(`backed up ${rows} rows; ${moved.blobs.moved} blobs copied, ${moved.blobs.there} were there\n`);
      // The rest is backed up as well as it can be: what is broken already is no reason to keep nothing.
      const lost = moved.blobs.missing + moved.blobs.damaged;
      if (lost > 0) throw new CliFault(`${lost} blobs are missing or damaged: see vitrine verify --deep`);
    });
}

async function backUpRows(host: Host, { databaseUrl }: CliSettings, path: string): Promise<Moved> {
  if (existsSync(path)) throw new CliFault(`${path} is there already`);
  return moveInto(host, path, { from: databaseUrl, to: `sqlite:${path}.part` });
}

/** Its rows take the place of the last ones only when all bytes that they name are there. */
async function backUpAll(host: Host, { databaseUrl, blobsUrl, data }: CliSettings, folder: string): Promise<Moved> {
  if (existsSync(folder) && !(await stat(folder)).isDirectory()) throw new CliFault(`${folder} is a file`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, BACKUP.rows);
  const key = join(data, BACKUP.key);
  if (existsSync(key)) {
    await copyFile(key, join(folder, BACKUP.key));
    await chmod(join(folder, BACKUP.key), 0o600);
  }
  const blobs = { from: blobsUrl, to: `file:${join(folder, BACKUP.blobs)}`, byLink: true };
  const moved = await moveInto(host, path, { from: databaseUrl, to: `sqlite:${path}.part`, blobs });
  await writeFile(join(folder, BACKUP.about), `${JSON.stringify({ at: new Date().toISOString(), tables: moved.tables }, undefined, 2)}\n`, { mode: 0o600 });
  return moved;
}

async function moveInto(host: Host, path: string, urls: MovingUrls): Promise<Moved> {
  const clear = async (...ends: string[]) => Promise.all(ends.map((end) => rm(`${path}${end}`, { force: true })));
  await clear('.part', '.part-wal', '.part-shm');
  const moved = await moveVerified(await host.moving(urls));
  await clear('.part-wal', '.part-shm', '-wal', '-shm');
  await rename(`${path}.part`, path);
  return moved;
}
