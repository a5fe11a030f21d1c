/** Many products at once, what was at a time, and back to it: what the door is for, as somebody new would try it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import {
  type EditView,
  entryIn,
  expectProblem,
  type GalleryView,
  galleryIn,
  type Native,
  nativeAs,
  nativeOf,
  patch,
  timeBetween,
  undo,
  viewIn,
} from './calling.js';

interface Results {
  readonly dry_run: boolean;
  readonly results: readonly (Pick<EditView, 'changes' | 'warnings'> & {
    readonly sku: string;
    readonly change: number | null;
    readonly problem?: { readonly type: string };
  })[];
}
let service: TestService;
let root: Native;
let adobe: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french', 'english'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
});
afterAll(() => service.stop());

async function aProduct(sku: string, entries = 2): Promise<readonly number[]> {
  await addProduct(adobe, sku);
  const ids: number[] = [];
  for (let at = 0; at < entries; at++) ids.push(await addEntry(adobe, sku, { label: `Picture ${at}`, ...(at === 0 ? { types: ['image'] } : {}) }));
  return ids;
}
async function patchMany(body: unknown, query = '', call = root): Promise<Results> {
  const reply = await call('PATCH', `/galleries${query}`, body);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as Results;
}
const shown = async (skus: readonly string[]) => {
  const reply = await root('GET', `/galleries?sku=${skus.join()}&store=*`);
  // Where a value comes from counts, and what it is; not with which change it came.
  return JSON.stringify(
    (reply.body as { galleries: GalleryView[] }).galleries.map(({ views }) => views),
    (key, value) => (['since', 'by', 'change'].includes(key) ? undefined : value),
  );
};

describe('forty products in two store views', () => {
  const skus = Array.from({ length: 40 }, (_, at) => `many-${at}`);
  const restore = { skus, operations: ['german', 'french'].map((store) => ({ op: 'inherit', store, fields: ['label'] })) };
  const undoing = ({ results }: Results) => ({ changes: results.map(({ sku, change }) => ({ sku, change })) });
  beforeAll(async () => {
    for (const sku of skus) {
      const ids = await aProduct(sku);
      await patch(root, sku, [
        ...ids.flatMap((entry, at) => [
          { op: 'set', entry, store: 'german', label: at === 0 ? '' : `Bild ${sku}`, disabled: true },
          { op: 'set', entry, store: 'french', label: `Image ${sku}`, position: 9 - at },
        ]),
        { op: 'set', entry: ids[0], store: 'english', label: 'stays' },
      ]);
    }
  });

  it('inherit again as previewed, and get every override back', async () => {
    const [before, stored] = [await shown(skus), await readStored(service)];
    const preview = await patchMany(restore, '?dry_run=true');
    expect(await readStored(service)).toEqual(stored);
    const done = await patchMany(restore);
    expect(done.results.map(({ changes }) => changes)).toEqual(preview.results.map(({ changes }) => changes));
    expect(done.results.flatMap(({ changes }) => changes)).toHaveLength(40 * 2 * 2);
    const view = await galleryIn(root, 'many-7', '?store=*');
    expect(viewIn(view, 'german').entries.map(({ label, disabled }) => [label.source, disabled.source])).toEqual([
      ['global', 'german'],
      ['global', 'german'],
    ]);
    expect(viewIn(view, 'english').entries[0]?.label.value).toBe('stays');
    const undone = await root('POST', '/undo', undoing(done));
    expect((undone.body as Results).results.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(await shown(skus)).toBe(before);
    const { entry_value, role } = (await readStored(service)).rows;
    expect({ entry_value, role }).toEqual({ entry_value: stored.rows.entry_value, role: stored.rows.role });
  });

  it('one that is refused stops no other', async () => {
    const { results } = await patchMany({ skus: ['nothing', 'many-1'], operations: restore.operations });
    expect(results.map(({ sku, problem }) => [sku, problem?.type])).toEqual([
      ['nothing', 'product-not-found'],
      ['many-1', undefined],
    ]);
    const reply = await root('POST', '/undo', {
      changes: [
        { sku: 'many-2', change: results[1]?.change },
        { sku: 'many-1', change: results[1]?.change },
      ],
    });
    expect((reply.body as Results).results.map(({ problem }) => problem?.type)).toEqual(['change-not-found', undefined]);
  });

  it('take rights, and no more than a hundred', async () => {
    const german = await nativeAs(service, 'german', ['german']);
    expectProblem(await german('PATCH', '/galleries', restore), 403, 'not-authorized');
    await patchMany({ skus: ['many-3'], operations: [{ op: 'inherit', store: 'german' }] }, '', german);
    expectProblem(await root('PATCH', '/galleries', { ...restore, skus: Array.from({ length: 101 }, () => 'a') }), 400, 'invalid-request');
    expectProblem(await root('PATCH', '/galleries', { ...restore, skus: [] }), 400, 'invalid-request');
    expectProblem(await root('POST', '/undo', { changes: [] }), 400, 'invalid-request');
  });
});

describe('overrides that say what is common anyway', () => {
  it('are dropped, and nothing looks different', async () => {
    const [first = 0, second = 0] = await aProduct('healed');
    await patch(root, 'healed', [
      { op: 'set', entry: first, store: 'german', label: 'Picture 0', disabled: false },
      { op: 'set', entry: second, store: 'german', label: 'Anders' },
      { op: 'give-role', entry: first, role: 'image', store: 'german' },
      { op: 'take-role', role: 'thumbnail', store: 'german' },
    ]);
    const values = async () =>
      viewIn(await galleryIn(root, 'healed', '?store=german'), 'german').entries.map(({ label, disabled, roles }) => [label.value, disabled.value, roles]);
    const before = await values();
    const { results } = await patchMany({ skus: ['healed'], operations: [{ op: 'inherit-equal', store: 'german' }] });
    expect(results[0]?.changes.map(({ field, role }) => field ?? role)).toEqual(['label', 'disabled', 'image', 'thumbnail']);
    expect(await values()).toEqual(before);
    expect(entryIn(await galleryIn(root, 'healed', '?store=german'), 'german', second).label.source).toBe('german');
  });
});

describe('which store views hide a picture, since when, and by whom', () => {
  it('is told by one read', async () => {
    const [, , third = 0] = await aProduct('hidden', 3);
    const anna = await nativeAs(service, 'anna', ['german']);
    await patch(anna, 'hidden', [{ op: 'hide', entry: third, store: 'german' }]);
    await adobe('PUT', `/rest/french/V1/products/hidden/media/${third}`, { entry: { id: third, media_type: 'image', label: 'x', disabled: true } });
    const { views } = await galleryIn(root, 'hidden', '?store=*');
    const hiding = views.flatMap(({ store, entries }) =>
      entries.filter(({ id, disabled }) => id === third && disabled.value).map(({ disabled }) => [store, disabled.by, disabled.since]),
    );
    expect(hiding).toEqual([
      ['german', 'anna', expect.any(String)],
      ['french', 'test-root', expect.any(String)],
    ]);
  });
});

describe('a time that has passed', () => {
  it('shows the gallery as it was then, removed entries and who had set what', async () => {
    const born = await timeBetween(service);
    const [first = 0, second = 0] = await aProduct('past');
    await patch(root, 'past', [{ op: 'set', entry: first, store: 'german', label: 'Vorne' }]);
    const [then, before] = [await timeBetween(service), await galleryIn(root, 'past', '?store=*')];
    await patch(root, 'past', [
      { op: 'set', entry: first, store: 'german', label: 'Anders' },
      { op: 'remove', entry: second },
    ]);
    const { version: _, ...past } = await galleryIn(root, 'past', `?store=*&as_of=${then}`);
    expect(past).toEqual({ ...past, sku: before.sku, views: before.views, pictures: before.pictures });
    expectProblem(await root('GET', `/products/past/gallery?as_of=${born}`), 404, 'product-not-found');
    expect((await root('GET', `/products/past/gallery?as_of=${then}`)).headers.etag).toBeUndefined();
    for (const wrong of ['2999-01-01T00:00:00Z', 'yesterday', '2026-13-45T00:00:00Z', '1', ''])
      expectProblem(await root('GET', `/products/past/gallery?as_of=${wrong}`), 400, 'invalid-request');
  });

  it('comes back, whatever happened since, by every door', async () => {
    const [first = 0, second = 0] = await aProduct('back');
    const { change = 0 } = await patch(root, 'back', [{ op: 'set', entry: first, store: 'german', label: 'Vorne' }]);
    const before = await shown(['back']);
    await patch(root, 'back', [
      { op: 'set', entry: first, store: 'german', label: 'Anders' },
      { op: 'give-role', entry: second, role: 'image', store: 'french' },
    ]);
    await adobe('DELETE', `/rest/all/V1/products/back/media/${second}`);
    await patch(root, 'back', [{ op: 'remove', entry: first }]);
    const added = await addEntry(adobe, 'back', { label: 'new' });
    const preview = await undo(root, 'back', { back_to: change }, '?dry_run=true');
    expect(preview.changes).toContainEqual(expect.objectContaining({ kind: 'entry-removed', entry: added }));
    const done = await undo(root, 'back', { back_to: change });
    expect(await shown(['back'])).toBe(before);
    expect(done.changes).toEqual(preview.changes);
    expect(await undo(root, 'back', { back_to: done.change })).toMatchObject({ change: null, changes: [] });
  });

  it('is named in one way', async () => {
    await aProduct('named', 0);
    for (const body of [{}, { change: 1, back_to: 1 }, { change: 0 }, { back_to: 1.5 }, { change: '1' }])
      expectProblem(await root('POST', '/products/named/undo', body), 400, 'invalid-request');
  });
});
