import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../src/core/commands.js';
import { type Gallery, roleHolder, rolesHeldBy, view } from '../../src/core/gallery.js';
import type { RoleCode } from '../../src/core/ids.js';
import { cellAt, inherits, type Scope } from '../../src/core/scope.js';
import {
  after,
  aGallery,
  anyRole,
  anyRoles,
  anyScope,
  anyStoreScope,
  entryId,
  galleries,
  galleriesAndEntry,
  roleCode,
  SCOPES,
  storeCode,
  viewOf,
  viewsElsewhere,
} from '../support/gallery.js';

interface Claim {
  readonly gallery: Gallery;
  readonly command: Extract<Command, { kind: 'claim-roles' }>;
  readonly changed: Gallery;
}

const claims = (scope: fc.Arbitrary<Scope> = anyScope, pin: fc.Arbitrary<boolean> = fc.boolean()): fc.Arbitrary<Claim> =>
  fc.tuple(galleriesAndEntry, scope, anyRoles, pin).map(([{ gallery, entry }, where, roles, pinned]) => {
    const command = { kind: 'claim-roles' as const, entry: entry.id, scope: where, roles, pin: pinned };
    return { gallery, command, changed: after(gallery, command) };
  });

const othersOf = ({ command: { roles } }: Claim, codes: readonly RoleCode[]) => codes.filter((role) => !roles.includes(role));

test('an entry that claims roles plays exactly these there', () => {
  fc.assert(
    fc.property(claims(), ({ changed, command }) => {
      expect(viewOf(changed, command.scope, command.entry).roles).toEqual(changed.roleCodes.filter((role) => command.roles.includes(role)));
    }),
  );
});

test('a role that is claimed leaves its holder there; every other role stays with whom it was', () => {
  fc.assert(
    fc.property(claims(), (claim) => {
      const { gallery, command, changed } = claim;
      for (const role of othersOf(claim, gallery.roleCodes)) {
        const holder = roleHolder(gallery, command.scope, role);
        expect(roleHolder(changed, command.scope, role)).toBe(holder === command.entry ? 'none' : holder);
      }
    }),
  );
});

test('a claim is heard at its scope alone, and changes no entry', () => {
  fc.assert(
    fc.property(claims(anyStoreScope), ({ gallery, command, changed }) => {
      expect(viewsElsewhere(changed, command.scope)).toEqual(viewsElsewhere(gallery, command.scope));
      same(changed.entries, gallery.entries);
    }),
  );
});

test('a claim with pin writes every claimed role down; without, a role already played goes on inheriting', () => {
  fc.assert(
    fc.property(claims(anyStoreScope), ({ gallery, command, changed }) => {
      for (const role of command.roles) {
        const stays = inherits(gallery.roles, command.scope, role as RoleCode) && roleHolder(gallery, command.scope, role as RoleCode) === command.entry;
        expect(inherits(changed.roles, command.scope, role as RoleCode)).toBe(stays && !command.pin);
      }
    }),
  );
});

test('a role that the product does not have is ignored, claimed or set', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      const { roles } = viewOf(gallery, scope, entry.id);
      same(after(gallery, { kind: 'claim-roles', entry: entry.id, scope, roles: [...roles, 'hover', 'toString', '__proto__'], pin: false }), gallery);
      same(after(gallery, { kind: 'set-roles', scope, roles: { [roleCode('hover')]: entry.id } }), gallery);
    }),
  );
});

test('a role is played by one entry at most in each view, and a view lists it in the order of the product', () => {
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      const seen = view(gallery, scope);
      for (const role of gallery.roleCodes) {
        const holder = roleHolder(gallery, scope, role);
        expect(seen.filter(({ roles }) => roles.includes(role)).map(({ id }) => id)).toEqual(holder === 'none' ? [] : [holder]);
      }
      for (const { roles } of seen) expect(roles).toEqual(gallery.roleCodes.filter((role) => roles.includes(role)));
    }),
  );
});

test('the roles held by an entry are those that a scope itself gives it, each with its scope', () => {
  fc.assert(
    fc.property(galleriesAndEntry, ({ gallery, entry }) => {
      const given = SCOPES.flatMap((scope) =>
        gallery.roleCodes.filter((role) => cellAt(gallery.roles, scope, role) === entry.id).map((role) => ({ scope, role })),
      );
      const held = rolesHeldBy(gallery, entry.id);
      expect(held).toHaveLength(given.length);
      expect(held).toEqual(expect.arrayContaining(given));
    }),
  );
});

test('a role that is inherited is not held at the store view', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1 }, german: { thumbnail: 1 } } });
  same(rolesHeldBy(gallery, entryId(1)), [
    { scope: 'global', role: 'image' },
    { scope: { store: 'german' }, role: 'thumbnail' },
  ]);
  same(rolesHeldBy(gallery, entryId(2)), []);
});

test('a role follows its entry when the picture changes', () => {
  const gallery = aGallery({ entries: 1, roles: { global: { image: 1 }, german: { thumbnail: 1 } } });
  const { file, blob } = aGallery({ entries: 2 }).entries[1]?.values.global ?? expect.fail('two entries');
  const changed = after(gallery, { kind: 'set-values', entry: entryId(1), scope: 'global', values: { file, blob } });
  expect(viewOf(changed, { store: storeCode('german') }, entryId(1))).toMatchObject({ values: { file, blob }, roles: ['image', 'thumbnail'] });
});

test('nobody plays a role that was never given', () => {
  fc.assert(
    fc.property(anyScope, anyRole, (scope, role) => {
      expect(roleHolder(aGallery({ entries: 2 }), scope, role)).toBe('none');
    }),
  );
});
