/** One product's gallery, and how a scope sees it. */

import type { HeldRole } from './fault.js';
import { type EntryValues, FIELD_NAMES, type FieldName } from './fields.js';
import type { BlobHash, EntryId, MediaPath, RoleCode, StoreCode } from './ids.js';
import { parsePath } from './naming.js';
import type { RoleHolder, Roles } from './roles.js';
import { cellAt, effective, effectiveCell, inherits, type Scope, type Scoped, sourceOf, storeScope } from './scope.js';

export type MediaType = 'image' | 'external-video';

export interface Entry {
  readonly id: EntryId;
  readonly mediaType: MediaType;
  readonly values: Scoped<EntryValues>;
}

export interface Gallery {
  /** Whether the product's attribute set has a gallery at all. */
  readonly takesPictures: boolean;
  /** The roles that the product's attribute set has, in display order. Others are unknown here and ignored. */
  readonly roleCodes: readonly RoleCode[];
  /** By id. */
  readonly entries: readonly Entry[];
  readonly roles: Scoped<Roles>;
}

/** An entry as one scope sees it. */
export interface EntryView {
  readonly id: EntryId;
  readonly mediaType: MediaType;
  readonly values: EntryValues;
  readonly roles: readonly RoleCode[];
}

export const emptyGallery = (set: Pick<Gallery, 'takesPictures' | 'roleCodes'>): Gallery => ({ ...set, entries: [], roles: { global: {}, stores: {} } });

export function findEntry(gallery: Gallery, id: EntryId): Entry | undefined {
  return gallery.entries.find((entry) => entry.id === id);
}

/** Effective values and roles, in display order: effective position, none last, then id. Hidden entries are included. */
export function view(gallery: Gallery, scope: Scope): EntryView[] {
  const rolesOf = new Map<RoleHolder, RoleCode[]>();
  for (const role of gallery.roleCodes) {
    const holder = roleHolder(gallery, scope, role);
    rolesOf.set(holder, [...(rolesOf.get(holder) ?? []), role]);
  }
  return gallery.entries
    .map((entry) => ({ id: entry.id, mediaType: entry.mediaType, values: effective(entry.values, scope), roles: rolesOf.get(entry.id) ?? [] }))
    .sort((a, b) => (a.values.position ?? Number.POSITIVE_INFINITY) - (b.values.position ?? Number.POSITIVE_INFINITY) || a.id - b.id);
}

/** Per field, the scope that an entry's effective value comes from. */
export function sources(entry: Entry, scope: Scope): Readonly<Record<FieldName, Scope>> {
  return Object.fromEntries(FIELD_NAMES.map((field) => [field, sourceOf(entry.values, scope, field)])) as Record<FieldName, Scope>;
}

/** Who plays a role at a scope. Nobody anywhere: `none`. */
export function roleHolder(gallery: Gallery, scope: Scope, role: RoleCode): RoleHolder {
  return effectiveCell(gallery.roles, scope, role) ?? 'none';
}

/** Every scope that itself gives a role to the entry, with the role. */
export function rolesHeldBy(gallery: Gallery, id: EntryId): HeldRole[] {
  const layers: [Scope, Partial<Roles>][] = [['global', gallery.roles.global]];
  for (const [store, layer] of Object.entries(gallery.roles.stores)) layers.push([storeScope(store as StoreCode), layer]);
  return layers.flatMap(([scope, layer]) => Object.entries(layer).flatMap(([role, holder]) => (holder === id ? [{ scope, role: role as RoleCode }] : [])));
}

/**
 * Whether a store view's image order follows the default: no entry overrides its position there.
 * Adding an image at a store view turns it false; deleting one there turns it true again.
 * Source: Adobe, "Manage product images at the store view level", Add and Delete.
 */
export function orderInherits(gallery: Gallery, scope: Scope): boolean {
  return scope !== 'global' && gallery.entries.every((entry) => inherits(entry.values, scope, 'position'));
}

/**
 * An entry's picture as a scope sees it, the way it is served: with the focal point of the scope that it comes from, as
 * a path shows the same to everybody.
 */
export function servedPicture({ values }: Pick<Entry, 'values'>, scope: Scope): Pick<EntryValues, 'file' | 'blob' | 'focal'> {
  const from = bytesScope({ values }, scope);
  return { file: effectiveCell(values, from, 'file'), blob: effectiveCell(values, from, 'blob'), focal: effectiveCell(values, from, 'focal') };
}

/** The scope whose picture an entry shows at a scope. Other bytes from a door that knows nothing of pictures of one store view alone go there: what is seen is what changes. */
export const bytesScope = ({ values }: Pick<Entry, 'values'>, scope: Scope): Scope => sourceOf(values, scope, 'file');

/**
 * The path that a scope's other bytes keep: its own, where it is the name that they bring, with a number or without;
 * undefined: they need another. No two scopes share a path, else bytes of one would be seen at the other.
 */
export function keptPath({ values }: Pick<Entry, 'values'>, scope: Scope, wanted: MediaPath): MediaPath | undefined {
  const own = cellAt(values, scope, 'file');
  return own !== undefined && (own === wanted || parsePath(own).stem === wanted) ? own : undefined;
}

/** Every path that the gallery serves, over all scopes, with the bytes behind it. */
export function pictures(gallery: Pick<Gallery, 'entries'>): Map<MediaPath, BlobHash> {
  const found = new Map<MediaPath, BlobHash>();
  for (const { values } of gallery.entries) {
    found.set(values.global.file, values.global.blob);
    for (const layer of Object.values(values.stores) as Partial<EntryValues>[]) {
      if (layer.file !== undefined || layer.blob !== undefined) found.set(layer.file ?? values.global.file, layer.blob ?? values.global.blob);
    }
  }
  return found;
}

/** The entry that has this path at some scope: how a wire's path is understood. */
export function entryByPath(gallery: Gallery, path: string): Entry | undefined {
  return gallery.entries.find(
    ({ values }) => values.global.file === path || (Object.values(values.stores) as Partial<EntryValues>[]).some((layer) => layer.file === path),
  );
}
