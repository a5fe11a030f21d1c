/**
 * Vitrine beside the limit, the same calls in turns, CPU time of the server per request and their ratio.
 *
 *   npm run build && npm run bench -- [--secs 2] [--rounds 3] [--only list,upload]
 *
 * On a shared machine trust the CPU ratio first; wall-clock times say more about the neighbours.
 */
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createClient, load } from './client.mjs';
import { cpuMs, freePort, rssMb, start, stop } from './process.mjs';

const { values } = parseArgs({
  options: { secs: { type: 'string', default: '2' }, rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' } },
});
const [secs, rounds, only] = [Number(values.secs), Number(values.rounds), values.only.split(',').filter(Boolean)];
const [PRODUCTS, PICTURES, UPLOAD_PRODUCTS] = [20, 4, 60];
const [READERS, WRITERS] = [16, 4];

const folder = mkdtempSync(join(tmpdir(), 'vitrine-bench-'));
const picture = await samplePicture();
let serial = 0;

/** About 100 KB of noise on white; each call's bytes differ, by a comment in the file. */
async function samplePicture() {
  const side = 1200;
  const noise = await sharp({ create: { width: side, height: side, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 30 }, background: '#fff' } })
    .blur(2)
    .raw()
    .toBuffer();
  const jpeg = await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
  const comment = Buffer.alloc(68, 32);
  comment.writeUInt32BE(0xfffe0042);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

function nextPicture() {
  picture.write(String(serial++).padStart(20, '0') + Math.random().toString(36).slice(2, 12), 6, 'latin1');
  return picture.toString('base64');
}

const entryBody = (position) =>
  JSON.stringify({
    entry: {
      media_type: 'image',
      label: `Product picture ${position} seen from the side in daylight`,
      position,
      disabled: false,
      types: position === 1 ? ['image', 'small_image', 'thumbnail'] : [],
      content: { base64_encoded_data: nextPicture(), type: 'image/jpeg', name: `picture${serial}.jpg` },
    },
  });

async function open(name, args, env, signIn, keys) {
  const port = await freePort();
  const call = createClient(port);
  const child = await start(args, { ...env, PORT: String(port) }, call);
  const idleMb = rssMb(child.pid);
  const headers = { authorization: `Bearer ${await signIn(call)}` };
  const json = async (method, path, body) => {
    const answer = await call(method, path, { headers, body });
    if (answer.status >= 400) throw new Error(`${name}: ${method} ${path} answers ${answer.status} ${answer.text.slice(0, 200)}`);
    return JSON.parse(answer.text);
  };
  const login = { jsonrpc: '2.0', id: 1, method: 'login', params: ['admin', 'Bench-1234'] };
  const { result: session } = await json('POST', '/api/jsonrpc', JSON.stringify(login));
  const sign = keys && signer(port, keys);
  const target = { name, child, call, headers, json, session, sign, entries: [], removable: [], idleMb };
  for (let p = 0; p < PRODUCTS; p++) {
    await json('POST', '/rest/all/V1/products', JSON.stringify({ product: { sku: `SKU-${p}`, name: `Product ${p}`, price: 10, attribute_set_id: 4 } }));
    for (let position = 1; position <= PICTURES; position++) await json('POST', `/rest/all/V1/products/SKU-${p}/media`, entryBody(position));
    for (const { id, file } of await json('GET', `/rest/default/V1/products/SKU-${p}/media`)) target.entries.push({ sku: `SKU-${p}`, id, file });
  }
  for (let p = 0; p < UPLOAD_PRODUCTS; p++)
    await json('POST', '/rest/all/V1/products', JSON.stringify({ product: { sku: `UP-${p}`, name: `Upload ${p}`, price: 10, attribute_set_id: 4 } }));
  return target;
}

const rpcBody = (session, path, args) => JSON.stringify({ jsonrpc: '2.0', id: serial++, method: 'call', params: [session, path, args] });
const rpcData = () => ({
  file: { content: nextPicture(), mime: 'image/jpeg', name: `picture${serial}.jpg` },
  label: 'By JSON-RPC',
  position: 5,
  exclude: 0,
  types: [],
});
/** Faults have 200 too. */
const refusable = async (asked) => {
  const answer = await asked;
  return JSON.parse(answer.text).error ? { ...answer, status: 400 } : answer;
};

const putBody = (id, label, position) => JSON.stringify({ entry: { id, media_type: 'image', label, position, disabled: false } });

/** A workload: connections, and what the i-th request is; undefined when used up. */
const WORKLOADS = {
  list: [
    READERS,
    ({ call, headers }, i) =>
      () =>
        call('GET', `/rest/default/V1/products/SKU-${i % PRODUCTS}/media`, { headers }),
  ],
  // Signed by an integration; the limit goes on taking its token.
  'signed list': [
    READERS,
    ({ call, headers, sign }, i) => {
      const path = `/rest/default/V1/products/SKU-${i % PRODUCTS}/media`;
      return () => call('GET', path, { headers: sign === undefined ? headers : { authorization: sign('GET', path) } });
    },
  ],
  product: [
    READERS,
    ({ call, headers }, i) =>
      () =>
        call('GET', `/rest/default/V1/products/SKU-${i % PRODUCTS}`, { headers }),
  ],
  upload: [
    WRITERS,
    ({ call, headers, removable }, i) =>
      async () => {
        const path = `/rest/default/V1/products/UP-${i % UPLOAD_PRODUCTS}/media`;
        const answer = await call('POST', path, { headers, body: entryBody(5) });
        if (answer.status === 200) removable.push(`${path}/${JSON.parse(answer.text)}`);
        else if (process.env.BENCH_SHOW) console.error(answer.status, answer.text);
        return answer;
      },
  ],
  'update label': [
    WRITERS,
    ({ call, headers, entries }, i) => {
      const { sku, id } = entries[i % entries.length];
      return () => call('PUT', `/rest/default/V1/products/${sku}/media/${id}`, { headers, body: putBody(id, `Label ${i}`, 1) });
    },
  ],
  'update, no change': [
    WRITERS,
    ({ call, headers, entries }, i) => {
      const { sku, id } = entries[i % entries.length];
      return () => call('PUT', `/rest/second/V1/products/${sku}/media/${id}`, { headers, body: putBody(id, 'Same', 2) });
    },
  ],
  remove: [
    WRITERS,
    ({ call, headers, removable }) => {
      const path = removable.shift();
      return path && (() => call('DELETE', path, { headers }));
    },
  ],
  'rpc list': [
    READERS,
    ({ call, session }, i) =>
      () =>
        refusable(call('POST', '/api/jsonrpc', { body: rpcBody(session, 'product_media.list', [`SKU-${i % PRODUCTS}`]) })),
  ],
  'rpc create': [
    WRITERS,
    ({ call, session }, i) =>
      () =>
        refusable(call('POST', '/api/jsonrpc', { body: rpcBody(session, 'product_media.create', [`UP-${i % UPLOAD_PRODUCTS}`, rpcData()]) })),
  ],
  original: [
    READERS,
    ({ call, entries }, i) =>
      () =>
        call('GET', `/media/catalog/product${entries[i % entries.length].file}`),
  ],
};

/** OAuth 1.0a over a path without a query. */
const signer = (port, keys) => (method, path) => {
  const parameters = [
    ['oauth_consumer_key', keys.consumer_key],
    ['oauth_nonce', `${Math.random()}${serial++}`],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ['oauth_token', keys.access_token],
  ];
  const base = [method, `http://127.0.0.1:${port}${path}`, parameters.map(([name, value]) => `${name}=${value}`).join('&')].map(encodeURIComponent).join('&');
  const signature = createHmac('sha256', `${keys.consumer_secret}&${keys.access_token_secret}`).update(base).digest('base64');
  return `OAuth ${[...parameters, ['oauth_signature', signature]].map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ')}`;
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function measure(target, workload, ms, withChildren = false) {
  const [connections, make] = WORKLOADS[workload];
  let i = 0;
  const before = cpuMs(target.child.pid, withChildren);
  const result = await load(() => make(target, i++), connections, ms);
  if (withChildren) await new Promise((resolve) => setTimeout(resolve, 4000));
  return { ...result, cpu: (cpuMs(target.child.pid, withChildren) - before) / Math.max(1, result.count) };
}

const BULK_ITEMS = 5000;

/** One bulk call of label updates, from its first byte until the last is performed. */
async function measureBulk({ child, json, entries }, round) {
  const items = Array.from({ length: BULK_ITEMS }, (_, i) => {
    const { sku, id } = entries[i % entries.length];
    return { sku, entryId: id, entry: { id, media_type: 'image', label: `Label ${round} ${i}`, position: 1, disabled: false } };
  });
  const [began, before] = [performance.now(), cpuMs(child.pid)];
  const { bulk_uuid } = await json('PUT', '/rest/all/async/bulk/V1/products/bySku/media/byEntryId', JSON.stringify(items));
  const open = () => json('GET', `/rest/all/V1/bulk/${bulk_uuid}/operation-status/4`);
  while ((await open()) > 0) await new Promise((resolve) => setTimeout(resolve, 25));
  const ms = performance.now() - began;
  const done = await json('GET', `/rest/all/V1/bulk/${bulk_uuid}/operation-status/1`);
  if (done !== BULK_ITEMS) throw new Error(`bulk: ${done} of ${BULK_ITEMS} done`);
  return { perSecond: (BULK_ITEMS / ms) * 1000, cpu: (cpuMs(child.pid) - before) / BULK_ITEMS };
}

const ours =
  (env = {}) =>
  async (data) => {
    const settings = { VITRINE_DATA: join(folder, data), VITRINE_ADMIN_PASSWORD: 'Bench-1234', VITRINE_INTAKE: 'structure', NODE_ENV: 'production', ...env };
    const added = execFileSync(process.execPath, ['dist/main.js', 'integration', 'add', 'bench', '--json'], { env: { ...process.env, ...settings } });
    const signIn = async (call) => {
      const { text } = await call('POST', '/rest/V1/integration/admin/token', { body: JSON.stringify({ username: 'admin', password: 'Bench-1234' }) });
      return JSON.parse(text);
    };
    return open('vitrine', ['dist/main.js', 'serve'], settings, signIn, JSON.parse(added.toString()));
  };

try {
  execFileSync(process.execPath, ['dist/main.js', 'store', 'add', 'second', '--name', 'Second'], {
    env: { ...process.env, VITRINE_DATA: join(folder, 'ours') },
    stdio: 'ignore',
  });
  process.stderr.write(`pictures of ${Math.round(picture.length / 1024)} KB, ${rounds} rounds of ${secs} s\n`);
  const limit = await open('limit', ['bench/limit.mjs'], { LIMIT_DATA: join(folder, 'limit') }, async () => 'limit');
  const vitrine = await ours()('ours');
  const names = Object.keys(WORKLOADS).filter((name) => only.length === 0 || only.includes(name));
  const results = new Map(names.map((name) => [name, { limit: [], vitrine: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      process.stderr.write(`\rround ${round + 1} of ${rounds}: ${name}            `);
      for (const target of [limit, vitrine]) results.get(name)[target.name].push(await measure(target, name, secs * 1000));
    }
  }
  process.stderr.write('\r'.padEnd(50));
  console.log('\n| call | server | CPU ms / request | p50 ms | p99 ms | refused | limit CPU / ours |');
  console.log('| --- | --- | --: | --: | --: | --: | --: |');
  for (const [name, both] of results) {
    for (const server of ['limit', 'vitrine']) {
      const of = (key) => median(both[server].map((result) => result[key]));
      const ratio = median(both.limit.map((result, round) => result.cpu / both.vitrine[round].cpu));
      console.log(
        `| ${name} | ${server} | ${of('cpu').toFixed(3)} | ${of('p50').toFixed(2)} | ${of('p99').toFixed(1)} | ${of('refused')} | ${server === 'limit' ? '' : ratio.toFixed(2)} |`,
      );
    }
  }
  if (only.length === 0 || only.includes('bulk')) {
    const bulks = [];
    for (let round = 0; round < rounds; round++) bulks.push(await measureBulk(vitrine, round));
    const of = (key) => median(bulks.map((one) => one[key]));
    console.log(`\nbulk of ${BULK_ITEMS} label updates: ${of('perSecond').toFixed(0)} items/s end to end, ${of('cpu').toFixed(3)} CPU ms an item`);
  }
  console.log(
    `\nmemory, MB: idle ${vitrine.idleMb.toFixed(0)}, after all ${rssMb(vitrine.child.pid).toFixed(0)} (limit ${limit.idleMb.toFixed(0)}, ${rssMb(limit.child.pid).toFixed(0)})`,
  );
  await Promise.all([stop(limit.child), stop(vitrine.child)]);
  if (only.length === 0) {
    const behind = await ours({ VITRINE_INTAKE: 'behind' })('behind');
    const decoding = await measure(behind, 'upload', 2000, true);
    const plain = median(results.get('upload').vitrine.map(({ cpu }) => cpu));
    console.log(`decode behind the answer, its process included: ${(decoding.cpu - plain).toFixed(1)} ms of CPU an upload more`);
    await stop(behind.child);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
