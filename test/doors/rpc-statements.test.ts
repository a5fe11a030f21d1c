/** What the list of a gallery costs the database: another process's doors on the same file, over adapters whose every statement is counted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccess } from '../../src/app/access.js';
import { createGalleries } from '../../src/app/galleries.js';
import { createSessions } from '../../src/app/sessions.js';
import { createStores } from '../../src/app/stores.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { adobeRest } from '../../src/doors/adobe-rest/index.js';
import { shipstreamRpc } from '../../src/doors/shipstream-rpc/index.js';
import { createSecrets } from '../../src/security/secrets.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createCatalog } from '../../src/storage/sql/catalog.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { createIntegrations } from '../../src/storage/sql/integrations.js';
import { createVersions } from '../../src/storage/sql/versions.js';
import { type CountingDoor, openCountingDoor } from '../support/counting-door.js';
import { ON_POSTGRES, startService, type TestService } from '../support/running.js';
import { clientOf } from './client.js';
import { addProduct, basic, callsIn, itemsOf, logIn, type Rpc, someData } from './rpc-client.js';

let service: TestService;
let session: string;
let call: Rpc;
let counting: CountingDoor;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  session = await logIn(service);
  call = callsIn(service, session);
  await addProduct(call, 'A');
  for (let n = 0; n < 4; n++) await call('product_media.create', ['A', await someData()]);
  counting = await openCounting();
});
afterAll(async () => {
  await counting.stop();
  await service.stop();
});

const openCounting = () =>
  openCountingDoor(service, [shipstreamRpc, adobeRest], (database) => {
    const [versions, secrets, clock] = [createVersions(database), createSecrets(() => new Uint8Array(32)), Date.now];
    const [accounts, integrations] = [createAccounts(database, versions), createIntegrations(database)];
    return {
      galleries: createGalleries(createGalleryStore(database, versions), DEFAULT_LIMITS),
      stores: createStores(createCatalog(database)),
      sessions: createSessions({ access: service.app.access, accounts, secrets, clock, lifeMs: 3_600_000 }),
      access: createAccess({ accounts, integrations, secrets, clock }, { tokenLifeMs: 1, attempts: 1, lockMs: 1 }),
      accounts,
    };
  });

/** The service, asked at the doors that count. */
const reading = () => ({ ...service, url: counting.url });

async function statementsOfRest(store: string): Promise<number> {
  const before = counting.count();
  const { status, body } = await clientOf(reading())('GET', `/rest/${store}/V1/products/A/media`);
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
  for (const rpc of [callsIn(reading(), session), callsIn(reading(), null, basic())]) {
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
  const rpc = callsIn(reading(), session);
  const [item] = await itemsOf(rpc, 'A');
  await call('product_media.update', ['A', item?.file, { label: 'new' }, 'german']);
  expect(await statementsOf(rpc)).toBe(ON_POSTGRES ? 2 : 3);
  expect(await statementsOf(rpc)).toBe(ASKED);
  expect((await itemsOf(rpc, 'A', 'german'))[0]?.label).toBe('new');
});
