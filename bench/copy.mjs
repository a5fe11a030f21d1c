/**
 * What moving up costs: a SQLite source of many products of four pictures each, copied to PostgreSQL and to SQLite, rows
 * and entries a second; and beside it two limits, neither of which compares anything: the same rows by bare multi-row
 * inserts of `pg`, and by bare `copy … from stdin`, into tables with all their indexes and references.
 *
 *   npm run build && node bench/copy.mjs [--products 50000] [--rounds 1] [--only postgres|sqlite|bare|barecopy]
 *
 * The server waits for no disk. Times are of whole commands, start, counts and comparison included.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { createClient } from './client.mjs';
import { startPostgres } from './cluster.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';
import { fillWhole } from './shop-rows.mjs';

const { values } = parseArgs({
  options: { products: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '1' }, only: { type: 'string' } },
});
const [PRODUCTS, ROUNDS] = [Number(values.products), Number(values.rounds)];
const ENTRIES = PRODUCTS * 4;
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'vitrine-copy-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { base, server, cpu: serverCpu } = await startPostgres();

const env = { VITRINE_DATA: folder, VITRINE_ADMIN_PASSWORD: 'Bench-12345', VITRINE_SECRET_KEY: 'ab'.repeat(32), VITRINE_WORK: 'off' };
const source = join(folder, 'vitrine.sqlite');
await migrated({});
const rows = fillWhole(source, PRODUCTS);
say(`source: ${PRODUCTS} products, ${ENTRIES} entries, ${rows} rows (${(rows / ENTRIES).toFixed(1)} an entry)`);

let nth = 0;
const works = { postgres: copyToPostgres, sqlite: copyToSqlite, bare: (at) => fillBare(at, insertRows), barecopy: (at) => fillBare(at, copyRows) };
const found = new Map(Object.keys(works).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const [name, run] of Object.entries(works)) if ((values.only ?? name) === name) found.get(name).push(await run(nth++));
const words = { postgres: 'copy to PostgreSQL', sqlite: 'copy to SQLite', bare: 'bare multi-row inserts', barecopy: 'bare copy from stdin' };
for (const [name, runs] of found) {
  if (runs.length === 0) continue;
  const { ms, own, database } = [...runs].sort((a, b) => a.ms - b.ms)[Math.floor((runs.length - 1) / 2)];
  const second = (count) => Math.round((count / ms) * 1000);
  const cpu = `CPU: own ${(own / 1000).toFixed(1)} s, PostgreSQL ${(database / 1000).toFixed(1)} s`;
  say(`${words[name].padEnd(24)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${second(rows)} rows/s  ${second(ENTRIES)} entries/s  ${cpu}`);
}
await server.end();
process.exit(0);

/** A shop that is there and that nobody has open. */
async function migrated(more) {
  const port = await freePort();
  await stop(await start([MAIN, 'serve'], { ...env, ...more, PORT: String(port) }, createClient(port)));
}

async function copyTo(to) {
  const [began, idle] = [performance.now(), serverCpu()];
  const child = spawn(process.execPath, [MAIN, 'copy', '--from', `sqlite:${source}`, '--to', to], {
    stdio: ['ignore', 'inherit', 'ignore'],
    env: { ...process.env, ...env },
  });
  let own = 0;
  const looking = setInterval(() => {
    own = Math.max(own, cpuMs(child.pid));
  }, 20);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(looking);
  if (code !== 0) throw new Error(`copy ended with ${code}`);
  return { ms: performance.now() - began, own, database: serverCpu() - idle };
}

async function copyToPostgres(at) {
  await server.query(`create database copied_${at}`);
  const found = await copyTo(`${base}/copied_${at}`);
  await server.query(`drop database copied_${at} with (force)`);
  return found;
}

async function copyToSqlite(at) {
  const file = join(folder, `copied-${at}.sqlite`);
  const found = await copyTo(`sqlite:${file}`);
  rmSync(file);
  return found;
}

/** Into the same tables with all their indexes, a thousand rows a statement, the rows at hand. */
async function fillBare(at, write) {
  const name = `bare_${at}`;
  await server.query(`create database ${name}`);
  await migrated({ VITRINE_DATABASE_URL: `${base}/${name}` });
  const [client, from] = [new pg.Client({ connectionString: `${base}/${name}` }), new DatabaseSync(source, { readOnly: true })];
  await client.connect();
  const tables = ['store', 'attribute', 'product', 'sku', 'product_value', 'product_term', 'entry', 'entry_value', 'role', 'blob', 'file', 'change'];
  let [ms, own, idle] = [0, 0, serverCpu()];
  await client.query('delete from store');
  for (const table of tables) {
    let page = [];
    const flush = async () => {
      if (page.length === 0) return;
      const [began, before] = [performance.now(), process.cpuUsage()];
      await write(client, table, Object.keys(page[0]), page);
      ms += performance.now() - began;
      const { user, system } = process.cpuUsage(before);
      own += (user + system) / 1000;
      page = [];
    };
    for (const row of from.prepare(`select * from ${table}`).all()) if (page.push(row) === 1000) await flush();
    await flush();
  }
  from.close();
  const database = serverCpu() - idle;
  await client.end();
  await server.query(`drop database ${name} with (force)`);
  return { ms, own, database };
}

function insertRows(client, table, columns, rows) {
  let bound = 0;
  const gaps = rows.map(() => `(${columns.map(() => `$${++bound}`).join(',')})`).join(',');
  return client.query(
    `insert into ${table} (${columns.join(',')}) values ${gaps}`,
    rows.flatMap((row) => Object.values(row)),
  );
}

function copyRows(client, table, columns, rows) {
  const wordOf = (value) => (value === null ? '\\N' : typeof value === 'string' ? value.replaceAll(/[\\\t\r\n]/g, '\\$&') : String(value));
  const text = rows.map((row) => `${Object.values(row).map(wordOf).join('\t')}\n`).join('');
  return new Promise((resolve, reject) => {
    const copying = new pg.Query(`copy ${table} (${columns.join(',')}) from stdin`, (error) => (error === null ? resolve() : reject(error)));
    copying.handleCopyInResponse = (connection) => {
      connection.sendCopyFromChunk(Buffer.from(text));
      connection.endCopyFrom();
    };
    client.query(copying);
  });
}
