/**
 * Two nodes over one PostgreSQL and one place of bytes; one after the other is killed with -9 in the middle of uploads.
 * Then everything that was acknowledged has to be there, once. Ends with 1 where it is not.
 *
 *   npm run torture -- [--rounds 100] [--s3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { torture } from './torture-run.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' }, s3: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'vitrine-torture-'));
const { kills, steps, acknowledged, lost, dangling, doubled, strays, findings } = await torture({
  rounds: Number(values.rounds),
  folder,
  blobs: values.s3 ? 's3' : 'folder',
  onRound: (round, count) => void (round % 10 === 0 && process.stderr.write(`${round} kills, ${count} uploads acknowledged\n`)),
});
for (const finding of findings) process.stdout.write(`${finding}\n`);
for (const [step, count] of Object.entries(steps)) process.stdout.write(`${String(count).padStart(6)} uploads cut off ${step}\n`);
process.stdout.write(`${String(strays).padStart(6)} blobs that no row tells of, for housekeeping\n`);
process.stdout.write(`${kills} kills: ${acknowledged} acknowledged, ${lost} lost, ${dangling} dangling, ${doubled} doubled\n`);
const isWell = lost + dangling + doubled === 0;
if (isWell) rmSync(folder, { recursive: true, force: true });
else process.stdout.write(`everything is in ${folder}\n`);
process.exit(isWell ? 0 : 1);
