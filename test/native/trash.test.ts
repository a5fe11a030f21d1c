/** The trash and the way back, and the history of everything. */
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { readSettings } from '../../src/settings.js';
import { openStorage } from '../../src/storage/index.js';
import { aContent, addEntry, addProduct, type Client, clientOf } from '../doors/client.js';
import { readStored } from '../doors/stored.js';
import { startService, type TestService } from '../support/running.js';
import { type EditView, entryIn, expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch, timeBetween, undo, viewIn } from './calling.js';

interface Item {
  readonly sku: string;
  readonly entry: number;
  readonly label: string | null;
  readonly roles: readonly string[];
  readonly removed_at: string;
  readonly gone_at: string;
  readonly by: string;
  readonly change: number;
  readonly picture: { readonly url: string | null; readonly thumbnail: string | null; readonly width: number | null };
}
let service: TestService;
let root: Native;
let adobe: Client;
let sku = '';
let [first, second] = [0, 0];
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe] = [nativeOf(service), clientOf(service)];
});
beforeEach(async () => {
  sku = `SKU-${++count}`;
  await addProduct(adobe, sku);
  first = await addEntry(adobe, sku, { label: 'Front', types: ['image', 'thumbnail'] });
  second = await addEntry(adobe, sku, { label: 'Back', content: await aContent('back.png', 2) });
});
afterAll(() => service.stop());

async function listed(path = `/products/${sku}/trash`): Promise<{ items: Item[]; next: string | null }> {
  const reply = await root('GET', path);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as { items: Item[]; next: string | null };
}
async function restore(entry: number, query = '', call = root): Promise<EditView> {
  const reply = await call('POST', `/products/${sku}/restore${query}`, { entry });
  expect(reply.status, reply.text).toBe(200);
  return reply.body as EditView;
}
const remove = (entry: number) => patch(root, sku, [{ op: 'remove', entry }]);
/** Values and where they come from, without when. */
const seen = async () => {
  const { views } = await galleryIn(root, sku, '?store=*');
  return JSON.parse(JSON.stringify(views, (key, value) => (['since', 'by', 'change', 'version'].includes(key) ? undefined : value)));
};

describe('the trash', () => {
  it('tells what was removed by any door: what it was, who removed it, and until when it can come back', async () => {
    expect(await listed()).toEqual({ items: [], next: null });
    await patch(root, sku, [{ op: 'give-role', entry: first, role: 'swatch_image', store: 'german' }]);
    const anna = await nativeAs(service, `anna ${sku}`);
    const { change } = await patch(anna, sku, [{ op: 'remove', entry: first }]);
    await adobe('DELETE', `/rest/all/V1/products/${sku}/media/${second}`);
    const [back, front] = (await listed()).items;
    expect(back).toMatchObject({ entry: second, label: 'Back', roles: [], by: 'test-root' });
    expect(front).toMatchObject({ sku, entry: first, media_type: 'image', label: 'Front', by: `anna ${sku}`, change });
    expect([...(front?.roles ?? [])].sort()).toEqual(['image', 'swatch_image', 'thumbnail']);
    expect(Date.parse(front?.gone_at ?? '') - Date.parse(front?.removed_at ?? '')).toBe(30 * 86_400_000);
  });

  it('shows its pictures to who is signed in, small, and to nobody else', async () => {
    const { file } = entryIn(await galleryIn(root, sku), 'all', first);
    await remove(first);
    const [item] = (await listed()).items;
    expect((await adobe('GET', `/media/catalog/product${file.value}`)).status).toBe(404);
    const { pathname, search } = new URL(item?.picture.thumbnail ?? '');
    const shown = await adobe('GET', `${pathname}${search}`);
    expect([shown.status, shown.headers['content-type'], shown.headers['cache-control']]).toEqual([200, 'image/webp', 'private, max-age=3600']);
    expect((await sharp(shown.bytes).metadata()).format).toBe('webp');
    expectProblem(await nativeOf(service)('GET', `/trash/${first}/picture`, undefined, { authorization: undefined }), 401, 'not-signed-in');
    for (const entry of [second, 0, 'x', '9'.repeat(30)]) expectProblem(await root('GET', `/trash/${entry}/picture`), 404, 'no-picture');
    for (const width of ['31', '513', 'x', '']) expectProblem(await root('GET', `/trash/${first}/picture?width=${width}`), 400, 'invalid-request');
  });

  it('comes in pages that leave nothing out, of one product or of all', async () => {
    await patch(root, sku, [
      { op: 'remove', entry: first },
      { op: 'remove', entry: second },
    ]);
    const pages: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await listed(`/trash?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(...page.items.map(({ entry }) => entry));
      cursor = page.next;
    }
    expect(pages).toEqual((await listed('/trash?limit=200')).items.map(({ entry }) => entry));
    expect((await listed()).items.map(({ entry }) => entry)).toEqual([second, first]);
    expectProblem(await root('GET', '/products/nothing/trash'), 404, 'product-not-found');
    for (const query of ['limit=0', 'limit=201', 'cursor=x', `cursor=${Buffer.from('["a",1]').toString('base64url')}`, 'cursor='])
      expectProblem(await root('GET', `/trash?${query}`), 400, 'invalid-request');
  });
});

it('an added picture whose bytes lie there is told of, and where', async () => {
  const bytes = (await aContent('back.png', 2)).base64_encoded_data;
  const add = (query = '') => patch(root, sku, [{ op: 'add', picture: { base64: bytes, name: 'back.png' } }], query);
  await remove(second);
  const warning = { code: 'in-trash', entry: second, store: 'all', text: expect.stringContaining('restore') };
  expect((await add('?dry_run=true')).warnings).toEqual([warning]);
  expect((await add()).warnings).toEqual([warning]);
  expect((await restore(second, '?dry_run=true')).warnings).toEqual([]);
});

describe('restore', () => {
  it('brings an entry back with everything it had, and nothing else of the change that removed it', async () => {
    await patch(root, sku, [
      { op: 'set', entry: first, store: 'german', label: 'Vorne', position: 9, disabled: true },
      { op: 'give-role', entry: first, role: 'swatch_image', store: 'french' },
    ]);
    const start = await seen();
    const bytes = (await adobe('GET', `/media/catalog/product${entryIn(await galleryIn(root, sku), 'all', first).file.value}`)).bytes;
    await patch(root, sku, [
      { op: 'remove', entry: first },
      { op: 'remove', entry: second },
    ]);
    const { changes } = await restore(first);
    expect(changes.map(({ kind }) => kind)).not.toContain('entry-removed');
    expect((await listed()).items.map(({ entry }) => entry)).toEqual([second]);
    await restore(second);
    expect(await seen()).toEqual(start);
    expect((await listed()).items).toEqual([]);
    const { file } = entryIn(await galleryIn(root, sku), 'all', first);
    expect((await adobe('GET', `/media/catalog/product${file.value}`)).bytes.equals(bytes)).toBe(true);
  });

  it('leaves roles with who got them since, and gives a path that is taken a number', async () => {
    const { file } = entryIn(await galleryIn(root, sku), 'all', first);
    await remove(first);
    const other = await addEntry(adobe, sku, { label: 'New', types: ['image'], content: await aContent(file.value.split('/').at(-1) ?? '', 3) });
    await restore(first);
    const gallery = await galleryIn(root, sku);
    const { roles } = viewIn(gallery, 'all');
    expect([roles.image?.value, roles.thumbnail?.value]).toEqual([other, first]);
    expect(entryIn(gallery, 'all', first).file.value).not.toBe(file.value);
    expect(entryIn(gallery, 'all', other).file.value).toBe(file.value);
  });

  it('is previewed, can be taken back, and then lies there again', async () => {
    await remove(first);
    const before = await readStored(service);
    const preview = await restore(first, '?dry_run=true');
    expect([preview.dry_run, preview.change, viewIn(preview.gallery, 'all').order.value]).toEqual([true, null, [first, second]]);
    expect(await readStored(service)).toEqual(before);
    const { change } = await restore(first);
    expect((await listed()).items).toEqual([]);
    await undo(root, sku, { change });
    expect((await listed()).items.map(({ entry }) => entry)).toEqual([first]);
  });

  it('is refused of what does not lie there, and to who may not add', async () => {
    await remove(first);
    const other = `${sku}-other`;
    await addProduct(adobe, other);
    for (const entry of [second, 1_000_000]) expectProblem(await root('POST', `/products/${sku}/restore`, { entry }), 404, 'not-in-trash');
    expectProblem(await root('POST', `/products/${other}/restore`, { entry: first }), 404, 'not-in-trash');
    expectProblem(await root('POST', '/products/nothing/restore', { entry: first }), 404, 'product-not-found');
    for (const body of [{}, { entry: 0 }, { entry: '1' }, { entry: first, force: true }])
      expectProblem(await root('POST', `/products/${sku}/restore`, body), 400, 'invalid-request');
    const german = await nativeAs(service, `german ${sku}`, ['german']);
    expectProblem(await german('POST', `/products/${sku}/restore`, { entry: first }), 403, 'not-authorized');
    const reply = await root('POST', `/products/${sku}/restore`, { entry: first }, { 'if-match': '"1-1-1"' });
    expectProblem(reply, 412, 'version-differs');
  });

  it('of two at once brings it back once', async () => {
    await remove(first);
    const replies = await Promise.all([1, 2, 3].map(() => root('POST', `/products/${sku}/restore`, { entry: first })));
    for (const { status } of replies) expect([200, 404]).toContain(status);
    expect(replies.filter(({ status, body }) => status === 200 && (body as EditView).changes.length > 0)).toHaveLength(1);
    expect(viewIn(await galleryIn(root, sku), 'all').order.value).toEqual([first, second]);
  });
});

it('back to a time takes back what came after it', async () => {
  const start = await seen();
  const then = await timeBetween(service);
  await patch(root, sku, [{ op: 'set', entry: second, store: 'german', label: 'Hinten' }]);
  await remove(first);
  await undo(root, sku, { back_to_time: then });
  expect(await seen()).toEqual(start);
  for (const time of ['2999-01-01T00:00:00Z', 'yesterday', '2026-11-22'])
    expectProblem(await root('POST', `/products/${sku}/undo`, { back_to_time: time }), 400, 'invalid-request');
  expectProblem(await root('POST', `/products/${sku}/undo`, { back_to_time: then, change: 1 }), 400, 'invalid-request');
  expectProblem(await root('POST', `/products/${sku}/undo`, { back_to_time: '2001-01-01T00:00:00Z' }), 422, 'undo-impossible');
});

it('bytes outlive the retention of what nothing refers to, but not the trash', async () => {
  const settings = readSettings({ VITRINE_DATA: service.data, VITRINE_DATABASE_URL: service.database });
  if ('faults' in settings) throw new Error(settings.faults.join());
  const storage = await openStorage({ database: settings.databaseUrl, blobs: settings.blobsUrl, renditions: settings.renditionsUrl });
  const sweep = (trashMs: number) =>
    createHousekeeping({ ...storage, clock: () => storage.clock() + 1000, retentionMs: 0, bulkRetentionMs: 0, trashMs }).sweep();
  try {
    await adobe('PUT', `/rest/all/V1/products/${sku}/media/${second}`, {
      entry: { id: second, media_type: 'image', label: 'Back', position: 2, disabled: false, content: await aContent('other.png', 5) },
    });
    const replaced = (await root('GET', `/products/${sku}/history?limit=1`)).body as { lines: { change: number }[] };
    await remove(first);
    await sweep(60_000);
    await undo(root, sku, { change: replaced.lines[0]?.change });
    await restore(first);
    await remove(first);
    await sweep(0);
    expect((await listed('/trash')).items).toEqual([]);
    expectProblem(await root('POST', `/products/${sku}/restore`, { entry: first }), 404, 'not-in-trash');
  } finally {
    await storage.close();
  }
});

describe('the history of everything', () => {
  interface Line {
    readonly sku: string;
    readonly change: number;
    readonly by: string;
    readonly door: string;
  }
  const journal = async (query = ''): Promise<{ lines: Line[]; next: string | null }> => (await root('GET', `/history${query}`)).body as never;

  it('is that of all products, the newest first, by who and through which door', async () => {
    const anna = await nativeAs(service, `anna2 ${sku}`);
    await patch(anna, sku, [{ op: 'set', entry: first, label: 'x' }]);
    await adobe('DELETE', `/rest/all/V1/products/${sku}`);
    const { lines } = await journal('?limit=2');
    expect(lines.map(({ sku: whose, by, door }) => [whose, by, door])).toEqual([
      [sku, 'test-root', 'adobe-rest'],
      [sku, `anna2 ${sku}`, 'native'],
    ]);
    expect((await journal(`?by=${encodeURIComponent(`anna2 ${sku}`)}`)).lines.map(({ sku: whose }) => whose)).toEqual([sku]);
    expect((await journal('?door=shipstream-rpc')).lines).toEqual([]);
    expect(new Set((await journal('?door=native')).lines.map(({ door }) => door))).toEqual(new Set(['native']));
  });

  it('comes in pages that leave nothing out', async () => {
    const whole = (await journal('?limit=200')).lines;
    const paged: Line[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { lines: Line[]; next: string | null } = await journal(`?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.lines);
      cursor = page.next;
    }
    expect(paged.slice(0, whole.length)).toEqual(whole);
    for (const query of ['?limit=0', '?limit=201', '?cursor=7', '?cursor=', '?actor=x'])
      expectProblem(await root('GET', `/history${query}`), 400, 'invalid-request');
  });
});
