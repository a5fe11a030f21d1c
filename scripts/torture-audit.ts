/** What clients were told, held against what is there: by the service's own words, by its bytes, and by `vitrine verify --deep`. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Acknowledged, Clients } from './torture-clients.js';
import { type Place, runCommand } from './torture-nodes.js';

export interface Audited {
  readonly acknowledged: number;
  /** Acknowledged, and its entry or its very bytes are not there. */
  readonly lost: number;
  /** Faults that `verify --deep` finds: rows without bytes, damaged bytes, rows that mean nothing. */
  readonly dangling: number;
  /** Entries beyond those that were acknowledged. */
  readonly doubled: number;
  /** Bytes that no row tells of: what a node leaves that ends between the bytes and the row. Housekeeping takes them. */
  readonly strays: number;
  /** What is wrong, a line each. */
  readonly findings: readonly string[];
}

const QUEUE_MS = 120_000;
const AT_ONCE = 8;

/** Nothing may be on its way any more, but for what waits in the queue. */
export async function audit(place: Place, clients: Clients, acknowledged: readonly Acknowledged[]): Promise<Audited> {
  const findings = await queueEmpty(place.databaseUrl);
  let [lost, doubled] = [0, 0];
  const bySku = new Map<string, Acknowledged[]>();
  for (const one of acknowledged) bySku.set(one.sku, [...(bySku.get(one.sku) ?? []), one]);
  const skus = [...bySku];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = skus.pop(); next !== undefined; next = skus.pop()) {
        const [sku, told] = next;
        const there = await entriesOf(clients, sku);
        for (const one of told) {
          const at = there.findIndex(({ id, hash }) => hash === one.hash && (one.entry === undefined || one.entry === id));
          if (at >= 0) there.splice(at, 1);
          else {
            lost++;
            findings.push(`lost: ${JSON.stringify(one)}`);
          }
        }
        doubled += there.length;
        findings.push(...there.map((one) => `doubled: ${sku} ${JSON.stringify(one)}`));
      }
    }),
  );
  const { stdout } = await runCommand(place, 'verify', '--deep', '--json');
  const lines = stdout.trim().split('\n');
  const { faults, strays } = JSON.parse(lines.pop() ?? '{}') as { faults: number; strays: number };
  findings.push(...lines.map((line) => `dangling: ${line}`));
  return { acknowledged: acknowledged.length, lost, dangling: faults, doubled, strays, findings };
}

interface Entry {
  readonly id: number;
  readonly hash: string;
}
async function entriesOf(clients: Clients, sku: string): Promise<Entry[]> {
  const entries = JSON.parse((await clients.get(`/rest/all/V1/products/${sku}/media`)).text) as readonly { readonly id: number; readonly file: string }[];
  return Promise.all(entries.map(async ({ id, file }) => ({ id, hash: await clients.download(`/media/catalog/product${file}`) })));
}

/** Until every call that was accepted for later has its verdict; a dead node's come free when its lease runs out. What failed, and why. */
async function queueEmpty(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const end = Date.now() + QUEUE_MS; Date.now() < end; await pause(100)) {
      const { rows } = await client.query("select count(*) as n from operation where status in ('open', 'retriable')");
      if (Number(rows[0]?.n) > 0) continue;
      const failed = await client.query("select message, count(*) as n from operation where status = 'failed' group by message");
      return failed.rows.map(({ message, n }) => `queued, and failed (${n}): ${message}`);
    }
    throw new Error('the queue does not come to an end');
  } finally {
    await client.end();
  }
}
