/** What was uploaded becomes entries: by its handle, or in one call; once, however often it is sent. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandles } from '../../src/app/handles.js';
import { createSecrets } from '../../src/security/secrets.js';
import { picture } from '../conformance/pictures.js';
import { addProduct, type Client, clientOf } from '../doors/client.js';
import { dial } from '../doors/socket.js';
import { aHost } from '../fetching/hosts.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, undo } from './calling.js';
import { FORM, type FormFile, formOf, upload } from './forms.js';

let service: TestService;
let root: Native;
let adobe: Client;
let sku = '';
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'], env: { VITRINE_MAX_ENTRIES: '8' } });
  [root, adobe] = [nativeOf(service), clientOf(service)];
});
beforeEach(async () => {
  sku = `SKU-${++count}`;
  await addProduct(adobe, sku);
});
afterAll(() => service.stop());

const aFile = async (number: number, name = `p${number}.png`): Promise<FormFile> => ({ name, bytes: await picture(`image:png:${number}`) });
interface Added {
  readonly results: readonly {
    readonly name: string;
    readonly entry?: number;
    readonly reused?: boolean;
    readonly file?: string;
    readonly verdict?: { readonly code: string };
  }[];
  readonly change: number | null;
  readonly dry_run?: boolean;
}
async function add(call: Native, query: string, ...files: readonly FormFile[]): Promise<Added> {
  const { status, text, body } = await call('POST', `/products/${sku}/entries${query}`, formOf(...files), FORM);
  expect(status, text).toBe(201);
  return body as Added;
}
const shown = async (store = 'all') => (await galleryIn(root, sku, `?store=${store}`)).views[0]?.entries ?? [];
const handleOf = async (call: Native, file: FormFile): Promise<string> => (await upload(call, file))[0]?.upload ?? '';

describe('files of a form', () => {
  it('are only looked at where a preview is wished, by either way of saying so', async () => {
    const files = formOf(await aFile(1), { name: 'no.png', bytes: Buffer.from('nothing') });
    for (const [query, headers] of [
      ['?dry_run=true&label=x', FORM],
      ['?label=x', { ...FORM, prefer: 'handling=preview' }],
    ] as const) {
      const { status, body } = await root('POST', `/products/${sku}/entries${query}`, files, headers);
      expect(status).toBe(201);
      expect(body).toMatchObject({ dry_run: true, change: null, results: [{ reused: false }, { verdict: {} }] });
      expect((body as { changes: { kind: string }[] }).changes[0]?.kind).toBe('entry-added');
    }
    expect(await shown()).toEqual([]);
  });

  it('become entries in their order, in one change', async () => {
    const { results, change } = await add(root, '?store=german&label=Vorne&roles=image,thumbnail', await aFile(1), await aFile(2), await aFile(3));
    const entries = await shown('german');
    expect(results).toEqual(entries.map(({ id, file }, at) => ({ name: `p${at + 1}.png`, entry: id, reused: false, file: file.value })));
    expect(entries.map(({ label, roles }) => [label.value, roles])).toEqual([
      ['Vorne', ['image', 'thumbnail']],
      ['Vorne', []],
      ['Vorne', []],
    ]);
    expect((await shown()).map(({ label }) => label.value)).toEqual([null, null, null]);
    await undo(root, sku, { change });
    expect(await shown()).toEqual([]);
  });

  it('play no role where none is asked for, and all of them in an empty gallery where nothing is said', async () => {
    await add(root, '?roles=', await aFile(1), await aFile(2));
    expect((await shown()).map(({ roles }) => roles)).toEqual([[], []]);
    sku = `SKU-${++count}`;
    await addProduct(adobe, sku);
    await add(root, '', await aFile(1), await aFile(2));
    expect((await shown()).map(({ roles }) => roles.length > 0)).toEqual([true, false]);
  });

  it('each get a verdict or an entry', async () => {
    const { results } = await add(root, '', await aFile(1), { name: 'bad.png', bytes: await picture('bytes:truncated-png') }, await aFile(2), await aFile(1));
    const [one, bad, two, again] = results;
    expect((await shown()).map(({ id }) => id)).toEqual([one?.entry, two?.entry]);
    expect(bad).toEqual({ name: 'bad.png', verdict: expect.objectContaining({ code: 'image-unreadable' }) });
    expect(again).toMatchObject({ entry: one?.entry, reused: true });
  });

  it('that are there already are an error, or are allowed, where that is asked', async () => {
    const first = await add(root, '', await aFile(1));
    const refused = await add(root, '?on_duplicate=error', await aFile(1), await aFile(2));
    expect(refused.results.map(({ verdict, entry }) => verdict?.code ?? typeof entry)).toEqual(['picture-there', 'number']);
    const allowed = await add(root, '?on_duplicate=allow', await aFile(1));
    expect(allowed.results[0]?.entry).not.toBe(first.results[0]?.entry);
    const nothing = await add(root, '', await aFile(1));
    expect(nothing.change).toBeNull();
  });

  it('are none of them added where the product or the call is at fault', async () => {
    const send = async (path: string, ...files: readonly FormFile[]) => root('POST', path, formOf(...files), FORM);
    expectProblem(await send('/products/nothing/entries', await aFile(1)), 404, 'product-not-found');
    expectProblem(await send(`/products/${sku}/entries?store=nowhere`, await aFile(1)), 404, 'store-not-found');
    expectProblem(await send(`/products/${sku}/entries?roles=nothing`, await aFile(1)), 422, 'role-unknown');
    expectProblem(await send(`/products/${sku}/entries?on_duplicate=maybe`, await aFile(1)), 400, 'invalid-request');
    const nine = await Promise.all(Array.from({ length: 9 }, (_, at) => aFile(at + 1)));
    expectProblem(await send(`/products/${sku}/entries`, ...nine), 422, 'limit-passed');
    const german = await nativeAs(service, `german-${count}`, ['german']);
    expectProblem(await german('POST', `/products/${sku}/entries?store=german`, formOf(await aFile(1)), FORM), 403, 'not-authorized');
    expect(await shown()).toEqual([]);
  });

  it('are added once by a call with a key, and other files under it are refused', async () => {
    const key = { ...FORM, 'idempotency-key': `key-${count}` };
    const send = async (...files: readonly FormFile[]) => root('POST', `/products/${sku}/entries?on_duplicate=allow`, formOf(...files), key);
    const [first, second] = [await send(await aFile(1)), await send(await aFile(1))];
    expect([second.status, second.text, second.headers['idempotency-replayed']]).toEqual([201, first.text, 'true']);
    expectProblem(await send(await aFile(2)), 422, 'idempotency-key-reused');
    expect(await shown()).toHaveLength(1);
  });
});

describe('a handle', () => {
  const adding = (handle: string) => [{ op: 'add', picture: { upload: handle } }];
  it('names the bytes any number of times, for its owner alone', async () => {
    const handle = await handleOf(root, await aFile(5));
    await patch(root, sku, adding(handle));
    expect((await shown()).map(({ file }) => file.value)).toEqual([expect.stringMatching(/^\/p\/5\/p5(_\d+)?\.png$/)]);
    const other = `${sku}-other`;
    await addProduct(adobe, other);
    await patch(root, other, adding(handle));
    const stranger = await nativeAs(service, `stranger-${count}`);
    expectProblem(await stranger('PATCH', `/products/${sku}/gallery`, { operations: adding(handle) }), 422, 'upload-refused');
  });
  it('that was made up or changed names nothing', async () => {
    const handle = await handleOf(root, await aFile(5));
    const turned = `${handle.startsWith('A') ? 'B' : 'A'}${handle.slice(1)}`;
    for (const wrong of ['', 'x', 'a'.repeat(200), `${handle}x`.slice(1), handle.slice(0, -4), turned]) {
      const { status, body } = await root('PATCH', `/products/${sku}/gallery`, { operations: adding(wrong) });
      expect([status, (body as { type: string }).type]).toEqual(wrong === '' ? [400, 'invalid-request'] : [422, 'upload-refused']);
    }
  });
  it('names nothing once the bytes are gone', async () => {
    const file = await aFile(8);
    const handle = await handleOf(root, file);
    const hash = createHash('sha256').update(file.bytes).digest('hex');
    await rm(join(service.data, 'blobs', hash.slice(0, 2), hash));
    expectProblem(await root('PATCH', `/products/${sku}/gallery`, { operations: adding(handle) }), 422, 'upload-refused');
  });
  it('runs out, and is one thing only', () => {
    let now = 1000;
    const handles = createHandles(
      createSecrets(() => Buffer.alloc(32, 7)),
      () => now,
      500,
    );
    const by = { kind: 'user', id: 3 } as const;
    const handle = handles.seal('upload', { a: 1 }, by);
    expect(handles.open('upload', handle, by)).toEqual({ a: 1 });
    expect(handles.open('other', handle, by)).toBeUndefined();
    expect(handles.open('upload', handle, { kind: 'integration', id: 3 })).toBeUndefined();
    expect(handles.open('upload', 'x'.repeat(5000), by)).toBeUndefined();
    now = 1500;
    expect(handles.open('upload', handle, by)).toBeUndefined();
  });
});

describe('an upload that is sent again and again', () => {
  it('after its connections were cut is one entry', async () => {
    const body = formOf(await aFile(6));
    const head = `POST /api/v1/products/${sku}/entries HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${service.token}\r\ncontent-type: ${FORM['content-type']}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const cut = async () => {
      const socket = await dial(service.url);
      socket.write(head);
      await new Promise((sent) => socket.write(body, sent));
      socket.destroy();
    };
    await cut();
    const all = await Promise.all(Array.from({ length: 5 }, async () => add(root, '', await aFile(6))));
    await Promise.all(Array.from({ length: 5 }, cut));
    const entries = await shown();
    expect(entries).toHaveLength(1);
    expect(new Set(all.map(({ results }) => results[0]?.entry))).toEqual(new Set([entries[0]?.id]));
  });
});

describe('an address', () => {
  const fetchFrom = (url: string, more: object = {}) => root('POST', '/uploads/url', { url, ...more });
  it('that is not public is refused, and so is one that leads there', async () => {
    for (const url of ['http://169.254.169.254/latest/meta-data', 'http://127.0.0.1:1/a.png', 'file:///etc/passwd', 'http://[::1]/', 'nothing'])
      expect(expectProblem(await fetchFrom(url), 422, 'fetch-failed').verdict).toMatchObject({ code: 'fetch-failed', field: 'url' });
  });
  it('is fetched, checked and kept', async () => {
    const bytes = await picture('image:jpeg:7');
    const host = await aHost((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      else response.end(request.url === '/text' ? 'words' : bytes);
    });
    const open = await startService({ env: { VITRINE_FETCH_HOSTS: host.name } });
    const call = nativeOf(open);
    const from = (path: string, more: object = {}) => call('POST', '/uploads/url', { url: `http://${host.name}${path}`, ...more });
    expectProblem(await from('/away'), 422, 'fetch-failed');
    expectProblem(await from('/text'), 422, 'image-unreadable');
    expect((await from('/pictures/shirt.php?x=1')).body).toMatchObject({
      name: 'shirt.jpg',
      type: 'image/jpeg',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect((await from('/x', { name: 'Mug.jpg' })).body).toMatchObject({ name: 'Mug.jpg' });
    await open.stop();
  });
});

describe('bytes that are to go past the service', () => {
  it('cannot where they are kept in a folder', async () => {
    expectProblem(await root('POST', '/uploads/direct', { size_bytes: 10, type: 'image/png' }), 409, 'direct-unavailable');
    expectProblem(await root('POST', '/uploads/direct/finish', { direct: 'x', name: 'a.png' }), 409, 'direct-unavailable');
  });
});
