import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideAll } from '../../src/core/commands.js';
import { ENTRY_FIELDS, FIELD_NAMES } from '../../src/core/fields.js';
import { bytesScope, type Gallery, roleHolder, rolesHeldBy, view } from '../../src/core/gallery.js';
import type { EntryId } from '../../src/core/ids.js';
import { type Replacement, replace, type SentEntry } from '../../src/core/replace.js';
import type { RoleHolder, STANDARD_ROLES } from '../../src/core/roles.js';
import { cellAt, effective, inherits, type Scope, sameScope } from '../../src/core/scope.js';
import {
  accepted,
  aGallery,
  anyAdd,
  anyFields,
  anyRole,
  anyRoles,
  anyScope,
  anyStoreScope,
  aPicture,
  entryId,
  entryOf,
  everyView,
  galleries,
  idsOf,
  NEXT_ID,
  SCOPES,
  storeCode,
  viewOf,
  viewsElsewhere,
} from '../support/gallery.js';

type Options = Pick<Replacement, 'pinsRole' | 'unlistedKeepRoles' | 'sparesRoleAt'>;
/** The two ways of the door that sends whole galleries: ours, and the original's. */
const FRIENDLY: Options = { pinsRole: () => true, unlistedKeepRoles: true, sparesRoleAt: () => false };
const STRICT: Options = { pinsRole: () => false, unlistedKeepRoles: false, sparesRoleAt: () => true };

interface Sending {
  readonly gallery: Gallery;
  readonly sent: Replacement;
  readonly changed: Gallery;
}

const german: Scope = { store: storeCode('german') };
const one = (entry: number, rest: Partial<Extract<SentEntry, { entry: EntryId }>> = {}): SentEntry => ({ entry: entryId(entry), values: {}, ...rest });
const another = (id: number, roles: readonly string[]): SentEntry => ({ added: entryId(id), mediaType: 'image', values: aPicture(id), roles });
/** A list for a product that is there: its roles are written where its values are. */
const whereItIs = (sent: Omit<Replacement, 'roleScope'>): Replacement => ({ ...sent, roleScope: sent.scope });
const send = (gallery: Gallery, sent: Omit<Replacement, 'roleScope'>): Gallery => accepted(decideAll(gallery, replace(gallery, whereItIs(sent)))).gallery;

const idOf = (sent: SentEntry): EntryId => ('entry' in sent ? sent.entry : sent.added);
const listed = ({ sent }: Sending): EntryId[] => sent.entries.map(idOf);
const isNew = (sent: SentEntry): boolean => 'added' in sent;
const addsAny = ({ sent }: Sending): boolean => sent.entries.some(isNew);
const unlisted = (sending: Sending): EntryId[] => idsOf(sending.gallery).filter((id) => !listed(sending).includes(id));

const withRoles = <T extends object>(sent: T, roles: readonly string[] | undefined): T & { roles?: readonly string[] } =>
  roles === undefined ? sent : { ...sent, roles };

const anySent = (entry: EntryId): fc.Arbitrary<SentEntry> =>
  fc
    .tuple(anyFields(true), fc.constantFrom(undefined, undefined, 1, 2), fc.option(anyRoles, { nil: undefined }))
    .map(([values, version, roles]) => withRoles({ entry, values, ...(version === undefined ? {} : { bytes: aPicture(entry, version) }) }, roles));

const anyNew = (id: EntryId): fc.Arbitrary<SentEntry> =>
  fc
    .tuple(anyAdd(fc.constant(id)), fc.option(anyRoles, { nil: undefined }))
    .map(([{ mediaType, values }, roles]): SentEntry => withRoles({ added: id, mediaType, values }, roles));

/** A gallery and a list for it: some of its entries, up to `news` new ones, in any order. */
const sendings = (options: fc.Arbitrary<Options>, news = 2, scope: fc.Arbitrary<Scope> = anyScope): fc.Arbitrary<Sending> =>
  galleries()
    .chain((gallery) =>
      fc.tuple(fc.subarray(idsOf(gallery)), fc.nat(news), scope, options).chain(([ids, added, where, how]) =>
        fc
          .tuple(...ids.map(anySent), ...Array.from({ length: added }, (_, index) => anyNew(entryId(NEXT_ID + index))))
          .chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length }))
          .map((entries) => ({ gallery, sent: whereItIs({ scope: where, entries, ...how }) })),
      ),
    )
    .map(({ gallery, sent }) => ({ gallery, sent, changed: send(gallery, sent) }));

const anyWay = fc.constantFrom(FRIENDLY, STRICT);

/** The roles that a scope itself gives to an entry. */
const held = (gallery: Gallery, id: EntryId, scope: Scope) => gallery.roleCodes.filter((role) => cellAt(gallery.roles, scope, role) === id);

/** Those of the list that claim a role: existing entries first, as they stand. */
const claimants = ({ sent }: Sending, role: string): EntryId[] =>
  [...sent.entries.filter((entry) => !isNew(entry)), ...sent.entries.filter(isNew)].filter(({ roles }) => roles?.includes(role)).map(idOf);

test('entries listed survive with the values sent: a value stands, null is given back, an absent one is left alone', () => {
  fc.assert(
    fc.property(sendings(anyWay), ({ gallery, sent, changed }) => {
      for (const entry of sent.entries) {
        if ('added' in entry) continue;
        const { values, bytes = {} } = entry;
        const { values: held } = entryOf(gallery, entry.entry);
        const isCommon = bytesScope({ values: held }, sent.scope) === 'global';
        const common = { ...held.global, ...(isCommon ? bytes : {}) };
        const own = { ...effective({ ...held, global: common }, sent.scope), ...bytes };
        const seen = viewOf(changed, sent.scope, entry.entry).values;
        for (const field of FIELD_NAMES) {
          const value = field === 'file' || field === 'blob' ? undefined : values[field];
          const restored = sent.scope === 'global' ? (ENTRY_FIELDS[field] as { initial?: unknown }).initial : common[field];
          expect(seen[field]).toEqual(value === undefined ? own[field] : value === null ? restored : value);
        }
      }
    }),
  );
});

test('an entry that is new in the list is added with its values', () => {
  fc.assert(
    fc.property(sendings(anyWay), ({ sent, changed }) => {
      for (const entry of sent.entries)
        if ('added' in entry) expect(viewOf(changed, sent.scope, entry.added)).toMatchObject({ values: entry.values, mediaType: entry.mediaType });
    }),
  );
});

test('other bytes are for everybody, but where the scope shows a picture of its own: then for it alone; every role of the entry stays', () => {
  fc.assert(
    fc.property(sendings(anyWay), ({ gallery, sent, changed }) => {
      for (const entry of sent.entries) {
        if (!('entry' in entry) || entry.bytes === undefined) continue;
        const at = bytesScope(entryOf(gallery, entry.entry), sent.scope);
        expect(viewOf(changed, at, entry.entry).values).toMatchObject(entry.bytes);
        expect(viewOf(changed, sent.scope, entry.entry).values).toMatchObject(entry.bytes);
        const others = (now: Gallery) => SCOPES.filter((scope) => !sameScope(scope, at)).map((scope) => viewOf(now, scope, entry.entry).values.file);
        if (at !== 'global') expect(others(changed)).toEqual(others(gallery));
        const elsewhere = (now: Gallery) => SCOPES.filter((scope) => !sameScope(scope, sent.scope)).map((scope) => held(now, entry.entry, scope));
        expect(elsewhere(changed)).toEqual(elsewhere(gallery));
      }
    }),
  );
});

test('unlisted entries go, from every scope, unless a new one is added', () => {
  fc.assert(
    fc.property(sendings(fc.constant(FRIENDLY)), (sending) => {
      const stay = addsAny(sending) ? unlisted(sending) : [];
      expect(idsOf(sending.changed)).toEqual([...stay, ...listed(sending)].sort((a, b) => a - b));
    }),
  );
});

test('an unlisted entry that stays keeps every value, in every scope', () => {
  fc.assert(
    fc.property(sendings(anyWay), (sending) => {
      for (const id of unlisted(sending).filter((one) => idsOf(sending.changed).includes(one)))
        same(entryOf(sending.changed, id), entryOf(sending.gallery, id));
    }),
  );
});

test('friendly: an empty list takes every entry', () => {
  fc.assert(fc.property(galleries(), anyScope, (gallery, scope) => same(send(gallery, { scope, entries: [], ...FRIENDLY }).entries, [])));
});

test('strict: an unlisted entry stays that plays a role at another scope', () => {
  fc.assert(
    fc.property(sendings(fc.constant(STRICT), 0), (sending) => {
      const { gallery, sent, changed } = sending;
      const spared = unlisted(sending).filter((id) => rolesHeldBy(gallery, id).some(({ scope }) => !sameScope(scope, sent.scope)));
      expect(idsOf(changed)).toEqual([...spared, ...listed(sending)].sort((a, b) => a - b));
    }),
  );
});

test('a role claimed in the list goes to the last that claims it, new ones after existing ones', () => {
  fc.assert(
    fc.property(sendings(anyWay), (sending) => {
      for (const role of sending.gallery.roleCodes) {
        const claimed = claimants(sending, role).at(-1);
        if (claimed !== undefined) expect(roleHolder(sending.changed, sending.sent.scope, role)).toBe(claimed);
      }
    }),
  );
});

test('a role that nobody claims stays with its holder where that is listed without roles, or stays unlisted and may keep it; else nobody has it', () => {
  fc.assert(
    fc.property(sendings(anyWay), (sending) => {
      const { gallery, sent, changed } = sending;
      for (const role of gallery.roleCodes.filter((code) => claimants(sending, code).length === 0)) {
        const holder = roleHolder(gallery, sent.scope, role);
        const entry = sent.entries.find((listedOne) => idOf(listedOne) === holder);
        const kept =
          entry === undefined ? changed.entries.some(({ id }) => id === holder) && (sent.unlistedKeepRoles || !addsAny(sending)) : entry.roles === undefined;
        const expected: RoleHolder = kept ? holder : 'none';
        expect(roleHolder(changed, sent.scope, role)).toBe(expected);
      }
    }),
  );
});

test('a role claimed twice goes to the last', () => {
  const gallery = aGallery({ entries: 3, roles: { global: { image: 1 } } });
  const claims = { scope: 'global' as const, entries: [one(1, { roles: ['image'] }), one(3, { roles: ['image'] }), one(2, { roles: ['image'] })] };
  for (const way of [FRIENDLY, STRICT]) expect(roleHolder(send(gallery, { ...claims, ...way }), 'global', 'image' as (typeof STANDARD_ROLES)[number])).toBe(2);
});

test('a role claimed leaves a holder that is listed without roles, wherever that stands', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1, thumbnail: 1 } } });
  for (const entries of [
    [one(1), one(2, { roles: ['image'] })],
    [one(2, { roles: ['image'] }), one(1)],
  ]) {
    for (const way of [FRIENDLY, STRICT]) {
      const changed = send(gallery, { scope: german, entries, ...way });
      expect([1, 2].map((id) => viewOf(changed, german, entryId(id)).roles)).toEqual([['thumbnail'], ['image']]);
    }
  }
});

test('an existing entry takes no role from a new one, wherever it stands in the list', () => {
  const gallery = aGallery({ entries: 1, roles: { global: { image: 1 } } });
  for (const entries of [
    [another(7, ['image']), one(1, { roles: ['image'] })],
    [one(1, { roles: ['image'] }), another(7, ['image'])],
    [another(7, ['image']), one(1)],
  ]) {
    for (const way of [FRIENDLY, STRICT]) expect(viewOf(send(gallery, { scope: 'global', entries, ...way }), 'global', entryId(7)).roles).toEqual(['image']);
  }
});

test('friendly: where one is added the unlisted keep their roles unless the list claims them; strict: they lose them at that scope alone', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1, thumbnail: 1 }, english: { image: 1 } } });
  const sent = { scope: german, entries: [another(7, ['thumbnail'])] };
  const [friendly, strict] = [send(gallery, { ...sent, ...FRIENDLY }), send(gallery, { ...sent, ...STRICT })];
  expect(viewOf(friendly, german, entryId(1)).roles).toEqual(['image']);
  expect(viewOf(strict, german, entryId(1)).roles).toEqual([]);
  for (const now of [friendly, strict]) {
    expect(viewOf(now, 'global', entryId(1)).roles).toEqual(['image', 'thumbnail']);
    expect(viewOf(now, german, entryId(7)).roles).toEqual(['thumbnail']);
  }
});

test('friendly: a role sent at a store view is pinned there; strict: one that it already plays goes on inheriting', () => {
  fc.assert(
    fc.property(sendings(anyWay, 2, anyStoreScope), (sending) => {
      const { gallery, sent, changed } = sending;
      for (const role of gallery.roleCodes) {
        const claimed = claimants(sending, role).at(-1);
        if (claimed === undefined) continue;
        const equal = inherits(gallery.roles, sent.scope, role) && roleHolder(gallery, sent.scope, role) === claimed;
        expect(inherits(changed.roles, sent.scope, role)).toBe(equal && !sent.pinsRole(role));
      }
    }),
  );
});

test('roles sent as they are inherited: friendly, the later global holder does not reach the store view; strict, it does', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1 } } });
  for (const [way, expected] of [
    [FRIENDLY, ['image']],
    [STRICT, []],
  ] as const) {
    const sent = send(gallery, { scope: german, entries: [one(1, { roles: ['image'] }), one(2, { roles: [] })], ...way });
    const moved = send(sent, { scope: 'global', entries: [one(1, { roles: [] }), one(2, { roles: ['image'] })], ...way });
    expect(viewOf(moved, german, entryId(1)).roles).toEqual(expected);
  }
});

test('a role of which a store view sends nothing new goes on inheriting there', () => {
  fc.assert(
    fc.property(sendings(anyWay, 2, anyStoreScope), (sending) => {
      const { gallery, sent, changed } = sending;
      for (const role of gallery.roleCodes.filter((code) => claimants(sending, code).length === 0 && inherits(gallery.roles, sent.scope, code))) {
        const unmoved = roleHolder(changed, sent.scope, role) === roleHolder(gallery, sent.scope, role);
        expect(inherits(changed.roles, sent.scope, role)).toBe(unmoved);
      }
    }),
  );
});

test('a list sent globally says of every role who has it', () => {
  fc.assert(
    fc.property(sendings(anyWay, 2, fc.constant('global')), anyRole, ({ changed }, role) => {
      expect(Object.hasOwn(changed.roles.global, role)).toBe(true);
    }),
  );
});

test('a list sent twice leaves the same gallery', () => {
  fc.assert(
    fc.property(sendings(anyWay, 0), ({ sent, changed }) => {
      same(accepted(decideAll(changed, replace(changed, sent))), { gallery: changed, changes: [] });
    }),
  );
});

test('a view read and sent back changes no visible value', () => {
  fc.assert(
    fc.property(galleries(), anyScope, anyWay, (gallery, scope, way) => {
      const entries = view(gallery, scope).map(({ id, values: { file: _file, blob: _blob, ...values }, roles }): SentEntry => ({ entry: id, values, roles }));
      expect(everyView(send(gallery, { scope, entries, ...way }))).toEqual(everyView(gallery));
    }),
  );
});

test('friendly: a view read and sent back at a store view stops following the default, its roles included', () => {
  const gallery = aGallery({ entries: 2, roles: { global: { image: 1 } } });
  const entries = view(gallery, german).map(
    ({ id, values: { disabled, position }, roles }): SentEntry => ({ entry: id, values: { disabled, position }, roles }),
  );
  const pinned = send(gallery, { scope: german, entries, ...FRIENDLY });
  const moved = send(pinned, {
    scope: 'global',
    entries: [one(1, { values: { position: 8, disabled: true }, roles: [] }), one(2, { roles: ['image'] })],
    ...FRIENDLY,
  });
  expect(viewOf(moved, german, entryId(1))).toMatchObject({ values: { position: 1, disabled: false }, roles: ['image'] });
  expect(viewOf(moved, { store: storeCode('english') }, entryId(1))).toMatchObject({ values: { position: 8, disabled: true }, roles: [] });
});

test('a list sent at a store view moves nothing elsewhere but what it adds, removes, or gives other bytes', () => {
  fc.assert(
    fc.property(sendings(anyWay, 2, anyStoreScope), (sending) => {
      const { gallery, sent, changed } = sending;
      const rebuilt = sent.entries.flatMap((entry) => ('entry' in entry && entry.bytes !== undefined ? [entry.entry] : []));
      const stay = idsOf(gallery).filter((id) => idsOf(changed).includes(id) && !rebuilt.includes(id));
      const seen = (now: Gallery) =>
        viewsElsewhere(now, sent.scope).map((views) => views.filter(({ id }) => stay.includes(id)).map(({ id, values }) => ({ id, values })));
      expect(seen(changed)).toEqual(seen(gallery));
      if (idsOf(gallery).some((id) => !idsOf(changed).includes(id))) return;
      for (const scope of SCOPES.filter((other) => !sameScope(other, sent.scope))) {
        for (const role of gallery.roleCodes) expect(roleHolder(changed, scope, role)).toBe(roleHolder(gallery, scope, role));
      }
    }),
  );
});

test('a new product sent at a store view has its roles globally: every view shows them, none overrides them', () => {
  const news = fc.nat(2).chain((last) => fc.tuple(...Array.from({ length: last + 1 }, (_, index) => anyNew(entryId(index + 1)))));
  fc.assert(
    fc.property(news, anyStoreScope, anyWay, (entries, scope, way) => {
      const gallery = aGallery();
      const changed = accepted(decideAll(gallery, replace(gallery, { scope, roleScope: 'global', entries, ...way }))).gallery;
      for (const role of gallery.roleCodes) {
        const holder = entries.filter(({ roles }) => roles?.includes(role)).at(-1);
        for (const other of SCOPES) expect(roleHolder(changed, other, role)).toBe(holder === undefined ? 'none' : idOf(holder));
      }
      expect(changed.roles.stores).toEqual({});
    }),
  );
});

test('no role names an entry that the list took away', () => {
  fc.assert(
    fc.property(sendings(anyWay), ({ changed }) => {
      for (const scope of SCOPES) for (const role of changed.roleCodes) expect(['none', ...idsOf(changed)]).toContain(roleHolder(changed, scope, role));
    }),
  );
});

test('a list that names an entry the gallery lacks, or adds one that it has, is refused whole', () => {
  const gallery = aGallery({ entries: 2 });
  const refused = (...entries: SentEntry[]) => decideAll(gallery, replace(gallery, whereItIs({ scope: 'global', entries, ...FRIENDLY })));
  same(refused(one(1, { values: { label: 'front' } }), one(9)), { ok: false, fault: { code: 'entry-not-found', entry: 9 } });
  same(refused(another(2, [])), { ok: false, fault: { code: 'entry-exists', entry: 2 } });
});
