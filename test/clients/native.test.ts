/** The client of the native API against a real server: typed by the document, dependency-free. */

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, Problem } from '../../client/index.js';
import { picture } from '../conformance/pictures.js';
import { addEntry, addProduct, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';

const SKU = 'a/b c+ü?';
let service: TestService;
let client: Client;
let entry = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german'] });
  const { token } = await createClient({ baseUrl: `${service.url}/` }).createToken({ body: { username: 'test-root', password: 'Test-Root-1' } });
  client = createClient({ baseUrl: service.url, token });
  await addProduct(clientOf(service), SKU);
  entry = await addEntry(clientOf(service), SKU, { label: 'Front', types: ['image'] });
});
afterAll(() => service.stop());

const refusal = async (call: Promise<unknown>): Promise<Problem> => {
  const caught = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(caught instanceof Problem)) throw new Error(`no problem: ${caught}`);
  return caught;
};

describe('the client', () => {
  it('reads, changes, and takes back', async () => {
    const { views, version } = await client.readGallery({ sku: SKU, store: 'german,all' });
    expect(views.map(({ store, entries }) => [store, entries[0]?.label.value, entries[0]?.label.source])).toEqual([
      ['german', 'Front', 'global'],
      ['all', 'Front', 'global'],
    ]);
    const body = { operations: [{ op: 'set' as const, entry, store: 'german', label: 'Vorne' }] };
    const preview = await client.patchGallery({ sku: SKU, dry_run: true, body });
    expect([preview.change, preview.changes.length]).toEqual([null, 1]);
    const edit = await client.patchGallery({ sku: SKU, store: 'german', body }, { ifMatch: version });
    expect(edit.gallery.views[0]?.entries[0]?.label).toMatchObject({ value: 'Vorne', source: 'german', fallback: 'Front' });
    await client.undoChange({ sku: SKU, body: { change: edit.change ?? 0 } });
    expect((await client.readGallery({ sku: SKU, store: 'german' })).views[0]?.entries[0]?.label.source).toBe('global');
    const { lines, next } = await client.readHistory({ sku: SKU, limit: 1, cursor: undefined });
    expect([lines.length, typeof next]).toEqual([1, 'number']);
  });

  it('throws what is refused, with everything that the service says of it', async () => {
    const problem = await refusal(client.readGallery({ sku: 'nothing' }));
    expect(problem).toMatchObject({ name: 'Problem', type: 'product-not-found', status: 404, detail: 'There is no product of this SKU.' });
    expect(problem.request).toMatch(/^[0-9a-f]{16}$/);
    const old = await refusal(client.patchGallery({ sku: SKU, body: { operations: [{ op: 'hide', entry }] } }, { ifMatch: '1-1-1' }));
    expect([old.type, typeof old.members.version, Array.isArray(old.members.changes)]).toEqual(['version-differs', 'string', true]);
    expect((await refusal(createClient({ baseUrl: service.url }).listStores())).type).toBe('not-signed-in');
  });

  it('says when an answer is not the service’s', async () => {
    const astray = createClient({ baseUrl: service.url, fetch: async () => new Response('<h1>Bad Gateway</h1>', { status: 502 }) });
    expect(await refusal(astray.listStores())).toMatchObject({ type: 'no-problem', status: 502, request: undefined });
  });

  it('can be stopped, and shows its answers', async () => {
    const etags: (string | null)[] = [];
    await client.readGallery({ sku: SKU }, { onAnswer: ({ headers }) => etags.push(headers.get('etag')) });
    expect(etags).toEqual([expect.stringMatching(/^"[^"]+"$/)]);
    await expect(client.readGallery({ sku: SKU }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('sends files, and loads pictures', async () => {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(await picture('image:png:3'))], { type: 'image/png' }), 'side.png');
    const [sent] = (await client.uploadFiles({ body })).uploads;
    if (sent === undefined || !('upload' in sent) || sent.upload === undefined) throw new Error('it is refused');
    const operations = [{ op: 'add' as const, picture: { upload: sent.upload }, label: 'Side' }];
    const added = (await client.patchGallery({ sku: SKU, body: { operations } }, { idempotencyKey: 'client-1' })).added?.[0]?.entry ?? 0;
    const again = await client.patchGallery({ sku: SKU, body: { operations } }, { idempotencyKey: 'client-1' });
    expect(again.added?.[0]?.entry).toBe(added);
    await client.patchGallery({ sku: SKU, body: { operations: [{ op: 'remove', entry: added }] } });
    const shown = await client.readTrashPicture({ entry: added, width: 64 });
    expect([shown.type, (await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).format]).toEqual(['image/webp', 'webp']);
    expect((await client.restoreEntry({ sku: SKU, body: { entry: added } })).gallery.views[0]?.entries.map(({ id }) => id)).toContain(added);
  });

  it('writes by the cookie of a session with what its pages know', async () => {
    let [cookie, csrf] = ['', undefined as string | undefined];
    const browser = createClient({
      baseUrl: service.url,
      csrf: () => csrf,
      // As a browser does: it keeps the cookie.
      async fetch(url, init) {
        const answer = await fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
        cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
        return answer;
      },
    });
    const session = await browser.openSession({ body: { username: 'test-root', password: 'Test-Root-1' } });
    expect(session.user).toEqual({ name: 'test-root', resources: 'every', stores: 'every' });
    const write = () => browser.patchGallery({ sku: SKU, body: { operations: [{ op: 'show', entry }] } });
    expect((await refusal(write())).type).toBe('csrf-refused');
    csrf = session.csrf;
    expect((await write()).changes).toEqual([]);
    expect(await browser.endSession()).toBeUndefined();
    expect((await refusal(browser.readSession())).type).toBe('not-signed-in');
  });
});
