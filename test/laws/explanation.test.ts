import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evolve } from '../../src/core/changes.js';
import { explainField, explainOrder, explainRole } from '../../src/core/explanation.js';
import { FIELD_NAMES } from '../../src/core/fields.js';
import { orderInherits, roleHolder, view } from '../../src/core/gallery.js';
import { cellsIn, cellsOf, valueCell } from '../../src/core/provenance.js';
import { cellAt, storeScope } from '../../src/core/scope.js';
import { warningsOf } from '../../src/core/warnings.js';
import {
  after,
  aGallery,
  anyAsk,
  anyScope,
  changesOf,
  entryId,
  entryOf,
  evolveAll,
  galleries,
  galleriesAndEntry,
  storeCode,
  viewOf,
} from '../support/gallery.js';

const german = storeScope(storeCode('german'));

test('what is explained is what is seen, and its source holds it', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      for (const field of FIELD_NAMES) {
        const { value, source, fallback } = explainField(entry, scope, field);
        expect(value).toEqual(viewOf(gallery, scope, entry.id).values[field]);
        expect(cellAt(entry.values, source, field)).toEqual(value);
        expect(fallback).toEqual(source === 'global' ? undefined : entry.values.global[field]);
      }
      for (const role of gallery.roleCodes) expect(explainRole(gallery, scope, role).value).toBe(roleHolder(gallery, scope, role));
      const order = explainOrder(gallery, scope);
      expect(order.value).toEqual(view(gallery, scope).map(({ id }) => id));
      expect(order.source === 'global').toBe(scope === 'global' || orderInherits(gallery, scope));
    }),
  );
});

test('a cell that holds another value than before is among the cells of a change', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      let now = gallery;
      for (const change of changesOf(gallery, command)) {
        const next = evolve(now, change);
        const fresh = [...cellsIn(next)].filter((cell) => !cellsIn(now).has(cell));
        expect(cellsOf(change)).toEqual(expect.arrayContaining(fresh));
        now = next;
      }
    }),
  );
});

test('the cells of a gallery are its global values, its overrides and its roles', () => {
  const gallery = aGallery({ entries: 1, overrides: { german: { 1: { label: '' } } }, roles: { german: { image: 'none' } } });
  expect([...cellsIn(gallery)].filter((cell) => cell.endsWith('german'))).toEqual([valueCell(entryId(1), german, 'label'), 'role image german']);
  expect(cellsIn(gallery)).toContain(valueCell(entryId(1), 'global', 'label'));
});

const warned = (gallery: ReturnType<typeof aGallery>, command: Parameters<typeof changesOf>[1]) => {
  const changes = changesOf(gallery, command);
  return warningsOf(changes, evolveAll(gallery, changes));
};

test('an override equal to the global value is warned of, one that differs or is given back is not', () => {
  const gallery = after(aGallery({ entries: 1, roles: { global: { image: 1 } } }), {
    kind: 'set-values',
    entry: entryId(1),
    scope: 'global',
    values: { label: 'Front' },
  });
  const set = (label: string | null) => warned(gallery, { kind: 'set-values', entry: entryId(1), scope: german, values: { label } });
  expect(set('Front')).toEqual([{ code: 'pins-value', entry: 1, field: 'label', store: 'german' }]);
  expect(set('Vorne')).toEqual([]);
  expect(set(null)).toEqual([]);
  expect(warned(gallery, { kind: 'set-values', entry: entryId(1), scope: 'global', values: { label: 'Back' } })).toEqual([]);
  expect(warned(gallery, { kind: 'claim-roles', entry: entryId(1), scope: german, roles: ['image'], pin: true })).toEqual([
    { code: 'pins-role', role: 'image', store: 'german' },
  ]);
});

test('roles that go with an entry are warned of, scope by scope', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1 }, german: { thumbnail: 1, image: 2 } } });
  expect(entryOf(gallery, entryId(1)).id).toBe(1);
  expect(warned(gallery, { kind: 'remove-entry', entry: entryId(1), scope: 'global', rolesElsewhere: 'clear' })).toEqual([
    { code: 'role-lost', entry: 1, role: 'image', scope: 'global' },
    { code: 'role-lost', entry: 1, role: 'thumbnail', scope: german },
  ]);
});
