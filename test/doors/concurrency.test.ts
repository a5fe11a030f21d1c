/** Many at once, on one name, one product, one entry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, addProduct, type Client, clientOf, galleryOf, type Reply } from './client.js';
import { readStored } from './stored.js';

let service: TestService;
let call: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  call = clientOf(service);
});
afterAll(() => service.stop());

const TWENTY = Array.from({ length: 20 }, (_, i) => i);
const distinct = (values: readonly unknown[]) => new Set(values).size;
const expectAll = (replies: readonly Reply[], status: number) => expect(replies.map((one) => one.status)).toEqual(replies.map(() => status));

describe('twenty uploads of one file name at once', () => {
  const upload = async (sku: string, i: number) => {
    const entry = { media_type: 'image', content: await aContent('same.png', i % 3), label: `label ${i}`, position: i };
    return call('POST', `/rest/all/V1/products/${sku}/media`, { entry });
  };

  it('to one product: each is there, under its own id and path, and was told its own id', async () => {
    await addProduct(call, 'one');
    const replies = await Promise.all(TWENTY.map((i) => upload('one', i)));
    expectAll(replies, 200);
    const gallery = await galleryOf(call, 'one');
    expect([gallery.length, distinct(gallery.map(({ id }) => id)), distinct(gallery.map(({ file }) => file))]).toEqual([20, 20, 20]);
    for (const [i, { body }] of replies.entries()) expect(gallery.find(({ id }) => id === body)?.label).toBe(`label ${i}`);
    expect(gallery.flatMap(({ types }) => types).sort()).toEqual(['image', 'small_image', 'swatch_image', 'thumbnail']);
  });

  it('to twenty products: no path twice, each serving its own bytes', async () => {
    for (const i of TWENTY) await addProduct(call, `many-${i}`);
    const replies = await Promise.all(TWENTY.map((i) => upload(`many-${i}`, i)));
    expectAll(replies, 200);
    expect(distinct(replies.map(({ body }) => body))).toBe(20);
    const galleries = await Promise.all(TWENTY.map((i) => galleryOf(call, `many-${i}`)));
    expect(galleries.map((one) => one.length)).toEqual(TWENTY.map(() => 1));
    expect(distinct(galleries.map(([one]) => one?.file))).toBe(20);
    for (const [i, [one]] of galleries.entries()) {
      const served = await call('GET', `/media/catalog/product${one?.file}`);
      expect(served.bytes.toString('base64')).toBe((await aContent('', i % 3)).base64_encoded_data);
    }
  });
});

describe('two clients on one product', () => {
  it('edit different entries: a hundred times both edits are kept', async () => {
    await addProduct(call, 'pair');
    const ids = [await addEntry(call, 'pair'), await addEntry(call, 'pair')];
    const label = (id: number, text: string) =>
      call('PUT', `/rest/all/V1/products/pair/media/${id}`, { entry: { id, media_type: 'image', label: text, position: id } });
    for (let round = 0; round < 100; round++) {
      expectAll(await Promise.all(ids.map((id) => label(id, `${id} in ${round}`))), 200);
      expect((await galleryOf(call, 'pair')).map((one) => one.label)).toEqual(ids.map((id) => `${id} in ${round}`));
    }
  });

  it('edit one entry at two scopes, and roles of another: all are kept', async () => {
    await addProduct(call, 'scopes');
    const [first, second] = [await addEntry(call, 'scopes'), await addEntry(call, 'scopes')];
    const put = (store: string, id: number, fields: object) =>
      call('PUT', `/rest/${store}/V1/products/scopes/media/${id}`, { entry: { id, media_type: 'image', position: id, ...fields } });
    for (let round = 0; round < 20; round++) {
      const edits = [
        put('all', first, { label: `all ${round}` }),
        put('german', first, { label: `german ${round}` }),
        put('german', second, { types: ['thumbnail'] }),
      ];
      expectAll(await Promise.all(edits), 200);
      expect((await galleryOf(call, 'scopes')).find(({ id }) => id === first)?.label).toBe(`all ${round}`);
      expect(await galleryOf(call, 'scopes', 'german')).toMatchObject([{ label: `german ${round}` }, { types: ['thumbnail'] }]);
    }
  });

  it('one edits what the other removes: gone it is, and the edit came before or found nothing', async () => {
    await addProduct(call, 'race');
    for (let round = 0; round < 20; round++) {
      const id = await addEntry(call, 'race', { types: [] });
      const path = `/rest/all/V1/products/race/media/${id}`;
      const [edit, removal] = await Promise.all([
        call('PUT', path, { entry: { id, media_type: 'image', label: 'late', content: await aContent('race.png', 2) } }),
        call('DELETE', path),
      ]);
      expect([200, 404]).toContain(edit.status);
      expect(removal.status).toBe(200);
      expect((await galleryOf(call, 'race')).map((one) => one.id)).not.toContain(id);
    }
    const { rows } = await readStored(service);
    const paths = new Set((await galleryOf(call, 'race')).map(({ file }) => file));
    expect((rows.file ?? []).filter((row) => (row as { path: string }).path.startsWith('/r/a/race') && !paths.has((row as { path: string }).path))).toEqual([]);
  });

  it('both remove one entry: one is told so, the other that there is none', async () => {
    await addProduct(call, 'twice');
    for (let round = 0; round < 10; round++) {
      const path = `/rest/all/V1/products/twice/media/${await addEntry(call, 'twice')}`;
      const replies = await Promise.all([call('DELETE', path), call('DELETE', path)]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 404]);
    }
  });
});

describe('one new SKU saved twenty times at once', () => {
  it('is one product, however it is written', async () => {
    const spellings = ['Fresh', 'fresh', 'FRESH', ' fresh '];
    const replies = await Promise.all(
      TWENTY.map((i) => call('POST', `/rest/${i % 2 === 0 ? 'all' : 'german'}/V1/products`, { product: { sku: spellings[i % 4], name: `name ${i}` } })),
    );
    expectAll(replies, 200);
    expect(distinct(replies.map(({ body }) => (body as { id: number }).id))).toBe(1);
    const { rows } = await readStored(service);
    expect((rows.product ?? []).filter((row) => (row as { sku_key: string }).sku_key === 'fresh')).toHaveLength(1);
  });

  it('with a picture each: no path twice, and the product keeps what the last left', async () => {
    const save = async (i: number) => {
      const entry = { media_type: 'image', content: await aContent('fresh.png', i), label: `${i}` };
      return call('PUT', '/rest/all/V1/products/pictured', { product: { sku: 'pictured', name: 'x', media_gallery_entries: [entry] } });
    };
    expectAll(await Promise.all(TWENTY.map(save)), 200);
    const gallery = await galleryOf(call, 'pictured');
    expect([gallery.length, distinct(gallery.map(({ file }) => file)), distinct(gallery.map(({ label }) => label))]).toEqual([20, 20, 20]);
  });

  it('while it is removed again and again: each call is answered', async () => {
    const replies = await Promise.all(
      TWENTY.map((i) =>
        i % 2 === 0 ? call('POST', '/rest/all/V1/products', { product: { sku: 'blink', name: 'x' } }) : call('DELETE', '/rest/all/V1/products/blink'),
      ),
    );
    for (const { status } of replies) expect([200, 404]).toContain(status);
  });
});
