/** Nodes of one shop as plain processes, over one PostgreSQL and one place of bytes, each with a data folder of its own; killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const START_MS = 60_000;
export const [USER, PASSWORD] = ['shopkeeper', 'Open-Sesame-7'];

export interface Place {
  /** What the nodes leave stands below it. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly blobsUrl: string;
}
export interface TornNode {
  /** Undefined while it is not there. */
  url(): string | undefined;
  pid(): number;
  /** Ready when it returns. */
  start(): Promise<void>;
  /** Gone when it returns. */
  kill(): Promise<void>;
  /** What it said last. */
  words(): string;
}

/** A node in the same shop as all that were made by the same call. `env`: what is its own. */
export function nodesAt({ folder, databaseUrl, blobsUrl }: Place): (name: string, env?: NodeJS.ProcessEnv) => TornNode {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: npm run build');
  const shared = {
    ...{ PATH: process.env.PATH, PORT: '0', VITRINE_DATABASE_URL: databaseUrl, VITRINE_BLOBS_URL: blobsUrl },
    ...{ VITRINE_RENDITIONS_URL: `file:${join(folder, 'renditions')}`, VITRINE_SECRET_KEY: randomBytes(32).toString('hex') },
    ...{ VITRINE_ADMIN_USER: USER, VITRINE_ADMIN_PASSWORD: PASSWORD },
    ...{ AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY },
  };
  return (name, env) => {
    const data = join(folder, name);
    mkdirSync(data, { recursive: true });
    return createNode(data, { ...shared, VITRINE_DATA: data, ...env });
  };
}

function createNode(cwd: string, env: NodeJS.ProcessEnv): TornNode {
  let child: ChildProcess | undefined;
  let [url, words]: [string | undefined, string] = [undefined, ''];
  process.on('exit', () => void child?.kill('SIGKILL'));
  return {
    url: () => url,
    pid: () => child?.pid ?? 0,
    words: () => words,
    async start() {
      const started = spawn(process.execPath, [MAIN, 'serve'], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
      [child, words] = [started, ''];
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        words = (words + text).slice(-4000);
      });
      started.on('exit', () => {
        url = undefined;
      });
      for (const end = Date.now() + START_MS; Date.now() < end; await pause(10)) {
        if (started.exitCode !== null || started.signalCode !== null) throw new Error(`a node ended by itself: ${words}`);
        const address = /serving (http:\S+) from/.exec(words)?.[1];
        if (address === undefined || !(await fetch(`${address}/health/ready`).catch(() => undefined))?.ok) continue;
        url = address;
        return;
      }
      throw new Error(`a node is not ready: ${words}`);
    },
    async kill() {
      const dying = child;
      url = undefined;
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
      const gone = new Promise((resolve) => dying.once('exit', resolve));
      dying.kill('SIGKILL');
      await gone;
    },
  };
}

/** One command of the program to its end, in the same shop. */
export async function runCommand({ folder, databaseUrl, blobsUrl }: Place, ...args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  const env = {
    ...{ PATH: process.env.PATH, VITRINE_DATA: folder, VITRINE_DATABASE_URL: databaseUrl, VITRINE_BLOBS_URL: blobsUrl },
    ...{ AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY },
  };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, stdout };
}
