/** What the admin's gallery page holds before it is saved: what is seen then is what is there when it has been saved. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  countEdits,
  type Draft,
  editField,
  editOrder,
  editRole,
  keepEntry,
  NO_EDITS,
  operationsOf,
  refit,
  removeEntry,
  shownField,
  shownOrder,
  shownRole,
} from '../../admin/src/gallery/draft.js';
import type { Gallery, View } from '../../client/index.js';
import { galleryIn, type Native, nativeOf, patch } from '../native/calling.js';
import { startService, type TestService } from '../support/running.js';

const cell = <T>(value: T, source = 'global', fallback?: T) => ({
  value,
  source,
  since: null,
  by: null,
  change: null,
  ...(fallback === undefined ? {} : { fallback }),
});
/** German with a label, a role and an order of its own. */
const GERMAN: View = {
  store: 'german',
  version: 'german:1',
  order: cell([3, 1, 2], 'german', [1, 2, 3]),
  roles: { image: cell<number | null>(1), thumbnail: cell<number | null>(2, 'german', 1) },
  entries: [3, 1, 2].map((id) => ({
    id,
    media_type: 'image' as const,
    position: cell<number | null>(id),
    file: cell<string | null>(`/p/${id}.jpg`),
    roles: [],
    label: id === 2 ? cell<string | null>('vorn', 'german', 'front') : cell<string | null>(`label ${id}`),
    disabled: cell(false),
    decorative: cell(false),
    focal: cell<{ x: number; y: number } | null>(null),
  })),
};
const ALL: View = { ...GERMAN, store: 'all', order: cell([1, 2, 3]), roles: { image: cell<number | null>(1) } };

describe('an edit to what is there anyway is none', () => {
  test('typed and typed back', () => {
    const typed = editField(NO_EDITS, GERMAN, 2, 'label', { set: 'vorne' });
    expect(countEdits(typed)).toBe(1);
    expect(editField(typed, GERMAN, 2, 'label', { set: 'vorn' })).toEqual(NO_EDITS);
  });
  test('an override that says what would be inherited is one', () => {
    expect(operationsOf(editField(NO_EDITS, GERMAN, 1, 'label', { set: 'label 1' }), GERMAN)).toEqual([
      { op: 'set', entry: 1, store: 'german', label: 'label 1' },
    ]);
  });
  test('inherited already, dragged back, the same holder', () => {
    expect(editField(NO_EDITS, GERMAN, 1, 'label', 'inherit')).toEqual(NO_EDITS);
    expect(editOrder(editOrder(NO_EDITS, ALL, [2, 1, 3]), ALL, [1, 2, 3])).toEqual(NO_EDITS);
    expect(editRole(NO_EDITS, GERMAN, 'thumbnail', 2)).toEqual(NO_EDITS);
    expect(editRole(NO_EDITS, GERMAN, 'image', 'inherit')).toEqual(NO_EDITS);
  });
  test('"" is a value, and is not the default', () => {
    const edited = editField(NO_EDITS, GERMAN, 2, 'label', { set: '' });
    expect(operationsOf(edited, GERMAN)).toEqual([{ op: 'set', entry: 2, store: 'german', label: '' }]);
  });
});

test('restoring shows what all store views have', () => {
  const draft = editOrder(editRole(editField(NO_EDITS, GERMAN, 2, 'label', 'inherit'), GERMAN, 'thumbnail', 'inherit'), GERMAN, 'inherit');
  const entry = GERMAN.entries.find(({ id }) => id === 2);
  expect(entry && shownField(draft, GERMAN, entry, 'label')).toMatchObject({ value: 'front', isOwn: false, isEdited: true });
  expect(shownRole(draft, GERMAN, 'thumbnail')).toMatchObject({ holder: 1, isOwn: false });
  expect(shownOrder(draft, GERMAN)).toEqual({ order: [1, 2, 3], isOwn: false, isEdited: true });
  expect(operationsOf(draft, GERMAN)).toEqual([
    { op: 'inherit', entry: 2, store: 'german', fields: ['label'] },
    { op: 'inherit-role', role: 'thumbnail', store: 'german' },
    { op: 'inherit-order', store: 'german' },
  ]);
});

test('what is removed takes its other edits with it, and comes back without them', () => {
  const edited = editRole(editField(NO_EDITS, GERMAN, 2, 'label', { set: 'x' }), GERMAN, 'image', 2);
  const removed = removeEntry(edited, 2);
  expect(operationsOf(removed, GERMAN)).toEqual([{ op: 'remove', entry: 2 }]);
  expect(shownOrder(removed, GERMAN).order).toEqual([3, 1]);
  expect(shownRole(removed, GERMAN, 'thumbnail')?.holder).toBe(null);
  expect(keepEntry(removed, GERMAN, 2)).toEqual(NO_EDITS);
});

test('on a gallery that somebody else has changed, edits of what is gone are left away and new ones find a place', () => {
  const draft = editOrder(editField(editField(NO_EDITS, ALL, 2, 'label', { set: 'x' }), ALL, 3, 'label', { set: 'y' }), ALL, [3, 2, 1]);
  const [one, , three] = [...ALL.entries].sort((a, b) => a.id - b.id);
  if (one === undefined || three === undefined) throw new Error('the sample has three');
  const now: View = { ...ALL, order: cell([1, 4, 3]), entries: [one, { ...one, id: 4 }, three] };
  expect(refit(draft, now)).toEqual({ ...NO_EDITS, fields: { 3: { label: { set: 'y' } } }, order: [3, 1, 4] });
});

/** As the service performs it. */
function moved(order: readonly number[], draft: Draft): number[] {
  const list = [...order];
  for (const operation of operationsOf(draft, { ...ALL, order: cell(order) })) {
    const { entry, before, after } = operation as unknown as { entry: number; before?: number; after?: number };
    list.splice(list.indexOf(entry), 1);
    list.splice(before === undefined ? list.indexOf(after as number) + 1 : list.indexOf(before), 0, entry);
  }
  return list;
}
const orders = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, at) => at + 1);
  return fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: count, maxLength: count }));
});
test('any order is reached by moves, and one entry that moves takes one', () => {
  fc.assert(
    fc.property(orders, ([now, wanted]) => {
      expect(moved(now, { ...NO_EDITS, order: wanted })).toEqual(wanted);
    }),
  );
  expect(operationsOf(editOrder(NO_EDITS, ALL, [3, 1, 2]), ALL)).toEqual([{ op: 'move-before', entry: 3, before: 1, store: 'all' }]);
});

describe('through the native door', () => {
  let service: TestService;
  let call: Native;
  beforeAll(async () => {
    service = await startService({ stores: ['german'] });
    call = nativeOf(service);
  });
  afterAll(() => service.stop());
  const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAMAAADz0U65AAAAA1BMVEXRYD0WpEVrAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12NgoA4AAABIAAH/myMhAAAAAElFTkSuQmCC';

  test.each(['all', 'german'])('what is seen before saving at %s is what is there afterwards', async (store) => {
    const sku = `shirt-${store}`;
    const content = (name: string) => ({ base64_encoded_data: PIXEL, type: 'image/png', name });
    const entries = ['a.png', 'b.png', 'c.png', 'd.png'].map((name) => ({
      media_type: 'image',
      label: name,
      disabled: false,
      types: [],
      content: content(name),
    }));
    const product = { sku, name: sku, attribute_set_id: 4, price: 1, type_id: 'simple', media_gallery_entries: entries };
    const made = await fetch(`${service.url}/rest/all/V1/products`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ product }),
    });
    expect(made.status).toBe(200);
    const read = async () => ((await galleryIn(call, sku, `?store=${store}`)) as unknown as Gallery).views[0] as View;
    const before = await read();
    const [a = 0, b = 0, c = 0, d = 0] = before.order.value;
    let draft = editField(NO_EDITS, before, a, 'label', { set: 'erste' });
    draft = editField(draft, before, b, 'disabled', { set: true });
    draft = editField(draft, before, c, 'focal', { set: { x: 0.25, y: 0.75 } });
    draft = editRole(editRole(draft, before, 'image', c), before, 'thumbnail', 'nobody');
    draft = editOrder(removeEntry(draft, d), before, [c, a, b]);
    await patch(call, sku, operationsOf(draft, before), `?store=${store}`);
    const after = await read();
    expect(after.order.value).toEqual(shownOrder(draft, before).order);
    for (const role of ['image', 'thumbnail']) expect(after.roles[role]?.value, role).toEqual(shownRole(draft, before, role)?.holder);
    for (const entry of before.entries.filter(({ id }) => id !== d)) {
      const now = after.entries.find(({ id }) => id === entry.id);
      for (const field of ['label', 'disabled', 'focal'] as const) expect(now?.[field]?.value).toEqual(shownField(draft, before, entry, field)?.value);
    }
  });
});
