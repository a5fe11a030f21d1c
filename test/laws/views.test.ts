import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryByPath, orderInherits, pictures, view } from '../../src/core/gallery.js';
import { effective, inherits, type Scope } from '../../src/core/scope.js';
import {
  after,
  aGallery,
  anyAdd,
  anyScope,
  anyStoreScope,
  aPicture,
  entryId,
  entryOf,
  galleries,
  galleriesAndEntry,
  idsOf,
  NEXT_ID,
  SCOPES,
  storeCode,
  viewsElsewhere,
} from '../support/gallery.js';

const german: Scope = { store: storeCode('german') };
const shownIds = (gallery: Parameters<typeof view>[0], scope: Scope) => view(gallery, scope).map(({ id }) => id);

test('a view stands by effective position, those without one last, equals by id', () => {
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      const placed = gallery.entries.map(({ id, values }) => ({ id, position: effective(values, scope).position }));
      const withOne = [...new Set(placed.map(({ position }) => position))].filter((position) => position !== null).sort((a, b) => a - b);
      expect(shownIds(gallery, scope)).toEqual(
        [...withOne, null].flatMap((place) =>
          placed
            .filter(({ position }) => position === place)
            .map(({ id }) => id)
            .sort((a, b) => a - b),
        ),
      );
    }),
  );
});

test('a view shows every entry, hidden ones included, each once', () => {
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      expect(shownIds(gallery, scope).sort((a, b) => a - b)).toEqual(idsOf(gallery));
    }),
  );
});

test('position 0 stands first and no position last', () => {
  expect(shownIds(aGallery({ entries: [{ position: 2 }, { position: 1 }, { position: 0 }] }), 'global')).toEqual([3, 2, 1]);
  const cleared = after(aGallery({ entries: 3 }), {
    kind: 'set-values',
    entry: aGallery({ entries: 1 }).entries[0]?.id ?? NEXT_ID,
    scope: 'global',
    values: { position: null },
  });
  expect(shownIds(cleared, 'global')).toEqual([2, 3, 1]);
});

test('an order of its own is the store view’s alone', () => {
  const gallery = aGallery({ entries: 3, overrides: { german: { 1: { position: 9 } } } });
  expect(shownIds(gallery, german)).toEqual([2, 3, 1]);
  expect(shownIds(gallery, 'global')).toEqual([1, 2, 3]);
});

test('the order inherits exactly where no entry overrides its position', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, scope) => {
      expect(orderInherits(gallery, scope)).toBe(!gallery.entries.some(({ values }) => !inherits(values, scope, 'position')));
    }),
  );
});

test('the global order is nobody’s to inherit, and that of an empty gallery inherits', () => {
  fc.assert(fc.property(galleries(), (gallery) => same(orderInherits(gallery, 'global'), false)));
  expect(orderInherits(aGallery(), german)).toBe(true);
});

test('adding an image at a store view turns it false', () => {
  fc.assert(
    fc.property(galleries(), anyAdd(fc.constant(NEXT_ID), anyStoreScope), (gallery, add) => {
      expect(orderInherits(after(gallery, add), add.scope)).toBe(false);
    }),
  );
});

test('restoring the order turns it true, and the view stands as the global one', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, scope) => {
      const restored = after(gallery, { kind: 'restore-order', scope });
      expect(orderInherits(restored, scope)).toBe(true);
      expect(shownIds(restored, scope)).toEqual(shownIds(restored, 'global'));
    }),
  );
});

test('deleting one at a store view and restoring the order there turns it true', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyStoreScope, ({ gallery, entry }, scope) => {
      const changed = after(gallery, { kind: 'remove-entry', entry: entry.id, scope, rolesElsewhere: 'clear' }, { kind: 'restore-order', scope });
      expect(orderInherits(changed, scope)).toBe(true);
    }),
  );
});

test('restoring the order gives back positions alone: labels, visibility, pictures and roles stay, and so does every other scope', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, scope) => {
      const restored = after(gallery, { kind: 'restore-order', scope });
      expect(viewsElsewhere(restored, scope)).toEqual(viewsElsewhere(gallery, scope));
      for (const { id, values, roles } of view(gallery, scope)) {
        const now = view(restored, scope).find((one) => one.id === id);
        expect(now).toMatchObject({ roles, values: { ...values, position: entryOf(gallery, id).values.global.position } });
      }
    }),
  );
});

test('there is no order to restore at the global scope', () => {
  fc.assert(fc.property(galleries(), (gallery) => same(after(gallery, { kind: 'restore-order', scope: 'global' }), gallery)));
});

test('the pictures of a gallery are exactly the paths that some view shows, with the bytes it shows', () => {
  fc.assert(
    fc.property(galleries(), (gallery) => {
      const shown = SCOPES.flatMap((scope) => view(gallery, scope).map(({ values }) => [values.file, values.blob] as const));
      expect(new Map([...pictures(gallery)].sort())).toEqual(new Map([...shown].sort()));
    }),
  );
});

test('a path leads to the entry that has it at some scope', () => {
  fc.assert(
    fc.property(galleries(), (gallery) => {
      for (const scope of SCOPES) for (const { id, values } of view(gallery, scope)) expect(entryByPath(gallery, values.file)?.id).toBe(id);
    }),
  );
});

test('a path that no view shows leads nowhere', () => {
  fc.assert(
    fc.property(galleriesAndEntry, fc.constantFrom('', '/', '/p/1/p1-9.jpg', 'constructor', '__proto__', 'undefined'), ({ gallery }, path) => {
      expect(entryByPath(gallery, path)).toBeUndefined();
    }),
  );
});

test("a store view's own picture is served beside the global one, until it is given back", () => {
  const scope = { store: storeCode('german') };
  const overridden = after(aGallery({ entries: 1 }), { kind: 'set-values', entry: entryId(1), scope, values: aPicture(1, 1) });
  expect([...pictures(overridden).keys()]).toEqual([aPicture(1).file, aPicture(1, 1).file]);
  const restored = after(overridden, { kind: 'set-values', entry: entryId(1), scope, values: { file: null, blob: null } });
  expect([...pictures(restored).keys()]).toEqual([aPicture(1).file]);
});

test('a removed entry leaves no picture behind', () => {
  fc.assert(
    fc.property(galleriesAndEntry, ({ gallery, entry }) => {
      const changed = after(gallery, { kind: 'remove-entry', entry: entry.id, scope: 'global', rolesElsewhere: 'clear' });
      for (const path of pictures(gallery).keys()) expect(pictures(changed).has(path)).toBe(entryByPath(gallery, path)?.id !== entry.id);
    }),
  );
});
