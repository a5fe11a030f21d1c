/** What a gallery says of itself: value, source, fallback, since and by, for one store view, some, all; and as the older doors show it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEntry, addProduct, type Client, clientOf, galleryOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { entryIn, expectProblem, type GalleryView, galleryIn, type Native, nativeAs, nativeOf, patch, viewIn } from './calling.js';

let service: TestService;
let root: Native;
let adobe: Client;
let [first, second] = [0, 0];
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
  await addProduct(adobe, 'A');
  first = await addEntry(adobe, 'A', { label: 'Front', types: ['image', 'thumbnail'] });
  second = await addEntry(adobe, 'A', { label: 'Back' });
});
afterAll(() => service.stop());

describe('a cell', () => {
  it('tells value, source, fallback, since, by and the change that set it', async () => {
    const anna = await nativeAs(service, 'anna');
    const before = service.app.clock();
    const { change } = await patch(anna, 'A', [{ op: 'set', entry: first, store: 'german', label: 'Vorne' }]);
    const gallery = await galleryIn(root, 'A', '?store=german');
    const { label, disabled } = entryIn(gallery, 'german', first);
    expect(label).toEqual({ value: 'Vorne', source: 'german', fallback: 'Front', since: expect.any(String), by: 'anna', change });
    expect(Date.parse(label.since ?? '')).toBeGreaterThanOrEqual(before);
    expect(disabled).toMatchObject({ value: false, source: 'global', by: 'test-root' });
    expect(disabled).not.toHaveProperty('fallback');
  });

  it('of a role and of the order is told alike', async () => {
    await patch(root, 'A', [
      { op: 'give-role', entry: second, role: 'thumbnail', store: 'french' },
      { op: 'move-before', entry: second, before: first, store: 'french' },
    ]);
    const gallery = await galleryIn(root, 'A', '?store=french,german');
    const { roles, order } = viewIn(gallery, 'french');
    expect(roles.thumbnail).toMatchObject({ value: second, source: 'french', fallback: first, by: 'test-root' });
    expect(roles.image).toMatchObject({ value: first, source: 'global' });
    expect(roles.swatch_image).toMatchObject({ value: null, source: 'global' });
    expect(order).toMatchObject({ value: [second, first], source: 'french', fallback: [first, second], by: 'test-root' });
    expect(viewIn(gallery, 'german').order).toMatchObject({ value: [first, second], source: 'global' });
  });

  it('is the same null and empty text and false as was written', async () => {
    await patch(root, 'A', [{ op: 'set', entry: second, store: 'german', label: '', disabled: false, position: 0 }]);
    const { label, disabled, position, focal } = entryIn(await galleryIn(root, 'A', '?store=german'), 'german', second);
    expect([label, disabled, position].map(({ value, source }) => [value, source])).toEqual([
      ['', 'german'],
      [false, 'german'],
      [0, 'german'],
    ]);
    expect(focal).toMatchObject({ value: null, source: 'global' });
  });
});

describe('store views', () => {
  it('absent: what is common; several: each once, in the order asked; *: all of them', async () => {
    const columns = async (query: string) => (await galleryIn(root, 'A', query)).views.map(({ store }) => store);
    expect(await columns('')).toEqual(['all']);
    expect(await columns('?store=french,all,french')).toEqual(['french', 'all']);
    expect(await columns('?store=*')).toEqual(['all', 'default', 'german', 'french']);
  });

  it('that are none are named', async () => {
    for (const store of ['nowhere', 'german,', '', 'German', '__proto__'])
      expectProblem(await root('GET', `/products/A/gallery?store=${store}`), 404, 'store-not-found');
  });
});

describe('pictures', () => {
  it('come with an address that serves them, their size, and renditions that are asked for', async () => {
    const gallery = await galleryIn(root, 'A', '?presets=product_page_main_image,swatch_thumb');
    const { file } = entryIn(gallery, 'all', first);
    const picture = gallery.pictures[file.value];
    expect(picture).toMatchObject({ type: 'image/png', state: expect.any(String) });
    expect(Object.keys(picture?.renditions ?? {})).toEqual(['product_page_main_image', 'swatch_thumb']);
    const served = await adobe('GET', (picture?.url ?? '').replace(/^https?:\/\/[^/]+/, ''));
    expect([served.status, served.headers['content-type']]).toEqual([200, 'image/png']);
    expect(served.headers['cache-control']).toContain('immutable');
    expectProblem(await root('GET', '/products/A/gallery?presets=nothing'), 422, 'rendition-refused');
  });
});

describe('many at once', () => {
  it('each product once, those that are none by name', async () => {
    await addProduct(adobe, 'B, with/odd?name');
    const asked = encodeURIComponent(['A', 'nothing', ' a ', 'B%2C with/odd?name'].join(','));
    const reply = await root('GET', `/galleries?sku=${asked}&store=german`);
    expect(reply.status).toBe(200);
    const { galleries, missing } = reply.body as { galleries: GalleryView[]; missing: string[] };
    expect(galleries.map(({ sku }) => sku)).toEqual(['A', 'B, with/odd?name']);
    expect(missing).toEqual(['nothing']);
    expect(galleries[0]).toEqual(await galleryIn(root, 'A', '?store=german'));
    expect(await galleryIn(root, 'B, with/odd?name')).toMatchObject({ sku: 'B, with/odd?name', pictures: {} });
  });

  it('more than a hundred, or none, are refused', async () => {
    expectProblem(await root('GET', `/galleries?sku=${Array.from({ length: 101 }, (_, at) => `s${at}`).join()}`), 400, 'invalid-request');
    expectProblem(await root('GET', '/galleries'), 400, 'invalid-request');
  });
});

describe('one resolver', () => {
  it('says what the Adobe door and the JSON-RPC list say, in every store view', async () => {
    const gallery = await galleryIn(root, 'A', '?store=*');
    for (const { store, entries } of gallery.views) {
      const shown = entries.map(({ id, label, position, disabled, roles, file }) => ({
        id,
        label: label.value,
        position: position.value,
        disabled: disabled.value,
        types: roles,
        file: file.value,
      }));
      expect(shown).toEqual((await galleryOf(adobe, 'A', store)).map(({ media_type: _, ...entry }) => entry));
      const id = store === 'all' ? null : store;
      const sent = { jsonrpc: '2.0', id: 1, method: 'call', params: [null, 'product_media.list', ['A', id]] };
      const basic = { authorization: `Basic ${Buffer.from('test-root:Test-Root-1').toString('base64')}` };
      const { result } = (await adobe('POST', '/api/jsonrpc', sent, basic)).body as { result: Record<string, unknown>[] };
      expect(result.map(({ file, label, types }) => ({ file, label, types }))).toEqual(
        shown.map(({ file, label, types }) => ({ file, label: label ?? '', types })),
      );
    }
  });

  it('also where a change came through another door', async () => {
    await adobe('PUT', `/rest/german/V1/products/A/media/${first}`, { entry: { id: first, media_type: 'image', label: 'Anders', disabled: true } });
    const { label, disabled } = entryIn(await galleryIn(root, 'A', '?store=german'), 'german', first);
    expect([label, disabled]).toMatchObject([
      { value: 'Anders', source: 'german', fallback: 'Front', by: 'test-root' },
      { value: true, source: 'german', fallback: false },
    ]);
  });
});

describe('with a thousand store views', () => {
  it('one is read as ever, and all of them in one answer', async () => {
    const many = await startService({ stores: Array.from({ length: 999 }, (_, at) => `s${at}`) });
    try {
      const [call, client] = [nativeOf(many), clientOf(many)];
      await addProduct(client, 'A');
      const id = await addEntry(client, 'A', { label: 'Front' });
      await patch(
        call,
        'A',
        Array.from({ length: 999 }, (_, at) => ({ op: 'set', entry: id, store: `s${at}`, label: `${at}` })),
      );
      const all = await galleryIn(call, 'A', '?store=*');
      expect(all.views).toHaveLength(1001);
      expect(all.views.filter(({ store, entries }) => store.startsWith('s') && entries[0]?.label.value !== store.slice(1))).toEqual([]);
      expect(entryIn(await galleryIn(call, 'A', '?store=s500'), 's500', id).label).toMatchObject({ value: '500', source: 's500', fallback: 'Front' });
    } finally {
      await many.stop();
    }
  });
});
