/** Comparing two store views without a browser: what a shopper sees, and what is not the same. */
import { expect, test } from 'vitest';
import { differencesOf, seenIn } from '../../admin/src/pages/compare/difference.js';
import type { EntryView, Gallery, View } from '../../client/index.js';

const cell = <T>(value: T) => ({ value, source: 'global', since: null, by: null, change: null });
const entry = (id: number, { hidden = false, label = `picture ${id}` as string | null, decorative = false, file = `/${id}.jpg` } = {}): EntryView => ({
  id,
  media_type: 'image',
  label: cell<string | null>(label),
  position: cell<number | null>(id),
  disabled: cell(hidden),
  decorative: cell(decorative),
  focal: cell(null),
  file: cell<string | null>(file),
  roles: [],
});
const view = (order: number[], entries: EntryView[], image: number | null = 1): View => ({
  store: 'all',
  version: '1-1',
  order: cell(order),
  roles: { image: cell(image) },
  entries,
});
function compare(left: View, right: View) {
  const gallery: Gallery = { sku: 'shirt', version: '1-1', pictures: {}, views: [left, right] };
  return Object.fromEntries(differencesOf(seenIn(gallery, left), seenIn(gallery, right), left.roles, right.roles));
}
const all = [entry(1), entry(2), entry(3), entry(4)];

test('the same looks the same; hidden pictures are not seen, whatever else they have', () => {
  expect(compare(view([1, 2, 3, 4], all), view([1, 2, 3, 4], all))).toEqual({});
  const hidden = [entry(1), entry(2, { hidden: true }), entry(3), entry(4)];
  expect(compare(view([1, 2, 3, 4], hidden), view([4, 2, 1, 3].sort(), hidden))).toEqual({});
  expect(compare(view([1, 2, 3, 4], all), view([1, 2, 3, 4], hidden))).toEqual({ 2: ['only-here'] });
  expect(compare(view([1, 2, 3, 4], hidden), view([1, 2, 3, 4], all))).toEqual({});
});

test('as few as possible have moved', () => {
  expect(compare(view([4, 1, 2, 3], all), view([1, 2, 3, 4], all))).toEqual({ 4: ['place'] });
  expect(Object.keys(compare(view([4, 3, 2, 1], all), view([1, 2, 3, 4], all)))).toHaveLength(3);
});

test('texts as they are read: a decorative one is empty, blanks are none', () => {
  const other = [entry(1, { decorative: true }), entry(2, { label: '  ' }), entry(3, { label: null }), entry(4, { file: '/other.jpg' })];
  expect(compare(view([1, 2, 3, 4], other), view([1, 2, 3, 4], all, 2))).toEqual({ 1: ['text', 'roles'], 2: ['text', 'roles'], 3: ['text'], 4: ['picture'] });
  const blank = [entry(1), entry(2, { label: null }), entry(3), entry(4)];
  expect(compare(view([1, 2, 3, 4], [entry(1), entry(2, { label: ' ' }), entry(3), entry(4)]), view([1, 2, 3, 4], blank))).toEqual({});
});
