/** Pictures come, change and differ by store view through patches, and every door shows, serves and addresses the same. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { aContent, addProduct, type Client, clientOf, galleryOf } from '../doors/client.js';
import { callsIn, type Item, logIn, type Rpc, someData } from '../doors/rpc-client.js';
import { blobFiles, readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import { type EditView, entryIn, expectProblem, galleryIn, type Native, nativeOf, patch, undo, viewIn } from './calling.js';

let service: TestService;
let root: Native;
let adobe: Client;
let rpc: Rpc;
let sku = '';
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe, rpc] = [nativeOf(service), clientOf(service), callsIn(service, await logIn(service))];
});
beforeEach(async () => {
  sku = `PIC-${++count}`;
  await addProduct(adobe, sku);
});
afterAll(() => service.stop());

const bytesOf = (number: number) => picture(`image:png:${number}`);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sent = async (number: number, name = `${sku}-${number}.png`) => ({ base64: (await bytesOf(number)).toString('base64'), name });
const added = (edit: EditView): number => {
  const [first] = (edit as unknown as { added: { entry: number }[] }).added;
  if (first === undefined) throw new Error('nothing was added');
  return first.entry;
};
const add = async (number: number, more: object = {}) => added(await patch(root, sku, [{ op: 'add', picture: await sent(number), ...more }]));
const replace = async (entry: number, number: number, store?: string) =>
  patch(root, sku, [{ op: 'replace', entry, picture: await sent(number), ...(store === undefined ? {} : { store }) }], '?store=all,german,french');
const refusing = (operation: object) => root('PATCH', `/products/${sku}/gallery`, { operations: [operation] });

/** What each door says that a store view shows of the first entry, and the bytes that are served there. */
async function seenAt(store: string) {
  const [adobeEntry] = await galleryOf(adobe, sku, store);
  const { result } = await rpc('product_media.list', [sku, store === 'all' ? null : store]);
  const [item] = result as readonly Item[];
  const view = viewIn(await galleryIn(root, sku, `?store=${store}`), store);
  const file = view.entries[0]?.file.value ?? '';
  const served = await adobe('GET', `/media/catalog/product${file}`);
  return { files: new Set([adobeEntry?.file, item?.file, file]), served: served.status === 200 ? sha256(served.bytes) : served.status };
}
async function expectSeen(shown: Readonly<Record<string, number>>): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [store, number] of Object.entries(shown)) {
    const seen = await seenAt(store);
    expect(seen.files.size, `${store}: ${[...seen.files]}`).toBe(1);
    expect(seen.served, store).toBe(sha256(await bytesOf(number)));
    files[store] = [...seen.files][0] ?? '';
  }
  return files;
}

describe('add', () => {
  it('brings a picture with values and roles, as a POST at the same store view', async () => {
    const edit = await patch(root, sku, [
      { op: 'add', picture: await sent(1), store: 'german', label: 'Vorne', decorative: true, focal: { x: 0.5, y: 0.5 }, roles: ['thumbnail'] },
    ]);
    expect(edit).toMatchObject({ added: [{ operation: 0, reused: false }], warnings: [] });
    const gallery = await galleryIn(root, sku, '?store=all,german');
    const id = added(edit);
    expect(entryIn(gallery, 'german', id)).toMatchObject({ label: { value: 'Vorne', source: 'german' }, decorative: { value: true, source: 'german' } });
    expect(entryIn(gallery, 'all', id)).toMatchObject({ label: { value: null }, decorative: { value: false }, focal: { value: { x: 0.5, y: 0.5 } } });
    expect(viewIn(gallery, 'german').roles.thumbnail).toMatchObject({ value: id, source: 'german' });
    expect(viewIn(gallery, 'all').roles.thumbnail?.value).toBeNull();
    await expectSeen({ all: 1, german: 1 });
  });

  it('gives the first picture of a gallery every role, unless roles are named', async () => {
    await add(1);
    expect((await galleryOf(adobe, sku))[0]?.types).toEqual(['image', 'small_image', 'thumbnail', 'swatch_image']);
    await add(2);
    expect((await galleryOf(adobe, sku))[1]?.types).toEqual([]);
    await addProduct(adobe, `${sku}-none`);
    const { gallery } = await patch(root, `${sku}-none`, [{ op: 'add', picture: await sent(1), roles: [] }]);
    expect(viewIn(gallery, 'all').roles.image?.value).toBeNull();
    expectProblem(await refusing({ op: 'add', picture: await sent(3), roles: ['nothing'] }), 422, 'role-unknown');
  });

  it('means the entry that has the same bytes, refuses it, or adds another', async () => {
    const id = await add(1, { label: 'Front' });
    const before = await readStored(service);
    const again = await patch(root, sku, [{ op: 'add', picture: await sent(1, 'other-name.png'), label: 'Anders', roles: ['image'] }]);
    expect(again).toMatchObject({ change: null, changes: [], added: [{ operation: 0, entry: id, reused: true }] });
    expect(expectProblem(await refusing({ op: 'add', picture: await sent(1), on_duplicate: 'error' }), 409, 'picture-there')).toMatchObject({ entry: id });
    expect(await readStored(service)).toEqual(before);
    expect(await add(1, { on_duplicate: 'allow' })).not.toBe(id);
    const twice = await patch(root, sku, [
      { op: 'add', picture: await sent(2) },
      { op: 'add', picture: await sent(2) },
    ]);
    const both = (twice as unknown as { added: { entry: number; reused: boolean }[] }).added;
    expect(both.map(({ reused }) => reused)).toEqual([false, true]);
    expect(new Set(both.map(({ entry }) => entry)).size).toBe(1);
  });

  it('five times at once is one entry', async () => {
    const operations = [{ op: 'add', picture: await sent(1) }];
    const edits = await Promise.all(Array.from({ length: 5 }, () => patch(root, sku, operations)));
    expect(new Set(edits.map(added)).size).toBe(1);
    expect(await galleryOf(adobe, sku)).toHaveLength(1);
  });

  it('takes a video with its preview', async () => {
    expectProblem(await refusing({ op: 'add', picture: await sent(1), media_type: 'external-video' }), 422, 'video-missing');
    const video = (number: number) => ({ op: 'add', picture: { ...sentOne }, media_type: 'external-video', video_url: `https://video.example/${number}` });
    const sentOne = await sent(1);
    await patch(root, sku, [video(1), video(2), video(2)]);
    expect((await galleryOf(adobe, sku)).map(({ media_type }) => media_type)).toEqual(['external-video', 'external-video']);
  });

  it('of many products and pictures: each product wholly or not at all', async () => {
    await addProduct(adobe, `${sku}-b`);
    const body = {
      skus: [sku, 'nothing', `${sku}-b`],
      operations: [
        { op: 'add', picture: await sent(1) },
        { op: 'add', picture: await sent(2) },
      ],
    };
    const { results } = (await root('PATCH', '/galleries', body)).body as { results: { sku: string; added?: unknown[]; problem?: { type: string } }[] };
    expect(results.map(({ added: new_ = [], problem }) => problem?.type ?? new_.length)).toEqual([2, 'product-not-found', 2]);
    expect(await galleryOf(adobe, `${sku}-b`)).toHaveLength(2);
  });

  it('with a picture that cannot be taken does nothing, and says which', async () => {
    const before = await readStored(service);
    const good = { op: 'add', picture: await sent(1) };
    const bad = (picture: object) => root('PATCH', `/products/${sku}/gallery`, { operations: [good, { op: 'add', picture }] });
    const problem = (reply: Awaited<ReturnType<typeof bad>>, status: number, type: string) => expectProblem(reply, status, type);
    expect(problem(await bad({ base64: 'bm90aGluZw==', name: 'a.png' }), 422, 'image-unreadable')).toMatchObject({ operation: 1 });
    problem(await bad({ base64: '%%%', name: 'a.png' }), 422, 'image-unreadable');
    problem(await bad({ base64: (await sent(1)).base64, name: 'a.php' }), 422, 'name-unusable');
    problem(await bad({ url: 'http://169.254.169.254/latest' }), 422, 'fetch-failed');
    problem(await bad({ upload: 'nobody' }), 422, 'upload-refused');
    problem(await bad({ url: 'ftp://a.example/a.png' }), 400, 'invalid-request');
    problem(await bad({ base64: 'eA==', name: 'a.png', url: 'http://a.example' }), 400, 'invalid-request');
    const many = { operations: Array.from({ length: 51 }, () => good) };
    problem(await root('PATCH', `/products/${sku}/gallery`, many), 400, 'invalid-request');
    expect(await readStored(service)).toEqual(before);
  });

  it('shown before: nothing is written, neither rows nor bytes', async () => {
    const [rows, files] = [await readStored(service), await blobFiles(service)];
    const edit = await patch(root, sku, [{ op: 'add', picture: await sent(7, 'unheard-of.png') }], '?dry_run=true');
    expect(edit.changes).toMatchObject([{ kind: 'entry-added' }, ...Array.from({ length: 4 }, () => ({ kind: 'role-changed' }))]);
    expect(await readStored(service)).toEqual(rows);
    expect(await blobFiles(service)).toEqual(files);
  });
});

describe('replace', () => {
  it('for all: entry, place and roles stay, every door shows the other bytes', async () => {
    const id = await add(1, { label: 'Front' });
    const before = (await galleryOf(adobe, sku))[0];
    await replace(id, 2);
    await expectSeen({ all: 2, german: 2, french: 2 });
    expect((await galleryOf(adobe, sku))[0]).toEqual({ ...before, file: expect.any(String) });
    const again = await replace(id, 2);
    expect(again).toMatchObject({ change: null, changes: [] });
    expectProblem(await refusing({ op: 'replace', entry: 999_999, picture: await sent(1) }), 404, 'entry-not-found');
  });

  it('here: one store view shows a picture of its own at every door, and inherits it again', async () => {
    const id = await add(1);
    const edit = await replace(id, 2, 'german');
    expect(edit.changes).toMatchObject([
      { field: 'file', store: 'german' },
      { field: 'sha256', store: 'german', after: sha256(await bytesOf(2)) },
    ]);
    const files = await expectSeen({ all: 1, german: 2, french: 1 });
    expect(files.french).toBe(files.all);
    expect(files.german).not.toBe(files.all);
    expect((await galleryOf(adobe, sku, 'german'))[0]?.types).toEqual(['image', 'small_image', 'thumbnail', 'swatch_image']);
    const product = (await adobe('GET', `/rest/german/V1/products/${sku}`)).body as { custom_attributes: { attribute_code: string; value: string }[] };
    expect(product.custom_attributes.find(({ attribute_code }) => attribute_code === 'image')?.value).toBe(files.german);
    // Under the same name once more: its path stays.
    await replace(id, 3, 'german');
    await patch(root, sku, [{ op: 'replace', entry: id, store: 'german', picture: await sent(2, `${sku}-3.png`) }]);
    const own = await expectSeen({ all: 1, german: 2 });
    expect(own.german).toContain(`${sku}-3`);
    const { gallery } = await patch(root, sku, [{ op: 'inherit', entry: id, store: 'german', fields: ['picture'] }], '?store=german');
    expect(entryIn(gallery, 'german', id).file.source).toBe('global');
    await expectSeen({ all: 1, german: 1, french: 1 });
    expect((await adobe('GET', `/media/catalog/product${own.german}`)).status).toBe(404);
  });

  it('here: its path names the entry at every door, from wherever it is asked', async () => {
    const id = await add(1, { label: 'Front' });
    await replace(id, 2, 'german');
    const { german, all } = await expectSeen({ all: 1, german: 2 });
    for (const [store, file] of [
      ['german', german],
      ['german', all],
      [null, german],
      ['french', german],
    ] as const)
      expect((await rpc('product_media.info', [sku, file, store])).result, `${store} ${file}`).toMatchObject({ label: 'Front' });
    expect((await rpc('product_media.update', [sku, german, { label: 'Devant' }, 'french'])).result).toBe(true);
    expect((await galleryOf(adobe, sku, 'french'))[0]?.label).toBe('Devant');
    const roles = { product: { sku, custom_attributes: [{ attribute_code: 'swatch_image', value: german }] } };
    expect((await adobe('PUT', `/rest/french/V1/products/${sku}`, roles)).status).toBe(200);
    expect((await rpc('product_media.remove', [sku, german])).result).toBe(true);
    expect(await galleryOf(adobe, sku)).toEqual([]);
    for (const file of [german, all]) expect((await adobe('GET', `/media/catalog/product${file}`)).status).toBe(404);
  });

  it('here: bytes that an older door sends to that store view change its own picture; elsewhere the common one', async () => {
    const id = await add(1);
    await replace(id, 2, 'german');
    const put = async (store: string, number: number) => {
      const content = await aContent(`${sku}-put${number}.png`, number);
      const entry = { id, media_type: 'image', label: 'x', position: 1, disabled: false, content };
      expect((await adobe('PUT', `/rest/${store}/V1/products/${sku}/media/${id}`, { entry })).body).toBe(true);
    };
    await put('german', 3);
    await expectSeen({ all: 1, german: 3, french: 1 });
    await put('french', 4);
    await expectSeen({ all: 4, german: 3, french: 4 });
    const { german = '' } = await expectSeen({ german: 3 });
    expect((await rpc('product_media.update', [sku, german, await someData({}, 5), 'german'])).result).toBe(true);
    expect((await expectSeen({ all: 4, german: 5, french: 4 })).german).toBe(german);
    const entries = await galleryOf(adobe, sku, 'german');
    const list = { product: { sku, media_gallery_entries: [{ ...entries[0], content: await aContent(`${sku}-list.png`, 6) }] } };
    expect((await adobe('PUT', `/rest/german/V1/products/${sku}`, list)).status).toBe(200);
    await expectSeen({ all: 4, german: 6, french: 4 });
  });

  it('here: addresses carry its version, and its own focal point cuts it', async () => {
    const id = await add(1, { focal: { x: 0, y: 0 } });
    await replace(id, 2, 'german');
    await patch(root, sku, [{ op: 'set', entry: id, store: 'german', focal: { x: 1, y: 1 } }]);
    const { pictures, views } = await galleryIn(root, sku, '?store=all,german');
    for (const [store, focal] of [
      ['all', '0x0'],
      ['german', '1000x1000'],
    ] as const) {
      const file = views.find((view) => view.store === store)?.entries[0]?.file.value ?? '';
      const url = pictures[file]?.url ?? '';
      expect(url).toContain(`-${focal}`);
      const reply = await adobe('GET', new URL(url).pathname + new URL(url).search);
      expect([reply.status, reply.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
  });

  it('here: undo and redo bring its bytes back, also where its name is taken by now; as it was, it can be seen', async () => {
    const id = await add(1);
    const { change: replaced } = await replace(id, 2, 'german');
    const { german } = await expectSeen({ german: 2 });
    const { change: inherited } = await patch(root, sku, [{ op: 'inherit', store: 'german', fields: ['picture'] }]);
    const at = (await history(inherited)).at;
    await undo(root, sku, { change: inherited });
    expect((await expectSeen({ all: 1, german: 2 })).german).toBe(german);
    const { change: undone } = await undo(root, sku, { change: replaced, force: true });
    await expectSeen({ all: 1, german: 1 });
    // French takes the name; German comes back under another one.
    await patch(root, sku, [{ op: 'replace', entry: id, store: 'french', picture: await sent(3, `${sku}-2.png`) }]);
    expect((await expectSeen({ french: 3 })).french).toBe(german);
    await undo(root, sku, { change: undone });
    const files = await expectSeen({ all: 1, german: 2, french: 3 });
    expect(files.german).not.toBe(german);
    const then = await galleryIn(root, sku, `?store=german&as_of=${new Date(Date.parse(at) - 1).toISOString()}`);
    expect(entryIn(then, 'german', id).file).toMatchObject({ value: german, source: 'german' });
  });

  it('here: goes with its entry and comes back with it', async () => {
    const id = await add(1);
    await replace(id, 2, 'german');
    const files = await expectSeen({ all: 1, german: 2 });
    const { change } = await patch(root, sku, [{ op: 'remove', entry: id }]);
    for (const file of Object.values(files)) expect((await adobe('GET', `/media/catalog/product${file}`)).status).toBe(404);
    await undo(root, sku, { change });
    expect(await expectSeen({ all: 1, german: 2 })).toEqual(files);
  });

  it('here: goes with its store view', async () => {
    await service.app.catalog.addStore({ code: 'passing' as never, name: 'passing', website: undefined, locale: 'en_US' });
    const id = await add(1);
    await replace(id, 2, 'passing');
    const { passing } = await expectSeen({ all: 1, passing: 2 });
    await service.app.stores.remove('passing' as never);
    expect((await adobe('GET', `/media/catalog/product${passing}`)).status).toBe(404);
    await expectSeen({ all: 1, german: 1 });
  });

  const history = async (change: number | null) => {
    const { lines } = (await root('GET', `/products/${sku}/history`)).body as { lines: { change: number; at: string }[] };
    return lines.find((line) => line.change === change) ?? { at: '' };
  };
});

describe('push-down and copy-from', () => {
  it("makes a store view's own values the common ones; others keep what they override", async () => {
    const [first, second] = [await add(1, { label: 'Front' }), await add(2, { label: 'Back' })];
    await replace(first, 3, 'german');
    await patch(root, sku, [
      { op: 'set', entry: first, store: 'german', label: 'Vorne' },
      { op: 'set', entry: first, store: 'french', label: 'Devant' },
      { op: 'hide', entry: second, store: 'german' },
      { op: 'move-before', entry: second, before: first, store: 'german' },
      { op: 'give-role', entry: second, role: 'thumbnail', store: 'german' },
    ]);
    const files = await expectSeen({ french: 1 });
    const { gallery } = await patch(root, sku, [{ op: 'push-down', store: 'german' }], '?store=all,german,french');
    for (const store of ['all', 'german']) {
      expect(viewIn(gallery, store)).toMatchObject({
        order: { value: [second, first], source: 'global' },
        roles: { thumbnail: { value: second, source: 'global' } },
      });
      expect(entryIn(gallery, store, first)).toMatchObject({ label: { value: 'Vorne', source: 'global' }, file: { source: 'global' } });
      expect(entryIn(gallery, store, second).disabled).toMatchObject({ value: true, source: 'global' });
    }
    expect(entryIn(gallery, 'french', first).label).toMatchObject({ value: 'Devant', source: 'french' });
    expect((await adobe('GET', `/media/catalog/product${files.french}`)).status).toBe(404);
    const served = await adobe('GET', `/media/catalog/product${entryIn(gallery, 'all', first).file.value}`);
    expect(sha256(served.bytes)).toBe(sha256(await bytesOf(3)));
  });

  it('of some fields of one entry touches nothing else', async () => {
    const id = await add(1, { label: 'Front' });
    await patch(root, sku, [{ op: 'set', entry: id, store: 'german', label: 'Vorne', disabled: true }]);
    const { changes } = await patch(root, sku, [{ op: 'push-down', store: 'german', entry: id, fields: ['label'] }]);
    expect(changes).toEqual([
      { kind: 'value-changed', entry: id, field: 'label', store: 'all', before: 'Front', after: 'Vorne' },
      { kind: 'value-changed', entry: id, field: 'label', store: 'german', before: 'Vorne' },
    ]);
  });

  it('writes down what another store view shows, where it shows something else', async () => {
    const id = await add(1, { label: 'Front' });
    await replace(id, 2, 'french');
    await patch(root, sku, [
      { op: 'set', entry: id, store: 'french', label: 'Devant' },
      { op: 'take-role', role: 'image', store: 'french' },
    ]);
    const { changes, gallery } = await patch(root, sku, [{ op: 'copy-from', from: 'french', store: 'german' }], '?store=german');
    expect(changes.map(({ field, role, store }) => [field ?? role, store])).toEqual([
      ['label', 'german'],
      ['sha256', 'german'],
      ['file', 'german'],
      ['image', 'german'],
    ]);
    expect(viewIn(gallery, 'german').roles.image).toMatchObject({ value: null, source: 'german' });
    const files = await expectSeen({ all: 1, german: 2, french: 2 });
    expect(files.german).not.toBe(files.french);
    // Each has its own: other bytes here leave the other alone.
    await replace(id, 3, 'french');
    await expectSeen({ all: 1, german: 2, french: 3 });
    expect((await patch(root, sku, [{ op: 'copy-from', from: 'german', store: 'german' }])).changes).toEqual([]);
    expectProblem(await refusing({ op: 'copy-from', from: 'nowhere', store: 'german' }), 404, 'store-not-found');
    expectProblem(await refusing({ op: 'copy-from', from: 'french', store: 'german', entry: 999_999 }), 404, 'entry-not-found');
    expectProblem(await refusing({ op: 'push-down', store: 'all' }), 400, 'invalid-request');
  });

  it('sees what the operations before it have left', async () => {
    const id = await add(1, { label: 'Front' });
    const { gallery } = await patch(root, sku, [
      { op: 'set', entry: id, store: 'german', label: 'Vorne' },
      { op: 'push-down', store: 'german' },
    ]);
    expect(entryIn(gallery, 'all', id).label.value).toBe('Vorne');
  });

  it('a copy that equals the common picture is dropped whole, path and bytes', async () => {
    const id = await add(1);
    await patch(root, sku, [{ op: 'replace', entry: id, store: 'german', picture: await sent(1) }]);
    const { changes } = await patch(root, sku, [{ op: 'inherit-equal', store: 'german' }]);
    expect(changes.map(({ field }) => field).sort()).toEqual(['file', 'sha256']);
    await expectSeen({ all: 1, german: 1 });
  });
});
