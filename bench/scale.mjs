/**
 * From one node to more over one PostgreSQL: throughput, p50 and p99, and CPU per request of nodes and database; one node
 * beside bare fastify with one query; a shop of a thousand products beside one of a million, and beside one of sixty more
 * store views; `vitrine copy`. Writes what it found as an SVG.
 *
 *   npm run build && node bench/scale.mjs [--nodes 2] [--secs 3] [--rounds 3] [--products 1000000] [--svg docs/scale.svg]
 *
 * Where nodes, database and load share the cores, more nodes are no faster: then CPU per request has to stay flat.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import sharp from 'sharp';
import { createClient, load } from './client.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';
import { fillShop } from './shop-rows.mjs';
import { drawScale } from './svg.mjs';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '2' },
    secs: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    products: { type: 'string', default: '1000000' },
    svg: { type: 'string' },
  },
});
const [NODES, SECS, ROUNDS, MANY] = [values.nodes, values.secs, values.rounds, values.products].map(Number);
const [FEW, VIEWS, CONNECTIONS, COPIED] = [1000, 60, 8, 10_000];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const say = (text) => process.stdout.write(`${text}\n`);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), 'vitrine-scale-'));
const cluster = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vitrine-scale-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
spawn(process.execPath, [here('../test/support/postgres-server.mjs'), cluster, String(process.pid)], { stdio: 'inherit', detached: true }).unref();
while (!existsSync(join(cluster, 'url'))) await pause(50);
const base = readFileSync(join(cluster, 'url'), 'utf8');
const server = new pg.Client({ connectionString: `${base}/postgres` });
await server.connect();

/** CPU of the server's own processes, those of connections that have ended included. */
const serverPid = Number(readFileSync(join(cluster, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
const serverCpu = () => cpuMs(serverPid, true);

const admin = { VITRINE_ADMIN_USER: 'bench', VITRINE_ADMIN_PASSWORD: 'Bench-12345', VITRINE_SECRET_KEY: 'ab'.repeat(32) };
const places = { VITRINE_BLOBS_URL: `file:${join(folder, 'blobs')}`, VITRINE_RENDITIONS_URL: `file:${join(folder, 'renditions')}` };
let count = 0;
/** A node of its own data folder over a database. */
async function startNode(name) {
  const [port, nth] = [await freePort(), count++];
  const own = { PORT: String(port), VITRINE_DATA: join(folder, `node-${nth}`), VITRINE_DATABASE_URL: `${base}/${name}`, VITRINE_DATABASE_POOL: '10' };
  const client = createClient(port);
  const child = await start([here('../dist/main.js'), 'serve'], { ...admin, ...places, ...own, VITRINE_WORK: 'off', VITRINE_INTAKE: 'structure' }, client);
  return { child, client, name };
}
async function signIn({ client }) {
  const body = JSON.stringify({ username: 'bench', password: 'Bench-12345' });
  return { authorization: `Bearer ${JSON.parse((await client('POST', '/rest/V1/integration/admin/token', { body })).text)}` };
}

const sku = (number) => `sku-${String(number).padStart(7, '0')}`;
/** Products of three pictures each, as rows; and store views that nobody has written anything for. */
async function fill(name, products, views) {
  const began = performance.now();
  const client = new pg.Client({ connectionString: `${base}/${name}` });
  await client.connect();
  const named = "'sku-' || lpad(i::text, 7, '0')";
  const path = `'/s/k/' || ${named} || '-' || k || '.jpg'`;
  const rows = [
    "set session_replication_role = replica; set maintenance_work_mem = '512MB'",
    `insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) select i, ${named}, ${named}, 'simple', 4, ',1,', 1, 1, 1 from generate_series(1, ${products}) i`,
    `insert into product_value (product, store, attribute, value) select i, 0, 'name', '"Product ' || i || '"' from generate_series(1, ${products}) i`,
    "insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) values ('b', 'image/jpeg', 1, 1, 1, 1, 'ready', 1)",
    `insert into entry (id, product, media_type, global_values) select i * 3 + k, i, 'image',
       '{"file":"' || ${path} || '","blob":"b","position":' || k || ',"label":"Product picture seen from the side in daylight"}' from generate_series(1, ${products}) i, generate_series(0, 2) k`,
    `insert into file (path, stem, number, blob, entry) select ${path}, ${path}, 0, 'b', i * 3 + k from generate_series(1, ${products}) i, generate_series(0, 2) k`,
    `insert into role (product, store, role, entry) select i, 0, 'image', i * 3 from generate_series(1, ${products}) i`,
    `insert into store (id, code, name, website, store_group, locale) select i, 'view_' || i, 'View ' || i, 1, 1, 'en_US' from generate_series(100, ${99 + views}) i`,
    "update counter set value = value + 1 where name = 'shop'",
    "select setval(pg_get_serial_sequence('product', 'id'), (select max(id) from product)), setval(pg_get_serial_sequence('entry', 'id'), (select max(id) from entry))",
    'analyze',
  ];
  for (const row of rows) await client.query(row);
  const [{ bytes, each }] = (
    await client.query(`select pg_database_size(current_database()) as bytes, (select json_object_agg(relname, pg_total_relation_size(oid)) from pg_class
      where relkind = 'r' and relname in ('product', 'product_value', 'entry', 'file', 'role')) as each`)
  ).rows;
  await client.end();
  say(`${name}: ${products} products, ${views} more store views; ${Math.round(bytes / 1e6)} MB, filled in ${Math.round((performance.now() - began) / 1000)} s`);
  if (products > FEW)
    say(
      `  bytes a product: ${Object.entries(each)
        .map(([table, size]) => `${table} ${Math.round(size / products)}`)
        .join(', ')}`,
    );
}
async function newShop(name, products, views = 0) {
  await server.query(`create database ${name}`);
  const node = await startNode(name);
  await fill(name, products, views);
  return node;
}

/** Some load on some nodes; what it cost them and the database for each request. */
async function measure(nodes, ask, connections) {
  const before = [nodes.reduce((sum, { child }) => sum + cpuMs(child.pid), 0), serverCpu()];
  const began = performance.now();
  let turn = 0;
  const { count: done, refused, p50, p99 } = await load(() => () => ask(nodes[turn++ % nodes.length]), connections, SECS * 1000);
  if (refused > 0) throw new Error(`${refused} refused`);
  const [own, database] = [nodes.reduce((sum, { child }) => sum + cpuMs(child.pid), 0) - before[0], serverCpu() - before[1]];
  return { rate: done / ((performance.now() - began) / 1000), nodeUs: (own / done) * 1000, databaseUs: (database / done) * 1000, p50, p99 };
}
const over = (rounds) => Object.fromEntries(['rate', 'nodeUs', 'databaseUs', 'p50', 'p99'].map((key) => [key, median(rounds.map((one) => one[key]))]));
const line = (name, { rate, p50, p99, nodeUs, databaseUs }) =>
  say(
    `${name.padEnd(34)} ${rate.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2).padStart(6)}  p99 ${p99.toFixed(2).padStart(7)} ms  CPU: nodes ${nodeUs.toFixed(0).padStart(5)} us, PostgreSQL ${databaseUs.toFixed(0).padStart(5)} us`,
  );

/** The same work in turns, so that whatever else the machine does meets all of them. */
async function inTurns(works) {
  const found = new Map(works.map(({ name }) => [name, []]));
  for (const { run } of works) await run();
  for (let round = 0; round < ROUNDS; round++) for (const { name, run } of round % 2 === 0 ? works : [...works].reverse()) found.get(name).push(await run());
  return new Map([...found].map(([name, rounds]) => [name, over(rounds)]));
}

// A shop of a thousand products, one node to more.
const first = await newShop('few', FEW);
const nodes = [first];
while (nodes.length < NODES) nodes.push(await startNode('few'));
const headers = await signIn(first);
const barePort = await freePort();
const bareClient = createClient(barePort);
const bare = {
  client: bareClient,
  child: await start([here('./bare-postgres.mjs')], { BARE_DATABASE_URL: `${base}/few`, PORT: String(barePort) }, bareClient),
};
let serial = 0;
const nth = () => (serial++ % FEW) + 1;
const noise = await sharp({ create: { width: 160, height: 160, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
  .jpeg()
  .toBuffer();
const asks = {
  read: ({ client }) => client('GET', `/rest/default/V1/products/${sku(nth())}/media`, { headers }),
  write({ client }) {
    const number = nth();
    const entry = { id: number * 3, media_type: 'image', label: `Label ${serial}`, position: 1, disabled: false, types: [] };
    return client('PUT', `/rest/all/V1/products/${sku(number)}/media/${number * 3}`, { headers, body: JSON.stringify({ entry }) });
  },
  upload({ client }) {
    const note = Buffer.from(String(serial).padStart(8, '0'));
    const bytes = Buffer.concat([noise.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, note.length + 2]), note, noise.subarray(2)]);
    const content = { base64_encoded_data: bytes.toString('base64'), type: 'image/jpeg', name: `picture-${serial}.jpg` };
    const body = JSON.stringify({ entry: { media_type: 'image', label: null, position: 1, disabled: false, types: [], content } });
    return client('POST', `/rest/all/V1/products/${sku(nth())}/media`, { headers, body });
  },
};
const works = Object.entries(asks).flatMap(([kind, ask]) =>
  nodes.map((_, at) => ({
    name: `${kind}, ${at + 1} ${at === 0 ? 'node' : 'nodes'}`,
    kind,
    nodes: at + 1,
    run: () => measure(nodes.slice(0, at + 1), ask, CONNECTIONS * (at + 1)),
  })),
);
say(`\n${availableParallelism()} cores, which load, nodes and database share`);
const steps = await inTurns([
  ...works,
  { name: 'bare fastify + one query', run: () => measure([bare], ({ client }) => client('GET', `/media/${sku(nth())}`), CONNECTIONS) },
]);
for (const [name, found] of steps) line(name, found);
const [one, limit] = [steps.get('read, 1 node'), steps.get('bare fastify + one query')];
const all = ({ nodeUs, databaseUs }) => nodeUs + databaseUs;
say(`a gallery read beside bare fastify + one query: rate ${(one.rate / limit.rate).toFixed(2)}, CPU ${(all(limit) / all(one)).toFixed(2)} (goal: 0.6)`);
for (const kind of Object.keys(asks))
  say(
    `${kind}: ${NODES} nodes to one: rate ${(steps.get(`${kind}, ${NODES} nodes`).rate / steps.get(`${kind}, 1 node`).rate).toFixed(2)}, CPU per request ${(all(steps.get(`${kind}, ${NODES} nodes`)) / all(steps.get(`${kind}, 1 node`))).toFixed(2)}`,
  );
await Promise.all([...nodes.slice(1), bare].map(({ child }) => stop(child)));

// One node each, in shops of other sizes.
say('');
const [views, many] = [await newShop('views', FEW, VIEWS), await newShop('many', MANY)];
const signed = new Map([first, views, many].map((node) => [node, undefined]));
for (const node of signed.keys()) signed.set(node, await signIn(node));
const reader = (node, number) => ({
  name: `${node.name}, ${number.name}`,
  run: () => measure([node], ({ client }) => client('GET', `/rest/default/V1/products/${sku(number.next())}/media`, { headers: signed.get(node) }), 1),
});
/** As many different ones in each shop, all over it. */
const hot = (products) => ({ name: 'the same 1000 products', next: () => (serial++ % FEW) * Math.floor(products / FEW) + 1 });
const any = (products) => ({ name: 'any product', next: () => 1 + Math.floor(Math.random() * products) });
const sizes = await inTurns([reader(first, hot(FEW)), reader(views, hot(FEW)), reader(many, hot(MANY)), reader(many, any(MANY))]);
for (const [name, found] of sizes) line(name, found);
const [small, wide, big] = ['few', 'views', 'many'].map((name) => sizes.get(`${name}, the same 1000 products`));
say(
  `p99 of ${MANY} products to ${FEW}: ${(big.p99 / small.p99).toFixed(2)} (goal: at most 1.3), CPU ${(all(big) / all(small)).toFixed(2)}; of ${VIEWS} more store views: ${(wide.p99 / small.p99).toFixed(2)}, CPU ${(all(wide) / all(small)).toFixed(2)}`,
);
await Promise.all([first, views, many].map(({ child }) => stop(child)));

// Moving up.
const source = join(folder, 'source');
const embedded = await (async () => {
  const port = await freePort();
  const client = createClient(port);
  return start([here('../dist/main.js'), 'serve'], { ...admin, PORT: String(port), VITRINE_DATA: source }, client);
})();
await stop(embedded);
fillShop(join(source, 'vitrine.sqlite'), COPIED);
await server.query('create database copied');
const began = performance.now();
const copying = spawn(process.execPath, [here('../dist/main.js'), 'copy', '--from', `sqlite:${join(source, 'vitrine.sqlite')}`, '--to', `${base}/copied`], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, ...admin, VITRINE_DATA: source },
});
await new Promise((resolve, reject) => copying.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`copy ended with ${code}`)))));
const tookS = (performance.now() - began) / 1000;
say(
  `\ncopy: ${COPIED * 3} entries of ${COPIED} products in ${tookS.toFixed(1)} s: ${Math.round((COPIED * 3) / tookS)} entries/s, ${Math.round((COPIED * 17) / tookS)} rows/s, process start and check included`,
);

if (values.svg !== undefined) writeFileSync(values.svg, drawScale(works.map(({ name, kind, nodes: of }) => ({ kind, nodes: of, ...steps.get(name) }))));
await server.end();
process.exit(0);
