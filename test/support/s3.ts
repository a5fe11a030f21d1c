/**
 * An S3 server for tests, in this process, started on first need; or the one that VITRINE_TEST_S3_URL names
 * (`s3://bucket/prefix?endpoint=…`, credentials in AWS_* variables). And a proxy in front of it that makes faults.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { BlobsAdapter } from '../contract/adapters.js';

interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: object;
  content: Buffer | Readable;
  range?: { start: number; end: number };
}
interface ServerStore {
  getResourcePath(bucket: string, key: string, resource: string): string;
  putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>;
  putObject(object: StoredObject): Promise<{ size: number; md5: string }>;
  getObject(bucket: string, key: string, options?: { start?: number; end?: number }): Promise<StoredObject | null>;
}
interface S3rver {
  readonly store: ServerStore;
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}
type S3rverClass = new (options: object) => S3rver;

/** What the process of tests, and those that it starts, sign with. */
export const S3_ENV = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' } as const;

let running: Promise<{ endpoint: string }> | undefined;

async function start(): Promise<{ endpoint: string }> {
  // @ts-expect-error: it comes without types
  const { default: S3rver } = (await import('s3rver')) as { default: S3rverClass };
  const directory = mkdtempSync(join(tmpdir(), 'vitrine-s3-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, vhostBuckets: false, configureBuckets: [{ name: 'vitrine' }] });
  mend(server.store);
  const { port } = await server.run();
  Object.assign(process.env, S3_ENV);
  return { endpoint: `http://127.0.0.1:${port}` };
}

/** In two things the server is not as S3 is: an object can be seen half-written, and `bytes=0-0` is all of it. */
function mend(store: ServerStore): void {
  const pathOf = (bucket: string, key: string) => store.getResourcePath(bucket, key, 'object');
  store.putObject = async ({ bucket, key, metadata, content }) => {
    const bytes = Buffer.isBuffer(content) ? content : await buffer(content);
    const [path, md5] = [pathOf(bucket, key), createHash('md5').update(bytes).digest('hex')];
    await mkdir(dirname(path), { recursive: true });
    const aside = join(tmpdir(), `vitrine-s3-${randomUUID()}`);
    await writeFile(aside, bytes);
    await rename(aside, path);
    await store.putMetadata(bucket, key, metadata, md5);
    return { size: bytes.length, md5 };
  };
  const getObject = store.getObject.bind(store);
  store.getObject = async (bucket, key, options) => {
    if (options?.end !== 0) return getObject(bucket, key, options);
    const object = await getObject(bucket, key);
    if (object === null) return null;
    (object.content as Readable).destroy();
    const range = { start: 0, end: 0 };
    return Object.assign(object, { content: createReadStream(pathOf(bucket, key), range), range });
  };
}

/** The address of a place that is nobody's yet. `through`: another origin in front of the server. */
export async function freshS3Url(through?: string): Promise<string> {
  const given = process.env.VITRINE_TEST_S3_URL;
  const url = new URL(given ?? `s3://vitrine/tests?endpoint=${encodeURIComponent((await s3Origin()) ?? '')}`);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${randomUUID().slice(0, 8)}`;
  if (through !== undefined) url.searchParams.set('endpoint', through);
  return url.href;
}

/** Where the server listens. */
export async function s3Origin(): Promise<string> {
  const given = process.env.VITRINE_TEST_S3_URL;
  if (given !== undefined) return new URL(given).searchParams.get('endpoint') ?? 'https://s3.amazonaws.com';
  running ??= start();
  return (await running).endpoint;
}

export async function openS3(url: string) {
  const { createS3Blobs } = await import('../../src/storage/blobs/s3.js');
  return createS3Blobs(url.slice('s3:'.length));
}

/** A row of the blobs' contract suite. */
export const S3_BLOBS: BlobsAdapter = {
  name: 's3',
  // Whole seconds.
  tickMs: 1000,
  open: async () => ({ blobs: await openS3(await freshS3Url()), close: async () => undefined }),
};

/**
 * What becomes of one request. `lost`: it reaches the server, its answer does not come back. `cutAfterBytes`: the
 * answer's body ends early. `refused`: that status, and the server never sees it.
 */
export type Mishap =
  | { readonly kind: 'none' | 'lost' | 'unreachable' }
  | { readonly kind: 'refused'; readonly status: number; readonly code?: string }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Answers as the same request was answered the first time. */
  | { readonly kind: 'stale' };
export const GOES_WELL: Mishap = { kind: 'none' };

export interface FaultyS3 {
  readonly origin: string;
  /** Asked for each request; at first everything goes well. */
  mishap: (method: string, path: string) => Mishap;
  readonly seen: string[];
  close(): Promise<void>;
}

/** A proxy in front of the server; it stands at the same host name, so that signatures hold. */
export async function faultyS3(): Promise<FaultyS3> {
  const target = new URL(await s3Origin());
  const first = new Map<string, Buffer>();
  const faulty = { mishap: () => GOES_WELL, seen: [] as string[] } as unknown as { -readonly [K in keyof FaultyS3]: FaultyS3[K] };
  const server: Server = createServer((incoming, outgoing) => {
    const [method, path] = [incoming.method ?? '', incoming.url ?? ''];
    faulty.seen.push(`${method} ${path}`);
    void pass(incoming, outgoing, { target, first, mishap: faulty.mishap(method, path) }).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  faulty.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  faulty.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return faulty;
}

async function pass(incoming: IncomingMessage, outgoing: ServerResponse, at: { target: URL; first: Map<string, Buffer>; mishap: Mishap }): Promise<void> {
  const { target, first, mishap } = at;
  if (mishap.kind === 'unreachable') return void incoming.socket.destroy();
  const body = await buffer(incoming);
  if (mishap.kind === 'refused') {
    const { status, code = 'SlowDown' } = mishap;
    return void outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>No</Message></Error>`);
  }
  if (mishap.kind === 'slow') await pause(mishap.ms);
  const { answer, bytes } = await forward(incoming, body, target);
  if (mishap.kind === 'lost') return void outgoing.destroy();
  const key = `${incoming.method} ${incoming.url}`;
  if (!first.has(key)) first.set(key, bytes);
  const sent = mishap.kind === 'stale' ? (first.get(key) ?? bytes) : bytes;
  // Of HEAD the length is that of what is not sent.
  const length = incoming.method === 'HEAD' ? answer.headers['content-length'] : String(sent.length);
  const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers;
  outgoing.writeHead(answer.statusCode ?? 502, { ...headers, ...(length === undefined ? {} : { 'content-length': length }) });
  if (mishap.kind !== 'cut' || sent.length <= mishap.afterBytes) return void outgoing.end(sent);
  outgoing.write(sent.subarray(0, mishap.afterBytes), () => setImmediate(() => outgoing.destroy()));
}

function forward(incoming: IncomingMessage, body: Buffer, { hostname, port }: URL): Promise<{ answer: IncomingMessage; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const { method, url: path, headers } = incoming;
    const sent = request({ hostname, port, method, path, headers: { ...headers, connection: 'close' } }, (answer) => {
      // Some servers send a body after HEAD, which breaks the connection.
      if (method === 'HEAD') resolve({ answer, bytes: Buffer.alloc(0) });
      buffer(answer).then((bytes) => resolve({ answer, bytes }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
