/** Uploads without end at two nodes, of which one after the other is killed in the middle of them; then the audit. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BlobHash } from '../src/core/ids.js';
import { createDiskBlobs } from '../src/storage/blobs/disk.js';
import { type CuttingProxy, startCuttingProxy } from '../test/support/cutting-proxy.js';
import { startOwnServer } from '../test/support/postgres.js';
import { freshS3Url, openS3 } from '../test/support/s3.js';
import { type Audited, audit } from './torture-audit.js';
import { type Acknowledged, aPicture, type Clients, createClients, WAYS } from './torture-clients.js';
import { nodesAt, type Place, type TornNode } from './torture-nodes.js';

export interface TortureAsk {
  /** So often a node is killed. */
  readonly rounds: number;
  /** Where nodes, and the list of what was acknowledged, have their files. */
  readonly folder: string;
  readonly blobs: 'folder' | 's3';
  onRound(round: number, acknowledged: number): void;
}
/** How far an upload was whose node was killed. */
export const STEPS = ['before its bytes were kept', 'its bytes kept, nothing written', 'written, nobody told'] as const;
export interface Tortured extends Audited {
  readonly kills: number;
  readonly steps: Readonly<Record<(typeof STEPS)[number], number>>;
}

const CLIENTS = 4;
const ENTRIES_A_PRODUCT = 25;
/** Between two uploads of a client; a node is killed within so long after it is ready. */
const [BREATH_MS, LIFE_MS] = [10, 150];

export async function torture({ rounds, folder, blobs, onRound }: TortureAsk): Promise<Tortured> {
  mkdirSync(folder, { recursive: true });
  const { url } = await startOwnServer();
  const place: Place = { folder, databaseUrl: url, blobsUrl: blobs === 's3' ? await freshS3Url() : `file:${join(folder, 'blobs')}` };
  const kept = blobs === 's3' ? await openS3(place.blobsUrl) : createDiskBlobs(join(folder, 'blobs'));
  const make = nodesAt(place);
  const proxies = [await startCuttingProxy(url), await startCuttingProxy(url)] as const;
  const nodes = proxies.map((proxy, at) => make(`node-${at}`, { VITRINE_DATABASE_URL: proxy.url }));
  await Promise.all(nodes.map((node) => node.start()));
  const clients = createClients(nodes);
  const [acknowledged, steps] = [[] as Acknowledged[], Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<(typeof STEPS)[number], number>];
  let isOver = false;
  const nextSku = productsOf(clients);
  let number = 0;
  const upload = async () => {
    while (!isOver) {
      const [at, way] = [number, WAYS[number++ % WAYS.length] ?? WAYS[0]];
      let had: boolean | undefined;
      const onUnanswered = async (_: TornNode, hash: string) => {
        had ??= await kept.has(hash as BlobHash);
      };
      const one = await clients.upload(way, await nextSku(at), await aPicture(at), onUnanswered);
      appendFileSync(join(folder, 'acknowledged.ndjson'), `${JSON.stringify(one)}\n`);
      acknowledged.push(one);
      if (had !== undefined) steps[STEPS[one.isReplay ? 2 : had ? 1 : 0]]++;
      await pause(Math.random() * BREATH_MS);
    }
  };
  const kill = async () => {
    for (let round = 1; round <= rounds; round++) {
      const node = nodes[round % nodes.length] as TornNode;
      if (round % 3 === 0) await nextCommit(proxies[round % 2 === 0 ? 0 : 1]);
      else await pause(Math.random() * LIFE_MS);
      await node.kill();
      await node.start();
      onRound(round, acknowledged.length);
    }
    isOver = true;
  };
  try {
    await Promise.all([kill(), ...Array.from({ length: CLIENTS }, upload)]);
    return { ...(await audit(place, clients, acknowledged)), kills: rounds, steps };
  } finally {
    isOver = true;
    await Promise.all([...nodes, ...proxies].map((one) => ('kill' in one ? one.kill() : one.close())));
  }
}

/** The moment in which PostgreSQL has committed, and the node waits for the word that it has: chance hits it seldom. */
async function nextCommit(proxy: CuttingProxy): Promise<void> {
  const before = proxy.cuts();
  proxy.plan('after');
  while (proxy.cuts() === before) await pause(0);
}

/** A product for each few uploads; who comes first makes it. */
function productsOf(clients: Clients): (upload: number) => Promise<string> {
  const made = new Map<string, Promise<void>>();
  return async (upload) => {
    const sku = `torture-${Math.floor(upload / ENTRIES_A_PRODUCT)}`;
    if (!made.has(sku)) made.set(sku, clients.addProduct(sku));
    await made.get(sku);
    return sku;
  };
}
