/**
 * Lists over many products: time to the first byte and CPU of the server, for pages near and far and for filters.
 *
 *   npm run build && node bench/list-scale.mjs [--products 100000] [--times 9]
 *
 * The rows are written past the program, as they would stand there; everything else is the program as it ships.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { createClient } from './client.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';

const { values } = parseArgs({ options: { products: { type: 'string', default: '100000' }, times: { type: 'string', default: '9' } } });
const [PRODUCTS, TIMES] = [Number(values.products), Number(values.times)];
const folder = mkdtempSync(join(tmpdir(), 'vitrine-lists-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const filter = (field, condition, value) =>
  `searchCriteria[filterGroups][0][filters][0][field]=${field}&searchCriteria[filterGroups][0][filters][0][value]=${encodeURIComponent(value)}&searchCriteria[filterGroups][0][filters][0][conditionType]=${condition}&`;
const sorted = (field, direction) => `searchCriteria[sortOrders][0][field]=${field}&searchCriteria[sortOrders][0][direction]=${direction}&`;
const page = (number) => `searchCriteria[currentPage]=${number}&`;
const QUESTIONS = [
  ...[1, 2, 50, ...(PRODUCTS >= 1_000_000 ? [5000] : [])].map((number) => [`page ${number}`, page(number)]),
  ['sku eq', filter('sku', 'eq', 'SKU-0000777')],
  ['sku like', filter('sku', 'like', 'SKU-00007%')],
  ['updated_at gt, few', filter('updated_at', 'gt', new Date(1.75e12 + (PRODUCTS - 50) * 1000).toISOString())],
  ['created_at gt, half', filter('created_at', 'gt', new Date(1.7e12 + PRODUCTS * 500).toISOString())],
  ['status eq', filter('status', 'eq', '2')],
  ['color in', filter('color', 'in', '3,5')],
  ['price gt', filter('price', 'gt', '990')],
  ['name like', filter('name', 'like', '%colour 3%')],
  ['category_id eq', filter('category_id', 'eq', '3')],
  ['image neq none', filter('image', 'neq', 'no_selection')],
  ['sort by name', sorted('name', 'ASC')],
  ['sort by updated_at', sorted('updated_at', 'DESC')],
];

/** Ten attributes and three pictures a product. */
function fill(path) {
  const db = new DatabaseSync(path);
  db.exec('pragma foreign_keys = off; begin');
  const [product, value, entry, role] = [
    db.prepare(
      "insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (?, ?, ?, 'simple', 4, ',1,', ?, ?, 1)",
    ),
    db.prepare('insert into product_value (product, store, attribute, value) values (?, 0, ?, ?)'),
    db.prepare("insert into entry (id, product, media_type, global_values) values (?, ?, 'image', ?)"),
    db.prepare('insert into role (product, store, role, entry) values (?, 0, ?, ?)'),
  ];
  for (let p = 1; p <= PRODUCTS; p++) {
    const sku = `SKU-${String(p).padStart(7, '0')}`;
    product.run(p, sku, sku.toLowerCase(), 1.7e12 + p * 1000, 1.75e12 + ((p * 7919) % PRODUCTS) * 1000);
    const attributes = {
      name: `Product ${p} in colour ${p % 17}`,
      price: (p % 1000) + 0.5,
      status: p % 10 === 0 ? 2 : 1,
      visibility: 4,
      weight: 1,
      url_key: `product-${p}`,
      color: String(p % 17),
      description: 'A description of the thing that is as long as people write it. '.repeat(5),
      tax_class_id: '2',
      category_ids: [String(p % 50), String(p % 7)],
    };
    for (const [code, one] of Object.entries(attributes)) value.run(p, code, JSON.stringify(one));
    for (let at = 0; at < 3; at++)
      entry.run(p * 3 + at, p, JSON.stringify({ label: `Picture ${at}`, position: at + 1, file: `/s/k/${sku.toLowerCase()}_${at}.jpg`, blob: 'a'.repeat(64) }));
    for (const code of ['image', 'small_image', 'thumbnail']) role.run(p, code, p * 3);
  }
  db.exec('insert into attribute (code) select distinct attribute from product_value; commit; pragma wal_checkpoint(truncate)');
  db.close();
}

/** Milliseconds to the first byte and to the last. */
const timed = (port, path, headers) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request({ host: '127.0.0.1', port, path, agent, headers }, (answer) => {
      let [first, bytes] = [0, 0];
      answer.on('data', (part) => {
        if (bytes === 0) first = performance.now() - began;
        bytes += part.length;
      });
      answer.on('end', () => resolve({ first, all: performance.now() - began, bytes, status: answer.statusCode }));
    });
    sent.on('error', reject);
    sent.end();
  });
const agent = new Agent({ keepAlive: true });
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

const env = { VITRINE_DATA: folder, VITRINE_ADMIN_USER: 'bench', VITRINE_ADMIN_PASSWORD: 'Bench-12345' };
const port = await freePort();
const call = createClient(port);
const serve = () => start(['dist/main.js', 'serve'], { ...env, PORT: String(port) }, call);
await stop(await serve());
fill(join(folder, 'vitrine.sqlite'));
const child = await serve();
const signedIn = await call('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'bench', password: 'Bench-12345' }) });
const headers = { authorization: `Bearer ${JSON.parse(signedIn.text)}` };

console.log(`${PRODUCTS} products, pages of 100\n`);
console.log('question                 total   first byte    CPU a request');
for (const [name, query] of QUESTIONS) {
  const path = `/rest/all/V1/products?${query}searchCriteria[pageSize]=100`;
  const { total_count: total } = JSON.parse((await call('GET', `${path}&fields=total_count`, { headers })).text);
  const [before, firsts] = [cpuMs(child.pid), []];
  for (let at = 0; at < TIMES; at++) firsts.push((await timed(port, path, headers)).first);
  const cpu = (cpuMs(child.pid) - before) / TIMES;
  console.log(`${name.padEnd(20)} ${String(total).padStart(9)} ${median(firsts).toFixed(1).padStart(9)} ms ${cpu.toFixed(1).padStart(12)} ms`);
}
await stop(child);
process.exit(0);
