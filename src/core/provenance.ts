/** Which change gave a cell what it holds. */
import type { AttributeChange } from './attributes.js';
import type { Change } from './changes.js';
import type { FieldName } from './fields.js';
import type { Entry, Gallery } from './gallery.js';
import type { EntryId, RoleCode, StoreCode } from './ids.js';
import type { Scope } from './scope.js';

/** Names a cell of one gallery. A blank stands in no code, and a field is never a number. */
export type CellName = string;
export const valueCell = (entry: EntryId, scope: Scope, field: FieldName): CellName => `${entry} ${field} ${codeOf(scope)}`;
export const roleCell = (scope: Scope, role: RoleCode): CellName => `role ${role} ${codeOf(scope)}`;
const codeOf = (scope: Scope): string => (scope === 'global' ? '' : scope.store);

/** The cells that a change wrote, those that it emptied too. */
export function cellsOf(change: Change | AttributeChange | { readonly kind: 'product-added' | 'product-removed' }): readonly CellName[] {
  if (change.kind === 'value-changed') return [valueCell(change.entry, change.scope, change.field)];
  if (change.kind === 'role-changed') return [roleCell(change.scope, change.role)];
  return change.kind === 'entry-added' ? cellsOfEntry(change.entry) : [];
}

/** Every cell that holds something. */
export function cellsIn({ entries, roles }: Gallery): ReadonlySet<CellName> {
  const ofRoles = layersOf(roles).flatMap(([scope, layer]) => Object.keys(layer).map((role) => roleCell(scope, role as RoleCode)));
  return new Set([...entries.flatMap(cellsOfEntry), ...ofRoles]);
}

function cellsOfEntry({ id, values }: Entry): CellName[] {
  return layersOf(values).flatMap(([scope, layer]) => Object.keys(layer).map((field) => valueCell(id, scope, field as FieldName)));
}

function layersOf({ global, stores }: { readonly global: object; readonly stores: Readonly<Record<StoreCode, object>> }): [Scope, object][] {
  return [['global', global], ...Object.entries(stores).map(([store, layer]): [Scope, object] => [{ store: store as StoreCode }, layer])];
}
