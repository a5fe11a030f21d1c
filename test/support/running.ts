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
import { readSettings } from '../../src/settings.js';

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

export async function startService({ compat = 'friendly', stores = [], env = {} }: ServiceOptions = {}): Promise<TestService> {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  const ground =
    ON_POSTGRES && (env.VITRINE_DATABASE_URL ?? env.VITRINE_DATA) === undefined ? await (await import('./postgres.js')).makeDatabase('fresh') : undefined;
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
    await app.access.addUser({ name, resources: resources ?? 'every', stores: (storeCodes as StoreCode[] | undefined) ?? 'every' }, password);
  };
  await addUser('test-root', 'Test-Root-1');
  const signedIn = await app.access.signIn('test-root', 'Test-Root-1');
  if (!signedIn.ok) throw new Error('the test user cannot sign in');
  return {
    url: `http://127.0.0.1:${(server.server.address() as { port: number }).port}`,
    token: signedIn.value,
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
