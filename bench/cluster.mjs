/** A PostgreSQL for one run, in memory where there is a folder for that; it ends with this process. Linux only. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { cpuMs, endedChildrenMs } from './process.mjs';

const HARNESS = fileURLToPath(new URL('../test/support/postgres-server.mjs', import.meta.url));

/**
 * `base`: its address, to which the name of a database belongs; `server`: a connection to its own database `postgres`;
 * `cpu`: what all its processes have used so far, in milliseconds, those of connections that have ended included.
 */
export async function startPostgres() {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vitrine-bench-'));
  const said = (file) => readFileSync(join(folder, file), 'utf8');
  spawn(process.execPath, [HARNESS, folder, String(process.pid)], { stdio: 'inherit', detached: true }).unref();
  while (!existsSync(join(folder, 'url'))) {
    if (existsSync(join(folder, 'failed'))) throw new Error(said('failed'));
    await pause(50);
  }
  const base = said('url');
  const server = new pg.Client({ connectionString: `${base}/postgres` });
  await server.connect();
  const pid = Number(said('data/postmaster.pid').split('\n')[0]);
  return { base, server, cpu: () => cpuMs(pid, true) + endedChildrenMs(pid) };
}
