/** What somebody may not have meant by a write, told beside the changes that it comes to. */
import type { Change } from './changes.js';
import { type FieldName, sameValue } from './fields.js';
import { findEntry, type Gallery, roleHolder } from './gallery.js';
import type { EntryId, RoleCode, StoreCode } from './ids.js';
import { cellAt, type Scope } from './scope.js';

export type Warning =
  /** From now on the store view no longer follows the global value, which is the same today. */
  | { readonly code: 'pins-value'; readonly entry: EntryId; readonly field: FieldName; readonly store: StoreCode }
  | { readonly code: 'pins-role'; readonly role: RoleCode; readonly store: StoreCode }
  /** The entry goes, and the role that the scope had given it. */
  | { readonly code: 'role-lost'; readonly entry: EntryId; readonly role: RoleCode; readonly scope: Scope };

/** `after`: the gallery that all of the changes leave. */
export function warningsOf(changes: readonly Change[], after: Gallery): readonly Warning[] {
  const removed = new Set(changes.flatMap((change) => (change.kind === 'entry-removed' ? [change.entry.id] : [])));
  return changes.flatMap((change) => {
    if (change.kind === 'value-changed') return pinsValue(change, after);
    return change.kind === 'role-changed' ? roleWarnings(change, after, removed) : [];
  });
}

function pinsValue({ entry: id, field, scope, after: value }: Extract<Change, { kind: 'value-changed' }>, after: Gallery): Warning[] {
  const entry = findEntry(after, id);
  if (scope === 'global' || value === undefined || entry === undefined) return [];
  return sameValue(value, cellAt(entry.values, 'global', field)) ? [{ code: 'pins-value', entry: id, field, store: scope.store }] : [];
}

function roleWarnings(
  { role, scope, before, after: holder }: Extract<Change, { kind: 'role-changed' }>,
  after: Gallery,
  removed: ReadonlySet<EntryId>,
): Warning[] {
  if (typeof before === 'number' && removed.has(before)) return [{ code: 'role-lost', entry: before, role, scope }];
  if (scope === 'global' || holder === undefined) return [];
  return holder === roleHolder(after, 'global', role) ? [{ code: 'pins-role', role, store: scope.store }] : [];
}
