/**
 * What the native door costs: CPU of a matrix and of a batch, and the time of a job that restores very many cells.
 *
 *   npm run build && node bench/native.mjs [--times 300] [--products 1000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { createClient } from './client.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';
import { fillShop } from './shop-rows.mjs';

const { values } = parseArgs({ options: { times: { type: 'string', default: '300' }, products: { type: 'string', default: '1000' } } });
const [TIMES, PRODUCTS] = [Number(values.times), Number(values.products)];
const STORES = Array.from({ length: 18 }, (_, at) => `s${at}`);
const folder = mkdtempSync(join(tmpdir(), 'vitrine-native-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const env = { VITRINE_DATA: folder, VITRINE_ADMIN_USER: 'bench', VITRINE_ADMIN_PASSWORD: 'Bench-12345' };
const port = await freePort();
const call = createClient(port);
const serve = () => start(['dist/main.js', 'serve'], { ...env, PORT: String(port) }, call);
let headers = {};
const ask = async (method, path, body) => {
  const answer = await call(method, `/api/v1${path}`, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text.slice(0, 300)}`);
  return JSON.parse(answer.text);
};

const first = await serve();
headers = { authorization: `Bearer ${(await ask('POST', '/tokens', { username: 'bench', password: 'Bench-12345' })).token}` };
for (const code of STORES) await ask('POST', '/stores', { code, name: code });
await stop(first);
const database = join(folder, 'vitrine.sqlite');
fillShop(database, PRODUCTS);
const db = new DatabaseSync(database);
// Ten cells of each product: label, position and more in three store views.
db.exec(`insert into entry_value (product, entry, store, field, value)
  select e.product, e.id, s.id, 'label', '"Text"' from entry e join store s on s.code in ('s0', 's1', 's2');
  insert into entry_value (product, entry, store, field, value) select e.product, min(e.id), s.id, 'disabled', 'true' from entry e join store s on s.code = 's0' group by e.product;
  insert into entry (id, product, media_type, global_values) select max_id + n, 1, 'image', '{"label":"More","position":9,"file":"/m/' || n || '.jpg","blob":"b"}'
    from (select max(id) as max_id from entry), (select 1 as n union select 2 union select 3);
  insert into entry_value (product, entry, store, field, value) select e.product, e.id, s.id, 'label', '"Own"' from entry e join store s on s.id % 3 = 0 and s.id > 3 where e.product = 1`);
db.close();
const child = await serve();

async function cost(name, path, goal) {
  for (let at = 0; at < 20; at++) await ask('GET', path);
  const before = cpuMs(child.pid);
  for (let at = 0; at < TIMES; at++) await ask('GET', path);
  console.log(`${name.padEnd(48)} ${((cpuMs(child.pid) - before) / TIMES).toFixed(2).padStart(8)} ms of CPU   (goal: under ${goal} ms)`);
}
const sku = (number) => `SKU-${String(number).padStart(7, '0')}`;
await cost('matrix of 6 entries in 20 store views', `/products/${sku(1)}/gallery?store=*`, 2);
await cost('batch of 48 products in one store view', `/galleries?sku=${Array.from({ length: 48 }, (_, at) => sku(at + 2)).join()}&store=s0`, 10);

const body = {
  target: { search: { filter: 'overrides', store: 's0' } },
  operations: ['s0', 's1', 's2'].map((store) => ({ op: 'inherit', store, fields: ['label', 'disabled'] })),
};
const began = performance.now();
const previewed = await ask('POST', '/jobs?dry_run=true', body);
console.log(`\npreview of ${previewed.cells} cells of ${previewed.looked_at} products: ${(performance.now() - began).toFixed(0)} ms`);
async function finished({ job }) {
  const [startedAt, before] = [performance.now(), cpuMs(child.pid)];
  for (;;) {
    const now = await ask('GET', `/jobs/${job.id}`);
    if (now.job.state === 'done') return { ...now.job, took: `${(performance.now() - startedAt).toFixed(0)} ms (${cpuMs(child.pid) - before} ms of CPU)` };
    await pause(50);
  }
}
const restored = await finished(await ask('POST', '/jobs', body));
console.log(
  `restored ${previewed.cells} cells of ${restored.changed} products in ${restored.took}, ${restored.failed} refused (goal: 10,000 cells in under 5000 ms)`,
);
const undone = await finished(await ask('POST', `/jobs/${restored.id}/undo`, {}));
console.log(`taken back: ${undone.changed} products in ${undone.took}, ${undone.failed} refused`);
await stop(child);
process.exit(0);
