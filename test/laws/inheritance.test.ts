import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, decide } from '../../src/core/commands.js';
import { ENTRY_FIELDS, type EntryValues, FIELD_NAMES, type FieldName } from '../../src/core/fields.js';
import { type Entry, type Gallery, roleHolder, sources, view } from '../../src/core/gallery.js';
import type { RoleHolder } from '../../src/core/roles.js';
import { cellAt, effective, effectiveCell, inherits, type Scope, sourceOf } from '../../src/core/scope.js';
import {
  after,
  aGallery,
  anyAdd,
  anyCommand,
  anyRole,
  anyScope,
  anyStoreScope,
  aPicture,
  entryId,
  entryOf,
  everyView,
  galleries,
  galleriesAndEntry,
  idsOf,
  NEXT_ID,
  SCOPES,
  STORE_SCOPES,
  setting,
  storeCode,
  viewOf,
  viewsElsewhere,
  writes,
} from '../support/gallery.js';

const german: Scope = { store: storeCode('german') };
const fieldsOf = (values: object): FieldName[] => Object.keys(values) as FieldName[];
const anyField: fc.Arbitrary<FieldName> = fc.constantFrom(...FIELD_NAMES);

/** One role of a gallery, given to one of its entries or to nobody. */
const anyAssignment = (scope: fc.Arbitrary<Scope>) =>
  fc.record({ at: galleriesAndEntry, scope, role: anyRole, nobody: fc.boolean() }).map(({ at: { gallery, entry }, scope: where, role, nobody }) => {
    const holder: RoleHolder = nobody ? 'none' : entry.id;
    return { gallery, scope: where, role, holder, changed: after(gallery, { kind: 'set-roles', scope: where, roles: { [role]: holder } }) };
  });

test('a value set at a scope is what that scope sees', () => {
  fc.assert(
    fc.property(writes(anyScope), (write) => {
      const seen = viewOf(after(write.gallery, setting(write)), write.scope, write.entry.id);
      expect(seen.values).toEqual({ ...effective(write.entry.values, write.scope), ...write.values });
    }),
  );
});

test('a role set at a scope is who plays it there', () => {
  fc.assert(
    fc.property(anyAssignment(anyScope), ({ changed, scope, role, holder }) => {
      expect(roleHolder(changed, scope, role)).toBe(holder);
    }),
  );
});

test('a value set is that of its scope, its entry and its field alone', () => {
  fc.assert(
    fc.property(writes(anyScope), (write) => {
      const changed = after(write.gallery, setting(write));
      for (const entry of write.gallery.entries.filter(({ id }) => id !== write.entry.id)) expect(entryOf(changed, entry.id)).toEqual(entry);
      for (const scope of SCOPES) {
        for (const field of FIELD_NAMES.filter((name) => !Object.hasOwn(write.values, name) || scope !== write.scope)) {
          expect(cellAt(entryOf(changed, write.entry.id).values, scope, field)).toEqual(cellAt(write.entry.values, scope, field));
        }
      }
      expect(changed.roles).toEqual(write.gallery.roles);
    }),
  );
});

test("a store view's write never shows elsewhere", () => {
  fc.assert(
    fc.property(galleries(1), anyCommand(undefined, anyStoreScope), (gallery, command) => {
      fc.pre(command.kind !== 'remove-entry');
      const decided = decide(gallery, command);
      if (decided.ok) expect(viewsElsewhere(after(gallery, command), command.scope)).toEqual(viewsElsewhere(gallery, command.scope));
    }),
  );
});

test('null at a store view restores the global value', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyStoreScope, fc.subarray([...FIELD_NAMES]), ({ gallery, entry }, scope, fields) => {
      const changed = after(gallery, { kind: 'set-values', entry: entry.id, scope, values: Object.fromEntries(fields.map((field) => [field, null])) });
      const seen = viewOf(changed, scope, entry.id).values;
      for (const field of FIELD_NAMES) {
        expect(seen[field]).toEqual(fields.includes(field) ? entry.values.global[field] : effectiveCell(entry.values, scope, field));
        if (fields.includes(field)) expect(inherits(entryOf(changed, entry.id).values, scope, field)).toBe(true);
      }
    }),
  );
});

test('null at a store view gives a role back to whom it has globally', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, anyRole, (gallery, scope, role) => {
      const changed = after(gallery, { kind: 'set-roles', scope, roles: { [role]: null } });
      expect(roleHolder(changed, scope, role)).toBe(roleHolder(gallery, 'global', role));
    }),
  );
});

test('null at the global scope is a value: no label, no position; where null cannot be, the initial value', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyField, ({ gallery, entry }, field) => {
      const command: Command = { kind: 'set-values', entry: entry.id, scope: 'global', values: { [field]: null } };
      const row = ENTRY_FIELDS[field];
      if ('initial' in row) expect(viewOf(after(gallery, command), 'global', entry.id).values[field]).toBe(row.initial);
      else expect(decide(gallery, command)).toEqual({ ok: false, fault: { code: 'value-required', field } });
    }),
  );
});

test('a global write reaches exactly the views that inherit the field', () => {
  fc.assert(
    fc.property(writes(fc.constant('global')), (write) => {
      const changed = after(write.gallery, setting(write));
      for (const scope of STORE_SCOPES) {
        const [before, now] = [effective(write.entry.values, scope), viewOf(changed, scope, write.entry.id).values];
        for (const field of fieldsOf(write.values)) {
          expect(now[field]).toEqual(inherits(write.entry.values, scope, field) ? write.values[field] : before[field]);
        }
      }
    }),
  );
});

test('a role given globally reaches exactly the views that inherit the role', () => {
  fc.assert(
    fc.property(anyAssignment(fc.constant('global')), ({ gallery, changed, role, holder }) => {
      for (const scope of STORE_SCOPES) {
        expect(roleHolder(changed, scope, role)).toBe(inherits(gallery.roles, scope, role) ? holder : roleHolder(gallery, scope, role));
      }
    }),
  );
});

test('presence decides, never truthiness: an empty text, 0 and false are overrides', () => {
  const loud = { label: 'front', position: 7, disabled: true, videoTitle: 'Turning' } as const;
  const quiet = { label: '', position: 0, disabled: false, videoTitle: '' } as const;
  const gallery = aGallery({ entries: [loud], overrides: { german: { 1: quiet } } });
  expect(viewOf(gallery, german, entryId(1)).values).toMatchObject(quiet);
  expect(viewOf(gallery, 'global', entryId(1)).values).toMatchObject(loud);
  for (const field of fieldsOf(quiet)) expect(inherits(entryOf(gallery, entryId(1)).values, german, field)).toBe(false);
});

test('a value equal to the inherited one is an override all the same, and stops following', () => {
  fc.assert(
    fc.property(writes(fc.constant('global')), anyStoreScope, (write, scope) => {
      const seen = effective(write.entry.values, scope);
      const pinned = after(write.gallery, setting({ entry: write.entry, scope, values: seen }));
      const now = viewOf(after(pinned, setting(write)), scope, write.entry.id).values;
      for (const field of FIELD_NAMES.filter((name) => seen[name] !== null)) expect(now[field]).toEqual(seen[field]);
    }),
  );
});

test('`none` at a store view is an override: the global holder does not play the role there', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1, thumbnail: 1 }, german: { image: 'none' } } });
  expect(viewOf(gallery, german, entryId(1)).roles).toEqual(['thumbnail']);
  expect(viewOf(gallery, 'global', entryId(1)).roles).toEqual(['image', 'thumbnail']);
});

test('the source of a value is the scope itself exactly where it overrides, and the value is what the source holds', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ entry }, scope) => {
      for (const field of FIELD_NAMES) {
        const source = sources(entry, scope)[field];
        expect(source).toEqual(cellAt(entry.values, scope, field) === undefined ? 'global' : scope);
        expect(source).toEqual(sourceOf(entry.values, scope, field));
        expect(cellAt(entry.values, source, field)).toEqual(effective(entry.values, scope)[field]);
      }
    }),
  );
});

test('the global scope inherits nothing', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyField, ({ entry }, field) => {
      expect(inherits(entry.values, 'global', field)).toBe(false);
    }),
  );
});

test('a store view that overrides nothing sees what the global scope sees', () => {
  fc.assert(
    fc.property(galleries(), (gallery) => {
      expect(view(gallery, { store: storeCode('untouched') })).toEqual(view(gallery, 'global'));
    }),
  );
});

test('a new entry shows the values that it was given at the scope where it was added', () => {
  fc.assert(
    fc.property(galleries(), anyAdd(fc.constant(NEXT_ID)), (gallery, add) => {
      expect(viewOf(after(gallery, add), add.scope, NEXT_ID)).toMatchObject({ mediaType: add.mediaType, roles: [], values: add.values });
    }),
  );
});

test('an entry added at a store view is in every scope: elsewhere without label, shown, not decorative, in the same place, with the same picture', () => {
  fc.assert(
    fc.property(galleries(), anyAdd(fc.constant(NEXT_ID), anyStoreScope), (gallery, add) => {
      const changed = after(gallery, add);
      const here = viewOf(changed, add.scope, NEXT_ID).values;
      for (const scope of SCOPES.filter((other) => other !== add.scope)) {
        expect(viewOf(changed, scope, NEXT_ID).values).toEqual({ ...here, label: null, disabled: false, decorative: false });
      }
    }),
  );
});

test('what is given to an entry added at a store view is explicit there, its position always', () => {
  fc.assert(
    fc.property(galleries(), anyAdd(fc.constant(NEXT_ID), anyStoreScope), (gallery, add) => {
      const { values } = entryOf(after(gallery, add), NEXT_ID);
      expect(inherits(values, add.scope, 'position')).toBe(false);
      for (const field of ['label', 'disabled', 'decorative', 'videoTitle', 'videoDescription'] as const) {
        expect(inherits(values, add.scope, field)).toBe((add.values[field] ?? null) === null);
      }
    }),
  );
});

test('adding an entry changes nothing about the others', () => {
  fc.assert(
    fc.property(galleries(), anyAdd(fc.constant(NEXT_ID)), (gallery, add) => {
      const changed = after(gallery, add);
      expect(idsOf(changed)).toEqual([...idsOf(gallery), NEXT_ID]);
      expect(everyView(changed).map((seen) => seen.filter(({ id }) => id !== NEXT_ID))).toEqual(everyView(gallery));
    }),
  );
});

test('an entry added without a position stands behind every position that its scope sees', () => {
  const highest = (gallery: Gallery, scope: Scope) => Math.max(0, ...gallery.entries.map(({ values }) => effective(values, scope).position ?? 0));
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      const changed = after(gallery, { kind: 'add-entry', id: NEXT_ID, mediaType: 'image', scope, values: aPicture(NEXT_ID) });
      expect(viewOf(changed, scope, NEXT_ID).values.position).toBe(Math.min(4_294_967_295, highest(gallery, scope) + 1));
    }),
  );
});

test('a gallery keeps only what is said: every global field, no empty layer, no cell without a value', () => {
  const layersOf = ({ values }: Entry): Partial<EntryValues>[] => Object.values(values.stores);
  fc.assert(
    fc.property(galleries(), ({ entries, roles }) => {
      for (const { values } of entries) expect(Object.keys(values.global).sort()).toEqual([...FIELD_NAMES].sort());
      const layers: object[] = [...entries.flatMap(layersOf), ...Object.values(roles.stores)];
      for (const layer of layers) expect(Object.keys(layer)).not.toHaveLength(0);
      for (const layer of layers) for (const cell of Object.values(layer)) expect(cell ?? null).not.toBeNull();
    }),
  );
});

test('a focal point is what it says, whichever object says it', () => {
  const gallery = aGallery({ entries: [{ focal: { x: 0.5, y: 0.25 } }] });
  const again = (x: number, scope: Scope) => decide(gallery, { kind: 'set-values', entry: entryId(1), scope, values: { focal: { x, y: 0.25 } } });
  expect(again(0.5, 'global')).toEqual({ ok: true, value: [] });
  expect(again(0.75, 'global')).toMatchObject({ ok: true, value: [{ field: 'focal', before: { x: 0.5 }, after: { x: 0.75 } }] });
  expect(again(0.5, german), 'an override may say what the default says').toMatchObject({ ok: true, value: [{ after: { x: 0.5 } }] });
});
