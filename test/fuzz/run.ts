/**
 * Sends requests nobody should send to a real service and looks at what comes of each: an answer below 500, whole, that
 * tells nothing of the inside; a refusal or a read leaves the store as it was; memory stays flat.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { type Reply, send } from '../conformance/wire.js';
import { insideTold } from '../support/discretion.js';
import { startService, type TestService } from '../support/running.js';
import { type FuzzRequest, requests } from './requests.js';
import { ENTRY_IDS, PICTURES, SKUS } from './values.js';

export interface FuzzOptions {
  readonly compat: 'friendly' | 'strict';
  readonly requests: number;
  readonly seed: number;
  readonly onAsk?: (request: FuzzRequest, count: number, statuses: Statuses) => void;
}
/** How often each status was answered. */
export type Statuses = Readonly<Record<number, number>>;
export interface FuzzReport {
  readonly statuses: Statuses;
  /** undefined: nothing was found. */
  readonly finding?: { readonly problem: string; readonly request: FuzzRequest };
  /** Resident memory at the end beside that after the first 2,000 requests, each after a collection; undefined: fewer were sent, or nothing collects on demand. */
  readonly grownBytes?: number;
}

const WARM_REQUESTS = 2_000;
const FRESH_EVERY_REQUESTS = 500;
/** Requests that a finding is made smaller with. */
const SHRINKING_REQUESTS = 300;
const ANSWER_TIMEOUT_MS = 20_000;

export async function fuzz({ compat, requests: count, seed, onAsk }: FuzzOptions): Promise<FuzzReport> {
  const service = await startService({ compat, stores: ['german'] });
  const store = watchStore(service);
  const statuses: Record<number, number> = {};
  let [asked, left] = [0, Number.POSITIVE_INFINITY];
  let warmBytes: number | undefined;
  let finding: FuzzReport['finding'];
  try {
    const ask = await createAsking(service);
    const property = fc.asyncProperty(requests, async (made) => {
      if (left-- <= 0) return;
      const request = withIds(made, store.entryIds());
      onAsk?.(request, asked + 1, statuses);
      try {
        if (asked % FRESH_EVERY_REQUESTS === 0) await refill(service);
        if (asked++ === WARM_REQUESTS) warmBytes = residentBytes();
        const before = store.state();
        const reply = await ask(request);
        statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
        if (reply.status === 202) await store.settled();
        checkReply(service, request, reply);
        if ((reply.status >= 400 || request.method === 'GET') && store.state() !== before) throw new Error(`${reply.status}, and the store has changed`);
      } catch (error) {
        finding = { problem: String(error), request };
        left = error instanceof NoAnswer ? 0 : Math.min(left, SHRINKING_REQUESTS);
        throw error;
      }
    });
    await fc.check(property, { numRuns: count, seed });
    // The last one that failed is the smallest.
    if (finding !== undefined) return { statuses, finding };
    await checkReadable(service, store.skus());
    const endBytes = residentBytes();
    return warmBytes === undefined || endBytes === undefined ? { statuses } : { statuses, grownBytes: endBytes - warmBytes };
  } finally {
    store.close();
    // A service that never answers never ends either.
    await Promise.race([service.stop(), pause(5_000, undefined, { ref: false })]);
  }
}

class NoAnswer extends Error {}

/** Ids grow with every entry that is made; a request says which of the newest it means. */
function withIds(request: FuzzRequest, ids: readonly number[]): FuzzRequest {
  const fill = (text: string) => ENTRY_IDS.reduce((filled, stand, at) => filled.replaceAll(String(stand), String(ids[at] ?? stand)), text);
  const text = request.body?.toString('latin1');
  return { ...request, path: fill(request.path), body: text === undefined ? undefined : Buffer.from(fill(text), 'latin1') };
}

function residentBytes(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  return process.memoryUsage.rss();
}

/** A request's callers become the tokens of one who may do everything, and of one who may only read store views. */
async function createAsking(service: TestService): Promise<(request: FuzzRequest) => Promise<Reply>> {
  await service.addUser('limited', 'Limited-1', ['Magento_Backend::store']);
  const limited = await service.app.access.signIn('limited', 'Limited-1');
  if (!limited.ok) throw new Error('the limited user cannot sign in');
  return async ({ method, path, headers, body }) => {
    const authorization = headers.authorization?.replace('ROOT', service.token).replace('LIMITED', limited.value);
    const given = authorization === undefined ? headers : { ...headers, authorization };
    const timeout = new AbortController();
    const late = pause(ANSWER_TIMEOUT_MS, undefined, { signal: timeout.signal, ref: false }).then(() => {
      throw new NoAnswer('no answer');
    });
    try {
      return await Promise.race([send(service.url, method, path, given, body), late]);
    } finally {
      late.catch(() => undefined);
      timeout.abort();
    }
  };
}

function checkReply(service: TestService, { method }: FuzzRequest, { status, headers, bytes }: Reply): void {
  const text = bytes.toString('utf8');
  if (status >= 500) throw new Error(`${status} ${text.slice(0, 500)}`);
  const told = insideTold(service, text);
  if (told !== undefined) throw new Error(`the answer tells of ${told}`);
  // Headers too large are refused before there is a door.
  if (method === 'HEAD' || status === 431) return;
  const type = headers['content-type'];
  if (type === 'application/xml; charset=utf-8') {
    if (XMLValidator.validate(text) !== true) throw new Error(`no XML: ${text.slice(0, 500)}`);
    if (status >= 400 && !text.includes('<message>')) throw new Error(`${status} without a message`);
  } else if (type === 'application/json; charset=utf-8') {
    const body = JSON.parse(text) as { message?: unknown; messages?: unknown };
    if (status >= 400 && typeof (body.message ?? body.messages) === 'undefined') throw new Error(`${status} without a message`);
  } else throw new Error(`${status} of type ${type}`);
}

interface StoreWatch {
  /** The same as long as nothing that counts has changed. */
  state(): string;
  skus(): readonly string[];
  /** Newest first. */
  entryIds(): readonly number[];
  /** When nothing waits to be performed any more. */
  settled(): Promise<void>;
  close(): void;
}

/** A blob that no path names is none yet: a refused upload may leave one to housekeeping. */
const STATE = {
  product: 'select * from product',
  product_value: 'select * from product_value',
  entry: 'select * from entry',
  entry_value: 'select * from entry_value',
  role: 'select * from role',
  file: 'select * from file',
  blob: 'select hash, type, size_bytes, verdict from blob where hash in (select blob from file) order by hash',
  // Only ever added to.
  change: 'select count(*), max(cursor) from change',
};

/** Looks past the service, and only where somebody has written since the last look. */
function watchStore({ data }: TestService): StoreWatch {
  const db: DatabaseSyncInstance = new DatabaseSync(join(data, 'vitrine.sqlite'), { readOnly: true });
  const version = db.prepare('pragma data_version');
  const all = Object.values(STATE).map((query) => db.prepare(query));
  const waiting = db.prepare("select count(*) as count from operation where status in ('open', 'retriable') or lease is not null");
  const newest = db.prepare(`select id from entry order by id desc limit ${ENTRY_IDS.length}`);
  let seen: { readonly version: unknown; readonly state: string } | undefined;
  return {
    state() {
      const { data_version } = version.get() as { data_version: unknown };
      if (seen === undefined || seen.version !== data_version) {
        const rows = JSON.stringify(all.map((query) => query.all()));
        seen = { version: data_version, state: createHash('sha256').update(rows).digest('hex') };
      }
      return seen.state;
    },
    entryIds: () => newest.all().map(({ id }) => Number(id)),
    skus: () =>
      db
        .prepare('select sku from product')
        .all()
        .map(({ sku }) => String(sku)),
    async settled() {
      for (const end = performance.now() + ANSWER_TIMEOUT_MS; (waiting.get() as { count: number }).count > 0; await pause(5))
        if (performance.now() > end) throw new Error('an accepted call is never performed');
    },
    close: () => db.close(),
  };
}

async function must(service: TestService, method: string, path: string, body?: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${service.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const reply = await send(service.url, method, path, headers, body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
  if (reply.status !== 200 && !(method === 'DELETE' && reply.status === 404))
    throw new Error(`${method} ${path}: ${reply.status} ${reply.bytes.toString().slice(0, 500)}`);
}

/** The products anew, so that galleries stay small. */
async function refill(service: TestService): Promise<void> {
  const media_gallery_entries = PICTURES.slice(0, 2).map((base64_encoded_data, at) => ({
    media_type: 'image',
    label: `picture ${at}`,
    types: at === 0 ? ['image'] : [],
    content: { base64_encoded_data, type: 'image/png', name: 'fuzz.png' },
  }));
  for (const sku of SKUS) {
    await must(service, 'DELETE', `/rest/all/V1/products/${encodeURIComponent(sku)}`);
    await must(service, 'POST', '/rest/all/V1/products', { product: { sku, name: sku, attribute_set_id: 4, media_gallery_entries } });
  }
}

/** After all that, every product can be read at every store view. */
async function checkReadable(service: TestService, skus: readonly string[]): Promise<void> {
  for (const sku of skus)
    for (const store of ['all', 'default', 'german'])
      for (const behind of ['', '/media']) await must(service, 'GET', `/rest/${store}/V1/products/${encodeURIComponent(sku)}${behind}`);
}
