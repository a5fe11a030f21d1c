/**
 * 500 visitors at once, each with a size that nobody has asked for: memory of all processes, the latency of the gallery
 * list meanwhile, and what the visitors get. Exit 1 where a bound is passed.
 *
 *   npm run build && node bench/delivery-storm.mjs [--requests 500] [--side 2400] [--rounds 1]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { createClient } from './client.mjs';
import { freePort, rssMb, start, stop } from './process.mjs';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '500' }, side: { type: 'string', default: '2400' }, rounds: { type: 'string', default: '1' } },
});
const [requests, side, rounds] = [Number(values.requests), Number(values.side), Number(values.rounds)];
const BOUNDS = { rssMb: 700, listP99Ms: 250 };
const folder = mkdtempSync(join(tmpdir(), 'vitrine-storm-'));
const port = await freePort();
const call = createClient(port);

/** Apart from the connections of the calls that are timed. */
const visitors = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const visit = (path) =>
  new Promise((resolve) => {
    const began = performance.now();
    const sent = request({ host: '127.0.0.1', port, path, agent: visitors, headers: { accept: 'image/avif,image/webp,*/*' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (part) => {
        bytes += part.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, bytes, keeping: answer.headers['cache-control'], ms: performance.now() - began }));
      answer.on('error', () => resolve({ status: 'broken' }));
    });
    sent.on('error', () => resolve({ status: 'failed' }));
    sent.end();
  });

const family = (pid) => [
  pid,
  ...readdirSync('/proc').filter((name) => /^\d+$/.test(name) && (/^\d+ \(.*\) \S (\d+)/s.exec(readOr(`/proc/${name}/stat`)) ?? [])[1] === String(pid)),
];
function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
function familyMb(pid) {
  let sum = 0;
  for (const one of family(pid)) {
    try {
      sum += rssMb(one);
    } catch {}
  }
  return sum;
}

try {
  const child = await start(
    ['dist/main.js', 'serve'],
    { PORT: String(port), VITRINE_DATA: join(folder, 'data'), VITRINE_ADMIN_PASSWORD: 'Bench-1234', VITRINE_INTAKE: 'structure', VITRINE_DELIVERY: 'free' },
    call,
  );
  const sign = await call('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'admin', password: 'Bench-1234' }) });
  const headers = { authorization: `Bearer ${JSON.parse(sign.text)}` };
  const bytes = await sharp({ create: { width: side, height: side, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
    .blur(2)
    .jpeg()
    .toBuffer();
  await call('POST', '/rest/all/V1/products', { headers, body: JSON.stringify({ product: { sku: 'S', name: 'S', price: 1 } }) });
  const content = { base64_encoded_data: bytes.toString('base64'), type: 'image/jpeg', name: 's.jpg' };
  await call('POST', '/rest/all/V1/products/S/media', { headers, body: JSON.stringify({ entry: { media_type: 'image', content } }) });
  const list = () => call('GET', '/rest/default/V1/products/S/media', { headers });
  const [{ file }] = JSON.parse((await list()).text);
  const idleMb = familyMb(child.pid);
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, familyMb(child.pid));
  }, 50);
  const prober = new Worker(new URL('./prober.mjs', import.meta.url), { workerData: { port, path: '/rest/default/V1/products/S/media', headers } });
  const answers = [];
  for (let round = 0; round < rounds; round++) {
    const path = (i) => `/media/catalog/product${file}?width=${100 + i + round * requests}&auto=webp,avif&quality=${60 + (i % 30)}`;
    answers.push(...(await Promise.all(Array.from({ length: requests }, (_, i) => visit(path(i))))));
  }
  clearInterval(watch);
  const times = await new Promise((resolve) => {
    prober.once('message', resolve);
    prober.postMessage('over');
  });
  const p99 = times[Math.floor(times.length * 0.99)];
  const count = (key) => [...new Set(answers.map((one) => one[key]))].map((value) => `${value}: ${answers.filter((one) => one[key] === value).length}`);
  const slowest = Math.max(...answers.map(({ ms }) => ms ?? 0));
  console.log(`a picture of ${side} × ${side}, ${Math.round(bytes.length / 1024)} KB; ${answers.length} visitors, ${requests} at once`);
  console.log(`status ${count('status').join(', ')}; ${count('keeping').join('; ')}; the slowest after ${(slowest / 1000).toFixed(1)} s`);
  console.log(`memory of all processes, MB: idle ${idleMb.toFixed(0)}, peak ${peakMb.toFixed(0)} (at most ${BOUNDS.rssMb})`);
  console.log(`gallery list: ${times.length} calls, p50 ${times[times.length >> 1].toFixed(1)} ms, p99 ${p99.toFixed(0)} ms (at most ${BOUNDS.listP99Ms})`);
  const isGood = answers.every(({ status }) => status === 200) && peakMb <= BOUNDS.rssMb && p99 <= BOUNDS.listP99Ms;
  await stop(child);
  process.exitCode = isGood ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
