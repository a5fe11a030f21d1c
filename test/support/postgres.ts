/**
 * PostgreSQL for tests: a real server, started by whoever needs it first, one for all files of a run, and gone with the
 * run. `VITRINE_TEST_POSTGRES_URL` names another server instead (a user who may make databases). Each test has a database of its own.
 * With `VITRINE_TEST_SHARDS` fresh ones have the rows of products on so many tables each.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { closeDatabase } from '../../src/storage/sql/database.js';
import { openPostgres } from '../../src/storage/sql/dialects/postgres.js';
import { migrate } from '../../src/storage/sql/migrate.js';
import { roomiestFolder } from './memory.js';
import { spreadByProduct } from './shards.js';

export { NO_POSTGRES } from './postgres-there.js';

const NAMED = process.env.VITRINE_TEST_POSTGRES_URL;
const SHARDS = Number(process.env.VITRINE_TEST_SHARDS ?? 0);
const START_MS = 60_000;
/** Twice as fast as through its log, where nobody waits for a disk. */
const COPIED = NAMED === undefined ? ' strategy file_copy' : '';

let server: Promise<string> | undefined;
/** The address of a server, without a database. */
const serverUrl = (): Promise<string> => {
  server ??=
    NAMED === undefined ? startServer(join(roomiestFolder(), `vitrine-postgres-${process.ppid}`)) : Promise.resolve(NAMED.replace(/\/[^/?@]*(\?.*)?$/, '$1'));
  return server;
};

/** A server that nobody else uses, to be stopped or killed and started again as one likes; it goes with this process. */
export async function startOwnServer(): Promise<{ readonly url: string; restart(how: 'stop' | 'kill'): void }> {
  const folder = join(roomiestFolder(), `vitrine-postgres-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o755 });
  const watcher = watch(folder, process.pid);
  const url = databaseUrl(await addressIn(folder), 'postgres');
  const signal = (name: NodeJS.Signals) => process.kill(watcher, name);
  return { url, restart: (how) => void signal(how === 'stop' ? 'SIGUSR1' : 'SIGUSR2') };
}

/** The process that runs a server in a folder as long as another process runs. */
function watch(folder: string, pid: number): number {
  const script = fileURLToPath(new URL('./postgres-server.mjs', import.meta.url));
  const words = openSync(join(folder, 'words'), 'w');
  const child = spawn(process.execPath, [script, folder, String(pid)], { detached: true, stdio: ['ignore', words, words] });
  child.unref();
  return child.pid ?? 0;
}

/** Whoever makes the folder starts the server; the others wait for it. It goes when this process's parent, the whole run, is gone. */
async function startServer(folder: string): Promise<string> {
  try {
    mkdirSync(folder, { mode: 0o755 });
    watch(folder, process.ppid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return addressIn(folder);
}

async function addressIn(folder: string): Promise<string> {
  for (const end = Date.now() + START_MS; Date.now() < end; await pause(20)) {
    if (existsSync(join(folder, 'url'))) return readFileSync(join(folder, 'url'), 'utf8');
    if (existsSync(join(folder, 'failed'))) throw new Error(`PostgreSQL does not start: ${readFileSync(join(folder, 'failed'), 'utf8')}`);
  }
  throw new Error('PostgreSQL did not start in time');
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own: empty, or with the newest schema and a fresh shop. */
export async function makeDatabase(content: 'empty' | 'fresh' = 'empty'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = content === 'fresh' ? await templateDatabase() : 'template0';
  await ask(`create database ${name} template ${template}${COPIED}`);
  const url = databaseUrl(await serverUrl(), name);
  return { url, drop: () => ask(`drop database if exists ${name} with (force)`) };
}

function databaseUrl(base: string, name: string): string {
  const [address, query] = base.split('?');
  return `${address}/${name}${query === undefined ? '' : `?${query}`}`;
}

let desk: pg.Pool | undefined;
/** One statement on the server itself; whoever copies a database waits for others that do. */
async function ask(statement: string): Promise<void> {
  // Keeps no process running, and is not missed when the server goes with the run.
  const connectionString = databaseUrl(await serverUrl(), 'postgres');
  desk ??= new pg.Pool({ connectionString, max: 1, allowExitOnIdle: true }).on('error', () => undefined);
  await desk.query(statement);
}

let template: Promise<string> | undefined;
/** Migrated once for all that start with a fresh shop, whichever process comes first. */
function templateDatabase(): Promise<string> {
  template ??= makeTemplate();
  return template;
}
async function makeTemplate(): Promise<string> {
  const name = `template_${createHash('sha256').update(String(process.ppid)).digest('hex').slice(0, 16)}`;
  const client = new pg.Client({ connectionString: databaseUrl(await serverUrl(), 'postgres') });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rows.length > 0) return name;
    await client.query(`create database ${name}_new template template0`);
    const database = openPostgres(databaseUrl(await serverUrl(), `${name}_new`));
    await migrate(database);
    await closeDatabase(database);
    if (SHARDS > 0) await spreadByProduct(databaseUrl(await serverUrl(), `${name}_new`), SHARDS);
    await client.query(`alter database ${name}_new rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}
