/** The one picture by which a product is recognised in a list. */
import { type Entry, findEntry, type Gallery, roleHolder, view } from './gallery.js';
import type { RoleCode } from './ids.js';
import type { Scope } from './scope.js';

const COVER_ROLES = ['thumbnail', 'small_image', 'image'] as readonly string[] as readonly RoleCode[];

/** The small picture that the scope shows, else the next larger one, else the first that is not hidden; undefined: none. */
export function coverOf(gallery: Gallery, scope: Scope): Entry | undefined {
  for (const role of COVER_ROLES) {
    const holder = roleHolder(gallery, scope, role);
    const entry = holder === 'none' ? undefined : findEntry(gallery, holder);
    if (entry !== undefined) return entry;
  }
  const first = view(gallery, scope).find(({ values }) => !values.disabled);
  return first && findEntry(gallery, first.id);
}
