/** What is asked of a gallery, and the decision: a list of changes, or a fault. Nothing here reads a clock or a store. */
import { type Change, evolve } from './changes.js';
import { ok, type Result, refuse } from './fault.js';
import { ENTRY_FIELDS, type EntryValues, type FieldName, INITIAL_VALUES, sameValue, VIDEO_TEXTS } from './fields.js';
import { type Entry, findEntry, type Gallery, type MediaType, roleHolder, rolesHeldBy, view } from './gallery.js';
import type { EntryId, RoleCode } from './ids.js';
import { DEFAULT_LIMITS, type Limits, MAX_POSITION } from './limits.js';
import { type OrderPlace, positionsFor } from './order.js';
import type { RoleHolder } from './roles.js';
import { cellAt, type Patch, type Scope, sameScope } from './scope.js';

/** A new entry's values. Absent: the field's initial value; `position` absent: last. */
export type NewValues = Pick<EntryValues, 'file' | 'blob'> & Partial<EntryValues>;

export type Command =
  | { readonly kind: 'add-entry'; readonly id: EntryId; readonly mediaType: MediaType; readonly scope: Scope; readonly values: NewValues }
  | { readonly kind: 'set-values'; readonly entry: EntryId; readonly scope: Scope; readonly values: Patch<EntryValues> }
  /** `none` takes a role away there, null lets it inherit again. */
  | { readonly kind: 'set-roles'; readonly scope: Scope; readonly roles: Readonly<Record<RoleCode, RoleHolder | null>> }
  /** The entry plays exactly these roles at the scope. `pin`: also write down a role that it already plays by inheritance. */
  | { readonly kind: 'claim-roles'; readonly entry: EntryId; readonly scope: Scope; readonly roles: readonly string[]; readonly pin: boolean }
  /** Goes from every scope. Roles given to it at other scopes than `scope` refuse the command, or are cleared with it. */
  | { readonly kind: 'remove-entry'; readonly entry: EntryId; readonly scope: Scope; readonly rolesElsewhere: 'refuse' | 'clear' }
  /** The entry comes to stand right there in the scope's display order; the others keep theirs. */
  | { readonly kind: 'move-entry'; readonly entry: EntryId; readonly scope: Scope; readonly place: OrderPlace }
  /** No entry overrides its position at the scope any more. */
  | { readonly kind: 'restore-order'; readonly scope: Scope };

/** The changes that a command comes to; `[]`: nothing to do, and nothing is written. */
export function decide(gallery: Gallery, command: Command, limits: Limits = DEFAULT_LIMITS): Result<Change[]> {
  switch (command.kind) {
    case 'add-entry':
      return addEntry(gallery, command, limits);
    case 'set-values':
      return onEntry(gallery, command.entry, (entry) => setValues(entry, command.scope, command.values, limits));
    case 'set-roles':
      return setRoles(gallery, command.scope, command.roles);
    case 'claim-roles':
      return onEntry(gallery, command.entry, (entry) => claimRoles(gallery, entry, command));
    case 'remove-entry':
      return onEntry(gallery, command.entry, (entry) => removeEntry(gallery, entry, command));
    case 'move-entry':
      return onEntry(gallery, command.entry, () => onEntry(gallery, command.place.of, () => ok(moveEntry(gallery, command))));
    case 'restore-order':
      return command.scope === 'global' ? ok([]) : ok(gallery.entries.flatMap((entry) => changeCell(entry, command.scope, 'position', undefined)));
  }
}

/** Several commands as one: each decided on the gallery that the ones before it leave; the first fault refuses all. */
export function decideAll(gallery: Gallery, commands: readonly Command[], limits: Limits = DEFAULT_LIMITS): Result<{ gallery: Gallery; changes: Change[] }> {
  let now = gallery;
  const changes: Change[] = [];
  for (const command of commands) {
    const decided = decide(now, command, limits);
    if (!decided.ok) return decided;
    changes.push(...decided.value);
    now = decided.value.reduce(evolve, now);
  }
  return ok({ gallery: now, changes });
}

/**
 * At the global scope the values stand as given. At a store view what was given is explicit there, and the rest of
 * the shop sees the picture without label, shown, not decorative, in the same place; video texts also become the common ones.
 * Source: Adobe, "Add a new image at the store view level"; rows recorded from the original.
 */
function addEntry(gallery: Gallery, command: Extract<Command, { kind: 'add-entry' }>, limits: Limits): Result<Change[]> {
  if (!gallery.takesPictures) return refuse({ code: 'gallery-closed' });
  if (findEntry(gallery, command.id) !== undefined) return refuse({ code: 'entry-exists', entry: command.id });
  if (gallery.entries.length >= limits.entries) return refuse({ code: 'limit-passed', what: 'entries', limit: limits.entries, unit: 'entries a gallery' });
  const given: NewValues = { ...command.values, position: command.values.position ?? lastPosition(gallery, command.scope) };
  const fault = valuesFault(given, limits);
  if (fault !== undefined) return fault;
  const values: EntryValues = { ...INITIAL_VALUES, ...given };
  const { scope } = command;
  if (scope === 'global') return ok([{ kind: 'entry-added', entry: { id: command.id, mediaType: command.mediaType, values: { global: values, stores: {} } } }]);
  const here = Object.fromEntries(
    (['label', 'position', 'disabled', 'decorative', ...VIDEO_TEXTS] as const).flatMap((f) =>
      given[f] === undefined || given[f] === null ? [] : [[f, given[f]]],
    ),
  );
  const entry: Entry = {
    id: command.id,
    mediaType: command.mediaType,
    values: { global: { ...values, ...UNTOLD }, stores: { [scope.store]: here } },
  };
  return ok([{ kind: 'entry-added', entry }]);
}

/** What an entry that was added at a store view is to all others. */
const UNTOLD = { label: ENTRY_FIELDS.label.initial, disabled: ENTRY_FIELDS.disabled.initial, decorative: ENTRY_FIELDS.decorative.initial };

/** One past the highest position that the scope sees. */
function lastPosition(gallery: Gallery, scope: Scope): number {
  return Math.min(MAX_POSITION, 1 + view(gallery, scope).reduce((highest, { values }) => Math.max(highest, values.position ?? 0), 0));
}

function setValues(entry: Entry, scope: Scope, values: Patch<EntryValues>, limits: Limits): Result<Change[]> {
  const fault = valuesFault(values, limits);
  if (fault !== undefined) return fault;
  const changes: Change[] = [];
  for (const field of Object.keys(values) as FieldName[]) {
    const cell = targetCell(scope, field, values[field]);
    if (!cell.ok) return cell;
    changes.push(...changeCell(entry, scope, field, cell.value));
  }
  return ok(changes);
}

/** What the scope is to hold: at a store view null holds nothing; globally null is a value, or the initial one where null cannot be. */
function targetCell(scope: Scope, field: FieldName, value: EntryValues[FieldName] | null | undefined): Result<EntryValues[FieldName] | undefined> {
  if (value !== null) return ok(value);
  if (scope !== 'global') return ok(undefined);
  const row = ENTRY_FIELDS[field];
  if (row.nullable) return ok(null);
  return 'initial' in row ? ok(row.initial) : refuse({ code: 'value-required', field });
}

function changeCell(entry: Entry, scope: Scope, field: FieldName, after: EntryValues[FieldName] | undefined): Change[] {
  const before = cellAt(entry.values, scope, field);
  return sameValue(before, after) ? [] : [{ kind: 'value-changed', entry: entry.id, field, scope, ...present('before', before), ...present('after', after) }];
}

function valuesFault(values: Patch<EntryValues>, limits: Limits): Result<never> | undefined {
  if (typeof values.label === 'string' && [...values.label].length > limits.labelChars)
    return refuse({ code: 'limit-passed', what: 'label', limit: limits.labelChars, unit: 'characters' });
  if (typeof values.position === 'number' && !(Number.isInteger(values.position) && values.position >= 0 && values.position <= MAX_POSITION))
    return refuse({ code: 'limit-passed', what: 'position', limit: MAX_POSITION, unit: 'as the highest number' });
  if (values.focal != null && ![values.focal.x, values.focal.y].every((share) => share >= 0 && share <= 1))
    return refuse({ code: 'limit-passed', what: 'focal', limit: 1, unit: 'of the width or height' });
  return undefined;
}

function setRoles(gallery: Gallery, scope: Scope, roles: Readonly<Record<RoleCode, RoleHolder | null>>): Result<Change[]> {
  const changes: Change[] = [];
  for (const role of gallery.roleCodes) {
    if (!Object.hasOwn(roles, role)) continue;
    const holder = roles[role] as RoleHolder | null;
    if (typeof holder === 'number' && findEntry(gallery, holder) === undefined) return refuse({ code: 'entry-not-found', entry: holder });
    changes.push(...changeRole(gallery, scope, role, holder ?? undefined));
  }
  return ok(changes);
}

function changeRole(gallery: Gallery, scope: Scope, role: RoleCode, after: RoleHolder | undefined): Change[] {
  const before = cellAt(gallery.roles, scope, role);
  return before === after ? [] : [{ kind: 'role-changed', role, scope, ...present('before', before), ...present('after', after) }];
}

function claimRoles(gallery: Gallery, entry: Entry, command: Extract<Command, { kind: 'claim-roles' }>): Result<Change[]> {
  return ok(
    gallery.roleCodes.flatMap((role) => {
      const holds = roleHolder(gallery, command.scope, role) === entry.id;
      if (command.roles.includes(role)) return holds && !command.pin ? [] : changeRole(gallery, command.scope, role, entry.id);
      return holds ? changeRole(gallery, command.scope, role, 'none') : [];
    }),
  );
}

function moveEntry(gallery: Gallery, { entry: id, scope, place }: Extract<Command, { kind: 'move-entry' }>): Change[] {
  const positions = positionsFor(gallery, scope, id, place);
  return gallery.entries.flatMap((entry) => changeCell(entry, scope, 'position', positions.get(entry.id) ?? cellAt(entry.values, scope, 'position')));
}

/** Roles first, so that at no point a role names an entry that is gone. */
function removeEntry(gallery: Gallery, entry: Entry, command: Extract<Command, { kind: 'remove-entry' }>): Result<Change[]> {
  const held = rolesHeldBy(gallery, entry.id);
  const elsewhere = held.filter(({ scope }) => !sameScope(scope, command.scope));
  if (command.rolesElsewhere === 'refuse' && elsewhere.length > 0) return refuse({ code: 'role-elsewhere', entry: entry.id, roles: elsewhere });
  const freed = held.flatMap(({ scope, role }) => changeRole(gallery, scope, role, sameScope(scope, command.scope) ? 'none' : undefined));
  return ok([...freed, { kind: 'entry-removed', entry }]);
}

function onEntry(gallery: Gallery, id: EntryId, then: (entry: Entry) => Result<Change[]>): Result<Change[]> {
  const entry = findEntry(gallery, id);
  return entry === undefined ? refuse({ code: 'entry-not-found', entry: id }) : then(entry);
}

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
