/** What one scope has, given to another one, or dropped: commands over a whole layer of overrides. */
import type { Command } from './commands.js';
import { type EntryValues, FIELD_NAMES, type FieldName, sameValue } from './fields.js';
import { type Entry, type Gallery, keptPath, roleHolder } from './gallery.js';
import type { EntryId, MediaPath, RoleCode } from './ids.js';
import { parsePath } from './naming.js';
import type { RoleHolder } from './roles.js';
import { cellAt, effectiveCell, inherits, type Patch, type Scope } from './scope.js';

/** Which cells of a scope are meant. Absent: every entry, every field; roles are meant only where both are absent. */
export interface Part {
  readonly entry?: EntryId | undefined;
  readonly fields?: readonly FieldName[] | undefined;
}

/** Makes a store view's own values the global ones and lets it inherit them; other store views keep what they override. */
export function pushDown(gallery: Gallery, store: Scope, part: Part): Command[] {
  const values = meant(gallery, part).flatMap((entry) => {
    const own = fieldsOf(part).filter((field) => !inherits(entry.values, store, field));
    return [
      setValues(entry, 'global', Object.fromEntries(own.map((field) => [field, cellAt(entry.values, store, field)]))),
      setValues(entry, store, Object.fromEntries(own.map((field) => [field, null]))),
    ];
  });
  const own = rolesOf(gallery, part).filter((role) => !inherits(gallery.roles, store, role));
  const roles = own.flatMap((role) => [setRole(role, 'global', roleHolder(gallery, store, role)), setRole(role, store, null)]);
  return [...named(part, store), ...values, ...roles];
}

/** Writes down at a store view what another scope shows, where it shows something else now. Its copy of a picture is served under a path of its own. */
export async function copyFrom(gallery: Gallery, from: Scope, store: Scope, part: Part, claim: (wanted: MediaPath) => Promise<MediaPath>): Promise<Command[]> {
  const commands: Command[] = named(part, store);
  for (const entry of meant(gallery, part)) {
    const differs = (field: FieldName) => !sameValue(effectiveCell(entry.values, from, field), effectiveCell(entry.values, store, field));
    const fields = fieldsOf(part).filter((field) => field !== 'file' && differs(field));
    // A store view holds no null: where there is nothing to show it can but follow.
    const values: { -readonly [K in keyof Patch<EntryValues>]: Patch<EntryValues>[K] } = Object.fromEntries(
      fields.map((field) => [field, effectiveCell(entry.values, from, field)]),
    );
    if (fields.includes('blob')) {
      const wanted = parsePath(effectiveCell(entry.values, from, 'file')).stem as MediaPath;
      values.file = keptPath(entry, store, wanted) ?? (await claim(wanted));
    }
    commands.push(setValues(entry, store, values));
  }
  const roles = rolesOf(gallery, part).filter((role) => roleHolder(gallery, from, role) !== roleHolder(gallery, store, role));
  return [...commands, ...roles.map((role) => setRole(role, store, roleHolder(gallery, from, role)))];
}

/** Drops what a store view overrides with the value that it would see anyway: nothing looks different. */
export function dropEqual(gallery: Gallery, store: Scope): Command[] {
  const values = gallery.entries.map((entry) => {
    // A picture is its bytes, whatever the path; both go or stay.
    const isEqual = (field: FieldName) => sameValue(cellAt(entry.values, store, field), cellAt(entry.values, 'global', field));
    const equal = FIELD_NAMES.filter((field) => !inherits(entry.values, store, field) && isEqual(field === 'file' ? 'blob' : field));
    return setValues(entry, store, Object.fromEntries(equal.map((field) => [field, null])));
  });
  const roles = gallery.roleCodes.filter(
    (role) => !inherits(gallery.roles, store, role) && roleHolder(gallery, store, role) === roleHolder(gallery, 'global', role),
  );
  return [...values, ...roles.map((role) => setRole(role, store, null))];
}

/** Changes nothing, and refuses an entry that is not there. */
const named = ({ entry }: Part, scope: Scope): Command[] => (entry === undefined ? [] : [{ kind: 'set-values', entry, scope, values: {} }]);

function meant({ entries }: Gallery, { entry }: Part): readonly Entry[] {
  return entry === undefined ? entries : entries.filter(({ id }) => id === entry);
}
const fieldsOf = ({ fields = FIELD_NAMES }: Part): readonly FieldName[] => fields;
const rolesOf = ({ roleCodes }: Gallery, { entry, fields }: Part): readonly RoleCode[] => (entry === undefined && fields === undefined ? roleCodes : []);

const setValues = ({ id }: Entry, scope: Scope, values: Patch<EntryValues>): Command => ({ kind: 'set-values', entry: id, scope, values });
const setRole = (role: RoleCode, scope: Scope, holder: RoleHolder | null): Command => ({ kind: 'set-roles', scope, roles: { [role]: holder } });
