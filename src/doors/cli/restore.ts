import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { BACKUP } from './backup-place.js';
import { moveShown, nothingLost, sameEverywhere } from './copy.js';
import { CliFault, type Host, settingsOf } from './host.js';

/** `vitrine restore`: a backup into an empty database and an empty data folder, of whatever kinds the settings name; what was broken off goes on. */
export function restoreCommand(program: Command, host: Host): Command {
  return program
    .command('restore <folder>')
    .description('bring a backup back, into the empty places that the settings name')
    .action(async (folder: string) => {
      const { databaseUrl, blobsUrl, data } = settingsOf(host);
      const from = resolve(folder);
      if (!existsSync(join(from, BACKUP.rows))) throw new CliFault(`${from} is no backup: ${BACKUP.rows} is missing`);
      const blobs = { from: `file:${join(from, BACKUP.blobs)}`, to: blobsUrl };
      const moving = await host.moving({ from: `sqlite:${join(from, BACKUP.rows)}`, to: databaseUrl, isStill: true, blobs });
      try {
        const obstacle = await moving.rows.obstacle();
        if (obstacle !== undefined) throw new CliFault(`the database is not empty: ${obstacle}`);
        await restoreKey(join(from, BACKUP.key), data);
        const { tables, blobs: moved } = await moveShown(moving);
        sameEverywhere(tables);
        const rows = tables.reduce((sum, one) => sum + one.rows, 0);
        process.stdout.write(`restored ${rows} rows and ${moved.moved} blobs, ${moved.there} were there\n`);
        nothingLost(moved, 'backup');
      } finally {
        await moving.rows.close();
      }
    });
}

/** What kept secrets are encrypted with; another one that is there stays. */
async function restoreKey(key: string, data: string): Promise<void> {
  const place = join(data, BACKUP.key);
  if (!existsSync(key) || existsSync(place)) return;
  await mkdir(data, { recursive: true, mode: 0o700 });
  await copyFile(key, place);
  await chmod(place, 0o600);
}
