/** Jobs: the same change on many products, previewed, watched, and taken back. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { performStep } from '../../src/doors/native/job-steps.js';
import { picture } from '../conformance/pictures.js';
import { addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, type GalleryView, galleryIn, type Native, nativeAs, nativeOf, patch, viewIn } from './calling.js';

interface Job {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly by: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly changed: number;
  readonly can_undo: boolean;
}
const COUNT = 30;
const skus = Array.from({ length: COUNT }, (_, at) => `job-${String(at).padStart(2, '0')}`);
const RESTORE = [
  { op: 'inherit', store: 'german', fields: ['label'] },
  { op: 'inherit', store: 'french', fields: ['label'] },
];
let service: TestService;
let root: Native;
let adobe: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
  for (const sku of skus) {
    await addProduct(adobe, sku);
    const entry = await addEntry(adobe, sku, { label: sku });
    await patch(root, sku, [
      { op: 'set', entry, store: 'german', label: `deutsch ${sku}` },
      { op: 'set', entry, store: 'french', label: '' },
    ]);
  }
  await addProduct(adobe, 'bare');
});
afterAll(() => service.stop());

async function start(body: unknown, call = root): Promise<Job> {
  const reply = await call('POST', '/jobs', body);
  expect(reply.status, reply.text).toBe(202);
  return (reply.body as { job: Job }).job;
}
async function read(id: string): Promise<{ job: Job; problems: readonly { sku: string; problem: { type: string } }[] }> {
  const reply = await root('GET', `/jobs/${id}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as Awaited<ReturnType<typeof read>>;
}
async function finished(id: string): Promise<Awaited<ReturnType<typeof read>>> {
  for (;;) {
    const found = await read(id);
    if (found.job.state === 'done') return found;
    await pause(20);
  }
}
const onlyEntry = async (sku: string) => viewIn(await galleryIn(root, sku), 'all').entries[0]?.id;
async function labels(): Promise<string> {
  const { galleries } = (await root('GET', `/galleries?sku=${skus.join()}&store=*`)).body as { galleries: GalleryView[] };
  return JSON.stringify(galleries.map(({ views }) => views.map(({ entries }) => entries.map(({ label: { value, source } }) => [value, source]))));
}

it('forty overrides are restored by a search, as one preview and one job, and the undo brings each back', async () => {
  const before = await labels();
  const body = { title: 'Back to the common texts', target: { search: { filter: 'overrides', store: 'german' } }, operations: RESTORE };
  const preview = await root('POST', '/jobs?dry_run=true', body);
  expect(preview.status, preview.text).toBe(200);
  expect(preview.body).toMatchObject({ dry_run: true, products: COUNT, looked_at: COUNT, changed: COUNT, cells: 2 * COUNT });
  expect((preview.body as { sample: object[] }).sample[0]).toMatchObject({ sku: skus[0], changes: [{ field: 'label' }, { field: 'label' }] });
  expect(await labels()).toBe(before);

  const job = await start(body);
  expect(job).toMatchObject({ title: 'Back to the common texts', kind: 'patch', by: 'test-root', total: COUNT });
  const done = await finished(job.id);
  expect(done).toEqual({ job: expect.objectContaining({ total: COUNT, done: COUNT, failed: 0, changed: COUNT, can_undo: true }), problems: [] });
  expect(await labels()).not.toBe(before);
  const { lines } = (await root('GET', `/products/${skus[0]}/history?limit=1`)).body as { lines: object[] };
  expect(lines[0]).toMatchObject({ by: 'test-root', door: 'native', request: job.id });

  const held = await labels();
  const backwards = await root('POST', `/jobs/${job.id}/undo?dry_run=true`, {});
  expect([backwards.status, backwards.body]).toMatchObject([200, { dry_run: true, products: COUNT, looked_at: COUNT, changed: COUNT, cells: 2 * COUNT }]);
  expect((backwards.body as { sample: unknown[] }).sample[0]).toMatchObject({ sku: skus[0], changes: [{ store: 'french' }, { store: 'german' }] });
  const { jobs: started } = (await root('GET', '/jobs')).body as { jobs: Job[] };
  expect([await labels(), started.length]).toEqual([held, 1]);
  const undo = await root('POST', `/jobs/${job.id}/undo`, {});
  expect(undo.status, undo.text).toBe(202);
  const undone = await finished((undo.body as { job: Job }).job.id);
  expect(undone.job).toMatchObject({ kind: 'undo', total: COUNT, changed: COUNT, failed: 0 });
  expect(await labels()).toBe(before);
  const { jobs } = (await root('GET', '/jobs?limit=1')).body as { jobs: Job[] };
  expect(jobs.map(({ id }) => id)).toEqual([undone.job.id]);
});

it('each product wholly or not at all: who is refused is told, and a second time there is nothing to do', async () => {
  const target = { skus: ['bare', skus[0], skus[0]?.toUpperCase(), 'nothing'] };
  const entry = await onlyEntry(skus[0] as string);
  const operations = [{ op: 'hide', entry, store: 'german' }];
  const first = await finished((await start({ target, operations })).id);
  expect(first.job).toMatchObject({ title: 'hide', total: 3, done: 3, failed: 2, changed: 1 });
  expect(first.problems.map(({ sku, problem }) => [sku, problem.type])).toEqual([
    ['bare', 'entry-not-found'],
    ['nothing', 'product-not-found'],
  ]);
  const second = await finished((await start({ target: { skus: [skus[0]] }, operations })).id);
  expect(second.job).toMatchObject({ changed: 0, failed: 0, can_undo: false });
  expectProblem(await root('POST', `/jobs/${second.job.id}/undo`, {}), 409, 'job-unchanged');
});

it('what was changed since is not lost by an undo, unless it is forced', async () => {
  const target = { skus: [skus[1]] };
  const entry = await onlyEntry(skus[1] as string);
  const job = await finished((await start({ target, operations: [{ op: 'set', entry, store: 'german', label: 'one' }] })).id);
  await patch(root, skus[1] as string, [{ op: 'set', entry, store: 'german', label: 'two' }]);
  const undo = async (body: object) => finished(((await root('POST', `/jobs/${job.job.id}/undo`, body)).body as { job: Job }).job.id);
  const preview = async (body: object) => (await root('POST', `/jobs/${job.job.id}/undo?dry_run=true`, body)).body;
  expect(await preview({})).toMatchObject({ changed: 0, refused: 1, sample: [{ sku: skus[1], problem: { type: 'undo-tramples' } }] });
  expect(await preview({ force: true })).toMatchObject({ changed: 1, cells: 1, sample: [{ changes: [{ before: 'two', after: `deutsch ${skus[1]}` }] }] });
  const refused = await undo({});
  expect([refused.job.failed, refused.problems[0]?.problem.type]).toEqual([1, 'undo-tramples']);
  expect((await undo({ force: true })).job).toMatchObject({ failed: 0, changed: 1 });
});

it('a problem that tells very much is kept without that', async () => {
  await addProduct(adobe, 'long');
  const base64 = (await picture('image:png:9')).toString('base64');
  const film = { media_type: 'external-video', video_url: 'https://video.example/1' };
  const { added } = (await patch(root, 'long', [{ op: 'add', picture: { base64, name: 'film.png' }, ...film }])) as unknown as { added: { entry: number }[] };
  const describe = (word: string) => ({ op: 'set', entry: added[0]?.entry, store: 'german', video_description: word.repeat(10_000) });
  const job = await finished((await start({ target: { skus: ['long'] }, operations: [describe('a')] })).id);
  await patch(root, 'long', [describe('b')]);
  const undone = ((await root('POST', `/jobs/${job.job.id}/undo`, {})).body as { job: Job }).job.id;
  const { problems } = await finished(undone);
  expect(problems[0]?.problem).toMatchObject({ type: 'undo-tramples', status: 409, detail: expect.any(String) });
  expect(problems[0]?.problem).not.toHaveProperty('trampled');
});

it('the rights count that somebody has when the turn of a product comes', async () => {
  const german = await nativeAs(service, 'german-jobs', ['german']);
  expectProblem(await german('POST', '/jobs', { target: { skus }, operations: RESTORE }), 403, 'not-authorized');
  const { work } = service.app;
  await work.stop();
  const job = await start({ target: { skus: skus.slice(2, 4) }, operations: RESTORE.slice(0, 1) }, german);
  expect((await read(job.id)).job.state).toBe('waiting');
  expectProblem(await root('POST', `/jobs/${job.id}/undo`, {}), 409, 'job-not-done');
  const bulk = await service.app.bulks.find(job.id);
  if (bulk === undefined) throw new Error('the job is not there');
  const performAs = async (stores: readonly string[] | undefined) => {
    const principal = stores && ({ ...bulk.actor, resources: 'every', stores } as never);
    const performed = await performStep(service.app, { bulk, number: 0, data: JSON.stringify({ sku: skus[2] }), principal });
    return performed.ok ? performed.message : (JSON.parse(performed.message) as { type: string }).type;
  };
  expect([await performAs(undefined), await performAs(['french']), await performAs(['german'])]).toEqual(['not-authorized', 'not-authorized', 'Changed.']);
});

it('what is no job is refused before anything is queued', async () => {
  const operations = RESTORE;
  const refused = async (body: unknown) => expectProblem(await root('POST', '/jobs', body), 400, 'invalid-request');
  await refused({ target: {}, operations });
  await refused({ target: { skus: [] }, operations });
  await refused({ target: { skus: ['a'], search: {} }, operations });
  await refused({ target: { skus: ['a'] }, operations: [] });
  await refused({ target: { skus: ['a'] }, operations: [{ op: 'explode' }] });
  await refused({ target: { skus: ['a'] }, operations: Array.from({ length: 101 }, () => operations[0]) });
  await refused({ target: { skus: ['a'] }, operations: [{ op: 'set', entry: 1, label: 'x'.repeat(65_535) }, ...operations] });
  await refused({ target: { skus: ['a'] }, operations: [{ op: 'add', picture: { base64: 'AAAA', name: 'a.png' } }] });
  expectProblem(await root('POST', '/jobs', { target: { search: { store: 'nowhere' } }, operations }), 404, 'store-not-found');
  expectProblem(await root('GET', '/jobs/1'), 404, 'job-not-found');
  expectProblem(await root('POST', '/jobs/1/undo', {}), 404, 'job-not-found');
  expectProblem(await root('GET', '/jobs?cursor=WzFd'), 400, 'invalid-request');
});
