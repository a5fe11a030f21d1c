import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, evolve, invert, invertAll } from '../../src/core/changes.js';
import { type Command, decide, decideAll } from '../../src/core/commands.js';
import { type Entry, findEntry, type Gallery, roleHolder, view } from '../../src/core/gallery.js';
import type { RoleHolder } from '../../src/core/roles.js';
import { cellAt, inherits, type Scope, sameScope } from '../../src/core/scope.js';
import {
  accepted,
  after,
  anyAsk,
  anyCommand,
  anyScope,
  anyStoreScope,
  changesOf,
  entryOf,
  everyView,
  evolveAll,
  galleries,
  galleriesAndEntry,
  idsOf,
  NEXT_ID,
  SCOPES,
  setting,
  steps,
  writes,
} from '../support/gallery.js';

const someAsks = fc.array(anyAsk, { maxLength: 8 });

/** What a change is about, as the gallery has it: an entry, or a cell. */
function subject(gallery: Gallery, change: Change): unknown {
  if (change.kind === 'entry-added' || change.kind === 'entry-removed') return findEntry(gallery, change.entry.id);
  if (change.kind === 'role-changed') return cellAt(gallery.roles, change.scope, change.role);
  return cellAt(entryOf(gallery, change.entry).values, change.scope, change.field);
}

const beforeOf = (change: Change): unknown => (change.kind === 'entry-removed' ? change.entry : 'before' in change ? change.before : undefined);
const afterOf = (change: Change): unknown => (change.kind === 'entry-added' ? change.entry : 'after' in change ? change.after : undefined);

/** The commands that write at a scope exactly what it sees, entry by entry. */
const writeBack = (gallery: Gallery, scope: Scope): Command[] => [
  ...view(gallery, scope).map(({ id, values }): Command => ({ kind: 'set-values', entry: id, scope, values })),
  { kind: 'set-roles', scope, roles: Object.fromEntries(gallery.roleCodes.map((role): [string, RoleHolder] => [role, roleHolder(gallery, scope, role)])) },
];

test('the same command twice changes nothing more', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      const first = decide(gallery, command);
      if (!first.ok) return;
      const again = decide(evolveAll(gallery, first.value), command);
      if (command.kind === 'add-entry') same(again, { ok: false, fault: { code: 'entry-exists', entry: command.id } });
      else if (command.kind === 'remove-entry') same(again, { ok: false, fault: { code: 'entry-not-found', entry: command.entry } });
      else same(again, { ok: true, value: [] });
    }),
  );
});

test('reading a view and writing it back changes no visible value', () => {
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      expect(everyView(after(gallery, ...writeBack(gallery, scope)))).toEqual(everyView(gallery));
    }),
  );
});

test('reading the roles of a view and claiming them again changes no visible value', () => {
  fc.assert(
    fc.property(galleries(), anyScope, fc.boolean(), (gallery, scope, pin) => {
      const claims = view(gallery, scope).map(({ id, roles }): Command => ({ kind: 'claim-roles', entry: id, scope, roles, pin }));
      expect(everyView(after(gallery, ...claims))).toEqual(everyView(gallery));
    }),
  );
});

test('a view written back at a store view overrides every value there is, and every role', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, scope) => {
      const changed = after(gallery, ...writeBack(gallery, scope));
      for (const { id, values } of view(gallery, scope)) {
        for (const field of ['label', 'position', 'disabled', 'videoTitle', 'videoDescription'] as const) {
          expect(inherits(entryOf(changed, id).values, scope, field)).toBe(values[field] === null);
        }
      }
      for (const role of gallery.roleCodes) expect(inherits(changed.roles, scope, role)).toBe(false);
    }),
  );
});

test('decided changes always apply: each finds what it takes away and leaves what it brings', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      for (const { before, change } of steps(gallery, changesOf(gallery, command))) {
        same(subject(before, change), beforeOf(change));
        same(subject(evolve(before, change), change), afterOf(change));
      }
    }),
  );
});

test('no decided change changes nothing', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      for (const { before, change } of steps(gallery, changesOf(gallery, command))) expect(() => same(evolve(before, change), before)).toThrow();
    }),
  );
});

/** Each role of each scope names an entry that is there, or nobody. */
function expectHolders(gallery: Gallery): void {
  for (const layer of [gallery.roles.global, ...Object.values(gallery.roles.stores)])
    for (const holder of Object.values(layer)) expect(['none', ...idsOf(gallery)]).toContain(holder);
}

test('at no point does a role name an entry that is not there', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      expectHolders(gallery);
      for (const { before, change } of steps(gallery, changesOf(gallery, command))) expectHolders(evolve(before, change));
    }),
  );
});

test('entries stand by id, each once, whatever happened', () => {
  fc.assert(
    fc.property(galleries(), (gallery) => {
      expect(idsOf(gallery)).toEqual([...new Set(idsOf(gallery))].sort((a, b) => a - b));
    }),
  );
});

test('a decision reads its gallery and never writes to it', () => {
  fc.assert(
    fc.property(galleries(), someAsks, (gallery, commands) => {
      const copy = structuredClone(gallery);
      for (const command of commands) evolveAll(gallery, changesOf(gallery, command));
      same(gallery, copy);
    }),
  );
});

test('several commands as one: each is decided on what the ones before it leave', () => {
  fc.assert(
    fc.property(galleries(), someAsks, (gallery, commands) => {
      const decided = decideAll(gallery, commands);
      let now = gallery;
      for (const command of commands) {
        const one = decide(now, command);
        if (!one.ok) return same(decided, one);
        now = evolveAll(now, one.value);
      }
      same(accepted(decided).gallery, now);
      same(evolveAll(gallery, accepted(decided).changes), now);
    }),
  );
});

test('no commands, no changes', () => {
  fc.assert(fc.property(galleries(), (gallery) => same(decideAll(gallery, []), { ok: true, value: { gallery, changes: [] } })));
});

test('a command about an entry that the gallery lacks is refused by its id', () => {
  fc.assert(
    fc.property(galleries(), anyCommand(fc.constant(NEXT_ID)), (gallery, command) => {
      fc.pre('entry' in command);
      same(decide(gallery, command), { ok: false, fault: { code: 'entry-not-found', entry: NEXT_ID } });
    }),
  );
});

test('a role is never given to an entry that the gallery lacks', () => {
  fc.assert(
    fc.property(galleries(), anyScope, fc.nat(4), (gallery, scope, number) => {
      const role = gallery.roleCodes[number] ?? '';
      same(decide(gallery, { kind: 'set-roles', scope, roles: { [role]: NEXT_ID } }), { ok: false, fault: { code: 'entry-not-found', entry: NEXT_ID } });
    }),
  );
});

test('evolve(evolve(g, c), invert(c)) is g', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      for (const { before, change } of steps(gallery, changesOf(gallery, command))) same(evolve(evolve(before, change), invert(change)), before);
    }),
  );
});

test('a list of changes is taken back by its inverse list', () => {
  fc.assert(
    fc.property(galleries(), fc.array(anyAsk, { maxLength: 8 }), (gallery, commands) => {
      const { changes, now } = commands.reduce<{ changes: Change[]; now: Gallery }>(
        (done, command) => {
          const more = changesOf(done.now, command);
          return { changes: [...done.changes, ...more], now: evolveAll(done.now, more) };
        },
        { changes: [], now: gallery },
      );
      same(evolveAll(now, invertAll(changes)), gallery);
      same(evolveAll(evolveAll(now, invertAll(changes)), changes), now);
    }),
  );
});

test('an undo undone is the change itself', () => {
  fc.assert(
    fc.property(galleries(), anyAsk, (gallery, command) => {
      const changes = changesOf(gallery, command);
      same(invertAll(invertAll(changes)), changes);
    }),
  );
});

test('a change about an entry that is gone changes nothing', () => {
  fc.assert(
    fc.property(writes(anyScope), (write) => {
      const { gallery, entry } = write;
      const changes = changesOf(gallery, setting(write));
      const without = evolve(gallery, { kind: 'entry-removed', entry });
      same(evolveAll(without, changes), without);
      same(evolve(without, { kind: 'entry-removed', entry }), without);
    }),
  );
});

/** Removes an entry, whatever roles it plays. */
const removing = (entry: Entry, scope: Scope): Command => ({ kind: 'remove-entry', entry: entry.id, scope, rolesElsewhere: 'clear' });

test('removing an entry leaves no override or role behind', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      const changed = after(gallery, removing(entry, scope));
      expect(idsOf(changed)).toEqual(idsOf(gallery).filter((id) => id !== entry.id));
      expect(JSON.stringify(changed.roles)).not.toMatch(new RegExp(`:${entry.id}\\b`));
      for (const seen of everyView(changed)) expect(seen.map(({ id }) => id)).not.toContain(entry.id);
    }),
  );
});

test('a removed entry loses its roles before it goes', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      for (const { before, change } of steps(gallery, changesOf(gallery, removing(entry, scope)))) expectHolders(evolve(before, change));
    }),
  );
});

test('removing an entry touches no other entry', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      same(
        after(gallery, removing(entry, scope)).entries,
        gallery.entries.filter(({ id }) => id !== entry.id),
      );
    }),
  );
});

test('a removed entry leaves its roles to nobody at the scope of the removal, and elsewhere to the default', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      const changed = after(gallery, removing(entry, scope));
      for (const role of gallery.roleCodes) {
        for (const other of SCOPES) {
          const own = cellAt(gallery.roles, other, role);
          const left = own !== entry.id ? own : sameScope(other, scope) ? 'none' : undefined;
          expect(cellAt(changed.roles, other, role)).toBe(left);
        }
      }
    }),
  );
});

test('an entry that plays a role elsewhere is not removed unless its roles may go, and the refusal names them', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      const elsewhere = SCOPES.filter((other) => !sameScope(other, scope)).flatMap((other) =>
        gallery.roleCodes.filter((role) => cellAt(gallery.roles, other, role) === entry.id).map((role) => ({ scope: other, role })),
      );
      const decided = decide(gallery, { kind: 'remove-entry', entry: entry.id, scope, rolesElsewhere: 'refuse' });
      expect(decided.ok).toBe(elsewhere.length === 0);
      if (decided.ok || decided.fault.code !== 'role-elsewhere') return;
      expect(decided.fault.entry).toBe(entry.id);
      expect(new Set(decided.fault.roles.map((held) => JSON.stringify(held)))).toEqual(new Set(elsewhere.map((held) => JSON.stringify(held))));
    }),
  );
});
