/** Several nodes over one PostgreSQL: killed in the middle of uploads, with wrong clocks, and cut off while they hold leases. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { torture } from '../../scripts/torture-run.js';
import type { IntegrationKeys } from '../../src/app/access.js';
import { startCuttingProxy } from '../support/cutting-proxy.js';
import { signedHeader } from '../support/oauth.js';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import {
  AS_USER,
  aJpeg,
  anUpload,
  aProduct,
  type Call,
  callsTo,
  type Env,
  eventually,
  freshPlace,
  mediaOf,
  type Running,
  serve,
  signIn,
  vitrine,
} from './vitrine.js';

const SHIM = fileURLToPath(new URL('../support/shifted-clock.mjs', import.meta.url));
const TEN_MINUTES_MS = 600_000;
const TIMEOUT_MS = 180_000;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const wrongBy = (ms: number): Env => ({ NODE_OPTIONS: `--import=${SHIM}`, SHIFTED_CLOCK_MS: String(ms) });

interface Shop {
  readonly url: string;
  readonly env: Env;
  /** A folder of its own for each node. */
  start(env?: Env): Promise<Running>;
  query<T>(sql: string): Promise<T[]>;
}
async function freshShop(): Promise<Shop> {
  const { home } = await freshPlace();
  const { url, drop } = await makeDatabase('fresh');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await drop();
  });
  const env = {
    ...{ ...AS_USER, VITRINE_INTAKE: 'structure', VITRINE_DATABASE_URL: url, VITRINE_BLOBS_URL: `file:${join(home, 'blobs')}` },
    ...{ VITRINE_RENDITIONS_URL: `file:${join(home, 'renditions')}`, VITRINE_SECRET_KEY: randomBytes(32).toString('hex') },
  };
  let count = 0;
  return {
    ...{ url, env },
    start: (own = {}) => serve(join(home, `node-${count++}`), { ...env, ...own }),
    query: async <T>(sql: string) => (await client.query(sql)).rows as T[],
  };
}

/** A new picture each, labelled with its number. */
async function sendUploads(call: Call, count: number, products: number): Promise<string> {
  for (const at of numbers(products)) expect((await call('POST', '/all/V1/products', aProduct(`S${at}`))).status).toBe(200);
  const bytes = await aJpeg(1, 16);
  const items = numbers(count).map((at) => ({ sku: `S${at % products}`, entry: { ...anUpload(bytes).entry, label: `n${at}` } }));
  const { status, body } = await call<{ bulk_uuid: string }>('POST', '/all/async/bulk/V1/products/bySku/media', items);
  expect(status).toBe(202);
  return body.bulk_uuid;
}
async function expectOnce(call: Call, count: number, products: number): Promise<void> {
  const galleries = await Promise.all(numbers(products).map((at) => mediaOf(call, `S${at}`)));
  const labels = galleries.flat().map(({ label }) => label);
  expect(labels.sort()).toEqual(
    numbers(count)
      .map((at) => `n${at}`)
      .sort(),
  );
}
const left = async ({ query }: Shop) => Number((await query<{ n: string }>("select count(*) as n from operation where status in ('open', 'retriable')"))[0]?.n);

describe.skipIf(NO_POSTGRES !== undefined)(
  `several nodes over PostgreSQL${NO_POSTGRES === undefined ? '' : ` (${NO_POSTGRES})`}`,
  { timeout: TIMEOUT_MS },
  () => {
    test('killed again and again in the middle of uploads they lose nothing, leave nothing without bytes, and do nothing twice', async () => {
      const { home } = await freshPlace();
      const { acknowledged, findings, lost, dangling, doubled } = await torture({ rounds: 5, folder: home, blobs: 'folder', onRound: () => undefined });
      expect(findings).toEqual([]);
      expect([lost, dangling, doubled]).toEqual([0, 0, 0]);
      expect(acknowledged).toBeGreaterThan(10);
    });

    test('with clocks ten minutes apart a token, a signature and the time of a change mean the same on each', async () => {
      const shop = await freshShop();
      // Tokens live shorter than the clocks are apart.
      const life = { VITRINE_TOKEN_LIFE: '300' };
      const behind = await shop.start({ ...life, ...wrongBy(-TEN_MINUTES_MS / 2) });
      const ahead = await shop.start({ ...life, ...wrongBy(TEN_MINUTES_MS / 2) });
      const nodes = [behind, ahead];
      for (const { url } of nodes) {
        const { body: token } = await signIn(url);
        for (const other of nodes) {
          const { status } = await callsTo(other.url, token)('POST', '/all/V1/products', aProduct('A'));
          expect(status).toBe(200);
        }
      }
      const times = await shop.query<{ at: string; now: string }>('select at, extract(epoch from now()) * 1000 as now from change');
      for (const { at, now } of times) expect(Math.abs(Number(at) - Number(now))).toBeLessThan(TEN_MINUTES_MS / 4);

      const { home } = await freshPlace();
      const { stdout } = await vitrine(join(home, 'command'), ['integration', 'add', 'erp', '--json'], { env: shop.env });
      const told = JSON.parse(stdout) as Record<string, string>;
      const keys = {
        ...{ consumerKey: told.consumer_key, consumerSecret: told.consumer_secret },
        ...{ accessToken: told.access_token, accessTokenSecret: told.access_token_secret },
      } as IntegrationKeys;
      const path = '/rest/V1/store/storeViews';
      // Nearly too old, and nearly too new: one of the wrong clocks would refuse it.
      for (const [at, seconds] of [-7100, 550].entries()) {
        const header = signedHeader('GET', `${behind.url}${path}`, keys, { oauth_timestamp: String(Math.floor(Date.now() / 1000) + seconds) });
        const order = at === 0 ? nodes : [...nodes].reverse();
        const statuses: number[] = [];
        for (const { url } of order) statuses.push(await getAs(url, path, { authorization: header, host: new URL(behind.url).host }));
        // Once for all of them.
        expect(statuses).toEqual([200, 401]);
      }
      for (const node of nodes) await node.stop();
    });

    test('with clocks ten minutes apart no operation is done twice, and none is taken from whom it is leased to', async () => {
      const shop = await freshShop();
      const nodes = [await shop.start(wrongBy(-TEN_MINUTES_MS / 2)), await shop.start(wrongBy(TEN_MINUTES_MS / 2))];
      const [first] = nodes as [Running];
      const call = callsTo(first.url, (await signIn(first.url)).body);
      await sendUploads(call, 300, 10);
      await eventually('the end of the queue', async () => ((await left(shop)) === 0 ? true : undefined), TIMEOUT_MS);
      await expectOnce(call, 300, 10);
      const [{ attempts, lines } = { attempts: 0, lines: 0 }] = await shop.query<{ attempts: string; lines: string }>(
        "select (select max(attempts) from operation) as attempts, (select count(*) from change where changes like '%entry-added%') as lines",
      );
      // Leases ended by the other's clock would have been taken over.
      expect([Number(attempts), Number(lines)]).toEqual([1, 300]);
      for (const node of nodes) await node.stop();
    });

    // It has to wait for the leases of the lost node to run out.
    test.runIf(process.env.VITRINE_TEST_ALL === '1')(
      'a node whose network is gone while it holds leases is replaced, and comes back to find its work done, once',
      async () => {
        const shop = await freshShop();
        const proxy = await startCuttingProxy(shop.url);
        onTestFinished(() => proxy.close());
        const cutOff = await shop.start({ VITRINE_DATABASE_URL: proxy.url });
        const call = callsTo(cutOff.url, (await signIn(cutOff.url)).body);
        await sendUploads(call, 400, 10);
        await eventually('some done', async () => ((await left(shop)) < 380 ? true : undefined));
        proxy.sever();
        const [{ held } = { held: 0 }] = await shop.query<{ held: string }>(
          "select count(*) as held from operation where lease is not null and status in ('open', 'retriable')",
        );
        expect(Number(held)).toBeGreaterThan(0);
        const other = await shop.start();
        const calls = callsTo(other.url, (await signIn(other.url)).body);
        await eventually('the end of the queue', async () => ((await left(shop)) === 0 ? true : undefined), TIMEOUT_MS);
        await expectOnce(calls, 400, 10);
        proxy.mend();
        await eventually(
          'the node is back',
          async () => ((await call('PUT', '/all/V1/products/S1', aProduct('S1')).catch(() => undefined))?.status === 200 ? true : undefined),
          60_000,
        );
        await expectOnce(calls, 400, 10);
        expect(await shop.query("select sku, revision from change where changes like '%entry-added%'")).toHaveLength(400);
        await other.stop();
        // Its worker, too, which waited for an answer that nobody will ever send.
        expect((await call('POST', '/all/async/bulk/V1/products', [aProduct('late')])).status).toBe(202);
        await eventually('the worker is back', async () => ((await left(shop)) === 0 ? true : undefined), 60_000);
        await cutOff.stop('SIGKILL');
      },
    );
  },
);

/** The status, of a request that names another host than the one it goes to. */
function getAs(url: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}
