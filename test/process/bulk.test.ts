/** Queued work between processes, started and killed for real: every effect once, whatever happens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  AS_USER,
  aJpeg,
  anUpload,
  aProduct,
  type Call,
  type Env,
  eventually,
  freshPlace,
  inDatabase,
  mediaOf,
  type Running,
  serve,
  signedIn,
  vitrine,
} from './vitrine.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PRODUCTS = 20;
/** Above what a worker takes at once, and above what a dead one keeps until its lease runs out. */
const WAIT_MS = 90_000;
const TIMEOUT_MS = 120_000;
const NO_WORK: Env = { ...AS_USER, VITRINE_WORK: 'off', VITRINE_INTAKE: 'structure' };
const WORK: Env = { ...AS_USER, VITRINE_INTAKE: 'structure' };

const skuOf = (at: number) => `S${at % PRODUCTS}`;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

async function addProducts(call: Call): Promise<void> {
  for (const at of numbers(PRODUCTS)) expect((await call('POST', '/all/V1/products', aProduct(skuOf(at)))).status).toBe(200);
}

/** A new picture each, labelled with its number; few different bytes, as each costs the disk. */
async function uploads(count: number): Promise<readonly unknown[]> {
  const pictures = await Promise.all(numbers(20).map((at) => aJpeg(at, 16)));
  return numbers(count).map((at) => {
    const { entry } = anUpload(pictures[at % 20] as Buffer);
    return { sku: skuOf(at), entry: { ...entry, label: `n${at}` } };
  });
}

interface Accepted {
  readonly bulk_uuid: string;
  readonly request_items: readonly unknown[];
}
async function send(call: Call, path: string, items: readonly unknown[], method = 'POST'): Promise<string> {
  const reply = await call<Accepted>(method, `/all/async/bulk/V1/${path}`, items);
  expect(reply.status).toBe(202);
  expect(reply.body.request_items).toHaveLength(items.length);
  return reply.body.bulk_uuid;
}

const countOf = async (call: Call, uuid: string, status: number) => (await call<number>('GET', `/all/V1/bulk/${uuid}/operation-status/${status}`)).body;
const allDone = (call: Call, uuid: string, count: number) =>
  eventually('all done', async () => ((await countOf(call, uuid, 1)) === count ? true : undefined), WAIT_MS);

async function labels(call: Call): Promise<readonly (string | null)[]> {
  const galleries = await Promise.all(numbers(PRODUCTS).map((at) => mediaOf(call, skuOf(at))));
  return galleries.flat().map(({ label }) => label);
}
const expectOnce = async (call: Call, count: number) =>
  expect([...(await labels(call))].sort()).toEqual(
    numbers(count)
      .map((at) => `n${at}`)
      .sort(),
  );

test(
  'killed while it works, a server leaves every operation done once or still to be done',
  async () => {
    const { data } = await freshPlace();
    const first = await serve(data, WORK);
    const call = await signedIn(first.url);
    await addProducts(call);
    const count = 2000;
    const uuid = await send(call, 'products/bySku/media', await uploads(count));
    await eventually('some done', async () => ((await countOf(call, uuid, 1)) > 100 ? true : undefined), WAIT_MS);
    await first.stop('SIGKILL');
    const [{ open } = { open: 0 }] = inDatabase<{ open: number }>(join(data, 'vitrine.sqlite'), "select count(*) as open from operation where status = 'open'");
    expect(open).toBeGreaterThan(0);
    const next = await serve(data, WORK);
    const again = await signedIn(next.url);
    await allDone(again, uuid, count);
    await expectOnce(again, count);
    await next.stop();
  },
  TIMEOUT_MS,
);

test(
  'two servers and a worker on one folder perform every operation once',
  async () => {
    const { data } = await freshPlace();
    const servers = await Promise.all([serve(data, WORK), serve(data, WORK)]);
    const [one, two] = (await Promise.all(servers.map(({ url }) => signedIn(url)))) as [Call, Call];
    await addProducts(one);
    const worker = vitrine(data, ['work', '--once'], { env: WORK });
    const items = await uploads(1200);
    const sent = await Promise.all([send(one, 'products/bySku/media', items.slice(0, 600)), send(two, 'products/bySku/media', items.slice(600))]);
    for (const uuid of sent) await allDone(two, uuid, 600);
    await expectOnce(one, 1200);
    expect((await worker).code).toBe(0);
    for (const { stop } of servers) expect((await stop()).code).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  'a server that only takes calls in leaves them to `work --once`, which ends when none is left',
  async () => {
    const { data } = await freshPlace();
    const server = await serve(data, NO_WORK);
    const call = await signedIn(server.url);
    await addProducts(call);
    const uuid = await send(call, 'products/bySku/media', await uploads(300));
    const outcome = await vitrine(data, ['work', '--once'], { env: NO_WORK });
    expect([outcome.code, outcome.stderr]).toEqual([0, expect.stringContaining('300 operations performed')]);
    expect(await countOf(call, uuid, 1)).toBe(300);
    await expectOnce(call, 300);
    expect((await vitrine(data, ['work', '--once'], { env: NO_WORK })).code).toBe(0);
    expect((await vitrine(data, ['work', '--twice'])).code).toBe(2);
    await server.stop();
  },
  TIMEOUT_MS,
);

test(
  'told to stop while it works, a server or worker ends well and gives back what it had not begun',
  async () => {
    const { data } = await freshPlace();
    const held = () =>
      inDatabase<{ held: number; open: number }>(join(data, 'vitrine.sqlite'), "select count(lease) as held, sum(status = 'open') as open from operation")[0];
    const server: Running = await serve(data, WORK);
    const call = await signedIn(server.url);
    await addProducts(call);
    const uuid = await send(call, 'products/bySku/media', await uploads(1000));
    await eventually('some done', async () => ((await countOf(call, uuid, 1)) > 20 ? true : undefined), WAIT_MS);
    expect((await server.stop()).code).toBe(0);
    const { held: leased, open } = held() ?? { held: -1, open: -1 };
    expect([leased, open > 0]).toEqual([0, true]);
    const worker = spawn(process.execPath, [MAIN, 'work'], { env: { PATH: process.env.PATH, VITRINE_DATA: data }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    worker.stderr.on('data', (text) => {
      said += String(text);
    });
    const ended = once(worker, 'exit');
    await eventually('some more done', () => ((held()?.open ?? open) < open ? true : undefined), WAIT_MS);
    worker.kill('SIGTERM');
    expect([(await ended)[0], said]).toEqual([0, expect.stringMatching(/working on .*\n.*operations performed\n$/s)]);
    expect(held()?.held).toBe(0);
    expect((await vitrine(data, ['work', '--once'])).code).toBe(0);
    const after = await serve(data, NO_WORK);
    const reader = await signedIn(after.url);
    expect(await countOf(reader, uuid, 1)).toBe(1000);
    await expectOnce(reader, 1000);
    await after.stop();
  },
  TIMEOUT_MS,
);

test(
  'five thousand items of one call are performed in order',
  async () => {
    const { data } = await freshPlace();
    const server = await serve(data, WORK);
    const call = await signedIn(server.url);
    await addProducts(call);
    const ids: number[] = [];
    for (const at of numbers(PRODUCTS)) ids.push((await call<number>('POST', `/all/V1/products/${skuOf(at)}/media`, anUpload(await aJpeg(0, 16)))).body);
    const items = numbers(5000).map((at) => ({ sku: skuOf(at), entryId: ids[at % PRODUCTS], entry: { id: ids[at % PRODUCTS], label: `label ${at}` } }));
    const uuid = await send(call, 'products/bySku/media/byEntryId', items, 'PUT');
    await allDone(call, uuid, 5000);
    expect(await labels(call)).toEqual(numbers(PRODUCTS).map((at) => `label ${5000 - PRODUCTS + at}`));
    const summary = await call<{ operations_list: unknown[]; operation_count: number }>('GET', `/all/V1/bulk/${uuid}/status`);
    expect([summary.body.operations_list.length, summary.body.operation_count]).toEqual([5000, 5000]);
    await server.stop();
  },
  TIMEOUT_MS,
);
