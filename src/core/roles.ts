/** Roles: which entry a storefront shows as base image, small image, thumbnail, swatch or a shop's own role. */
import type { EntryId, RoleCode } from './ids.js';

/** Roles point to entries, not to paths, so replacing bytes or renaming a file moves none. `none`: deliberately nobody. */
export type RoleHolder = EntryId | 'none';
/** Absent at the global scope: nobody; absent at a store view: as the global scope has it. */
export type Roles = Readonly<Record<RoleCode, RoleHolder>>;

/** The role attributes of a fresh attribute set, in the order that answers list them. */
export const STANDARD_ROLES = ['image', 'small_image', 'thumbnail', 'swatch_image'] as readonly string[] as readonly RoleCode[];
