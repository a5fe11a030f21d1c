/**
 * What happened to a gallery, as data. The same list is what storage applies, what the history keeps, what the
 * feed sends and what undo reverses. A cell (`before`, `after`) that is absent means: that scope held nothing.
 */
import type { EntryValues, FieldName } from './fields.js';
import type { Entry, Gallery } from './gallery.js';
import type { EntryId, RoleCode } from './ids.js';
import type { RoleHolder } from './roles.js';
import { type Scope, withCell } from './scope.js';

export interface CellChange<V> {
  readonly scope: Scope;
  readonly before?: V;
  readonly after?: V;
}

export type Change =
  | { readonly kind: 'entry-added'; readonly entry: Entry }
  | { readonly kind: 'entry-removed'; readonly entry: Entry }
  | ({ readonly kind: 'value-changed'; readonly entry: EntryId; readonly field: FieldName } & CellChange<EntryValues[FieldName]>)
  | ({ readonly kind: 'role-changed'; readonly role: RoleCode } & CellChange<RoleHolder>);

/** The gallery after a change. Total: a change about an entry that is not there changes nothing. */
export function evolve(gallery: Gallery, change: Change): Gallery {
  switch (change.kind) {
    case 'entry-added':
      return { ...gallery, entries: [...gallery.entries.filter(({ id }) => id !== change.entry.id), change.entry].sort((a, b) => a.id - b.id) };
    case 'entry-removed':
      return { ...gallery, entries: gallery.entries.filter(({ id }) => id !== change.entry.id) };
    case 'value-changed':
      return {
        ...gallery,
        entries: gallery.entries.map((entry) =>
          entry.id === change.entry ? { ...entry, values: withCell(entry.values, change.scope, change.field, change.after) } : entry,
        ),
      };
    case 'role-changed':
      return { ...gallery, roles: withCell(gallery.roles, change.scope, change.role, change.after) };
  }
}

/** The change that takes a change back. */
export function invert(change: Change): Change {
  if (change.kind === 'entry-added') return { kind: 'entry-removed', entry: change.entry };
  if (change.kind === 'entry-removed') return { kind: 'entry-added', entry: change.entry };
  const { before, after, ...where } = change;
  return { ...where, ...(after === undefined ? {} : { before: after }), ...(before === undefined ? {} : { after: before }) } as Change;
}

/** Takes a list back: each inverted, last first. */
export const invertAll = (changes: readonly Change[]): Change[] => changes.map(invert).reverse();
