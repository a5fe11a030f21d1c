/** A version of what one store view shows and holds: it stands however much happens to the others. */
import { FIELD_NAMES } from '../core/fields.js';
import type { Gallery } from '../core/gallery.js';
import type { StoreCode } from '../core/ids.js';
import { cellAt, type Scope, type Scoped, storeScope } from '../core/scope.js';

/** A short name of a text, the same for the same text alone. */
export type Digest = (text: string) => string;

/**
 * Per scope of a gallery, `german:1f0c…` (or `all:…`): another one with each change of the common values or of the
 * scope's own, the same again where everything is as it was. The scopes have to be loaded.
 */
export function viewVersions(gallery: Gallery, digest: Digest): (scope: Scope) => string {
  const common = digest(textOf(gallery, 'global'));
  return (scope) => (scope === 'global' ? `all:${common}` : `${scope.store}:${digest(`${common}${textOf(gallery, scope)}`)}`);
}

/** The scope that a version is of; undefined: it is none of a view. */
export function scopeOfVersion(version: string): Scope | undefined {
  const code = /^([a-z][a-z0-9_]*):/.exec(version)?.[1];
  if (code === undefined) return undefined;
  return code === 'all' ? 'global' : storeScope(code as StoreCode);
}

/** What a scope itself holds, in an order of its own: who wrote which cell first makes no difference. */
function textOf({ entries, roles, roleCodes }: Gallery, scope: Scope): string {
  const holding = scope === 'global' ? entries : entries.filter(({ values }) => values.stores[scope.store] !== undefined);
  const cells = holding.map(({ id, mediaType, values }) => [id, mediaType, ...heldIn(values, scope, FIELD_NAMES)]);
  return JSON.stringify([cells, heldIn(roles, scope, roleCodes)]);
}

const heldIn = <T extends object>(scoped: Scoped<T>, scope: Scope, keys: readonly (keyof T)[]): unknown[] =>
  keys.flatMap((key, at) => {
    const cell: unknown = cellAt(scoped, scope, key);
    return cell === undefined ? [] : [at, typeof cell === 'object' && cell !== null ? Object.entries(cell).sort() : cell];
  });
