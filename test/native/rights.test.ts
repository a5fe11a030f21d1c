/** Who may call what: every row of this door, by nobody, by somebody without its right, and by somebody who writes one store view alone. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/doors/native/operations.js';
import { ROUTES } from '../../src/doors/native/routes.js';
import { picture } from '../conformance/pictures.js';
import { addEntry, addProduct, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, undo } from './calling.js';
import { FORM, formOf } from './forms.js';

/** A call, and what it answers to who writes german alone; 403 is for want of a right. */
interface Ask {
  readonly path: string;
  readonly body?: unknown;
  readonly isForm?: boolean;
  readonly answer: number;
}
type Asks = readonly Ask[];

let service: TestService;
let root: Native;
let stranger: Native;
let idle: Native;
let german: Native;
let known: Readonly<Record<string, number | string>> = {};
const at = (name: string) => known[name] as number;

const set = (store: string) => ({ op: 'set', entry: at('entry'), store, label: `by ${store}` });
const handle = () => ({ upload: String(known.handle) });
/** Beyond his store view: as he may never write. */
const BEYOND = ['all', 'french'];
const jobOf = (...operations: readonly unknown[]) => ({ target: { skus: ['A'] }, operations });
const calls: Readonly<Record<string, () => Asks>> = {
  createToken: () => [{ path: '/tokens', body: { username: 'x', password: 'x' }, answer: 401 }],
  openSession: () => [{ path: '/session', body: { username: 'x', password: 'x' }, answer: 401 }],
  readSession: () => [{ path: '/session', answer: 200 }],
  readMe: () => [{ path: '/me', answer: 200 }],
  listStores: () => [{ path: '/stores', answer: 200 }],
  addStore: () => [{ path: '/stores', body: { code: 'mine', name: 'Mine' }, answer: 403 }],
  renameStore: () => [{ path: '/stores/german', body: { name: 'Mine' }, answer: 403 }],
  removeStore: () => [
    { path: '/stores/french', answer: 403 },
    { path: '/stores/german?dry_run=true', answer: 403 },
  ],
  listSets: () => [{ path: '/sets', answer: 200 }],
  addSet: () => [{ path: '/sets', body: { name: 'Mine', has_gallery: true, roles: [] }, answer: 403 }],
  listPresets: () => [{ path: '/presets', answer: 200 }],
  listResources: () => [{ path: '/resources', answer: 200 }],
  readAbout: () => [{ path: '/about', answer: 200 }],
  listUsers: () => [{ path: '/users', answer: 403 }],
  addUser: () => [{ path: '/users', body: { name: 'more', password: 'x' }, answer: 403 }],
  setPassword: () => [
    { path: '/users/test-root/password', body: { password: 'x' }, answer: 403 },
    { path: '/users/german/password', body: { password: 'x' }, answer: 403 },
  ],
  setRights: () => [{ path: '/users/german/rights', body: { resources: 'every' }, answer: 403 }],
  removeUser: () => [{ path: '/users/test-root', answer: 403 }],
  endTokens: () => [{ path: '/users/test-root/tokens', answer: 403 }],
  listIntegrations: () => [{ path: '/integrations', answer: 403 }],
  addIntegration: () => [{ path: '/integrations', body: { name: 'PIM' }, answer: 403 }],
  revokeIntegration: () => [{ path: '/integrations/PIM', answer: 403 }],
  uploadFiles: () => [{ path: '/uploads', isForm: true, answer: 201 }],
  uploadFromUrl: () => [{ path: '/uploads/url', body: { url: 'http://127.0.0.1/a.png' }, answer: 422 }],
  beginDirectUpload: () => [{ path: '/uploads/direct', body: { size_bytes: 1, type: 'image/png' }, answer: 409 }],
  finishDirectUpload: () => [{ path: '/uploads/direct/finish', body: { direct: 'x', name: 'a.png' }, answer: 409 }],
  uploadEntries: () => [...BEYOND, 'german'].map((store) => ({ path: `/products/A/entries?store=${store}`, isForm: true, answer: 403 })),
  readJournal: () => [{ path: '/history', answer: 200 }],
  readHistory: () => [{ path: '/products/A/history', answer: 200 }],
  listTrash: () => [{ path: '/trash', answer: 200 }],
  listProductTrash: () => [{ path: '/products/A/trash', answer: 200 }],
  readTrashPicture: () => [{ path: `/trash/${at('gone')}/picture`, answer: 200 }],
  restoreEntry: () => ['', '?dry_run=true'].map((query) => ({ path: `/products/A/restore${query}`, body: { entry: at('gone') }, answer: 403 })),
  listProducts: () => [{ path: '/products', answer: 200 }],
  readProduct: () => [{ path: '/products/A', answer: 200 }],
  listAltTexts: () => [{ path: '/alt-text?store=french', answer: 200 }],
  readAltCoverage: () => [{ path: '/alt-text/coverage', answer: 200 }],
  readJsonLd: () => [{ path: '/products/A/json-ld', answer: 200 }],
  readGallery: () => [{ path: '/products/A/gallery?store=*', answer: 200 }],
  readGalleries: () => [{ path: '/galleries?sku=A', answer: 200 }],
  // Of many each is answered for itself: what matters is what is there afterwards.
  patchLabels: () => [{ path: '/labels', body: { labels: BEYOND.map((store) => ({ sku: 'A', entry: at('entry'), store, label: 'x' })) }, answer: 200 }],
  undoChanges: () => [{ path: '/undo', body: { changes: [{ sku: 'A', change: at('common') }], force: true }, answer: 200 }],
  patchGallery: () => [
    { path: '/products/A/gallery', body: { operations: [set('german')] }, answer: 200 },
    ...BEYOND.map((store) => ({ path: '/products/A/gallery', body: { operations: [set('german'), set(store)] }, answer: 403 })),
  ],
  patchGalleries: () => [
    { path: '/galleries', body: { skus: ['A'], operations: [set('german')] }, answer: 200 },
    ...BEYOND.map((store) => ({ path: '/galleries', body: { skus: ['A'], operations: [set(store)] }, answer: 403 })),
  ],
  undoChange: () => [
    { path: '/products/A/undo', body: { change: at('common'), force: true }, answer: 403 },
    { path: '/products/A/undo', body: { change: at('removal'), force: true }, answer: 403 },
    { path: '/products/A/undo', body: { back_to: at('common'), force: true }, answer: 403 },
    { path: '/products/A/undo', body: { change: at('own'), force: true }, answer: 200 },
  ],
  startJob: () => [
    ...BEYOND.map((store) => ({ path: '/jobs', body: jobOf(set(store)), answer: 403 })),
    ...BEYOND.map((store) => ({ path: '/jobs?dry_run=true', body: jobOf(set(store)), answer: 403 })),
    { path: '/jobs', body: jobOf(set('german')), answer: 202 },
  ],
  listJobs: () => [{ path: '/jobs', answer: 200 }],
  readJob: () => [{ path: `/jobs/${known.job}`, answer: 200 }],
  // It is taken in, and performed with his rights.
  undoJob: () => [{ path: `/jobs/${known.job}/undo`, body: { force: true }, answer: 202 }],
  // The last one: it ends him.
  endSession: () => [{ path: '/session', answer: 204 }],
};

async function allDone(call = root): Promise<void> {
  for (;;) {
    const { jobs } = (await call('GET', '/jobs')).body as { jobs: { state: string }[] };
    if (jobs.every(({ state }) => state === 'done')) return;
    await pause(20);
  }
}
/** What everybody sees, and what only french does; without who wrote it when. */
const beyond = async () => {
  const { views } = await galleryIn(root, 'A', '?store=all,french');
  return JSON.stringify(views);
};
async function ask(call: Native, method: string, { path, body, isForm }: Ask) {
  return isForm === true
    ? call(method, path, formOf({ name: 'a.png', bytes: await picture('image:png:7') }), FORM)
    : call(method, path, method === 'GET' || method === 'DELETE' ? undefined : body);
}

beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, stranger] = [nativeOf(service), nativeOf(service, '')];
  idle = await nativeAs(service, 'idle', undefined, ['Magento_Catalog::categories']);
  german = await nativeAs(service, 'german', ['german'], ['Magento_Catalog::catalog']);
  const adobe = clientOf(service);
  await addProduct(adobe, 'A');
  const [entry, gone] = [await addEntry(adobe, 'A', { label: 'first' }), await addEntry(adobe, 'A', { label: 'second' })];
  const common = await patch(root, 'A', [
    { op: 'set', entry, label: 'for all' },
    { op: 'set', entry, store: 'french', label: 'pour tous' },
    { op: 'set', entry, store: 'german', label: 'für alle' },
  ]);
  const removal = await patch(root, 'A', [{ op: 'remove', entry: gone }]);
  const own = await patch(german, 'A', [{ op: 'set', entry, store: 'german', label: 'my own' }]);
  const job = await root('POST', '/jobs', jobOf({ op: 'set', entry, label: 'by a job' }));
  expect(job.status, job.text).toBe(202);
  await allDone();
  const sent = await german('POST', '/uploads', formOf({ name: 'b.png', bytes: await picture('image:png:8') }), FORM);
  known = {
    ...{ entry, gone, common: common.change ?? 0, removal: removal.change ?? 0, own: own.change ?? 0 },
    job: (job.body as { job: { id: string } }).job.id,
    handle: (sent.body as { uploads: { upload: string }[] }).uploads[0]?.upload ?? '',
  };
});
afterAll(() => service.stop());

it('every row of the door has its line here', () => {
  expect(Object.keys(calls).sort()).toEqual(ROUTES.map(({ name }) => name).sort());
});

it('nobody is let in but to sign in, and nobody without the right that the row names', async () => {
  for (const row of ROUTES)
    for (const one of calls[row.name]?.() ?? []) {
      const [unknown, known] = [await ask(stranger, row.method, one), row.name === 'endSession' ? undefined : await ask(idle, row.method, one)];
      if (row.isAnonymous === true) expectProblem(unknown, 401, 'sign-in-refused');
      else expectProblem(unknown, 401, 'not-signed-in');
      if (known === undefined || row.isAnonymous === true) continue;
      if (row.resource === 'any') expect(known.status, `${row.method} ${one.path}`).toBe(200);
      else expectProblem(known, 403, 'not-authorized');
    }
});

it('who writes one store view changes nothing beyond it, by whatever row', async () => {
  const before = await beyond();
  for (const name of Object.keys(calls))
    for (const one of calls[name]?.() ?? []) {
      const { method } = ROUTES.find((row) => row.name === name) as (typeof ROUTES)[number];
      const reply = await ask(german, method, one);
      expect({ status: reply.status, asked: `${method} ${one.path} ${JSON.stringify(one.body)}` }, reply.text.slice(0, 300)).toMatchObject({
        status: one.answer,
      });
      if (one.answer === 403) expectProblem(reply, 403, 'not-authorized');
    }
  await allDone();
  expect(await beyond()).toBe(before);
});

it('nor by whatever operation', async () => {
  const token = await service.app.access.signIn('german', 'Pass-Word-1');
  const call = nativeOf(service, token.ok ? token.value : '');
  const before = await beyond();
  const members = { entry: at('entry'), before: at('entry'), after: at('entry'), role: 'image', label: 'x', from: 'german', picture: handle() };
  let common = 0;
  for (const [op, kind] of Object.entries(OPERATIONS)) {
    const own = Object.fromEntries(Object.entries(members).filter(([name]) => Object.hasOwn(kind.members, name)));
    const stores = Object.hasOwn(kind.members, 'store')
      ? [...(kind.needsStore === true ? [] : ['all']), 'french', ...(kind.isCommon === true ? ['german'] : [])]
      : [undefined];
    for (const store of stores) {
      const reply = await call('PATCH', '/products/A/gallery', { operations: [{ op, ...own, ...(store === undefined ? {} : { store }) }] });
      expect({ op, store, status: reply.status }, reply.text.slice(0, 300)).toEqual({ op, store, status: 403 });
      common++;
    }
  }
  expect(common).toBeGreaterThan(Object.keys(OPERATIONS).length);
  expect(await beyond()).toBe(before);
});

it('where there is one store view alone, a right on it is one on everything: to write, by a job, and to take back', async () => {
  const single = await startService();
  try {
    await addProduct(clientOf(single), 'A');
    const entry = await addEntry(clientOf(single), 'A', { label: 'first' });
    const anna = await nativeAs(single, 'anna', ['default'], ['Magento_Catalog::catalog']);
    const label = async () => (await galleryIn(anna, 'A')).views[0]?.entries[0]?.label.value;
    const written = await patch(anna, 'A', [{ op: 'set', entry, store: 'default', label: 'second' }]);
    const job = await anna('POST', '/jobs', jobOf({ op: 'set', entry, store: 'default', label: 'third' }));
    expect(job.status, job.text).toBe(202);
    await allDone(nativeOf(single));
    expect(await label()).toBe('third');
    await undo(anna, 'A', { back_to: written.change });
    expect(await label()).toBe('second');
    await undo(anna, 'A', { change: written.change, force: true });
    expect(await label()).toBe('first');
  } finally {
    await single.stop();
  }
});
