/** The matrix of the admin without a browser: what is chosen, and the operations that it comes to. */
import { describe, expect, test } from 'vitest';
import { matrixOf, NO_CELLS, operationsFor, toggled, withRange } from '../../admin/src/pages/matrix/model.js';
import type { EntryView, Gallery, View } from '../../client/index.js';

const cell = <T>(value: T, source = 'global') => ({ value, source, ...(source === 'global' ? {} : { fallback: value }), since: null, by: null, change: null });
const entry = (id: number, own: Partial<Record<'label' | 'disabled' | 'file', string>> = {}): EntryView => ({
  id,
  media_type: 'image',
  label: cell<string | null>(`picture ${id}`, own.label),
  position: cell<number | null>(id),
  disabled: cell(false, own.disabled),
  decorative: cell(false),
  focal: cell(null),
  file: cell<string | null>(`/${id}.jpg`, own.file),
  roles: [],
});
const view = (store: string, entries: EntryView[], image: number | null = 1, source = 'global'): View => ({
  store,
  version: '1-1',
  order: cell([1, 2, 3], store === 'french' ? 'french' : 'global'),
  roles: { image: cell(image, source) },
  entries,
});
const gallery: Gallery = {
  sku: 'shirt',
  version: '1-1',
  pictures: {},
  views: [
    view('german', [entry(1, { label: 'german', file: 'german' }), entry(2), entry(3, { disabled: 'german' })], null, 'german'),
    view('all', [entry(1), entry(2), entry(3)]),
    view('french', [entry(1), entry(2), entry(3)]),
  ],
};
const all = { onlyOwn: false, first: 'all' };
const matrix = matrixOf(gallery, 'everything', all);
const [common, german, french] = matrix.views as [View, View, View];
const row = (key: string) => matrix.rows.filter((one) => one.key === key);

describe('rows and cells', () => {
  test('the common values come first, then the store view that is looked at', () => {
    expect(matrix.views.map(({ store }) => store)).toEqual(['all', 'german', 'french']);
    expect(matrixOf(gallery, 'everything', { onlyOwn: false, first: 'french' }).views.map(({ store }) => store)).toEqual(['all', 'french', 'german']);
  });
  test('a cell tells what its store view has for itself', () => {
    expect(matrix.facts({ key: 'entry 1', kind: 'entry', entry: 1 }, german).own.map(({ field }) => field)).toEqual(['label', 'picture']);
    expect(matrix.facts({ key: 'entry 1', kind: 'entry', entry: 1 }, french).own).toEqual([]);
  });
  test('only rows that differ somewhere', () => {
    const keys = (lens: Parameters<typeof matrixOf>[1]) => matrixOf(gallery, lens, { ...all, onlyOwn: true }).rows.map(({ key }) => key);
    expect(keys('everything')).toEqual(['entry 1', 'entry 3', 'role image', 'order']);
    expect(keys('disabled')).toEqual(['entry 3']);
    expect(keys('focal')).toEqual([]);
  });
});

describe('choosing', () => {
  test('the common values cannot be chosen; what is chosen already is let go', () => {
    const once = toggled(NO_CELLS, row('entry 1'), matrix.views);
    expect([...once.keys()]).toEqual(['german', 'french']);
    expect(toggled(once, row('entry 1'), matrix.views).size).toBe(0);
    expect(toggled(NO_CELLS, row('entry 1'), [common]).size).toBe(0);
  });
});

describe('operations', () => {
  const chosen = withRange(NO_CELLS, matrix.rows, [german]);
  test('a whole column is one operation for its entries; roles and order only where they are its own', () => {
    expect(operationsFor({ kind: 'restore' }, matrix, chosen)).toEqual([
      { op: 'inherit', store: 'german' },
      { op: 'inherit-role', role: 'image', store: 'german' },
    ]);
    expect(operationsFor({ kind: 'restore' }, matrix, withRange(NO_CELLS, matrix.rows, [french]))).toEqual([{ op: 'inherit-order', store: 'french' }]);
  });
  test('single cells: only those that hold something, and only the field that is shown', () => {
    const labels = matrixOf(gallery, 'label', all);
    const cells = withRange(NO_CELLS, labels.rows.slice(0, 2), [german, french]);
    expect(operationsFor({ kind: 'restore' }, labels, cells)).toEqual([{ op: 'inherit', store: 'german', fields: ['label'], entry: 1 }]);
  });
  test('made the default: a role that nobody plays, too; no other roles go along', () => {
    const pushed = operationsFor({ kind: 'push-down' }, matrix, chosen);
    expect(pushed[0]).toMatchObject({ op: 'push-down', store: 'german', fields: expect.arrayContaining(['label', 'picture']) });
    expect(pushed.slice(1)).toEqual([
      { op: 'take-role', role: 'image', store: 'all' },
      { op: 'inherit-role', role: 'image', store: 'german' },
    ]);
  });
  test('copied from another store view: not onto itself, and roles only where they differ', () => {
    const both = withRange(chosen, [...row('role image'), ...row('entry 2')], [german, french]);
    expect(operationsFor({ kind: 'copy-from', from: 'german' }, matrix, both)).toEqual([
      { op: 'copy-from', from: 'german', store: 'french', entry: 2 },
      { op: 'take-role', role: 'image', store: 'french' },
    ]);
    expect(operationsFor({ kind: 'copy-from', from: 'all' }, matrix, withRange(NO_CELLS, row('order'), [german]))).toEqual([
      { op: 'copy-from', from: 'all', store: 'german', fields: ['position'] },
    ]);
  });
});
