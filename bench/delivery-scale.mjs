/**
 * Delivery from a shop with few paths and from one with very many: CPU a request, p50 and p99, every path as likely as any other.
 *
 *   npm run build && node bench/delivery-scale.mjs [--paths 1000,1000000] [--secs 4] [--rounds 3]
 *
 * The rows of the paths are written past the program, as they would stand there; everything else is the program as it ships.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import sharp from 'sharp';
import { createClient, load } from './client.mjs';
import { cpuMs, freePort, start, stop } from './process.mjs';

const { values } = parseArgs({
  options: { paths: { type: 'string', default: '1000,1000000' }, secs: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
});
const [sizes, secs, rounds] = [values.paths.split(',').map(Number), Number(values.secs), Number(values.rounds)];
const [PICTURES, CONNECTIONS] = [20, 8];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

const pathOf = (number) => `/s/k/sku-${String(number).padStart(8, '0')}.jpg`;

/** A shop whose paths all serve one of a few pictures. */
async function open(paths) {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-paths-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const call = createClient(port);
  const env = { VITRINE_DATA: folder, PORT: String(port), VITRINE_ADMIN_PASSWORD: 'Bench-1234', NODE_ENV: 'production' };
  const serve = () => start(['dist/main.js', 'serve'], env, call);
  const first = await serve();
  const sign = await call('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'admin', password: 'Bench-1234' }) });
  const headers = { authorization: `Bearer ${JSON.parse(sign.text)}` };
  await call('POST', '/rest/all/V1/products', { headers, body: JSON.stringify({ product: { sku: 'P', name: 'x', price: 1 } }) });
  for (let i = 0; i < PICTURES; i++) {
    const bytes = await sharp({ create: { width: 300, height: 300, channels: 3, background: { r: i * 10, g: 90, b: 90 } } })
      .jpeg()
      .toBuffer();
    const content = { base64_encoded_data: bytes.toString('base64'), type: 'image/jpeg', name: `p${i}.jpg` };
    await call('POST', '/rest/all/V1/products/P/media', { headers, body: JSON.stringify({ entry: { media_type: 'image', content } }) });
  }
  await stop(first);
  const db = new DatabaseSync(join(folder, 'vitrine.sqlite'));
  const known = db.prepare('select blob, product, entry from file').all();
  const insert = db.prepare('insert into file (path, stem, number, blob, product, entry) values (?, ?, 0, ?, ?, ?)');
  db.exec('begin');
  for (let i = 0; i < paths; i++) {
    const { blob, product, entry } = known[i % known.length];
    insert.run(pathOf(i), pathOf(i), blob, product, entry);
  }
  db.exec('commit; pragma wal_checkpoint(truncate)');
  db.close();
  return { paths, call, child: await serve() };
}

const shops = [];
for (const paths of sizes) shops.push({ ...(await open(paths)), runs: [] });
const next =
  ({ call, paths }) =>
  () =>
    call('GET', `/media/catalog/product${pathOf(Math.floor(Math.random() * paths))}`);
for (const shop of shops) await load(() => next(shop), CONNECTIONS, 2000);
for (let round = 0; round < rounds; round++)
  for (const shop of shops) {
    const before = cpuMs(shop.child.pid);
    const run = await load(() => next(shop), CONNECTIONS, secs * 1000);
    shop.runs.push({ ...run, cpu: ((cpuMs(shop.child.pid) - before) * 1000) / run.count });
  }
const first = shops[0];
const of = ({ runs }, what) => median(runs.map((run) => run[what]));
console.log('| paths | CPU µs / request | p50 ms | p99 ms | p99 against the first | refused |\n| --: | --: | --: | --: | --: | --: |');
for (const shop of shops) {
  const [cpu, p50, p99] = ['cpu', 'p50', 'p99'].map((what) => of(shop, what));
  console.log(
    `| ${shop.paths} | ${cpu.toFixed(0)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${(p99 / of(first, 'p99')).toFixed(2)} × | ${of(shop, 'refused')} |`,
  );
}
for (const { child } of shops) await stop(child);
process.exit(0);
