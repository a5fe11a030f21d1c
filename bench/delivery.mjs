/**
 * Delivery beside bare node:http from memory, and making renditions beside bare sharp, by CPU time.
 *
 *   npm run build && node bench/delivery.mjs [--secs 2] [--rounds 3] [--only warm,cold,middle] [--photos folder]
 *
 * nginx takes about half the CPU of bare node:http (`--nginx-share` another figure, where it was measured).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { createClient, load } from './client.mjs';
import { cpuMs, freePort, rssMb, start, stop } from './process.mjs';

const { values } = parseArgs({
  options: {
    secs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    // Large JPEGs of one's own, to make small ones of.
    photos: { type: 'string' },
  },
});
const [secs, rounds, only] = [Number(values.secs), Number(values.rounds), values.only.split(',').filter(Boolean)];
const wants = (name) => only.length === 0 || only.includes(name);
const [PICTURES, CONNECTIONS, COLD] = [40, 16, 30];
const folder = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
sharp.cache(false);
sharp.concurrency(1);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** A plain product picture, about 90 KB at 1200 px: shapes on white with a little noise. */
async function samplePicture(number, side = 1200) {
  const shapes = Array.from({ length: 12 }, (_, i) => {
    const [x, y, r] = [150 + ((i * 331 + number * 57) % 900), 150 + ((i * 197 + number * 91) % 900), 40 + ((i * 53) % 130)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(i * 47 + number * 13) % 360} 60% 55%)"/>`;
  });
  const grain = await sharp({ create: { width: side, height: side, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 14 }, background: '#888' } })
    .png()
    .toBuffer();
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 1200 1200"><rect width="100%" height="100%" fill="#fff"/>${shapes.join('')}</svg>`,
    ),
  )
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** What small ones are made of: a product picture, one that is all grain, and photographs where there are any. */
async function largePictures() {
  const noise = { type: 'gaussian', mean: 128, sigma: 25 };
  const grainy = await sharp({ create: { width: 3600, height: 3600, channels: 3, background: '#888', noise } })
    .blur(1.5)
    .jpeg({ quality: 85 })
    .toBuffer();
  const large = { 'a product picture, 3600 × 3600': await samplePicture(99, 3600), 'all grain, 3600 × 3600': grainy };
  const names = values.photos === undefined ? [] : readdirSync(values.photos, { recursive: true, encoding: 'utf8' }).filter((name) => /\.jpe?g$/i.test(name));
  for (const name of names) {
    const bytes = readFileSync(join(values.photos, name));
    const { width = 0, height = 0 } = await sharp(bytes)
      .metadata()
      .catch(() => ({}));
    if (width * height > 6e6 && width * height < 60e6) large[`${name}, ${width} × ${height}`] = bytes;
  }
  return large;
}

async function open(name, args, env) {
  const port = await freePort();
  const call = createClient(port);
  const child = await start(args, { ...env, PORT: String(port) }, call);
  return { name, child, call, port };
}

async function fill({ call }, pictures) {
  const sign = await call('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'admin', password: 'Bench-1234' }) });
  const headers = { authorization: `Bearer ${JSON.parse(sign.text)}` };
  const files = [];
  for (const [i, bytes] of pictures.entries()) {
    await call('POST', '/rest/all/V1/products', { headers, body: JSON.stringify({ product: { sku: `P-${i}`, name: 'x', price: 1 } }) });
    const content = { base64_encoded_data: bytes.toString('base64'), type: 'image/jpeg', name: `p${i}.jpg` };
    await call('POST', `/rest/all/V1/products/P-${i}/media`, { headers, body: JSON.stringify({ entry: { media_type: 'image', content } }) });
    files.push(JSON.parse((await call('GET', `/rest/all/V1/products/P-${i}/media`, { headers })).text)[0]?.file);
  }
  return { files, headers };
}

async function cpuPerRequest({ call, child }, next) {
  let i = 0;
  const before = cpuMs(child.pid);
  const result = await load(() => () => next(call, i++), CONNECTIONS, secs * 1000);
  return { ...result, cpu: (cpuMs(child.pid) - before) / Math.max(1, result.count) };
}

try {
  const large = await largePictures();
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, i) => samplePicture(i)));
  const ours = await open('vitrine', ['dist/main.js', 'serve'], {
    ...{
      VITRINE_DATA: join(folder, 'data'),
      VITRINE_ADMIN_PASSWORD: 'Bench-1234',
      VITRINE_INTAKE: 'behind',
      NODE_ENV: 'production',
      VITRINE_DELIVERY: 'free',
    },
  });
  const family = () => cpuMs(ours.child.pid, true);
  const bare = await open('bare node:http', ['bench/bare.mjs'], {});
  const { files, headers } = await fill(ours, [...pictures, ...Object.values(large)]);
  const largeFiles = files.splice(PICTURES);
  // The full decode of what was sent is not to be counted.
  for (let used = -1; used !== family(); await new Promise((resolve) => setTimeout(resolve, 1000))) used = family();
  const webp = (i) => `/media/catalog/product${files[i % files.length]}?width=700&format=webp`;
  process.stderr.write(`${PICTURES} pictures of about ${Math.round(pictures[0].length / 1024)} KB, ${rounds} rounds of ${secs} s\n`);

  if (wants('cold')) {
    // The child is started, and warm, before anything is counted.
    for (let i = 0; i < 4; i++) await ours.call('GET', `/media/catalog/product${files[i]}?width=${710 + i}&format=webp`);
    const [cpuBefore, own] = [family(), cpuMs(ours.child.pid)];
    for (let i = 0; i < COLD; i++) await ours.call('GET', webp(i));
    const [all, parent] = [(family() - cpuBefore) / COLD, (cpuMs(ours.child.pid) - own) / COLD];
    const make = (bytes) => sharp(bytes).resize(700).webp({ quality: 80 }).toBuffer();
    for (const bytes of pictures.slice(0, 4)) await make(bytes);
    const before = process.cpuUsage();
    for (const bytes of pictures.slice(0, COLD)) await make(bytes);
    const used = process.cpuUsage(before);
    const raw = (used.user + used.system) / 1000 / COLD;
    console.log(
      `cold 700 px WebP: ${all.toFixed(1)} ms of CPU (${parent.toFixed(1)} in the service itself), bare sharp ${raw.toFixed(1)}: ${(all / raw).toFixed(2)} x`,
    );

    const beforeMany = family();
    await Promise.all(Array.from({ length: 50 }, () => ours.call('GET', `/media/catalog/product${files[0]}?width=777&format=webp`)));
    console.log(`50 callers of one new size: ${(family() - beforeMany).toFixed(0)} ms of CPU (one alone about ${all.toFixed(0)})`);
  }
  if (wants('middle')) {
    const sizes = Array.from({ length: 21 }, (_, i) => 700 - 8 * i);
    // Program and child are warm, as they are after a minute's work.
    for (let i = 0; i < 200; i++) await ours.call('GET', `/media/catalog/product${files[i % PICTURES]}?width=${50 + i}&format=webp`);
    console.log('\n| small ones of | the first, CPU ms | the next | bare sharp | ratio |\n| --- | --: | --: | --: | --: |');
    const all = { next: 0, raw: 0 };
    for (const [at, [name, bytes]] of Object.entries(large).entries()) {
      // Not every picture of one's own is taken.
      if (largeFiles[at] === undefined) continue;
      const costOf = async (width) => {
        const before = family();
        const { status } = await ours.call('GET', `/media/catalog/product${largeFiles[at]}?width=${width}&format=webp`);
        if (status !== 200) throw new Error(`${name}: ${status}`);
        return family() - before;
      };
      // The first one has the copy of middle size made behind it.
      const first = await costOf(sizes[0] + 1);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      let next = 0;
      for (const width of sizes) next += (await costOf(width)) / sizes.length;
      const before = process.cpuUsage();
      for (const width of sizes) await sharp(bytes).rotate().resize(width).webp({ quality: 80 }).toBuffer();
      const used = process.cpuUsage(before);
      const raw = (used.user + used.system) / 1000 / sizes.length;
      all.next += next;
      all.raw += raw;
      console.log(`| ${name} | ${first} | ${next.toFixed(0)} | ${raw.toFixed(0)} | ${(next / raw).toFixed(2)} |`);
    }
    console.log(`| all of them | | ${all.next.toFixed(0)} | ${all.raw.toFixed(0)} | ${(all.next / all.raw).toFixed(2)} |`);
  }
  for (let i = 0; i < files.length; i++) await ours.call('GET', webp(i));
  const readyBytes = Number((await fetch(`http://127.0.0.1:${ours.port}${webp(0)}`, { method: 'HEAD' })).headers.get('content-length'));
  const rows = {
    [`ready 700 px WebP, ${Math.round(readyBytes / 1000)} KB`]: [(call, i) => call('GET', webp(i)), (call) => call('GET', `/${readyBytes}`)],
    304: [(call, i) => call('GET', webp(i), { headers: { 'if-none-match': '*' } }), (call) => call('GET', '/12000', { headers: { 'if-none-match': '"x"' } })],
    [`original, ${Math.round(pictures[0].length / 1000)} KB`]: [
      (call, i) => call('GET', `/media/catalog/product${files[i % files.length]}`),
      (call) => call('GET', `/${pictures[0].length}`),
    ],
  };
  if (wants('warm')) {
    console.log('\n| call | CPU µs / request | bare node:http | ratio | p50 ms | p99 ms |\n| --- | --: | --: | --: | --: | --: |');
    for (const [name, [mine, theirs]] of Object.entries(rows)) {
      const measured = { ours: [], bare: [] };
      for (let round = 0; round < rounds; round++) {
        measured.bare.push(await cpuPerRequest(bare, theirs));
        measured.ours.push(await cpuPerRequest(ours, mine));
      }
      const of = (who, key) => median(measured[who].map((one) => one[key]));
      const ratio = median(measured.ours.map(({ cpu }, round) => cpu / measured.bare[round].cpu));
      console.log(
        `| ${name} | ${(of('ours', 'cpu') * 1000).toFixed(0)} | ${(of('bare', 'cpu') * 1000).toFixed(0)} | ${ratio.toFixed(2)} | ${of('ours', 'p50').toFixed(2)} | ${of('ours', 'p99').toFixed(1)} |`,
      );
    }
  }
  if (wants('list')) {
    const timed = async () => {
      const prober = new Worker(new URL('./prober.mjs', import.meta.url), {
        workerData: { port: ours.port, path: '/rest/default/V1/products/P-0/media', headers },
      });
      await new Promise((resolve) => setTimeout(resolve, 2 * secs * 1000));
      const times = await new Promise((resolve) => {
        prober.once('message', resolve);
        prober.postMessage('over');
      });
      return times[Math.floor(times.length * 0.99)];
    };
    const idle = await timed();
    let [width, busy] = [100, true];
    // As many as may wait: more would be answered at once, and come again at once.
    const queue = Promise.all(
      Array.from({ length: 30 }, async () => {
        for (let i = width++; busy; i = width++)
          await ours.call('GET', `/media/catalog/product${files[i % PICTURES]}?width=${(i % 900) + 50}&height=${i}&fit=bounds&format=webp`);
      }),
    );
    const full = await timed();
    busy = false;
    await queue;
    console.log(`\ngallery list p99: idle ${idle.toFixed(1)} ms, under a full queue of resizes ${full.toFixed(1)} ms: ${(full / idle).toFixed(1)} x`);
  }
  console.log(`\nmemory of the service itself, MB: ${rssMb(ours.child.pid).toFixed(0)}`);
  await Promise.all([stop(ours.child), stop(bare.child)]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
