/**
 * From one node to more over one PostgreSQL, as fast as they can and at the same rate: throughput, p50 and p99, CPU per
 * request of nodes and database, and the same of bare fastify with one query, one process to more, which is what the
 * machine itself makes of it; a shop of a thousand products beside one of a million, and beside one of sixty more store
 * views. Writes what it found as an SVG.
 *
 *   npm run build && node bench/scale.mjs [--nodes 2] [--secs 6] [--products 1000000] [--svg docs/scale.svg]
 *
 * Where nodes, database and load share the cores, more nodes are no faster, and each request costs more the more processes
 * take turns. So rates are offered that nobody is saturated by: to each node the same, so that two have twice the work of one and
 * CPU per request has to stay flat; and to all nodes together the same, so that each of two has half of it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import sharp from 'sharp';
import { createClient, load, loadAt } from './client.mjs';
import { startPostgres } from './cluster.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';
import { drawScale } from './svg.mjs';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '2' },
    secs: { type: 'string', default: '6' },
    products: { type: 'string', default: '1000000' },
    svg: { type: 'string' },
  },
});
const [NODES, SECS, MANY] = [values.nodes, values.secs, values.products].map(Number);
const [FEW, VIEWS, CONNECTIONS, WARM, SLICE_MS, EACH, TOGETHER] = [1000, 60, 4, 4000, 250, 0.2, 0.4];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'vitrine-scale-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { base, server, cpu: serverCpu } = await startPostgres();

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
    'insert into sku (sku_key, product) select sku_key, id from product',
    `insert into product_value (product, store, attribute, value) select i, 0, 'name', '"Product ' || i || '"' from generate_series(1, ${products}) i`,
    "insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) values ('b', 'image/jpeg', 1, 1, 1, 1, 'ready', 1)",
    `insert into entry (id, product, media_type, global_values) select i * 3 + k, i, 'image',
       '{"file":"' || ${path} || '","blob":"b","position":' || k || ',"label":"Product picture seen from the side in daylight"}' from generate_series(1, ${products}) i, generate_series(0, 2) k`,
    `insert into file (path, stem, number, blob, product, entry) select ${path}, ${path}, 0, 'b', i, i * 3 + k from generate_series(1, ${products}) i, generate_series(0, 2) k`,
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

/** Bytes of the write-ahead log so far. */
const logged = async () => Number((await server.query("select pg_current_wal_lsn() - '0/0' as bytes")).rows[0].bytes);

/** A moment of load on some nodes; what it cost them and the database. */
async function measure(nodes, ask, drive) {
  const before = { node: nodes.reduce((sum, { child }) => sum + cpuMs(child.pid), 0), database: serverCpu(), log: await logged(), ms: performance.now() };
  let turn = 0;
  const { count, refused, p50, p99 } = await drive(() => ask(nodes[turn++ % nodes.length]));
  if (refused > 0) throw new Error(`${refused} refused`);
  const ms = performance.now() - before.ms;
  const own = nodes.reduce((sum, { child }) => sum + cpuMs(child.pid), 0) - before.node;
  return { count, p50, p99, ms, own, database: serverCpu() - before.database, log: (await logged()) - before.log };
}
/** Each connection asks anew as soon as it has its answer. */
const flatOut = (connections) => (ask) => load(() => ask, connections, SLICE_MS);
/** So many a second. */
const at = (rate) => (ask) => loadAt(ask, rate, SLICE_MS * 4);
const all = ({ nodeUs, databaseUs }) => nodeUs + databaseUs;
function together(slices) {
  const sum = (key) => slices.reduce((total, one) => total + one[key], 0);
  const middle = (key) => slices.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(slices.length / 2)];
  const each = (key) => (sum(key) / sum('count')) * 1000;
  return {
    rate: 1000 / (each('ms') / 1000),
    p50: middle('p50'),
    p99: middle('p99'),
    nodeUs: each('own'),
    databaseUs: each('database'),
    walBytes: each('log') / 1000,
  };
}
const line = (name, { rate, p50, p99, nodeUs, databaseUs, walBytes }) =>
  say(
    `${name.padEnd(30)} ${rate.toFixed(0).padStart(5)}/s  p50 ${p50.toFixed(2).padStart(6)}  p99 ${p99.toFixed(2).padStart(7)} ms  CPU: nodes ${nodeUs.toFixed(0).padStart(5)} us, PostgreSQL ${databaseUs.toFixed(0).padStart(5)} us  log ${walBytes.toFixed(0).padStart(6)} bytes`,
  );

/** The same work in turns, a moment each, so that whatever else the machine does meets all of them alike. */
async function inTurns(works, slices) {
  const found = new Map(works.map(({ name }) => [name, []]));
  for (let slice = 0; slice < slices; slice++) for (const { name, run } of slice % 2 === 0 ? works : [...works].reverse()) found.get(name).push(await run());
  return new Map([...found].map(([name, slices]) => [name, together(slices)]));
}

// A shop of a thousand products, one node to more.
const first = await newShop('few', FEW);
const nodes = [first];
while (nodes.length < NODES) nodes.push(await startNode('few'));
const headers = await signIn(first);
const startBare = async () => {
  const port = await freePort();
  const client = createClient(port);
  return { client, child: await start([here('./bare-postgres.mjs')], { BARE_DATABASE_URL: `${base}/few`, PORT: String(port) }, client) };
};
const bares = [];
while (bares.length < NODES) bares.push(await startBare());
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
  /** What the machine itself makes of more processes. */
  bare: ({ client }) => client('GET', `/media/${sku(nth())}`),
};
const nodesOf = (kind) => (kind === 'bare' ? bares : nodes);
const nameOf = (kind, count) => `${kind}, ${count} ${count === 1 ? 'node' : 'nodes'}`;
const steps = Object.keys(asks).flatMap((kind) => nodes.map((_, at) => ({ kind, nodes: at + 1, name: nameOf(kind, at + 1) })));
// Each as warm as the others.
for (const [kind, ask] of Object.entries(asks))
  for (const node of nodesOf(kind)) for (let at = 0; at < (/read|bare/.test(kind) ? WARM : WARM / 10); at++) await ask(node);
say(`\n${availableParallelism()} cores, which load, nodes and database share\nas fast as they can, ${CONNECTIONS} connections a node`);
const fastest = await inTurns(
  steps.map(({ kind, nodes: count, name }) => ({ name, run: () => measure(nodesOf(kind).slice(0, count), asks[kind], flatOut(CONNECTIONS * count)) })),
  (SECS * 1000) / SLICE_MS,
);
for (const [name, found] of fastest) line(name, found);
const [one, limit] = [fastest.get(nameOf('read', 1)), fastest.get(nameOf('bare', 1))];
say(`a gallery read beside bare fastify + one query: rate ${(one.rate / limit.rate).toFixed(2)}, CPU ${(all(limit) / all(one)).toFixed(2)} (goal: 0.6)`);
tellGrowth(fastest);

/** Works at a share of what one node can, by their number. */
async function offered(shareOf) {
  const found = await inTurns(
    steps.map(({ kind, nodes: count, name }) => ({
      name,
      run: () => measure(nodesOf(kind).slice(0, count), asks[kind], at(fastest.get(nameOf(kind, 1)).rate * shareOf(count))),
    })),
    SECS,
  );
  for (const [name, one] of found) line(name, one);
  tellGrowth(found);
  return found;
}
say(`each node is offered ${EACH * 100} % of what one can`);
const paced = await offered((count) => count * EACH);
say(`all nodes together are offered ${TOGETHER * 100} % of what one can`);
await offered(() => TOGETHER);
await Promise.all([...nodes, ...bares].map(({ child }) => stop(child)));

/** What more nodes change, and what of it is not the machine's. */
function tellGrowth(found) {
  const grown = (kind, of) => of(found.get(nameOf(kind, NODES))) / of(found.get(nameOf(kind, 1)));
  for (const kind of Object.keys(asks)) {
    const [rate, cpu, own] = [({ rate }) => rate, all, ({ nodeUs }) => nodeUs].map((of) => [grown(kind, of), grown(kind, of) / grown('bare', of)]);
    const [whole, ours] = [0, 1].map((at) => `rate ${rate[at].toFixed(2)}, CPU per request ${cpu[at].toFixed(2)}, of it the nodes' ${own[at].toFixed(2)}`);
    say(`${kind}: ${NODES} nodes to one: ${whole}${kind === 'bare' ? '' : `; beside bare: ${ours}`}`);
  }
}

// One node each, as fresh and as warm as the others, in shops of other sizes.
say('');
const [small, views, many] = [await newShop('small', FEW), await newShop('views', FEW, VIEWS), await newShop('many', MANY)];
const signed = new Map();
for (const node of [small, views, many]) signed.set(node, await signIn(node));
const readIn = (node, number) => node.client('GET', `/rest/default/V1/products/${sku(number)}/media`, { headers: signed.get(node) });
/** A request to each in turn, one after the other: whatever else the machine does meets all of them alike. */
async function sideBySide(readers) {
  const found = readers.map(({ node }) => ({ times: [], node: cpuMs(node.child.pid) }));
  for (let at = 0; at < WARM; at++)
    for (let nth = 0; nth < readers.length; nth++) {
      const which = (at + nth) % readers.length;
      const began = performance.now();
      await readIn(readers[which].node, readers[which].next(at));
      found[which].times.push(performance.now() - began);
    }
  return found.map(({ times, ...before }, which) => {
    const { node } = readers[which];
    const share = (part) => times[Math.floor(times.length * part)];
    times.sort((a, b) => a - b);
    const one = { p50: share(0.5), p99: share(0.99), nodeUs: ((cpuMs(node.child.pid) - before.node) / WARM) * 1000 };
    say(
      `${readers[which].name.padEnd(46)} p50 ${one.p50.toFixed(2).padStart(6)}  p99 ${one.p99.toFixed(2).padStart(7)} ms  CPU of the node ${one.nodeUs.toFixed(0).padStart(5)} us`,
    );
    return one;
  });
}
/** As many different ones in each shop, all over it. */
const hot = (node, products) => ({
  node,
  name: `${node.name}: 1000 of ${products} products again and again`,
  next: (at) => (at % FEW) * Math.floor(products / FEW) + 1,
});
const any = (node, products) => ({ node, name: `${node.name}: any of ${products} products`, next: () => 1 + Math.floor(Math.random() * products) });
const ratio = (one, other) =>
  `p50 ${(one.p50 / other.p50).toFixed(2)}, p99 ${(one.p99 / other.p99).toFixed(2)}, CPU of the node ${(one.nodeUs / other.nodeUs).toFixed(2)}`;
const again = [hot(small, FEW), hot(views, FEW), hot(many, MANY)];
for (const { node, next } of again) for (let at = 0; at < WARM; at++) await readIn(node, next(at));
const [little, wide, big] = await sideBySide(again);
say(`${MANY} products to ${FEW}: ${ratio(big, little)} (goal for p99: at most 1.3)`);
say(`${VIEWS} more store views to none: ${ratio(wide, little)}`);
const [kept, cold] = await sideBySide([hot(small, FEW), any(many, MANY)]);
say(`any product of ${MANY} to those that are kept: ${ratio(cold, kept)}`);
await Promise.all([small, views, many].map(({ child }) => stop(child)));

if (values.svg !== undefined) writeFileSync(values.svg, drawScale(steps.map((step) => ({ ...step, ...fastest.get(step.name), paced: paced.get(step.name) }))));
await server.end();
process.exit(0);
