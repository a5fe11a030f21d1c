import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttributeChange, Attributes } from '../../src/core/attributes.js';
import type { Change } from '../../src/core/changes.js';
import { decideAll } from '../../src/core/commands.js';
import type { Gallery } from '../../src/core/gallery.js';
import { type Scoped, storeScope } from '../../src/core/scope.js';
import { takeBack } from '../../src/core/undo.js';
import { accepted, after, aGallery, anyAsk, changesOf, entryId, entryOf, evolveAll, galleries, STORE_SCOPES, storeCode } from '../support/gallery.js';

const NONE = { global: {}, stores: {} };
const STORES = new Set(STORE_SCOPES.flatMap((scope) => (scope === 'global' ? [] : [scope.store])));
const german = storeScope(storeCode('german'));
const back = (gallery: Gallery, changes: readonly (Change | AttributeChange)[], attributes: Scoped<Attributes> = NONE) =>
  takeBack({ gallery, attributes }, changes, STORES);
const someAsks = fc.array(anyAsk, { maxLength: 6 });
/** What of the commands the gallery accepts. */
const changesOfAll = (gallery: Gallery, asks: readonly Parameters<typeof changesOf>[1][]) => {
  let now = gallery;
  return asks.flatMap((ask) => {
    const changes = changesOf(now, ask);
    now = evolveAll(now, changes);
    return changes;
  });
};

test('taken back at once, everything is as it was', () => {
  fc.assert(
    fc.property(galleries(), someAsks, (gallery, asks) => {
      const changes = changesOfAll(gallery, asks);
      const undone = back(evolveAll(gallery, changes), changes);
      expect(undone.trampled).toEqual([]);
      expect(undone.after.gallery).toEqual(gallery);
    }),
  );
});

test('whatever happened since: taking back can itself be taken back', () => {
  fc.assert(
    fc.property(galleries(), someAsks, someAsks, (gallery, asks, later) => {
      const changes = changesOfAll(gallery, asks);
      const done = evolveAll(gallery, changes);
      const now = evolveAll(done, changesOfAll(done, later));
      const undone = back(now, changes);
      expect(evolveAll(now, undone.changes as Change[])).toEqual(undone.after.gallery);
      const again = back(undone.after.gallery, undone.changes);
      expect(again.trampled).toEqual([]);
      expect(again.after.gallery).toEqual(now);
    }),
  );
});

test('what others changed elsewhere stays, and is not trampled', () => {
  const gallery = aGallery({ entries: 2 });
  const changes = changesOf(gallery, { kind: 'set-values', entry: entryId(1), scope: german, values: { label: 'Vorne' } });
  const now = after(evolveAll(gallery, changes), { kind: 'set-values', entry: entryId(1), scope: german, values: { disabled: true } });
  const undone = back(now, changes);
  expect(undone.trampled).toEqual([]);
  expect(entryOf(undone.after.gallery, entryId(1)).values.stores).toEqual({ german: { disabled: true } });
});

test('a cell that changed later is trampled, and told as it was left and as it is', () => {
  const gallery = aGallery({ entries: 1 });
  const changes = changesOf(gallery, { kind: 'set-values', entry: entryId(1), scope: german, values: { label: 'Vorne' } });
  const now = after(evolveAll(gallery, changes), { kind: 'set-values', entry: entryId(1), scope: german, values: { label: 'Front' } });
  const undone = back(now, changes);
  expect(undone.trampled).toEqual([{ kind: 'value', entry: 1, name: 'label', scope: german, left: 'Vorne', now: 'Front' }]);
  expect(undone.after.gallery).toEqual(gallery);
});

test('an entry that was overridden since is trampled, and goes with all it has', () => {
  const { gallery, changes } = accepted(
    decideAll(aGallery({ entries: 1 }), [
      { kind: 'add-entry', id: entryId(2), mediaType: 'image', scope: 'global', values: entryOf(aGallery({ entries: 2 }), entryId(2)).values.global },
    ]),
  );
  const now = after(gallery, { kind: 'claim-roles', entry: entryId(2), scope: german, roles: ['image'], pin: true });
  const undone = back(now, changes);
  expect(undone.trampled).toMatchObject([{ kind: 'entry', entry: 2 }]);
  expect(undone.after.gallery).toEqual(aGallery({ entries: 1 }));
});

test('cells of a store view that is no more are left away', () => {
  const gone = storeScope(storeCode('gone'));
  const start = aGallery({ entries: 1, overrides: { german: { 1: { label: 'Vorne' } }, gone: { 1: { label: 'Weg' } } } });
  const removed = changesOf(start, { kind: 'remove-entry', entry: entryId(1), scope: 'global', rolesElsewhere: 'clear' });
  expect(entryOf(back(evolveAll(start, removed), removed).after.gallery, entryId(1)).values.stores).toEqual({ german: { label: 'Vorne' } });
  const inherited = changesOf(start, { kind: 'set-values', entry: entryId(1), scope: gone, values: { label: null } });
  expect(back(evolveAll(start, inherited), inherited).changes).toEqual([]);
});

test('attributes are taken back like values', () => {
  const change: AttributeChange = { kind: 'attribute-changed', attribute: 'name', scope: german, before: 'Hemd', after: ['x'] };
  const undone = back(aGallery(), [change], { global: { name: 'Shirt' }, stores: { [storeCode('german')]: { name: ['x'] } } });
  expect(undone).toMatchObject({ trampled: [], after: { attributes: { global: { name: 'Shirt' }, stores: { german: { name: 'Hemd' } } } } });
  expect(back(aGallery(), [change]).trampled).toEqual([{ kind: 'attribute', name: 'name', scope: german, left: ['x'] }]);
});
