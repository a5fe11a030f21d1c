/**
 * A real service for a test: real database, real folder, real port; gone without a trace when it stops.
 * `VITRINE_TEST_DATABASE=postgres`: what names neither a database nor a data folder of its own gets a fresh database there, else a file.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { App } from '../../src/app/app.js';
import { compose } from '../../src/compose.js';
import type { StoreCode } from '../../src/core/ids.js';
import { createSecrets } from '../../src/security/secrets.js';
import { readSettings } from '../../src/settings.js';
import { placeFresh } from './fresh-sqlite.js';

/** Whether services of this run stand on PostgreSQL. */
export const ON_POSTGRES: boolean = process.env.VITRINE_TEST_DATABASE === 'postgres';

export interface ServiceOptions {
  readonly compat?: 'friendly' | 'strict';
  /** Beside `default`. */
  readonly stores?: readonly (string | { readonly code: string; readonly name?: string; readonly website?: string })[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestService {
  readonly url: string;
  /** Of a user who may do everything. */
  readonly token: string;
  readonly app: App;
  /** The data folder. */
  readonly data: string;
  /** The database's address. */
  readonly database: string;
  addUser(name: string, password: string, resources?: string[], stores?: string[]): Promise<void>;
  stop(): Promise<void>;
}

const SECRETS = createSecrets(() => {
  throw new Error('nothing is encrypted here');
});
const hashes = new Map<string, Promise<string>>();
/** Of each password once for a process: a hash takes 30 ms of a core. */
function hashOf(password: string): Promise<string> {
  const hash = hashes.get(password) ?? SECRETS.hashPassword(password);
  hashes.set(password, hash);
  return hash;
}

export async function startService({ compat = 'friendly', stores = [], env = {} }: ServiceOptions = {}): Promise<TestService> {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  const isOwn = (env.VITRINE_DATABASE_URL ?? env.VITRINE_DATA) === undefined;
  const ground = isOwn && ON_POSTGRES ? await (await import('./postgres.js')).makeDatabase('fresh') : undefined;
  if (isOwn && !ON_POSTGRES) await placeFresh(join(data, 'vitrine.sqlite'));
  const own: Record<string, string> = ground === undefined ? {} : { VITRINE_DATABASE_URL: ground.url, VITRINE_DATABASE_POOL: '6' };
  const settings = readSettings({ VITRINE_DATA: data, VITRINE_COMPAT: compat, VITRINE_INTAKE: 'structure', ...own, ...env });
  if ('faults' in settings) throw new Error(settings.faults.join('\n'));
  const service = await compose(settings, pino({ level: 'silent' }));
  const { app } = service;
  for (const store of stores) {
    const { code, name = code, website } = typeof store === 'string' ? { code: store } : store;
    await app.catalog.addStore({ code: code as StoreCode, name, website, locale: 'en_US' });
  }
  const server = service.createServer();
  await server.listen({ port: 0, host: '127.0.0.1' });
  service.startWork();
  const addUser: TestService['addUser'] = async (name, password, resources, storeCodes) => {
    const grant = { name, resources: resources ?? 'every', stores: (storeCodes as StoreCode[] | undefined) ?? 'every' } as const;
    await app.accounts.add({ ...grant, passwordHash: await hashOf(password) });
  };
  const token = SECRETS.newToken();
  await addUser('test-root', 'Test-Root-1');
  const expiresAt = Date.now() + settings.tokenLifeS * 1000;
  await app.accounts.addToken({ hash: SECRETS.digest(token), user: { name: 'test-root', passwordHash: await hashOf('Test-Root-1') }, expiresAt });
  return {
    url: `http://127.0.0.1:${(server.server.address() as { port: number }).port}`,
    token,
    app,
    data,
    database: settings.databaseUrl,
    addUser,
    async stop() {
      await server.close();
      await service.close();
      await ground?.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
