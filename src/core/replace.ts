/**
 * A whole gallery sent at once for one scope, turned into commands. What is listed is written as sent, what is not
 * listed goes, unless the list brings a new picture: then the rest stays.
 * Source: Adobe, "Override store view image fields"; recorded behaviour of the original; the decisions on its oddities.
 */
import type { Command, NewValues } from './commands.js';
import type { EntryValues } from './fields.js';
import { bytesScope, findEntry, type Gallery, type MediaType, roleHolder, rolesHeldBy } from './gallery.js';
import type { EntryId, RoleCode } from './ids.js';
import type { RoleHolder } from './roles.js';
import { cellAt, type Patch, type Scope, sameScope } from './scope.js';

export type SentEntry =
  | {
      readonly entry: EntryId;
      readonly values: Patch<EntryValues>;
      /** Other bytes: for whom the scope's picture comes from, mostly everybody. */
      readonly bytes?: Pick<EntryValues, 'file' | 'blob'>;
      /** Exactly these roles at the scope. Absent: those it plays now. */
      readonly roles?: readonly string[];
    }
  | { readonly added: EntryId; readonly mediaType: MediaType; readonly values: NewValues; readonly roles?: readonly string[] };

export interface Replacement {
  readonly scope: Scope;
  /** Where roles are written: the scope; of a new product the global one. */
  readonly roleScope: Scope;
  readonly entries: readonly SentEntry[];
  /** Whether a role that is sent and already played by inheritance is written down at the scope. */
  readonly pinsRole: (role: RoleCode) => boolean;
  /** Whether entries that are not listed, and stay because a new one is added, keep the roles they play. */
  readonly unlistedKeepRoles: boolean;
  /** Whether an unlisted entry stays because it plays a role at that other scope. */
  readonly sparesRoleAt: (scope: Scope) => boolean;
}

/** Commands in an order in which each finds what it names: add, values, roles, then removals. */
export function replace(gallery: Gallery, sent: Replacement): Command[] {
  const listed = new Set(sent.entries.map((one) => ('entry' in one ? one.entry : one.added)));
  const adds = sent.entries.some((one) => 'added' in one);
  const unlisted = gallery.entries.filter(({ id }) => !listed.has(id));
  const removed = adds ? [] : unlisted.filter(({ id }) => !isSpared(gallery, id, sent));
  const kept = new Set(unlisted.filter((entry) => !removed.includes(entry)).map(({ id }) => id));
  return [
    ...sent.entries.flatMap((one) => valueCommands(gallery, one, sent.scope)),
    { kind: 'set-roles', scope: sent.roleScope, roles: roleTargets(gallery, sent, kept) },
    ...removed.map(({ id }): Command => ({ kind: 'remove-entry', entry: id, scope: sent.scope, rolesElsewhere: 'clear' })),
  ];
}

function valueCommands(gallery: Gallery, one: SentEntry, scope: Scope): Command[] {
  if ('added' in one) return [{ kind: 'add-entry', id: one.added, mediaType: one.mediaType, scope, values: one.values }];
  const entry = findEntry(gallery, one.entry);
  const at = entry === undefined ? 'global' : bytesScope(entry, scope);
  const bytes: Command[] = one.bytes === undefined ? [] : [{ kind: 'set-values', entry: one.entry, scope: at, values: one.bytes }];
  return [...bytes, { kind: 'set-values', entry: one.entry, scope, values: one.values }];
}

/** Who is to play each role at the scope, for those that change; the last one listed that claims a role gets it. */
function roleTargets(gallery: Gallery, sent: Replacement, kept: ReadonlySet<EntryId>): Record<RoleCode, RoleHolder> {
  const targets: [RoleCode, RoleHolder][] = [];
  // An existing entry never takes a role from a new one, wherever it stands in the list.
  const inOrder = [...sent.entries.filter((one) => 'entry' in one), ...sent.entries.filter((one) => 'added' in one)];
  for (const role of gallery.roleCodes) {
    const now = roleHolder(gallery, sent.roleScope, role);
    let target: RoleHolder = typeof now === 'number' && kept.has(now) && (sent.unlistedKeepRoles || !inOrder.some((one) => 'added' in one)) ? now : 'none';
    let claimed = false;
    for (const one of inOrder) {
      const id = 'entry' in one ? one.entry : one.added;
      if (one.roles === undefined ? now === id && !claimed : one.roles.includes(role)) {
        target = id;
        claimed = one.roles !== undefined;
      }
    }
    if (target === now && cellAt(gallery.roles, sent.roleScope, role) !== undefined) continue;
    // Nobody claims it: globally that is said, at a store view it goes on inheriting.
    if (target !== now || (claimed ? sent.pinsRole(role) : sent.roleScope === 'global' && target === 'none')) targets.push([role, target]);
  }
  return Object.fromEntries(targets) as Record<RoleCode, RoleHolder>;
}

function isSpared(gallery: Gallery, id: EntryId, { scope, sparesRoleAt }: Replacement): boolean {
  return rolesHeldBy(gallery, id).some((held) => !sameScope(held.scope, scope) && sparesRoleAt(held.scope));
}
