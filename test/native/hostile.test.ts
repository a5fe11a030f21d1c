/** Bad input: a clear problem, nothing half done, nothing lost. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { openStorage } from '../../src/storage/index.js';
import { aContent, addEntry, addProduct, type Client, clientOf, galleryOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { storeCode } from '../support/gallery.js';
import { signedHeader } from '../support/oauth.js';
import { startService, type TestService } from '../support/running.js';
import { entryIn, expectProblem, galleryIn, type Native, nativeOf, patch } from './calling.js';

let service: TestService;
let root: Native;
let adobe: Client;
let id = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german'], env: { VITRINE_CORS_ORIGINS: 'https://admin.example' } });
  [root, adobe] = [nativeOf(service), clientOf(service)];
  await addProduct(adobe, 'A');
  id = await addEntry(adobe, 'A', { label: 'Front', types: ['image'] });
});
afterAll(() => service.stop());

const PATCH = '/products/A/gallery';
const places = (problem: Record<string, unknown>) => (problem.errors as { place: string }[]).map(({ place }) => place);

describe('operations', () => {
  it.each([
    ['unknown', { op: 'explode' }, '/operations/1/op'],
    ['unknown as every object has it', { op: 'constructor' }, '/operations/1/op'],
    ['without an entry', { op: 'hide' }, '/operations/1'],
    ['with an entry that is no number', { op: 'hide', entry: '1' }, '/operations/1/entry'],
    ['with an entry that is no whole number', { op: 'hide', entry: 1.5 }, '/operations/1/entry'],
    ['with a member that is none of theirs', { op: 'hide', entry: 1, label: 'x' }, '/operations/1'],
    ['with a position below 0', { op: 'set', entry: 1, position: -1 }, '/operations/1/position'],
    ['with a focal point outside', { op: 'set', entry: 1, focal: { x: 2, y: 0 } }, '/operations/1/focal/x'],
    ['with a text that no database keeps', { op: 'set', entry: 1, label: 'a\0b' }, '/operations/1/label'],
    ['with half a character', { op: 'set', entry: 1, label: '\ud800' }, '/operations/1/label'],
    ['with a video that is no address', { op: 'set', entry: 1, video_url: 'javascript:alert(1)' }, '/operations/1/video_url'],
    ['with a field that is none', { op: 'inherit', entry: 1, store: 'german', fields: ['blob'] }, '/operations/1/fields/0'],
    ['to inherit where there is nothing to inherit from', { op: 'inherit', entry: 1, store: 'all' }, '/operations/1/store'],
  ])('%s are told with their place', async (_, operation, place) => {
    const before = await readStored(service);
    const reply = await root('PATCH', PATCH, { operations: [{ op: 'hide', entry: id }, operation] });
    expect(places(expectProblem(reply, 400, 'invalid-request'))).toContain(place);
    expect(await readStored(service)).toEqual(before);
  });

  it.each([
    ['a store view that is none', { op: 'hide', entry: 1, store: 'nowhere' }, 404, 'store-not-found'],
    ['an entry that is none', { op: 'hide', entry: 999_999 }, 404, 'entry-not-found'],
    ['a place beside an entry that is none', { op: 'move-before', entry: 1, before: 999_999 }, 404, 'entry-not-found'],
    ['a role that is none', { op: 'take-role', role: '__proto__' }, 422, 'role-unknown'],
    ['a label over the limit', { op: 'set', entry: 1, label: 'x'.repeat(256) }, 422, 'limit-passed'],
  ])('about %s are refused, all of them', async (_, operation, status, type) => {
    const before = await readStored(service);
    expectProblem(
      await root('PATCH', PATCH, {
        operations: [
          { op: 'hide', entry: id },
          { ...operation, ...('entry' in operation && operation.entry === 1 ? { entry: id } : {}) },
        ],
      }),
      status,
      type,
    );
    expect(await readStored(service)).toEqual(before);
  });

  it('by the thousand are refused, in a short answer', async () => {
    for (const one of [{ op: 'hide', entry: id }, { op: 'explode' }, 7]) {
      const reply = await root('PATCH', PATCH, { operations: Array.from({ length: 10_000 }, () => one) });
      expectProblem(reply, 400, 'invalid-request');
      expect(reply.bytes.length).toBeLessThan(4000);
    }
  });

  it('on every entry, so many times that it adds up, are refused', async () => {
    await addProduct(adobe, 'wide');
    for (let at = 0; at < 12; at++) await addEntry(adobe, 'wide');
    const operations = Array.from({ length: 1000 }, () => ({ op: 'inherit', store: 'german' }));
    expectProblem(await root('PATCH', '/products/wide/gallery', { operations }), 422, 'limit-passed');
    expect((await patch(root, 'wide', operations.slice(0, 800))).changes).toEqual([]);
  });

  it('of several at the same time are all done, one after the other', async () => {
    const fields = Array.from({ length: 20 }, (_, at) => ({
      op: 'set',
      entry: id,
      store: at % 2 === 0 ? 'german' : 'all',
      [at % 3 === 0 ? 'position' : 'label']: at % 3 === 0 ? at : `${at}`,
    }));
    const edits = await Promise.all(fields.map((operation) => patch(root, 'A', [operation])));
    const numbers = edits.map(({ change }) => change);
    expect(new Set(numbers).size).toBe(numbers.length);
    const last = (store: string, field: string) => {
      const writes = edits.flatMap(({ change, changes }) =>
        changes.filter((one) => one.store === store && one.field === field).map(({ after }) => ({ change, after })),
      );
      return writes.sort((a, b) => Number(b.change) - Number(a.change))[0]?.after;
    };
    expect((await galleryOf(adobe, 'A', 'german'))[0]).toMatchObject({ label: last('german', 'label'), position: last('german', 'position') });
  });
});

describe('bodies', () => {
  it.each([
    ['arrays', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}0${'}'.repeat(100_000)}`],
  ])('of %s in each other without an end are refused', async (_, nested) => {
    const reply = await root('PATCH', PATCH, `{"operations":[{"op":"hide","entry":${id},"more":${nested}}]}`);
    expectProblem(reply, 400, 'invalid-request');
  });

  it.each([
    ['no JSON', '{{{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no operations', '{"operations":[]}'],
    ['operations that are no list', '{"operations":{"0":{"op":"hide"}}}'],
    ['a key that reaches into a prototype', '{"__proto__":{"operations":[]}}'],
    ['more than documented', '{"operations":[{"op":"hide","entry":1}],"more":1}'],
    ['deep nesting', `{"operations":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['bytes that are no text', Buffer.from([0x22, 0xff, 0x22])],
  ])('%s', async (_, body) => {
    expectProblem(await root('PATCH', PATCH, body), 400, 'invalid-request');
  });

  it('of another type, or too long', async () => {
    expectProblem(await root('PATCH', PATCH, '{"operations":[]}', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type');
    expectProblem(await root('PATCH', PATCH, '{}', { 'content-type': undefined }), 415, 'unsupported-media-type');
    expectProblem(await root('PATCH', PATCH, ' '.repeat(5_000_000)), 413, 'body-too-long');
    expectProblem(await nativeOf(service, 'nobody')('POST', '/tokens', ' '.repeat(70_000)), 413, 'body-too-long');
  });
});

describe('addresses', () => {
  it('that are none, and methods that are not taken', async () => {
    for (const path of ['', '/', '/nothing', '/products/A/nothing', '/products/A/gallery/x', '/%'])
      expectProblem(await root('GET', path), 404, 'no-such-route');
    const reply = await root('DELETE', PATCH);
    expectProblem(reply, 405, 'method-not-allowed');
    expect(reply.headers.allow).toBe('GET, PATCH');
    for (const query of ['?more=1', '?store=german&store=all', '?dry_run=maybe'])
      expectProblem(await root('PATCH', `${PATCH}${query}`, { operations: [{ op: 'hide', entry: id }] }), 400, 'invalid-request');
  });

  it('hold any SKU, and find only what is one', async () => {
    expectProblem(await root('GET', '/products/%00/gallery'), 400, 'invalid-request');
    for (const sku of ['__proto__', '..%2F..', `${'x'.repeat(3000)}`, '%F0%9F%98%80', "'%20or%201=1"])
      expectProblem(await root('GET', `/products/${sku}/gallery`), 404, 'product-not-found');
    expect((await galleryIn(root, ' a ')).sku).toBe('A');
  });
});

describe('signing in', () => {
  it('gives a token for a name and its password, and for nothing else', async () => {
    const stranger = nativeOf(service, '');
    const reply = await stranger('POST', '/tokens', { username: 'test-root', password: 'Test-Root-1' });
    expect(reply.status).toBe(201);
    const { token } = reply.body as { token: string };
    expect((await nativeOf(service, token)('GET', '/stores')).body).toEqual({
      stores: [
        { code: 'default', name: expect.any(String), locale: 'en_US', website: 'base', group: 'main_website_store' },
        { code: 'german', name: 'german', locale: 'en_US', website: 'base', group: 'main_website_store' },
      ],
    });
    for (const password of ['', 'wrong', 'Test-Root-1 '])
      expectProblem(await stranger('POST', '/tokens', { username: 'test-root', password }), 401, 'sign-in-refused');
    expectProblem(await stranger('POST', '/tokens', { username: 'test-root' }), 400, 'invalid-request');
  });
});

describe('integrations', () => {
  it('sign, or send their access token; and what is signed badly is refused with its reason', async () => {
    const keys = await service.app.access.addIntegration({ name: 'erp', resources: 'every', stores: [storeCode('german')] });
    if (keys === undefined) throw new Error('the name is taken');
    const operations = [{ op: 'set', entry: id, store: 'german', label: 'von ERP' }];
    const url = `${service.url}/api/v1${PATCH}?dry_run=false`;
    const signed = await root('PATCH', `${PATCH}?dry_run=false`, { operations }, { authorization: signedHeader('PATCH', url, keys) });
    expect(signed.status, signed.text).toBe(200);
    expect(entryIn(await galleryIn(nativeOf(service, keys.accessToken), 'A', '?store=german'), 'german', id).label).toMatchObject({
      value: 'von ERP',
      by: 'erp',
    });
    const badly = await root('PATCH', PATCH, { operations }, { authorization: signedHeader('PATCH', url, keys, { oauth_signature: 'x' }) });
    expect(expectProblem(badly, 401, 'signature-refused').reason).toBe('signature-wrong');
  });
});

describe('pages of other origins', () => {
  it('may call where the setting says so, patches too', async () => {
    const asked = { origin: 'https://admin.example', 'access-control-request-method': 'PATCH', authorization: undefined };
    const allowed = await adobe('OPTIONS', `/api/v1${PATCH}`, undefined, asked);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://admin.example');
    expect(allowed.headers['access-control-allow-methods']).toContain('PATCH');
    expect((await root('GET', PATCH, undefined, { origin: 'https://admin.example' })).headers['access-control-expose-headers']).toContain('ETag');
    const evil = await adobe('OPTIONS', `/api/v1${PATCH}`, undefined, { ...asked, origin: 'https://evil.example' });
    expect(evil.headers['access-control-allow-origin']).toBeUndefined();
    // The older doors too, and what is no door of programs not.
    for (const path of ['/rest/all/V1/products/A/media', '/api/jsonrpc'])
      expect((await adobe('OPTIONS', path, undefined, asked)).headers['access-control-allow-origin']).toBe('https://admin.example');
    const health = await adobe('GET', '/health/live', undefined, { origin: 'https://admin.example', authorization: undefined });
    expect(health.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('bytes that are gone', () => {
  it('cannot be taken back, and nothing is written', async () => {
    await addProduct(adobe, 'B');
    const removed = await addEntry(adobe, 'B', { content: await aContent('gone.png', 9) });
    const { change } = await patch(root, 'B', [{ op: 'remove', entry: removed }]);
    const storage = await openStorage({
      database: service.database,
      blobs: `file:${join(service.data, 'blobs')}`,
      renditions: `file:${join(service.data, 'renditions')}`,
    });
    await pause(20);
    await createHousekeeping({ ...storage, clock: Date.now, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
    await storage.close();
    const before = await readStored(service);
    expectProblem(await root('POST', '/products/B/undo', { change }), 422, 'undo-impossible');
    expect(await readStored(service)).toEqual(before);
  });
});
