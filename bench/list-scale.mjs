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
import { createClient } from './client.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';
import { fillShop } from './shop-rows.mjs';

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
fillShop(join(folder, 'vitrine.sqlite'), PRODUCTS);
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
