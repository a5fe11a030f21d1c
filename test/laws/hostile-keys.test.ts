import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { type Attributes, type AttributeValue, decideAttributes, evolveAttributes } from '../../src/core/attributes.js';
import { invertAll } from '../../src/core/changes.js';
import { type Command, decideAll } from '../../src/core/commands.js';
import { orderInherits, roleHolder, rolesHeldBy, view } from '../../src/core/gallery.js';
import { replace } from '../../src/core/replace.js';
import { effective, effectiveCell, inherits, type Scope, type Scoped } from '../../src/core/scope.js';
import {
  accepted,
  after,
  aGallery,
  aPicture,
  changesOf,
  entryId,
  entryOf,
  evolveAll,
  galleries,
  roleCode,
  storeCode,
  viewOf,
  viewsElsewhere,
} from '../support/gallery.js';

/** Names that a plain object answers to although nobody wrote them. The first is a valid code; the rest no door lets in. */
const HOSTILE = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
const everyHostile = fc.constantFrom(...HOSTILE);
const scopeOf = (store: string): Scope => ({ store: storeCode(store) });
const fromWire = (json: string): never => JSON.parse(json) as never;

const untouched = Object.getOwnPropertyNames(Object.prototype);
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched));

test('a store view with a hostile code inherits everything until it overrides', () => {
  fc.assert(
    fc.property(everyHostile, (code) => {
      const gallery = aGallery({ entries: 2, overrides: { german: { 1: { label: 'Vorne' } } }, roles: { global: { image: 1 }, german: { image: 2 } } });
      expect(view(gallery, scopeOf(code))).toEqual(view(gallery, 'global'));
      expect(orderInherits(gallery, scopeOf(code))).toBe(true);
      expect(inherits(gallery.roles, scopeOf(code), roleCode('image'))).toBe(true);
    }),
  );
});

test('a store view with a hostile code keeps its values like any other, and gives them back', () => {
  fc.assert(
    fc.property(galleries(1), everyHostile, (gallery, code) => {
      const scope = scopeOf(code);
      const id = entryId(gallery.entries[0]?.id ?? 0);
      const commands: Command[] = [
        { kind: 'set-values', entry: id, scope, values: { label: '', position: 3, disabled: true } },
        { kind: 'claim-roles', entry: id, scope, roles: ['image'], pin: true },
      ];
      const { changes, gallery: changed } = accepted(decideAll(gallery, commands));
      expect(viewOf(changed, scope, id)).toMatchObject({ values: { label: '', position: 3, disabled: true }, roles: ['image'] });
      expect(viewsElsewhere(changed, scope)).toEqual(viewsElsewhere(gallery, scope));
      expect(rolesHeldBy(changed, id)).toContainEqual({ scope, role: 'image' });
      same(evolveAll(changed, invertAll(changes)), gallery);
    }),
  );
});

test('a role with a hostile code is nobody’s until it is given', () => {
  fc.assert(
    fc.property(everyHostile, (code) => {
      const role = roleCode(code);
      const gallery = aGallery({ entries: 1, roleCodes: [role] });
      for (const scope of ['global' as const, scopeOf('german'), scopeOf('constructor')]) expect(roleHolder(gallery, scope, role)).toBe('none');
      expect(rolesHeldBy(gallery, entryId(1))).toEqual([]);
      const changed = after(gallery, { kind: 'claim-roles', entry: entryId(1), scope: scopeOf('german'), roles: [code], pin: false });
      expect(viewOf(changed, scopeOf('german'), entryId(1)).roles).toEqual([code]);
      expect(roleHolder(changed, 'global', role)).toBe('none');
    }),
  );
});

test('a role with a hostile code that is not in a map of roles is left alone', () => {
  fc.assert(
    fc.property(everyHostile, (code) => {
      const gallery = aGallery({ entries: 1, roleCodes: [roleCode(code), roleCode('image')] });
      same(after(gallery, { kind: 'set-roles', scope: 'global', roles: {} }), gallery);
      same(changesOf(gallery, { kind: 'set-roles', scope: 'global', roles: { [roleCode('image')]: entryId(1) } }).length, 1);
    }),
  );
});

test('a map of roles from the wire that names `__proto__` says nothing about other roles', () => {
  const gallery = aGallery({ entries: 1 });
  same(after(gallery, { kind: 'set-roles', scope: 'global', roles: fromWire('{"__proto__": {"image": 1}}') }), gallery);
  same(after(gallery, { kind: 'set-roles', scope: 'global', roles: fromWire('{"__proto__": 1, "prototype": 1}') }), gallery);
});

test('a whole gallery sent gives a role with a hostile code to whom claims it', () => {
  fc.assert(
    fc.property(everyHostile, (code) => {
      const gallery = aGallery({ entries: 2, roleCodes: [roleCode(code)] });
      const commands = replace(gallery, {
        scope: 'global',
        roleScope: 'global',
        entries: [1, 2].map((id) => ({ entry: entryId(id), values: {}, roles: id === 2 ? [code] : [] })),
        pinsRole: () => true,
        unlistedKeepRoles: true,
        sparesRoleAt: () => false,
      });
      expect(roleHolder(accepted(decideAll(gallery, commands)).gallery, 'global', roleCode(code))).toBe(2);
    }),
  );
});

test('a patch from the wire whose prototype is named sets nothing through it', () => {
  const gallery = aGallery({ entries: 1 });
  const scope = scopeOf('german');
  const changed = after(gallery, { kind: 'set-values', entry: entryId(1), scope, values: fromWire('{"__proto__": {"label": "smuggled"}}') });
  expect(viewOf(changed, scope, entryId(1)).values.label).toBeNull();
  expect(inherits(entryOf(changed, entryId(1)).values, scope, 'label')).toBe(true);
});

test('an entry added at a store view with a hostile code overrides there alone', () => {
  fc.assert(
    fc.property(everyHostile, (code) => {
      const gallery = aGallery();
      const add: Command = {
        kind: 'add-entry',
        id: entryId(1),
        mediaType: 'image',
        scope: scopeOf(code),
        values: { ...aPicture(1), label: 'front', disabled: true },
      };
      const changed = after(gallery, add);
      expect(viewOf(changed, scopeOf(code), entryId(1)).values).toMatchObject({ label: 'front', disabled: true });
      for (const scope of ['global' as const, scopeOf('german')])
        expect(viewOf(changed, scope, entryId(1)).values).toMatchObject({ label: null, disabled: false });
    }),
  );
});

test('an attribute with a hostile code is absent until set, inherits until overridden, and goes when removed', () => {
  const set = (attributes: Scoped<Attributes>, scope: Scope, name: string, value: AttributeValue | null): Scoped<Attributes> =>
    decideAttributes(attributes, scope, Object.fromEntries([[name, value]])).reduce(evolveAttributes, attributes);
  fc.assert(
    fc.property(everyHostile, everyHostile, (name, store) => {
      const empty: Scoped<Attributes> = { global: {}, stores: {} };
      const seen = (attributes: Scoped<Attributes>, scope: Scope) => effectiveCell<Attributes, string>(attributes, scope, name);
      for (const scope of ['global' as const, scopeOf(store)]) expect(seen(empty, scope)).toBeUndefined();
      const common = set(empty, 'global', name, 'common');
      expect([seen(common, 'global'), seen(common, scopeOf(store))]).toEqual(['common', 'common']);
      const own = set(common, scopeOf(store), name, '');
      expect([seen(own, 'global'), seen(own, scopeOf(store)), seen(own, scopeOf('german'))]).toEqual(['common', '', 'common']);
      expect(Object.entries(effective(own, scopeOf(store)))).toEqual([[name, '']]);
      same(set(set(own, scopeOf(store), name, null), 'global', name, null), empty);
    }),
  );
});
