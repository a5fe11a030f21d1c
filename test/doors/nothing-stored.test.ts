/** Whatever fails, nothing is stored: no row, no half file, and no blob that stays for ever. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import type { Blobs } from '../../src/app/ports.js';
import { openStorage, type Storage } from '../../src/storage/index.js';
import { picture } from '../conformance/pictures.js';
import { aChunk } from '../imaging/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, addProduct, anEntry, type Client, clientOf, expectRefused, galleryOf } from './client.js';
import { dial } from './socket.js';
import { blobFiles, readStored } from './stored.js';

let service: TestService;
let storage: Storage;
let call: Client;
let id: number;
beforeAll(async () => {
  service = await startService({ stores: ['german'], env: { VITRINE_MAX_IMAGE_BYTES: '100000' } });
  storage = await openStorage({
    database: service.database,
    blobs: `file:${join(service.data, 'blobs')}`,
    renditions: `file:${join(service.data, 'renditions')}`,
  });
  call = clientOf(service);
  await addProduct(call, 'A');
  id = await addEntry(call, 'A', { label: 'Front', types: ['image'] });
  await addEntry(call, 'A', { label: 'Back', types: ['thumbnail'] }, 'german');
});
afterAll(async () => {
  await storage.close();
  await service.stop();
});

/** With every age over: sweeps all that nothing refers to. */
async function sweep(blobs: Blobs = storage.blobs): Promise<void> {
  await pause(20);
  await createHousekeeping({ ...storage, blobs, clock: Date.now, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
}

/** Refused before bytes are kept. */
const contents = {
  'a file that is no base64': { base64_encoded_data: '%%%', type: 'image/png', name: 'a.png' },
  'words for a picture': { base64_encoded_data: Buffer.from('words').toString('base64'), type: 'image/png', name: 'a.png' },
  'another type than claimed': async () => ({ ...(await aContent('a.png', 3)), type: 'image/jpeg' }),
  'a forbidden name': async () => aContent('a/b.png', 3),
  'an unknown extension': async () => aContent('a.exe', 3),
  'too long a name': async () => aContent(`${'n'.repeat(300)}.png`, 3),
  'a truncated picture': async () => ({ ...(await aContent('t.png')), base64_encoded_data: (await picture('bytes:truncated-png')).toString('base64') }),
  'too large a picture': async () => ({ ...(await aContent('l.png')), base64_encoded_data: (await aLongPng()).toString('base64') }),
  'too many pixels': async () => ({ ...(await aContent('h.png')), base64_encoded_data: (await picture('bytes:huge-png')).toString('base64') }),
};
async function aLongPng(): Promise<Buffer> {
  const png = await picture('image:png:3');
  return Buffer.concat([png.subarray(0, 33), aChunk('viTr', Buffer.alloc(100_000)), png.subarray(33)]);
}

/** Found only by the commit, after the bytes were kept. */
const late = {
  'too long a label': { label: 'x'.repeat(256) },
  'too high a position': { position: 4_294_967_296 },
};
const videos = {
  'a video without its texts': {},
  'a video address that is none': { extension_attributes: { video_content: { video_url: 'javascript:0' } } },
};

describe('a refused request', () => {
  async function leavesNoTrace(ask: () => Promise<unknown>): Promise<void> {
    const [before, galleries] = [await readStored(service), [await galleryOf(call, 'A'), await galleryOf(call, 'A', 'german')]];
    await ask();
    const after = await readStored(service);
    expect(after).toEqual(before);
    expect(after.incoming).toEqual([]);
    expect([await galleryOf(call, 'A'), await galleryOf(call, 'A', 'german')]).toEqual(galleries);
  }
  /** POST media, PUT media, and both in a whole product, at both scopes. */
  async function everyWay(entry: Record<string, unknown>): Promise<void> {
    for (const store of ['all', 'german']) {
      const path = `/rest/${store}/V1/products/A`;
      expectRefused(await call('POST', `${path}/media`, { entry }), 400);
      if (entry.extension_attributes !== undefined || entry.media_type === 'image')
        expectRefused(await call('PUT', `${path}/media/${id}`, { entry: { ...entry, id } }), 400);
      const kept = { id, media_type: 'image', label: 'Other' };
      for (const entries of [[entry], [kept, entry], [{ ...(await anEntry()).entry }, entry]])
        expectRefused(await call('PUT', path, { product: { sku: 'A', name: 'Other', media_gallery_entries: entries } }), 400);
      expectRefused(await call('POST', '/rest/all/V1/products', { product: { sku: 'new', media_gallery_entries: [entry] } }), 400);
    }
  }

  it.each(Object.entries(contents))('with %s', (_, content) =>
    leavesNoTrace(async () => everyWay({ media_type: 'image', content: typeof content === 'function' ? await content() : content })),
  );

  it.each(Object.entries(late))('with %s', (_, fields) =>
    leavesNoTrace(async () => everyWay({ media_type: 'image', content: await aContent('late.png', 4), ...fields })),
  );

  it.each(Object.entries(videos))('with %s', (_, fields) =>
    leavesNoTrace(async () => {
      const entry = { media_type: 'external-video', content: await aContent('late.png', 4), ...fields };
      expectRefused(await call('POST', '/rest/all/V1/products/A/media', { entry }), 400);
      expectRefused(await call('PUT', '/rest/german/V1/products/A', { product: { sku: 'A', name: 'Other', media_gallery_entries: [entry] } }), 400);
    }),
  );

  it('about a product that cannot be, not even bytes', async () => {
    const before = await blobFiles(service);
    for (const sku of ['nobody', '%20', '%20%20', '%C2%A0']) {
      const content = await aContent('nobody.png', 7);
      expectRefused(await call('POST', `/rest/all/V1/products/${sku}/media`, await anEntry({ content })), 404);
      expect(await blobFiles(service), sku).toEqual(before);
    }
  });

  it('about what is not there', () =>
    leavesNoTrace(async () => {
      expectRefused(await call('POST', '/rest/all/V1/products/nobody/media', await anEntry()), 404);
      expectRefused(await call('PUT', `/rest/all/V1/products/nobody/media/${id}`, await anEntry({ id })), 404);
      expectRefused(await call('PUT', '/rest/all/V1/products/A/media/999', await anEntry({ id: 999 })), 404);
      expectRefused(await call('DELETE', '/rest/all/V1/products/A/media/999'), 404);
      expectRefused(await call('DELETE', '/rest/all/V1/products/nobody'), 404);
      const entries = [
        { id, media_type: 'image', label: 'Other' },
        { id: 999, media_type: 'image' },
      ];
      expectRefused(await call('PUT', '/rest/all/V1/products/A', { product: { sku: 'A', name: 'Other', media_gallery_entries: entries } }), 404);
      const custom_attributes = [
        { attribute_code: 'note', value: 'n' },
        { attribute_code: 'image', value: '/n/o/none.png' },
      ];
      expectRefused(await call('PUT', '/rest/all/V1/products/A', { product: { sku: 'A', custom_attributes } }), 400);
      expectRefused(await call('PUT', '/rest/all/V1/products/A', { product: { sku: 'A', name: 'Other', attribute_set_id: 99 } }), 400);
    }));

  it('for want of rights, of JSON, of a role given up', () =>
    leavesNoTrace(async () => {
      expectRefused(await call('POST', '/rest/all/V1/products/A/media', await anEntry(), { authorization: undefined }), 401);
      expectRefused(await call('POST', '/rest/all/V1/products/A/media', '{"entry":'), 400);
      expectRefused(await call('DELETE', `/rest/german/V1/products/A/media/${id}`), 400);
    }));

  it('whose caller goes half-way', () =>
    leavesNoTrace(async () => {
      const socket = await dial(service.url);
      const body = JSON.stringify(await anEntry());
      socket.write(
        `POST /rest/all/V1/products/A/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -5)}`,
      );
      await pause(20);
      socket.destroy();
      await pause(50);
    }));
});

describe('bytes that a refused commit leaves', () => {
  it('go with housekeeping, and those of entries stay', async () => {
    await sweep();
    const before = await blobFiles(service);
    expectRefused(await call('POST', '/rest/all/V1/products/A/media', await anEntry({ content: await aContent('late.png', 5), label: 'x'.repeat(256) })), 400);
    expect(await blobFiles(service)).toHaveLength(before.length + 1);
    await sweep();
    expect(await blobFiles(service)).toEqual(before);
    for (const { file } of await galleryOf(call, 'A')) expect((await call('GET', `/media/catalog/product${file}`)).status).toBe(200);
  });

  it('stay while they are young', async () => {
    expectRefused(await call('POST', '/rest/all/V1/products/A/media', await anEntry({ content: await aContent('late.png', 6), label: 'x'.repeat(256) })), 400);
    const before = await blobFiles(service);
    await createHousekeeping({ ...storage, clock: Date.now, retentionMs: 60_000, bulkRetentionMs: 0, trashMs: 0 }).sweep();
    expect(await blobFiles(service)).toEqual(before);
  });

  it('and of a removed entry and product go too', async () => {
    await addProduct(call, 'gone');
    const entry = await addEntry(call, 'gone', { content: await aContent('gone.png', 11) });
    await addEntry(call, 'gone', { content: await aContent('gone.png', 12) });
    await sweep();
    const before = (await blobFiles(service)).length;
    expect((await call('DELETE', `/rest/all/V1/products/gone/media/${entry}`)).status).toBe(200);
    await sweep();
    expect((await blobFiles(service)).length).toBe(before - 1);
    expect((await call('DELETE', '/rest/all/V1/products/gone')).status).toBe(200);
    await sweep();
    expect((await blobFiles(service)).length).toBe(before - 2);
  });

  it('are written anew by an upload that comes between the row and the file', async () => {
    await addProduct(call, 'between');
    const content = await aContent('between.png', 13);
    const first = await addEntry(call, 'between', { content });
    expect((await call('DELETE', `/rest/all/V1/products/between/media/${first}`)).status).toBe(200);
    let came = false;
    await sweep({
      ...storage.blobs,
      async deleteOlder(hash, writtenBefore) {
        // The file system's clock may stand a tick behind.
        await pause(20);
        if (!came) await addEntry(call, 'between', { content });
        came = true;
        return storage.blobs.deleteOlder(hash, writtenBefore);
      },
    });
    expect(came).toBe(true);
    const [entry] = await galleryOf(call, 'between');
    expect((await call('GET', `/media/catalog/product${entry?.file}`)).status).toBe(200);
  });
});
