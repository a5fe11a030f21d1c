/** The temporary folder of a run: in memory where there is enough of it, so that nobody waits for a disk; with `VITRINE_TEST_ALL=1` on the disk. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOM_BYTES = 4 * 1024 ** 3;
const MEMORY = '/dev/shm';
const NAME = /^vitrine-tests-(\d+)-/;

/** A folder in memory, or the one for temporary files where less than 4 GB of memory are free for it. */
export function roomiestFolder(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
}

/** Before the workers start, which take the environment over; once for all projects of a run. */
export default function setup(): (() => void) | undefined {
  if (NAME.test(basename(tmpdir()))) return undefined;
  const place = process.env.VITRINE_TEST_ALL === '1' ? tmpdir() : roomiestFolder();
  for (const name of readdirSync(place)) if (isLeftBehind(name)) remove(join(place, name));
  const [before, folder] = [process.env.TMPDIR, mkdtempSync(join(place, `vitrine-tests-${process.pid}-`))];
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    remove(folder);
  };
}

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** By a run that was killed: it would hold memory until the machine ends. */
function isLeftBehind(name: string): boolean {
  const pid = NAME.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    return !process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
