/**
 * What a gallery costs on PostgreSQL: Vitrine beside bare fastify with one query, in turns, and the statements a read takes.
 *
 *   npm run build && node bench/postgres.mjs [--secs 3] [--rounds 4] [--connections 16]
 *
 * The bare one answers the same entries from one prepared statement, with no caller, store view or rights. On a shared
 * machine trust the ratio of CPU: that of the process, and that of process and server together.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient, load } from './client.mjs';
import { startPostgres } from './cluster.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';

const { values } = parseArgs({
  options: { secs: { type: 'string', default: '3' }, rounds: { type: 'string', default: '4' }, connections: { type: 'string', default: '16' } },
});
const [secs, rounds, connections] = [Number(values.secs), Number(values.rounds), Number(values.connections)];
const PRODUCTS = 500;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { base, server, cpu: serverCpu } = await startPostgres();
const url = `${base}/postgres`;

const [port, barePort] = [await freePort(), await freePort()];
const [client, bareClient] = [createClient(port), createClient(barePort)];
const env = { VITRINE_DATA: folder, VITRINE_DATABASE_URL: url, VITRINE_ADMIN_PASSWORD: 'Bench-1234', VITRINE_WORK: 'off', PORT: String(port) };
const vitrine = await start([here('../dist/main.js'), 'serve'], env, client);
const { text } = await client('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'admin', password: 'Bench-1234' }) });
const headers = { authorization: `Bearer ${JSON.parse(text)}` };
await server.query(`insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision)
  select i, 'sku-' || i, 'sku-' || i, 'simple', 4, ',1,', 1, 1, 1 from generate_series(1, ${PRODUCTS}) i`);
await server.query('insert into sku (sku_key, product) select sku_key, id from product');
await server.query(
  "insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) values ('b', 'image/jpeg', 1, 1, 1, 1, 'ready', 1)",
);
await server.query(`insert into entry (id, product, media_type, global_values)
  select i * 4 + k, i, 'image', '{"file":"/s/k/' || i || '_' || k || '.jpg","blob":"b","position":' || k || ',"label":"Product picture seen from the side in daylight"}'
  from generate_series(1, ${PRODUCTS}) i, generate_series(0, 3) k`);
await server.query('analyze');
const bare = await start([here('./bare-postgres.mjs')], { BARE_DATABASE_URL: url, PORT: String(barePort) }, bareClient);

let serial = 0;
const sku = () => `sku-${(serial++ % PRODUCTS) + 1}`;
const ask = { vitrine: () => client('GET', `/rest/default/V1/products/${sku()}/media`, { headers }), bare: () => bareClient('GET', `/media/${sku()}`) };
const pids = { vitrine: vitrine.pid, bare: bare.pid };
const calls = async () => Number((await server.query("select sum(xact_commit) as n from pg_stat_database where datname = 'postgres'")).rows[0].n);

for (const name of Object.keys(ask)) await load(() => ask[name], connections, 1500);
const sums = { vitrine: { count: 0, cpu: 0, all: 0, ms: 0, statements: 0 }, bare: { count: 0, cpu: 0, all: 0, ms: 0, statements: 0 } };
for (let round = 0; round < rounds; round++)
  for (const name of round % 2 === 0 ? ['vitrine', 'bare'] : ['bare', 'vitrine']) {
    await pause(1100);
    const [cpu, database, began, asked] = [cpuMs(pids[name]), serverCpu(), performance.now(), await calls()];
    const { count, refused, p50 } = await load(() => ask[name], connections, secs * 1000);
    if (refused > 0) throw new Error(`${name} refused ${refused}`);
    const own = cpuMs(pids[name]) - cpu;
    const sum = sums[name];
    [sum.count, sum.cpu, sum.all, sum.ms, sum.p50] = [
      sum.count + count,
      sum.cpu + own,
      sum.all + own + serverCpu() - database,
      sum.ms + performance.now() - began,
      p50,
    ];
    await pause(1100);
    sum.statements += (await calls()) - asked;
  }
const figures = Object.fromEntries(
  Object.entries(sums).map(([name, { count, cpu, all, ms, p50, statements }]) => [
    name,
    { rate: count / (ms / 1000), ownUs: (cpu / count) * 1000, allUs: (all / count) * 1000, p50, statements: statements / count },
  ]),
);
for (const [name, { rate, ownUs, allUs, p50, statements }] of Object.entries(figures))
  process.stdout.write(
    `${name.padEnd(8)} ${rate.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2)} ms  CPU of the process ${ownUs.toFixed(0)} us, with the database ${allUs.toFixed(0)} us  statements ${statements.toFixed(2)}\n`,
  );
const [a, b] = [figures.vitrine, figures.bare];
process.stdout.write(
  `ratios: rate ${(a.rate / b.rate).toFixed(2)}, CPU of the process ${(b.ownUs / a.ownUs).toFixed(2)}, with the database ${(b.allUs / a.allUs).toFixed(2)}\n`,
);
await server.end();
await Promise.all([stop(vitrine), stop(bare)]);
process.exit(0);
