/** What the list of a gallery costs the database: another process's doors on the same file, over adapters whose every statement is counted. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccess } from '../../src/app/access.js';
import type { App } from '../../src/app/app.js';
import { createGalleries } from '../../src/app/galleries.js';
import { NO_METRICS } from '../../src/app/ports-metrics.js';
import { createSessions } from '../../src/app/sessions.js';
import { createStores } from '../../src/app/stores.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { adobeRest } from '../../src/doors/adobe-rest/index.js';
import { createServer } from '../../src/doors/server.js';
import { shipstreamRpc } from '../../src/doors/shipstream-rpc/index.js';
import { createSecrets } from '../../src/security/secrets.js';
import { readSettings } from '../../src/settings.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createCatalog } from '../../src/storage/sql/catalog.js';
import type { SqlDatabase } from '../../src/storage/sql/database.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { createIntegrations } from '../../src/storage/sql/integrations.js';
import { createVersions } from '../../src/storage/sql/versions.js';
import { openAt } from '../contract/adapters.js';
import { ON_POSTGRES, startService, type TestService } from '../support/running.js';
import { clientOf } from './client.js';
import { addProduct, basic, callsIn, itemsOf, logIn, type Rpc, someData } from './rpc-client.js';

let service: TestService;
let session: string;
let call: Rpc;
let counting: Awaited<ReturnType<typeof countingDoor>>;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  session = await logIn(service);
  call = callsIn(service, session);
  await addProduct(call, 'A');
  for (let n = 0; n < 4; n++) await call('product_media.create', ['A', await someData()]);
  counting = await countingDoor();
});
afterAll(async () => {
  await counting.stop();
  await service.stop();
});

async function countingDoor() {
  const opened = await openAt(service.database);
  let count = 0;
  const { read, reader } = opened.database;
  const database: SqlDatabase = {
    ...opened.database,
    reader: {
      build: reader.build,
      run(query, parameters) {
        count++;
        return reader.run(query, parameters);
      },
    },
    read: read.withPlugin({
      transformQuery({ node }) {
        count++;
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  };
  const settings = readSettings({ VITRINE_DATA: service.data });
  if ('faults' in settings) throw new Error(settings.faults.join());
  const versions = createVersions(database);
  const [accounts, catalog] = [createAccounts(database, versions), createCatalog(database)];
  const secrets = createSecrets(() => new Uint8Array(32));
  const access = createAccess({ accounts, integrations: createIntegrations(database), secrets, clock: Date.now }, { tokenLifeMs: 1, attempts: 1, lockMs: 1 });
  const app = {
    galleries: createGalleries(createGalleryStore(database, versions), DEFAULT_LIMITS),
    stores: createStores(catalog),
    sessions: createSessions({ access: service.app.access, accounts, secrets, clock: Date.now, lifeMs: 3_600_000 }),
    limits: DEFAULT_LIMITS,
    clock: Date.now,
    metrics: NO_METRICS,
    access,
    accounts,
    seeAnew: () => database.seeAnew?.(),
  } as Partial<App> as App;
  const server = createServer(app, [shipstreamRpc, adobeRest], { ...settings, developer: false }, pino({ level: 'silent' }));
  await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${(server.server.address() as { port: number }).port}`,
    data: service.data,
    count: () => count,
    async stop() {
      await server.close();
      await opened.close();
    },
  };
}

async function statementsOfRest(store: string): Promise<number> {
  const before = counting.count();
  const { status, body } = await clientOf({ ...service, url: counting.url })('GET', `/rest/${store}/V1/products/A/media`);
  expect([status, (body as unknown[]).length]).toEqual([200, 4]);
  return counting.count() - before;
}

async function statementsOf(rpc: Rpc, store?: string): Promise<number> {
  const before = counting.count();
  expect(await itemsOf(rpc, 'A', store)).toHaveLength(4);
  return counting.count() - before;
}

/** Who asks, and whether the product has changed: a database that stands elsewhere is asked each time, for both at once. */
const ASKED = ON_POSTGRES ? 1 : 0;

it('a list of four images is no statement with a session or HTTP Basic, in any store view, as long as nobody writes; one on PostgreSQL', async () => {
  for (const rpc of [callsIn(counting, session), callsIn(counting, null, basic())]) {
    for (const store of [undefined, 'german']) {
      for (let n = 0; n < 2; n++) await statementsOf(rpc, store);
      for (let n = 0; n < 3; n++) expect(await statementsOf(rpc, store)).toBe(ASKED);
    }
  }
});

it('so it is over REST', async () => {
  for (const store of ['all', 'german']) {
    for (let n = 0; n < 2; n++) await statementsOfRest(store);
    for (let n = 0; n < 3; n++) expect(await statementsOfRest(store)).toBe(ASKED);
  }
});

it('after a change by another process it is read anew, in one statement beside the one or two that ask what has changed', async () => {
  const rpc = callsIn(counting, session);
  const [item] = await itemsOf(rpc, 'A');
  await call('product_media.update', ['A', item?.file, { label: 'new' }, 'german']);
  expect(await statementsOf(rpc)).toBe(ON_POSTGRES ? 2 : 3);
  expect(await statementsOf(rpc)).toBe(ASKED);
  expect((await itemsOf(rpc, 'A', 'german'))[0]?.label).toBe('new');
});
