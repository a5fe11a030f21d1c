/** What a matrix costs the database: another process's door on the same file, over adapters whose every statement is counted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccess } from '../../src/app/access.js';
import { createEdits } from '../../src/app/edits.js';
import { createGalleries } from '../../src/app/galleries.js';
import { createHistory } from '../../src/app/history.js';
import { createProductLists } from '../../src/app/product-list.js';
import { createStores } from '../../src/app/stores.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { native } from '../../src/doors/native/index.js';
import { createSecrets } from '../../src/security/secrets.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createBlobIndex } from '../../src/storage/sql/blob-index.js';
import { createCatalog } from '../../src/storage/sql/catalog.js';
import { createGalleryStore } from '../../src/storage/sql/galleries.js';
import { createIntegrations } from '../../src/storage/sql/integrations.js';
import { createProductList } from '../../src/storage/sql/product-list.js';
import { addEntry, addProduct, clientOf } from '../doors/client.js';
import { type CountingDoor, openCountingDoor } from '../support/counting-door.js';
import { startService, type TestService } from '../support/running.js';
import { galleryIn, type Native, nativeOf, patch, viewIn } from './calling.js';

let service: TestService;
let counting: CountingDoor;
let reading: Native;
let first = 0;
beforeAll(async () => {
  service = await startService({ stores: Array.from({ length: 18 }, (_, at) => `s${at}`) });
  const adobe = clientOf(service);
  await addProduct(adobe, 'A');
  for (let at = 0; at < 6; at++) first = await addEntry(adobe, 'A', { label: `${at}` });
  counting = await openCounting();
  reading = nativeOf({ ...service, url: counting.url });
});
afterAll(async () => {
  await counting.stop();
  await service.stop();
});

const openCounting = () =>
  openCountingDoor(service, [native], (database) => {
    const [accounts, integrations, index] = [createAccounts(database), createIntegrations(database), createBlobIndex(database)];
    const [store, secrets] = [createGalleryStore(database), createSecrets(() => new Uint8Array(32))];
    const [galleries, history] = [createGalleries(store, DEFAULT_LIMITS), createHistory(store)];
    return {
      stores: createStores(createCatalog(database)),
      access: createAccess({ accounts, integrations, secrets, clock: Date.now }, { tokenLifeMs: 1, attempts: 1, lockMs: 1 }),
      history,
      edits: createEdits({ galleries, store, history, index, limits: DEFAULT_LIMITS, digest: secrets.digest }),
      productLists: createProductLists(createProductList(database)),
      index,
    };
  });

async function statements(): Promise<number> {
  const before = counting.count();
  const { views } = await galleryIn(reading, 'A', '?store=*');
  expect(views.map(({ entries }) => entries.length)).toEqual(Array.from({ length: 20 }, () => 6));
  return counting.count() - before;
}

it('six entries in twenty store views are three statements at most, as long as nobody writes', async () => {
  await statements();
  for (let round = 0; round < 3; round++) expect(await statements()).toBeLessThanOrEqual(3);
});

it('after a write of another process the matrix is new, for one statement more that loads it and one that tells since when', async () => {
  await statements();
  await patch(nativeOf(service), 'A', [{ op: 'hide', entry: first, store: 's7' }]);
  expect(await statements()).toBeLessThanOrEqual(5);
  const { disabled } = viewIn(await galleryIn(reading, 'A', '?store=*'), 's7').entries.find(({ id }) => id === first) ?? {};
  expect(disabled).toMatchObject({ value: true, source: 's7', by: 'test-root' });
});

it('a page of products is five statements, however many it holds: who asks, which, whole, how many there are, and their pictures', async () => {
  const adobe = clientOf(service);
  for (let at = 0; at < 12; at++) {
    await addProduct(adobe, `list-${at}`);
    if (at % 2 === 0) await addEntry(adobe, `list-${at}`, { label: 'x' });
  }
  await statementsOf('/products?store=s1', 13);
  expect(await statementsOf('/products?store=s1', 13)).toBeLessThanOrEqual(5);
  // A word is counted first; nobody counts what is found.
  expect(await statementsOf('/products?q=list', 12)).toBeLessThanOrEqual(6);
});

async function statementsOf(path: string, rows: number): Promise<number> {
  const before = counting.count();
  const reply = await reading('GET', path);
  expect((reply.body as { products: object[] }).products).toHaveLength(rows);
  return counting.count() - before;
}
