/** Where an entry stands among the others: the positions that bring it to a place, and no more of them than it takes. */
import { type EntryView, type Gallery, view } from './gallery.js';
import type { EntryId } from './ids.js';
import { MAX_POSITION } from './limits.js';
import type { Scope } from './scope.js';

/** Right before or right after another entry, as the scope sees them. */
export interface OrderPlace {
  readonly side: 'before' | 'after';
  readonly of: EntryId;
}

/** The position of each entry that needs another one; none where the entry stands there already. Both entries have to be there. */
export function positionsFor(gallery: Gallery, scope: Scope, id: EntryId, { side, of }: OrderPlace): ReadonlyMap<EntryId, number> {
  const now = view(gallery, scope);
  const moved = now.filter((entry) => entry.id === id);
  const others = now.filter((entry) => entry.id !== id);
  const at = others.findIndex((entry) => entry.id === of) + (side === 'after' ? 1 : 0);
  if (id === of || now[at]?.id === id) return new Map();
  const wanted = [...others.slice(0, at), ...moved, ...others.slice(at)];
  const few = fewestFor(wanted, at);
  const fits = [...few.values()].every((position) => position <= MAX_POSITION);
  return fits ? few : new Map(wanted.flatMap((entry, index) => (entry.values.position === index + 1 ? [] : [[entry.id, index + 1]])));
}

/** Up to the moved entry everybody needs a number; behind it who still fits keeps what it has. */
function fewestFor(wanted: readonly EntryView[], movedAt: number): Map<EntryId, number> {
  const given = new Map<EntryId, number>();
  let [last, lastId] = [-1, -1];
  for (const [index, { id, values }] of wanted.entries()) {
    const own = index === movedAt || (values.position === null && index < movedAt) ? undefined : (values.position ?? Number.POSITIVE_INFINITY);
    const fits = own !== undefined && (own > last || (own === last && id > lastId));
    if (!fits) given.set(id, last + 1);
    [last, lastId] = [fits ? own : last + 1, id];
  }
  return given;
}
