/**
 * Galleries for tests: a built one for an example, random ones for a law. Both come about only by deciding commands
 * from an empty gallery, so a test never looks at one that the program could not reach.
 */
import fc from 'fast-check';
import { type Change, evolve } from '../../src/core/changes.js';
import { type Command, decide, decideAll } from '../../src/core/commands.js';
import type { Result } from '../../src/core/fault.js';
import type { EntryValues, FieldName } from '../../src/core/fields.js';
import { type Entry, type EntryView, emptyGallery, findEntry, type Gallery, type MediaType, view } from '../../src/core/gallery.js';
import type { BlobHash, EntryId, MediaPath, RoleCode, StoreCode } from '../../src/core/ids.js';
import { type RoleHolder, STANDARD_ROLES } from '../../src/core/roles.js';
import { type Patch, type Scope, sameScope, storeScope } from '../../src/core/scope.js';

/** `constructor` is a valid code that every plain object seems to have: each law meets it as a store view and as a role. */
const STORES = ['english', 'german', 'constructor'] as readonly string[] as readonly StoreCode[];
const ROLES: readonly RoleCode[] = [...STANDARD_ROLES, 'constructor' as RoleCode];
export const STORE_SCOPES: readonly Scope[] = STORES.map(storeScope);
export const SCOPES: readonly Scope[] = ['global', ...STORE_SCOPES];
const MOST_ENTRIES = 6;

export const entryId = (number: number): EntryId => number as EntryId;
export const roleCode = (code: string): RoleCode => code as RoleCode;
export const storeCode = (code: string): StoreCode => code as StoreCode;

/** A path and its bytes, for one entry alone; another `version` is another picture. A path never has two sorts of bytes. */
export function aPicture(entry: number, version = 0): Pick<EntryValues, 'file' | 'blob'> {
  const name = `p${entry}-${version}`;
  return { file: `/p/${entry}/${name}.jpg` as MediaPath, blob: `${entry}${version}`.padStart(64, '0') as BlobHash };
}

/** The value, or the test fails naming the fault. */
export function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
}

/** The gallery after commands that must not be refused. */
export const after = (gallery: Gallery, ...commands: readonly Command[]): Gallery => accepted(decideAll(gallery, commands)).gallery;

export const evolveAll = (gallery: Gallery, changes: readonly Change[]): Gallery => changes.reduce(evolve, gallery);

/** The gallery after the commands that it accepts; the refused ones leave no trace. */
const reached = (gallery: Gallery, commands: readonly Command[]): Gallery =>
  commands.reduce((now, command) => evolveAll(now, changesOf(now, command)), gallery);

/** What the command comes to; nothing where it is refused. */
export function changesOf(gallery: Gallery, command: Command): Change[] {
  const decided = decide(gallery, command);
  return decided.ok ? decided.value : [];
}

/** Each change with the gallery it happened to. */
export function steps(gallery: Gallery, changes: readonly Change[]): { readonly before: Gallery; readonly change: Change }[] {
  return changes.map((change, index) => ({ before: evolveAll(gallery, changes.slice(0, index)), change }));
}

/** What every scope sees, to say "no visible value changed". */
export const everyView = (gallery: Gallery): EntryView[][] => SCOPES.map((scope) => view(gallery, scope));

export const viewsElsewhere = (gallery: Gallery, scope: Scope): EntryView[][] =>
  SCOPES.filter((other) => !sameScope(other, scope)).map((other) => view(gallery, other));

export function viewOf(gallery: Gallery, scope: Scope, id: EntryId): EntryView {
  return found(
    view(gallery, scope).find((one) => one.id === id),
    `entry ${id}`,
  );
}

export const entryOf = (gallery: Gallery, id: EntryId): Entry => found(findEntry(gallery, id), `entry ${id}`);

export const idsOf = (gallery: Gallery): EntryId[] => gallery.entries.map(({ id }) => id);

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not there`);
  return value;
}

export interface GallerySketch {
  /** How many images, numbered from 1 at positions from 1; or what each is given. */
  readonly entries?: number | readonly (Partial<EntryValues> & { readonly mediaType?: MediaType })[];
  /** Store view, then entry number, then what that store view overrides. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<number, Partial<EntryValues>>>>>;
  /** `global` or a store view, then role, then the entry number that plays it. */
  readonly roles?: Readonly<Record<string, Readonly<Record<string, number | 'none'>>>>;
  readonly roleCodes?: readonly RoleCode[];
}

/** `aGallery({ entries: 3, overrides: { german: { 1: { label: 'Vorne' } } }, roles: { global: { image: 1 } } })` */
export function aGallery({ entries = 0, overrides = {}, roles = {}, roleCodes = ROLES }: GallerySketch = {}): Gallery {
  const given = typeof entries === 'number' ? Array.from({ length: entries }, () => ({})) : entries;
  return after(
    emptyGallery({ takesPictures: true, roleCodes }),
    ...given.map(({ mediaType = 'image', ...values }: Partial<EntryValues> & { readonly mediaType?: MediaType }, index): Command => {
      return { kind: 'add-entry', id: entryId(index + 1), mediaType, scope: 'global', values: { ...aPicture(index + 1), ...values } };
    }),
    ...Object.entries(overrides).flatMap(([store, layer]) =>
      Object.entries(layer).map(
        ([entry, values]): Command => ({ kind: 'set-values', entry: entryId(Number(entry)), scope: storeScope(storeCode(store)), values }),
      ),
    ),
    ...Object.entries(roles).map(([scope, holders]): Command => {
      return { kind: 'set-roles', scope: scope === 'global' ? 'global' : storeScope(storeCode(scope)), roles: holders as Record<RoleCode, RoleHolder> };
    }),
  );
}

export const anyScope: fc.Arbitrary<Scope> = fc.constantFrom(...SCOPES);
export const anyStoreScope: fc.Arbitrary<Scope> = fc.constantFrom(...STORE_SCOPES);
export const anyRole: fc.Arbitrary<RoleCode> = fc.constantFrom(...ROLES);
export const anyRoles: fc.Arbitrary<RoleCode[]> = fc.subarray([...ROLES]);
const anyId: fc.Arbitrary<EntryId> = fc.integer({ min: 1, max: MOST_ENTRIES }).map(entryId);

const anyText = fc.oneof(fc.constantFrom('', '0', 'false', 'front', 'Vorderseite'), fc.string({ maxLength: 8, unit: 'grapheme' }));
const anyNumber = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(250, 4_294_967_295));

/** A value, never null: what a store view can hold. `file` and `blob` come with {@link patchOf}, always together. */
const PLAIN_VALUES = {
  label: anyText,
  position: anyNumber,
  disabled: fc.boolean(),
  decorative: fc.boolean(),
  focal: fc.record({ x: fc.constantFrom(0, 0.25, 1), y: fc.constantFrom(0, 0.5, 1) }, { noNullPrototype: true }),
  videoProvider: anyText,
  videoUrl: anyText,
  videoTitle: anyText,
  videoDescription: anyText,
  videoMetadata: anyText,
} satisfies { readonly [K in FieldName]?: fc.Arbitrary<EntryValues[K]> };

/** Any fields but the picture's, each to be set or, with `nulls`, given back. */
export function anyFields(nulls: boolean): fc.Arbitrary<Patch<Omit<EntryValues, 'file' | 'blob'>>> {
  const may = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => (nulls ? fc.option(value, { freq: 3 }) : value);
  const model = {
    label: may(PLAIN_VALUES.label),
    position: may(PLAIN_VALUES.position),
    disabled: may(PLAIN_VALUES.disabled),
    decorative: may(PLAIN_VALUES.decorative),
    focal: may(PLAIN_VALUES.focal),
    videoProvider: may(PLAIN_VALUES.videoProvider),
    videoUrl: may(PLAIN_VALUES.videoUrl),
    videoTitle: may(PLAIN_VALUES.videoTitle),
    videoDescription: may(PLAIN_VALUES.videoDescription),
    videoMetadata: may(PLAIN_VALUES.videoMetadata),
  };
  return fc.record(model, { requiredKeys: [] });
}

/** Another version of the entry's own picture, with null none any more, or nothing about it. A global null is refused. */
const anyPicture = (nulls: boolean): fc.Arbitrary<number | null | undefined> => fc.constantFrom(undefined, undefined, 1, 2, ...(nulls ? [null] : []));

function patchOf(entry: EntryId, fields: Patch<EntryValues>, picture: number | null | undefined): Patch<EntryValues> {
  if (picture === undefined) return fields;
  return { ...fields, ...(picture === null ? { file: null, blob: null } : aPicture(entry, picture)) };
}

export function anyAdd(ids: fc.Arbitrary<EntryId>, scope: fc.Arbitrary<Scope> = anyScope): fc.Arbitrary<Extract<Command, { kind: 'add-entry' }>> {
  const { label, position, disabled, decorative, focal, ...video } = PLAIN_VALUES;
  const image = fc.record({ label: fc.option(label), position, disabled, decorative, focal }, { requiredKeys: [] });
  const texts = fc.record(video, { requiredKeys: [] });
  return fc.tuple(ids, fc.constantFrom<MediaType>('image', 'external-video'), scope, image, texts).map(([id, mediaType, where, values, videoTexts]) => ({
    kind: 'add-entry',
    id,
    mediaType,
    scope: where,
    values: { ...aPicture(id), ...values, ...(mediaType === 'image' ? {} : videoTexts) },
  }));
}

/** Set values, set roles, claim, remove, restore the order, move; about the entries `ids`, which may be there or not. */
export function anyCommand(ids: fc.Arbitrary<EntryId> = anyId, scope: fc.Arbitrary<Scope> = anyScope): fc.Arbitrary<Command> {
  const setValues = fc
    .tuple(ids, scope, anyFields(true), anyPicture(true))
    .map(([entry, where, fields, picture]): Command => ({ kind: 'set-values', entry, scope: where, values: patchOf(entry, fields, picture) }));
  const holder: fc.Arbitrary<RoleHolder | null> = fc.oneof({ weight: 3, arbitrary: ids }, fc.constantFrom('none' as const, null));
  const setRoles = fc
    .record({ kind: fc.constant('set-roles' as const), scope, roles: fc.uniqueArray(fc.tuple(anyRole, holder), { selector: ([role]) => role, maxLength: 5 }) })
    .map(({ roles, ...rest }): Command => ({ ...rest, roles: Object.fromEntries(roles) }));
  const claim = fc.record({ kind: fc.constant('claim-roles' as const), entry: ids, scope, roles: anyRoles, pin: fc.boolean() });
  const remove = fc.record({ kind: fc.constant('remove-entry' as const), entry: ids, scope, rolesElsewhere: fc.constantFrom('refuse', 'clear') });
  const restore = fc.record({ kind: fc.constant('restore-order' as const), scope });
  const place = fc.record({ side: fc.constantFrom('before', 'after'), of: ids });
  const move = fc.record({ kind: fc.constant('move-entry' as const), entry: ids, scope, place });
  return fc.oneof(
    { weight: 5, arbitrary: setValues },
    { weight: 3, arbitrary: setRoles },
    { weight: 2, arbitrary: claim },
    { weight: 1, arbitrary: remove },
    { weight: 1, arbitrary: restore },
    { weight: 1, arbitrary: move },
  );
}

/** As most galleries are: one picture plays every role, globally. */
const playsAll = (add: { readonly id: EntryId } | undefined): Command[] =>
  add === undefined ? [] : [{ kind: 'claim-roles', entry: add.id, scope: 'global', roles: ROLES, pin: false }];

/** Any gallery with at least `least` entries, at most {@link MOST_ENTRIES}. */
export function galleries(least = 0): fc.Arbitrary<Gallery> {
  const adds = fc.uniqueArray(anyAdd(anyId), { selector: ({ id }) => id, minLength: least, maxLength: MOST_ENTRIES });
  return fc
    .tuple(adds, fc.boolean(), fc.array(anyCommand(), { maxLength: 12 }))
    .map(([first, plays, then]) => reached(emptyGallery({ takesPictures: true, roleCodes: ROLES }), [...first, ...(plays ? playsAll(first[0]) : []), ...then]))
    .filter(({ entries }) => entries.length >= least);
}

/** A gallery and an entry of it. */
export const galleriesAndEntry: fc.Arbitrary<{ readonly gallery: Gallery; readonly entry: Entry }> = fc
  .tuple(galleries(1), fc.nat(MOST_ENTRIES - 1))
  .map(([gallery, number]) => ({ gallery, entry: found(gallery.entries[number % gallery.entries.length], 'an entry') }));

export interface Write {
  readonly gallery: Gallery;
  readonly entry: Entry;
  readonly scope: Scope;
  readonly values: Patch<EntryValues>;
}

/** A gallery, an entry of it, a scope, and values that it takes there, none of them null. */
export const writes = (scope: fc.Arbitrary<Scope>): fc.Arbitrary<Write> =>
  fc
    .tuple(galleriesAndEntry, scope, anyFields(false), anyPicture(false))
    .map(([{ gallery, entry }, where, fields, picture]) => ({ gallery, entry, scope: where, values: patchOf(entry.id, fields, picture) }));

export const setting = ({ entry, scope, values }: Pick<Write, 'entry' | 'scope' | 'values'>): Command => ({
  kind: 'set-values',
  entry: entry.id,
  scope,
  values,
});

/** The id that a new entry would get. */
export const NEXT_ID = entryId(MOST_ENTRIES + 1);

/** Any command there is, about entries that may be there or not. */
export const anyAsk: fc.Arbitrary<Command> = fc.oneof({ weight: 4, arbitrary: anyCommand() }, { weight: 1, arbitrary: anyAdd(fc.constant(NEXT_ID)) });
