/** A real service for a test: real database, real folder, real port; gone without a trace when it stops. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { App } from '../../src/app/app.js';
import { compose } from '../../src/compose.js';
import type { StoreCode } from '../../src/core/ids.js';
import { readSettings } from '../../src/settings.js';

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
  addUser(name: string, password: string, resources?: string[], stores?: string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startService({ compat = 'friendly', stores = [], env = {} }: ServiceOptions = {}): Promise<TestService> {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  const settings = readSettings({ VITRINE_DATA: data, VITRINE_COMPAT: compat, VITRINE_INTAKE: 'structure', ...env });
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
    addUser,
    async stop() {
      await server.close();
      await service.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
