/** What a write costs a database in rows, and what the history keeps of it. */
import { expect } from 'vitest';
import type { AttributeChange } from '../../src/core/attributes.js';
import { evolveAttributes } from '../../src/core/attributes.js';
import { type Change, evolve } from '../../src/core/changes.js';
import { refuse } from '../../src/core/fault.js';
import { emptyGallery } from '../../src/core/gallery.js';
import { type RoleCode, skuKey } from '../../src/core/ids.js';
import { type Scope, storeScope } from '../../src/core/scope.js';
import { storeCode } from '../support/gallery.js';
import { type OpenSql, type SqlAdapter, testOn } from './adapters.js';
import { addOne, author, blobOf, factsOf, furnish, path, START, Writer } from './writing.js';

const german = storeScope(storeCode('german'));
const SHIRT = skuKey('shirt');
const TABLES = [
  'counter',
  'website',
  'store_group',
  'store',
  'attribute_set',
  'sku',
  'product',
  'product_value',
  'entry',
  'entry_value',
  'role',
  'blob',
  'file',
  'change',
] as const;

export function rowsContract(adapter: SqlAdapter): void {
  const test = testOn(async () => {
    const opened = await adapter.open();
    const writer = new Writer(opened.galleries, await furnish(opened));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { label: 'x' } });
    return { ...opened, writer, id };
  });

  test('a write that changes nothing, and one that is refused, write not a row', async (opened) => {
    const { writer, galleries, id } = opened;
    await writer.set('shirt', id, german, { label: '' });
    const cost = await costOf(opened, async () => {
      await writer.set('shirt', id, 'global', { label: 'x', position: 1 });
      await writer.set('shirt', id, german, { label: '', position: null });
      await writer.save('shirt', () => ({ commands: [], blobs: [factsOf(blobOf('late'))], head: { websites: [1] } }));
      await writer.galleries.change('shirt', author(START + 1), [], async () => ({ ok: true, value: { commands: [] } }));
      const refused = await writer.trySave('shirt', () => ({
        commands: [
          { kind: 'set-values', entry: id, scope: 'global', values: { label: 'lost' } },
          { kind: 'set-values', entry: id, scope: 'global', values: { file: null } },
        ],
      }));
      expect(refused).toMatchObject({ ok: false });
      expect(
        await galleries.write(skuKey('new'), { stores: 'every', attributes: true }, async (_, claims) => {
          await claims.path(path('/n/e/new.jpg'));
          return refuse({ code: 'sku-empty' });
        }),
      ).toMatchObject({ ok: false });
      expect(await galleries.removeProduct(skuKey('nowhere'), author())).toBe(false);
    });
    expect(cost).toEqual({ written: 0, changed: {} });
  });

  test('a single value is one row of its own, one revision and one line of history', async (opened) => {
    const { writer, id } = opened;
    const costs: readonly (readonly [string, Scope, string | null])[] = [
      ['entry_value', german, 'vorne'],
      ['entry_value', german, 'hinten'],
      ['entry_value', german, null],
      ['entry', 'global', 'front'],
    ];
    for (const [table, scope, label] of costs)
      expect(await costOf(opened, () => writer.set('shirt', id, scope, { label }))).toEqual({
        written: 3,
        changed: { [table]: 1, product: 1, change: 1 },
      });
    const image = 'image' as RoleCode;
    for (const scope of ['global', german] as const)
      expect(await costOf(opened, () => writer.run('shirt', { kind: 'set-roles', scope, roles: { [image]: id } }))).toEqual({
        written: 3,
        changed: { role: 1, product: 1, change: 1 },
      });
    // The first value of an attribute that the shop ever sees makes the attribute known, once.
    await writer.save('hat', () => ({ commands: [], attributes: { scope: 'global', values: { color: 'red' } } }));
    for (const scope of ['global', german] as const)
      expect(await costOf(opened, () => writer.save('shirt', () => ({ commands: [], attributes: { scope, values: { color: `c${String(scope)}` } } })))).toEqual(
        {
          written: 3,
          changed: { product_value: 1, product: 1, change: 1 },
        },
      );
  });

  test('a new picture is an entry, a blob and a file', async (opened) => {
    expect(await costOf(opened, () => opened.writer.add('shirt', { name: '/b/b/b.jpg' }))).toEqual({
      written: 5,
      changed: { entry: 1, blob: 1, file: 1, product: 1, change: 1 },
    });
  });

  test('a removal leaves no row behind but history and blobs', async (opened) => {
    const { writer, galleries, id } = opened;
    await writer.set('shirt', id, german, { label: 'vorne' });
    await writer.run('shirt', { kind: 'claim-roles', entry: id, scope: german, roles: ['image'], pin: true });
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: german, values: { name: 'Hemd' } } }));
    await galleries.removeProduct(SHIRT, author());
    const left = await dump(opened);
    for (const table of ['sku', 'product', 'product_value', 'entry', 'entry_value', 'role', 'file'] as const) expect([table, left[table]]).toEqual([table, []]);
    expect(left.blob).toHaveLength(1);
  });

  test('history says who, when and through which door, one line a revision', async (opened) => {
    const { writer, galleries, id } = opened;
    const by = { actor: 'anna "ä"', door: 'native', request: 'r-7', at: START + 7 };
    await writer.galleries.change('shirt', by, 'every', async () => ({
      ok: true,
      value: { commands: [{ kind: 'set-values', entry: id, scope: german, values: { label: 'vorne' } }] },
    }));
    await galleries.removeProduct(SHIRT, by);
    const history = await historyOf(opened);
    expect(history.map(({ revision }) => Number(revision))).toEqual([1, 2, 3]);
    for (const line of history.slice(1)) expect(line).toMatchObject({ ...by, sku: 'shirt' });
    expect(history.map(({ kinds }) => kinds)).toEqual([['product-added', 'entry-added'], ['value-changed'], ['product-removed']]);
  });

  test('the history replayed is the gallery', async (opened) => {
    const { writer, id } = opened;
    await writer.set('shirt', id, german, { label: '', position: 0 });
    const second = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', bytes: 'b', scope: german, values: { label: 'neu' } });
    await writer.run('shirt', { kind: 'claim-roles', entry: second.id, scope: german, roles: ['image', 'constructor'], pin: false });
    await writer.run('shirt', { kind: 'claim-roles', entry: id, scope: 'global', roles: ['image', 'thumbnail'], pin: false });
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: 'global', values: { name: 'Shirt', price: 0 } } }));
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: german, values: { name: 'Hemd', constructor: '' } } }));
    await writer.set('shirt', id, german, { label: null });
    await writer.save('shirt', () => ({
      commands: [{ kind: 'set-values', entry: id, scope: 'global', values: { blob: blobOf('other') } }],
      blobs: [factsOf(blobOf('other'))],
    }));
    await writer.run('shirt', { kind: 'remove-entry', entry: second.id, scope: german, rolesElsewhere: 'clear' });
    const { product, gallery, attributes } = await writer.load('shirt');
    const history = await historyOf(opened);
    expect(history.map(({ revision }) => Number(revision))).toEqual(Array.from({ length: product.revision }, (_, at) => at + 1));
    let [replayed, values] = [emptyGallery(gallery), { global: {}, stores: {} } as typeof attributes];
    for (const change of history.flatMap(({ changes }) => changes)) {
      if (change.kind === 'attribute-changed') values = evolveAttributes(values, change);
      else if (change.kind !== 'product-added') replayed = evolve(replayed, change);
    }
    expect({ ...replayed, takesPictures: true }).toEqual(gallery);
    expect(values).toEqual(attributes);
  });

  test('what one connection has committed another reads', async (opened) => {
    const { writer, id } = opened;
    const other = await opened.reopen();
    const reader = new Writer(other.galleries);
    expect(await reader.load('shirt')).toEqual(await writer.load('shirt'));
    await writer.set('shirt', id, german, { label: 'vorne' });
    expect(await reader.load('shirt')).toEqual(await writer.load('shirt'));
    await reader.set('shirt', id, german, { label: 'hinten' });
    expect(await writer.load('shirt')).toEqual(await reader.load('shirt'));
    await other.close();
  });
}

type Line = { readonly kind: 'product-added' } | AttributeChange | Change;

async function historyOf({ database }: OpenSql) {
  const rows = await database.read.selectFrom('change').selectAll().where('sku', '=', 'shirt').orderBy('cursor').execute();
  return rows.map((row) => {
    const changes = JSON.parse(row.changes) as readonly Line[];
    return { ...row, changes, kinds: changes.map(({ kind }) => kind) };
  });
}

/** Rows written, and by table how many rows are others than before. */
async function costOf(opened: OpenSql, work: () => Promise<unknown>): Promise<{ written: number; changed: Record<string, number> }> {
  const [before, written] = [await dump(opened), await opened.rowsWritten()];
  await work();
  const [after, now] = [await dump(opened), await opened.rowsWritten()];
  const changed: Record<string, number> = {};
  for (const table of TABLES) {
    const [old, fresh] = [new Set(before[table]), new Set(after[table])];
    const count = Math.max([...fresh].filter((row) => !old.has(row)).length, [...old].filter((row) => !fresh.has(row)).length);
    if (count > 0) changed[table] = count;
  }
  return { written: now - written, changed };
}

async function dump({ database }: OpenSql): Promise<Record<(typeof TABLES)[number], string[]>> {
  const found: Partial<Record<(typeof TABLES)[number], string[]>> = {};
  for (const table of TABLES) found[table] = (await database.read.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row));
  return found as Record<(typeof TABLES)[number], string[]>;
}
