/** The built program as a process: its commands, its server, what it leaves behind. Everything ends with the test that started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const START_MS = 20_000;

export type Env = Readonly<Record<string, string>>;

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for a test; the data folder in it does not exist yet. */
export async function freshPlace(): Promise<{ readonly home: string; readonly data: string }> {
  const home = await mkdtemp(join(tmpdir(), 'vitrine-process-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return { home, data: join(home, 'data') };
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  stdout(): string;
  stderr(): string;
}

/** Nothing of this process's own settings reaches the program; its working folder is the data folder's parent. */
export function start(data: string, args: readonly string[], env: Env = {}): Started {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: npm run build');
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: join(data, '..'),
    env: { PATH: process.env.PATH, PORT: '0', VITRINE_DATA: data, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
  return { child, ended, stdout: () => said.stdout, stderr: () => said.stderr };
}

/** Runs one command to its end. Without `input` the standard input stays open and says nothing: who reads it hangs. */
export async function vitrine(data: string, args: readonly string[], { env = {}, input }: { env?: Env; input?: string } = {}): Promise<Outcome> {
  const { child, ended } = start(data, args, env);
  if (input !== undefined) child.stdin?.end(input);
  return ended;
}

/** The standard output of a command that has to go well. */
export async function done(data: string, ...args: readonly string[]): Promise<string> {
  const outcome = await vitrine(data, args);
  if (outcome.code !== 0) throw new Error(`vitrine ${args.join(' ')}: exit ${outcome.code}\n${outcome.stderr}`);
  return outcome.stdout;
}

/** What a list command says with `--json`. */
export const listed = async (data: string, ...args: readonly string[]): Promise<Record<string, unknown>[]> =>
  JSON.parse(await done(data, ...args, '--json')) as Record<string, unknown>[];

export interface Running {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until `/health/ready` said 200. */
  readonly readyMs: number;
  readonly ended: Promise<Outcome>;
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Signals and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Outcome & { readonly ms: number }>;
}

/** `vitrine serve`, until it is ready. */
export async function serve(data: string, env: Env = {}, args: readonly string[] = []): Promise<Running> {
  const from = performance.now();
  const { child, ended, stdout, stderr } = start(data, ['serve', ...args], env);
  const url = await eventually('the address', () => /serving (http:\S+) from/.exec(stderr())?.[1] ?? endedEarly(child, stderr()));
  await eventually('ready', async () => (await fetch(`${url}/health/ready`)).ok || undefined);
  const readyMs = Math.round(performance.now() - from);
  return {
    url,
    pid: child.pid ?? 0,
    readyMs,
    ended,
    stdout,
    stderr,
    signal: (signal) => void child.kill(signal),
    async stop(signal = 'SIGTERM') {
      const asked = performance.now();
      child.kill(signal);
      return { ...(await ended), ms: Math.round(performance.now() - asked) };
    },
  };
}

function endedEarly({ exitCode, signalCode }: ChildProcess, stderr: string): undefined {
  if (exitCode !== null || signalCode !== null) throw new Error(`the server ended with ${exitCode ?? signalCode}: ${stderr}`);
}

/** The first value that is not undefined. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined, withinMs = START_MS): Promise<T> {
  for (const end = performance.now() + withinMs; performance.now() < end; await pause(15)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what}: not within ${withinMs} ms`);
}

export const USER = 'shopkeeper';
export const PASSWORD = 'Open-Sesame-7';
/** Lets `serve` make {@link USER}. */
export const AS_USER: Env = { VITRINE_ADMIN_USER: USER, VITRINE_ADMIN_PASSWORD: PASSWORD };

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}
export type Call = <T = unknown>(method: string, path: string, body?: unknown) => Promise<Reply<T>>;

/** Calls of the Adobe REST door; `path` begins behind `/rest`. */
export function callsTo(url: string, token?: string): Call {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/rest${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  };
}

export const signIn = (url: string, username = USER, password = PASSWORD): Promise<Reply<string>> =>
  callsTo(url)<string>('POST', '/V1/integration/admin/token', { username, password });

/** Calls with a fresh token. */
export async function signedIn(url: string, username = USER, password = PASSWORD): Promise<Call> {
  const { status, body } = await signIn(url, username, password);
  if (status !== 200) throw new Error(`${username} cannot sign in: ${status}`);
  return callsTo(url, body);
}

export interface WireEntry {
  readonly id: number;
  readonly file: string;
  readonly label: string | null;
}

export const aProduct = (sku: string) => ({ product: { sku, name: sku, attribute_set_id: 4, price: 1, type_id: 'simple' } });

export const anUpload = (bytes: Uint8Array, name = 'front.jpg') => ({
  entry: {
    media_type: 'image',
    label: name,
    position: 1,
    disabled: false,
    types: [],
    content: { base64_encoded_data: Buffer.from(bytes).toString('base64'), type: 'image/jpeg', name },
  },
});

export const mediaOf = async (call: Call, sku: string): Promise<readonly WireEntry[]> =>
  (await call<readonly WireEntry[]>('GET', `/all/V1/products/${sku}/media`)).body;

export async function bytesAt(url: string, file: string): Promise<Buffer> {
  const response = await fetch(`${url}/media/catalog/product${file}`);
  if (response.status !== 200) throw new Error(`${file}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** An upload whose second half waits for a word. */
export function slowUpload(url: string, token: string, sku: string, bytes: Uint8Array) {
  const body = Buffer.from(JSON.stringify(anUpload(bytes, 'slow.jpg')));
  const half = Math.floor(body.length / 2);
  const sent = request(`${url}/rest/all/V1/products/${sku}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': body.length },
  });
  const reply = new Promise<Reply<string>>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
  });
  return {
    reply,
    begin: () => new Promise<void>((resolve) => sent.write(body.subarray(0, half), () => resolve())),
    finish: () => void sent.end(body.subarray(half)),
  };
}

const bases = new Map<number, Promise<Buffer>>();

/** A JPEG with some noise in it; another `number` is other bytes of the same picture. */
export async function aJpeg(number = 0, widthPx = 96): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const base =
    bases.get(widthPx) ??
    sharp({ create: { width: widthPx, height: widthPx, channels: 3, background: 'grey', noise } })
      .jpeg()
      .toBuffer();
  bases.set(widthPx, base);
  const jpeg = await base;
  const note = Buffer.from(String(number).padStart(8, '0'));
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, note.length + 2]), note, jpeg.subarray(2)]);
}

/** Every segment is whole; in the middle of the coded data stand only ones, which is no Huffman code. */
export async function aDamagedJpeg(): Promise<Buffer> {
  const jpeg = await aJpeg(0xdead);
  let at = Math.floor(jpeg.length / 2);
  while (jpeg[at - 1] === 0xff) at++;
  for (let i = 0; i < 64; i += 2) jpeg.set([0xff, 0x00], at + i);
  return jpeg;
}

/** What the database file says, read beside whoever writes it. */
export function inDatabase<T>(file: string, sql: string): T[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}

/** The processes that a process has started. Linux only. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && procFile(name, 'status').includes(`\nPPid:\t${pid}\n`))
    .map(Number);
}

/** Resident memory in MB. Linux only. */
export const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status'))?.[1] ?? 0) / 1024;

/** Running, and not only waiting to be reaped. */
export const isAlive = (pid: number): boolean => /\nState:\t[^ZX]/.test(procFile(pid, 'status'));

function procFile(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
