/** Where what a scope sees comes from: per cell the value, its source, and what would be seen without the override. */
import type { EntryValues, FieldName } from './fields.js';
import { type Entry, type Gallery, orderInherits, roleHolder, view } from './gallery.js';
import type { EntryId, RoleCode } from './ids.js';
import type { RoleHolder } from './roles.js';
import { effectiveCell, type Scope, sourceOf } from './scope.js';

export interface Explained<V> {
  readonly value: V;
  readonly source: Scope;
  /** What the global scope has; absent where that is the source. */
  readonly fallback?: V;
}

export function explainField<F extends FieldName>({ values }: Pick<Entry, 'values'>, scope: Scope, field: F): Explained<EntryValues[F]> {
  return explained(sourceOf(values, scope, field), (at) => effectiveCell(values, at, field));
}

/** `none`: deliberately nobody, or nobody anywhere. */
export function explainRole(gallery: Gallery, scope: Scope, role: RoleCode): Explained<RoleHolder> {
  return explained(sourceOf(gallery.roles, scope, role), (at) => roleHolder(gallery, at, role));
}

/** Entries in display order. A store view's own as soon as it overrides one position. */
export function explainOrder(gallery: Gallery, scope: Scope): Explained<readonly EntryId[]> {
  return explained(orderInherits(gallery, scope) ? 'global' : scope, (at) => view(gallery, at).map(({ id }) => id));
}

function explained<V>(source: Scope, valueAt: (scope: Scope) => V): Explained<V> {
  return source === 'global' ? { value: valueAt('global'), source } : { value: valueAt(source), source, fallback: valueAt('global') };
}
