import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Moved } from '../../app/moving.js';
import type { MovingUrls } from '../../app/ports-moving.js';
import { BACKUP, describe, putInPlace, refuseOwnPlace, takeFolder } from './backup-place.js';
import { moveShown, sameEverywhere } from './copy.js';
import { CliFault, type CliSettings, type Host, settingsOf } from './host.js';

/** `vitrine backup`: all rows as they are at one moment, whatever database they are in, and the bytes that they name; while the service runs. */
export function backupCommand(program: Command, host: Host): Command {
  return program
    .command('backup <place>')
    .description('back up into a folder of its own, with the bytes (again: only what is new); or into a new file that ends in .sqlite, rows only')
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
  // A name of its own: two at once do not write into each other.
  return moveInto(host, path, `${path}.${randomUUID()}.part`, { from: databaseUrl });
}

async function backUpAll(host: Host, settings: CliSettings, folder: string): Promise<Moved> {
  if (existsSync(folder) && !(await stat(folder)).isDirectory()) throw new CliFault(`${folder} is a file`);
  await refuseOwnPlace(folder, settings);
  const shop = await host.identify(settings.databaseUrl);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await takeFolder(host, folder, shop);
  try {
    await copyKey(join(settings.data, BACKUP.key), join(folder, BACKUP.key));
    const path = join(folder, BACKUP.rows);
    const blobs = { from: settings.blobsUrl, to: `file:${join(folder, BACKUP.blobs)}`, byLink: true };
    const moved = await moveInto(host, path, `${path}.part`, { from: settings.databaseUrl, blobs });
    await describe(folder, { shop, at: new Date().toISOString(), tables: moved.tables });
    return moved;
  } finally {
    release();
  }
}

async function copyKey(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await copyFile(from, to);
  await chmod(to, 0o600);
}

/** Its rows take the place of the last ones only when all bytes that they name are there, and only then do those go that they do not name. */
async function moveInto(host: Host, path: string, part: string, urls: Omit<MovingUrls, 'to'>): Promise<Moved> {
  const clear = async (...paths: string[]) => Promise.all(paths.map((one) => rm(one, { force: true })));
  const parts = ['', '-wal', '-shm'].map((end) => `${part}${end}`);
  await clear(...parts);
  try {
    const moving = await host.moving({ ...urls, to: `sqlite:${part}` });
    let takeSurplus: (() => Promise<void>) | undefined;
    let moved: Moved;
    try {
      moved = await moveShown(moving);
      sameEverywhere(moved.tables);
      takeSurplus = await moving.blobs?.surplus();
    } finally {
      await moving.rows.close();
    }
    await clear(`${path}-wal`, `${path}-shm`);
    await putInPlace(part, path);
    await takeSurplus?.();
    return moved;
  } finally {
    await clear(...parts);
  }
}
