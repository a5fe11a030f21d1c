/** The first regression test: null in a body reaches the core as null, and is never taken for absent, 0, false or "". */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { addEntry, addProduct, type Client, clientOf, galleryOf } from './client.js';

let service: TestService;
let call: Client;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  call = clientOf(service);
});
afterAll(() => service.stop());

/** A field, what it is at `all`, what the store view makes of it, and what `all` then becomes. */
const FIELDS = [
  ['label', 'Front', 'Vorderseite', 'Face'],
  ['position', 3, 7, 11],
  ['disabled', false, true, true],
] as const;

describe('null at a store view restores inheritance', () => {
  it.each(FIELDS)('of %s: a later change at all is seen', async (field, global, own, later) => {
    const sku = `null-${field}`;
    await addProduct(call, sku);
    const id = await addEntry(call, sku, { [field]: global });
    const write = async (store: string, fields: object) => {
      const reply = await call('PUT', `/rest/${store}/V1/products/${sku}/media/${id}`, { entry: { id, media_type: 'image', ...fields } });
      expect(reply.body, reply.text).toBe(true);
    };
    const seen = async (store: string) => (await galleryOf(call, sku, store)).find((one) => one.id === id)?.[field];
    const all = { label: 'Front', position: 3, disabled: false, [field]: global };

    await write('german', { ...all, [field]: own });
    expect(await seen('german')).toBe(own);
    expect(await seen('french')).toBe(global);

    await write('german', { ...all, [field]: null });
    expect(await seen('german')).toBe(global);

    await write('all', { ...all, [field]: later });
    expect(await seen('german')).toBe(later);
    expect(await seen('french')).toBe(later);
  });

  it('of all three at once, through the whole product', async () => {
    await addProduct(call, 'null-product');
    const id = await addEntry(call, 'null-product', { label: 'Front', position: 3 });
    const save = async (store: string, fields: object) => {
      const entry = { id, media_type: 'image', types: ['image'], ...fields };
      const reply = await call('PUT', `/rest/${store}/V1/products/null-product`, { product: { sku: 'null-product', media_gallery_entries: [entry] } });
      expect(reply.status, reply.text).toBe(200);
    };
    await save('german', { label: 'Vorderseite', position: 9, disabled: true });
    await save('german', { label: null, position: null, disabled: null });
    await save('all', { label: 'Face', position: 5, disabled: true });
    expect(await galleryOf(call, 'null-product', 'german')).toMatchObject([{ id, label: 'Face', position: 5, disabled: true }]);
  });

  it('of a product attribute', async () => {
    await addProduct(call, 'null-name');
    const save = async (store: string, name: string | null) => call('PUT', `/rest/${store}/V1/products/null-name`, { product: { sku: 'null-name', name } });
    const name = async (store: string) => ((await call('GET', `/rest/${store}/V1/products/null-name`)).body as { name: string }).name;
    await save('german', 'Tasche');
    expect(await name('german')).toBe('Tasche');
    await save('german', null);
    await save('all', 'Bag');
    expect(await name('german')).toBe('Bag');
  });
});

describe('empty values are values', () => {
  it('"", 0 and false at a store view stay when all changes', async () => {
    await addProduct(call, 'falsy');
    const id = await addEntry(call, 'falsy', { label: 'Front', position: 4, disabled: true });
    const write = (store: string, fields: object) =>
      call('PUT', `/rest/${store}/V1/products/falsy/media/${id}`, { entry: { id, media_type: 'image', ...fields } });
    await write('german', { label: '', position: 0, disabled: false });
    await write('all', { label: 'Face', position: 8, disabled: true });
    expect(await galleryOf(call, 'falsy', 'german')).toMatchObject([{ id, label: '', position: 0, disabled: false }]);
  });
});
