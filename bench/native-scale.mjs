/**
 * Lists of the native door over many products: how long an answer takes, and how long a large shop's words take to learn.
 *
 *   npm run build && node bench/native-scale.mjs [--products 1000000] [--times 9]
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

const { values } = parseArgs({ options: { products: { type: 'string', default: '1000000' }, times: { type: 'string', default: '9' } } });
const [PRODUCTS, TIMES] = [Number(values.products), Number(values.times)];
const folder = mkdtempSync(join(tmpdir(), 'vitrine-native-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const cursorAt = (...parts) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const middle = `sku-${String(PRODUCTS >> 1).padStart(7, '0')}`;
const QUESTIONS = [
  ['first page', '/products'],
  ['a page in the middle', `/products?cursor=${cursorAt(middle)}`],
  ['a SKU', '/products?q=SKU-0000777'],
  ['a word of many', '/products?q=product'],
  ['two words of many', '/products?q=product%20colour'],
  ['letters of many', '/products?q=p%20c%20s%20i'],
  ['words that meet nowhere', '/products?q=nothing%20product'],
  ['many words, one of few', '/products?q=product%20colour%20777'],
  ['without a picture', '/products?filter=no-picture'],
  ['overrides of german', '/products?filter=overrides&store=german'],
  ['text missing in german', '/products?filter=missing-alt&store=german'],
  ['… of a word of many', '/products?filter=missing-alt&store=german&q=product'],
  ['alt texts, inherited', '/alt-text?store=german&state=inherited'],
  ['alt texts, missing', '/alt-text?store=german&state=missing'],
  ['coverage', '/alt-text/coverage'],
];

const env = { VITRINE_DATA: folder, VITRINE_ADMIN_USER: 'bench', VITRINE_ADMIN_PASSWORD: 'Bench-12345' };
const port = await freePort();
const call = createClient(port);
const serve = () => start(['dist/main.js', 'serve'], { ...env, PORT: String(port) }, call);
const first = await serve();
const signedIn = await call('POST', '/api/v1/tokens', { body: JSON.stringify({ username: 'bench', password: 'Bench-12345' }) });
const headers = { authorization: `Bearer ${JSON.parse(signedIn.text).token}` };
await call('POST', '/api/v1/stores', { headers, body: JSON.stringify({ code: 'german', name: 'German' }) });
await stop(first);
const database = join(folder, 'vitrine.sqlite');
fillShop(database, PRODUCTS, false);
const db = new DatabaseSync(database);
// Every hundredth product in german, the last ones of the shop.
db.exec(
  `insert into entry_value (product, entry, store, field, value) select product, id, (select id from store where code = 'german'), 'label', '""' from entry where product % 100 = 0 and product > ${PRODUCTS / 2}`,
);
db.close();

const timed = async (path) => {
  const began = performance.now();
  const answer = await call('GET', `/api/v1${path}`, { headers });
  return { ms: performance.now() - began, ...answer };
};
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

const startedAt = performance.now();
const child = await serve();
console.log(`${PRODUCTS} products; ready to serve after ${(performance.now() - startedAt).toFixed(0)} ms`);
const waits = [];
for (let isLearning = true; isLearning; await pause(200)) {
  const { ms, text } = await timed('/products?q=sku&limit=1');
  waits.push(ms);
  isLearning = JSON.parse(text).partial === true;
}
console.log(
  `words learned after ${((performance.now() - startedAt) / 1000).toFixed(0)} s; a question meanwhile ${median(waits).toFixed(1)} ms, ${Math.max(...waits).toFixed(0)} at worst\n`,
);
console.log('question                   found   first     median      worst    CPU a request    all pages');
for (const [name, path] of QUESTIONS) {
  const one = await timed(path);
  if (one.status !== 200) console.log(one.text);
  const body = JSON.parse(one.text);
  const [before, took] = [cpuMs(child.pid), []];
  for (let at = 0; at < TIMES; at++) took.push((await timed(path)).ms);
  const cpu = (cpuMs(child.pid) - before) / TIMES;
  const [began, most] = [performance.now(), 100];
  let [pages, next, found] = [1, body.next, (body.products ?? body.items ?? body.stores).length];
  for (; next != null && pages < most && found < 50; pages++) {
    const more = JSON.parse((await timed(`${path}${path.includes('?') ? '&' : '?'}cursor=${next}`)).text);
    next = more.next;
    found += (more.products ?? more.items).length;
  }
  const all = pages === 1 ? '' : `${found} in ${pages}: ${(performance.now() - began).toFixed(0)} ms`;
  const rows = (body.products ?? body.items ?? body.stores).length;
  console.log(
    `${name.padEnd(24)} ${String(rows).padStart(7)} ${one.ms.toFixed(1).padStart(7)} ${median(took).toFixed(1).padStart(10)} ${Math.max(...took)
      .toFixed(1)
      .padStart(10)} ${cpu.toFixed(1).padStart(13)} ms  ${all}`,
  );
}
await stop(child);
process.exit(0);
