/** Keys and previews on the native door. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addEntry, addProduct, clientOf, type Reply } from '../doors/client.js';
import { everyRow } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import { type EditView, entryIn, expectProblem, galleryIn, type Native, nativeAs, nativeOf } from './calling.js';

let service: TestService;
let call: Native;
let id: number;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  const adobe = clientOf(service);
  for (const sku of ['A', 'B']) {
    await addProduct(adobe, sku);
    id = await addEntry(adobe, sku, { label: 'Front' });
  }
  call = nativeOf(service);
});
afterAll(() => service.stop());

const patch = (label: string, headers: Record<string, string>, by = call): Promise<Reply> =>
  by('PATCH', '/products/B/gallery?store=german', { operations: [{ op: 'set', entry: id, store: 'german', label }] }, headers);
const labelNow = async () => entryIn(await galleryIn(call, 'B', '?store=german'), 'german', id).label.value;
const keyed = (key: string) => ({ 'idempotency-key': key });

it('ten patches at once under one key are one change, and answered alike, tag and all', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, () => patch('ten', keyed('ten'))));
  const one = replies[0] as Reply;
  expect((one.body as EditView).change).toEqual(expect.any(Number));
  for (const reply of replies) expect([reply.status, reply.text, reply.headers.etag]).toEqual([200, one.text, one.headers.etag]);
  expect(replies.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(9);
  await patch('later', {});
  expect((await patch('ten', keyed('ten'))).text).toBe(one.text);
  expect(await labelNow()).toBe('later');
});

it('another body is refused, a refused patch may be tried again, and another caller has keys of his own', async () => {
  await patch('mine', keyed('mine'));
  expectProblem(await patch('other', keyed('mine')), 422, 'idempotency-key-reused');
  expect(await labelNow()).toBe('mine');
  expectProblem(await patch('x', keyed('two words')), 400, 'idempotency-key-unusable');
  const anna = await nativeAs(service, 'anna');
  expect((await patch('annas', keyed('mine'), anna)).status).toBe(200);
  expect(await labelNow()).toBe('annas');
  const stale = { ...keyed('stale'), 'if-match': '"p1.1.1"' };
  expect((await patch('stale', stale)).status).toBeGreaterThanOrEqual(400);
  expect((await patch('stale', keyed('stale'))).status).toBe(200);
});

it('many products, an undo and a patch of nothing under keys', async () => {
  const body = { skus: ['A', 'B', 'none'], operations: [{ op: 'set', entry: id, store: 'french', label: 'Devant' }] };
  const many = () => call('PATCH', '/galleries', body, keyed('many'));
  const [one, two] = [await many(), await many()];
  expect([two.text, two.headers['idempotency-replayed']]).toEqual([one.text, 'true']);
  const change = ((await patch('to undo', {})).body as EditView).change;
  const undo = () => call('POST', '/products/B/undo', { change }, keyed('undo'));
  const [first, second] = [await undo(), await undo()];
  expect([first.status, second.text]).toEqual([200, first.text]);
  const now = (await labelNow()) ?? '';
  const nothing = await patch(now, keyed('nothing'));
  expect([nothing.status, (nothing.body as EditView).change]).toEqual([200, null]);
  expect((await patch('something', keyed('nothing'))).status).toBe(200);
});

it('a preference for a preview is a dry run, is said so, and writes no row', async () => {
  const before = await everyRow(service);
  const reply = await patch('tried', { prefer: 'handling=preview', ...keyed('tried') });
  expect([reply.status, reply.headers['preference-applied'], (reply.body as EditView).dry_run]).toEqual([200, 'handling=preview', true]);
  expect((reply.body as EditView).changes).toHaveLength(1);
  const many = await call(
    'PATCH',
    '/galleries?dry_run=false',
    { skus: ['B'], operations: [{ op: 'set', entry: id, store: 'french', label: 'x' }] },
    { prefer: 'wait=5, Handling="preview"; x=1' },
  );
  expect([many.headers['preference-applied'], (many.body as EditView).dry_run]).toEqual(['handling=preview', true]);
  expect(await everyRow(service)).toEqual(before);
  expect((await patch('done', { prefer: 'handling=lenient' })).headers['preference-applied']).toBeUndefined();
  expect(await labelNow()).toBe('done');
});

it('what a shop is made of is changed once, and secrets that are told again are kept as nobody can read them', async () => {
  const rows = async () => JSON.stringify((await everyRow(service)).idempotency);
  const integration = () => call('POST', '/integrations', { name: 'erp' }, keyed('erp'));
  const [one, two] = [await integration(), await integration()];
  expect([one.status, two.status, two.text, two.headers['idempotency-replayed']]).toEqual([201, 201, one.text, 'true']);
  const secrets = Object.values(one.body as object).filter((value): value is string => typeof value === 'string' && value.length > 20);
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(await rows()).not.toContain(secret);
  const user = { name: 'otto', password: 'Pass-Word-1' };
  expect((await call('POST', '/users', user, keyed('otto'))).status).toBe(201);
  expect((await call('POST', '/users', user, keyed('otto'))).status).toBe(201);
  expectProblem(await call('POST', '/users', user, keyed('otto-again')), 422, 'name-taken');
  expect((await service.app.access.signIn('otto', 'Pass-Word-1')).ok).toBe(true);
  for (let at = 0; at < 2; at++) expect((await call('POST', '/stores', { code: 'dutch', name: 'Dutch' }, keyed('dutch'))).status).toBe(201);
  expect((await galleryIn(call, 'B', '?store=dutch')).views).toHaveLength(1);
  for (const status of [204, 204]) expect((await call('DELETE', '/users/otto', undefined, keyed('gone'))).status).toBe(status);
  expect(await rows()).not.toContain('Pass-Word-1');
});

it('a job under a key is one job, and is worked off', async () => {
  const body = { target: { skus: ['A', 'B'] }, operations: [{ op: 'inherit', store: 'french', fields: ['label'] }] };
  const make = () => call('POST', '/jobs', body, keyed('job'));
  const [one, two] = [await make(), await make()];
  expect([one.status, two.text]).toEqual([202, one.text]);
  const { jobs } = (await call('GET', '/jobs')).body as { jobs: readonly { id: string }[] };
  expect(jobs).toHaveLength(1);
  const { id: job } = jobs[0] as { id: string };
  const state = async () => ((await call('GET', `/jobs/${job}`)).body as { job: { state: string } }).job.state;
  for (const end = performance.now() + 20_000; (await state()) !== 'done' && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await state()).toBe('done');
});
