/** What the trash promises, and the history of all products, whatever keeps them. */
import { expect } from 'vitest';
import type { TrashPlace } from '../../src/app/ports-trash.js';
import type { Change } from '../../src/core/changes.js';
import { findEntry } from '../../src/core/gallery.js';
import { type EntryId, type RoleCode, skuKey } from '../../src/core/ids.js';
import { type Scope, storeScope } from '../../src/core/scope.js';
import { storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, type OpenDatabase, testOn } from './adapters.js';
import { addOne, author, blobOf, factsOf, furnish, START, Writer, writeMuch } from './writing.js';

const german = storeScope(storeCode('german'));
const DAY_MS = 86_400_000;

export function trashContract(adapter: DatabaseAdapter): void {
  const test = testOn(async () => {
    const opened = await adapter.open();
    return { ...opened, writer: new Writer(opened.galleries, await furnish(opened)) };
  });
  const remove = (entry: EntryId, scope: Scope = 'global') => ({ kind: 'remove-entry', entry, scope, rolesElsewhere: 'clear' }) as const;
  const removedAt = (writer: Writer, sku: string, entry: EntryId, at: number) => writer.save(sku, () => ({ commands: [remove(entry)] }), at);
  const productOf = async (writer: Writer, sku: string) => (await writer.load(sku)).product.id;
  const numbersIn = async ({ trash }: OpenDatabase) => (await trash.list({ limit: 100 })).map(({ entry }) => entry);

  test('a removed entry lies in it, as people knew it, until it comes back', async (opened) => {
    const { writer, trash, journal } = opened;
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { label: null } });
    await writer.set('shirt', id, german, { label: 'Vorne' });
    await writer.run(
      'shirt',
      { kind: 'set-roles', scope: 'global', roles: { image: id } as Record<RoleCode, EntryId> },
      { kind: 'set-roles', scope: german, roles: { image: id, thumbnail: id } as Record<RoleCode, EntryId> },
    );
    const entry = findEntry((await writer.load('shirt')).gallery, id);
    if (entry === undefined) throw new Error('it is there');
    expect(await numbersIn(opened)).toEqual([]);
    await removedAt(writer, 'shirt', id, START + 5);
    const [line] = (await journal.read({ limit: 1 })).lines;
    const lying = { entry: id, product: await productOf(writer, 'shirt'), sku: 'shirt', mediaType: 'image', label: 'Vorne', roles: ['image', 'thumbnail'] };
    const found = await trash.find(id);
    expect(found && { ...found, roles: [...found.roles].sort() }).toEqual({
      ...lying,
      blob: blobOf('/a/a/a.jpg'),
      change: line?.number,
      removedAt: START + 5,
      actor: 'tester',
    });
    await writer.save('shirt', () => ({ commands: [], changes: [{ kind: 'entry-added', entry } satisfies Change] }));
    expect([await trash.find(id), await numbersIn(opened)]).toEqual([undefined, []]);
    await removedAt(writer, 'shirt', id, START + 9);
    expect((await trash.find(id))?.removedAt).toBe(START + 9);
  });

  test('pages of it leave nothing out: the last removed first, of one product or of all', async (opened) => {
    const { writer, trash } = opened;
    const shirts = await writer.add('shirt', ...['a', 'b', 'c'].map((name) => ({ name: `/s/${name}.jpg` })));
    const mugs = await writer.add('mug', ...['d', 'e'].map((name) => ({ name: `/m/${name}.jpg` })));
    await writer.run('shirt', remove(shirts[0]?.id as EntryId), remove(shirts[1]?.id as EntryId));
    await writer.run('mug', ...mugs.map(({ id }) => remove(id)));
    await writer.run('shirt', remove(shirts[2]?.id as EntryId));
    const wanted = [shirts[2]?.id, mugs[1]?.id, mugs[0]?.id, shirts[1]?.id, shirts[0]?.id];
    expect(await numbersIn(opened)).toEqual(wanted);
    const paged: EntryId[] = [];
    for (let after: TrashPlace | undefined; ; ) {
      const page = await trash.list({ after, limit: 2 });
      paged.push(...page.map(({ entry }) => entry));
      after = page.at(-1);
      if (after === undefined) break;
    }
    expect(paged).toEqual(wanted);
    const mug = await productOf(writer, 'mug');
    expect((await trash.list({ product: mug, limit: 100 })).map(({ entry }) => entry)).toEqual(mugs.map(({ id }) => id).reverse());
  });

  test('it tells which of its entries have some bytes', async ({ writer, trash }) => {
    const [first, again] = await writer.add('shirt', { name: '/a/one.jpg', bytes: 'same' }, { name: '/a/two.jpg', bytes: 'same' });
    const other = await addOne(writer, 'mug', { name: '/b/one.jpg', bytes: 'same' });
    await writer.run('shirt', remove(first?.id as EntryId));
    await writer.run('shirt', remove(again?.id as EntryId));
    await writer.run('mug', remove(other.id));
    const shirt = await productOf(writer, 'shirt');
    expect(await trash.holding(shirt, [blobOf('same'), blobOf('none')])).toEqual(new Map([[blobOf('same'), again?.id]]));
    expect(await trash.holding(shirt, [])).toEqual(new Map());
  });

  test('a removed product takes what lay in it along', async (opened) => {
    const { writer, trash, galleries } = opened;
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await writer.run('shirt', remove(id));
    await galleries.removeProduct(skuKey('shirt'), author());
    expect([await trash.find(id), await numbersIn(opened)]).toEqual([undefined, []]);
  });

  test('bytes stay as long as it names them: of what was removed, and of what was replaced', async ({ writer, trash, index }) => {
    const [kept, gone] = await writer.add('shirt', { name: '/a/a.jpg', bytes: 'old' }, { name: '/a/b.jpg', bytes: 'gone', values: { label: 'x' } });
    await writer.save('shirt', () => ({
      commands: [{ kind: 'set-values', entry: kept?.id as EntryId, scope: 'global', values: { blob: blobOf('new') } }],
      blobs: [factsOf(blobOf('new'))],
    }));
    await removedAt(writer, 'shirt', gone?.id as EntryId, START + DAY_MS);
    const sweep = async () => [...(await index.forgetUnused(START + 100 * DAY_MS, 100))].sort();
    expect(await sweep()).toEqual([]);
    expect(await trash.forget(START, 100)).toBe(0);
    expect(await sweep()).toEqual([]);
    expect(await trash.forget(START + 1, 100)).toBe(1);
    expect(await sweep()).toEqual([blobOf('old')]);
    expect(await trash.find(gone?.id as EntryId)).toBeDefined();
    expect(await trash.forget(START + DAY_MS + 1, 100)).toBe(2);
    expect([await trash.find(gone?.id as EntryId), await sweep()]).toEqual([undefined, [blobOf('gone')]]);
  });

  test('a write that is undone throws nothing away', async (opened) => {
    const { writer } = opened;
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    const refused = writer.trySave('shirt', () => ({ commands: [remove(id), remove(id)] }));
    expect((await refused).ok).toBe(false);
    expect(await numbersIn(opened)).toEqual([]);
  });

  test('a page of the journal ends before it is too large, but holds a line, and says where to go on', async ({ writer, journal }) => {
    for (const [round, count] of [1, 25, 25, 25, 80].entries()) await writeMuch(writer, `${round}`, count);
    const pages: number[][] = [];
    for (let before: number | undefined, isMore = true; isMore; ) {
      const { lines, next } = await journal.read({ before, limit: 10, actor: 'tester' });
      pages.push(lines.map(({ revision }) => revision));
      [before, isMore] = [next, next !== undefined];
    }
    expect(pages).toEqual([[5], [4, 3], [2, 1]]);
  });

  test('the journal has the lines of all products, the newest first, by who and through what', async ({ writer, galleries, journal }) => {
    for (const sku of ['a', 'b', 'a', 'c']) await addOne(writer, sku, { name: `/x/${sku}.jpg` });
    await galleries.removeProduct(skuKey('b'), { ...author(), actor: 'anna', door: 'other' });
    const all = await journal.read({ limit: 100 });
    expect(all.lines.map(({ sku, actor }) => `${sku} ${actor}`)).toEqual(['b anna', 'c tester', 'a tester', 'b tester', 'a tester']);
    expect(all.lines[0]).toMatchObject({ door: 'other', request: 'request-1', at: START, changes: [{ kind: 'product-removed' }] });
    const paged: number[] = [];
    for (let before: number | undefined, isMore = true; isMore; ) {
      const { lines, next } = await journal.read({ before, limit: 2 });
      paged.push(...lines.map(({ number }) => number));
      before = next;
      isMore = next !== undefined;
    }
    expect(paged).toEqual(all.lines.map(({ number }) => number));
    const only = async (by: { actor?: string; door?: string }) => (await journal.read({ ...by, limit: 100 })).lines.map(({ sku }) => sku);
    expect([
      await only({ actor: 'anna' }),
      await only({ door: 'contract' }),
      await only({ actor: 'nobody' }),
      await only({ actor: 'anna', door: 'contract' }),
    ]).toEqual([['b'], ['c', 'a', 'b', 'a'], [], []]);
  });
}
