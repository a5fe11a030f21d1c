/** Two store views as a shopper sees them, and what is not the same. */
import type { EntryView, Gallery, Picture, View } from '../../../../client/index.js';

export interface SeenPicture {
  readonly entry: EntryView;
  readonly picture: Picture | undefined;
  /** As it is read aloud: empty where it is decorative, null where nobody has written one. */
  readonly text: string | null;
  /** From 1 on, among what is seen. */
  readonly place: number;
}
export interface Seen {
  readonly store: string;
  readonly pictures: readonly SeenPicture[];
  readonly hidden: readonly EntryView[];
}

export function seenIn(gallery: Gallery, view: View): Seen {
  const entries = new Map(view.entries.map((entry) => [entry.id, entry]));
  const ordered = view.order.value.flatMap((id) => entries.get(id) ?? []);
  const pictures = ordered
    .filter(({ disabled }) => !disabled.value)
    .map((entry, at) => ({
      entry,
      picture: entry.file.value === null ? undefined : gallery.pictures[entry.file.value],
      text: entry.decorative.value ? '' : textOf(entry),
      place: at + 1,
    }));
  return { store: view.store, pictures, hidden: ordered.filter(({ disabled }) => disabled.value) };
}
const textOf = ({ label }: EntryView): string | null => (label.value === null || label.value.trim() === '' ? null : label.value);

export type Difference = 'only-here' | 'text' | 'picture' | 'place' | 'roles';

/** By entry, how each of the two is seen otherwise than in the other one; entries that look the same are absent. */
export function differencesOf(here: Seen, there: Seen, rolesHere: Roles, rolesThere: Roles): ReadonlyMap<number, readonly Difference[]> {
  const others = new Map(there.pictures.map((one) => [one.entry.id, one]));
  const shared = new Set(here.pictures.flatMap(({ entry: { id } }) => (others.has(id) ? [id] : [])));
  const moved = movedOf(orderOf(here, shared), orderOf(there, shared));
  const found = here.pictures.map(({ entry, text }): [number, Difference[]] => {
    const other = others.get(entry.id);
    if (other === undefined) return [entry.id, ['only-here']];
    const differs: readonly (readonly [Difference, boolean])[] = [
      ['picture', other.entry.file.value !== entry.file.value],
      ['text', other.text !== text],
      ['place', moved.has(entry.id)],
      ['roles', playedBy(entry.id, rolesHere).join() !== playedBy(entry.id, rolesThere).join()],
    ];
    return [entry.id, differs.flatMap(([word, is]) => (is ? [word] : []))];
  });
  return new Map(found.filter(([, differences]) => differences.length > 0));
}

type Roles = View['roles'];
export const playedBy = (entry: number, roles: Roles): string[] => Object.entries(roles).flatMap(([role, { value }]) => (value === entry ? [role] : []));

const orderOf = ({ pictures }: Seen, shared: ReadonlySet<number>): number[] => pictures.map(({ entry }) => entry.id).filter((id) => shared.has(id));

/** What has to move for one order to become the other; as few as that takes. */
function movedOf(order: readonly number[], other: readonly number[]): ReadonlySet<number> {
  const places = new Map(other.map((id, at) => [id, at]));
  // The longest part that rises already may stay; `tails` holds where the best run of each length ends.
  const tails: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const id of order) {
    const place = places.get(id) ?? 0;
    const length = tails.findIndex((tail) => (places.get(tail) ?? 0) >= place);
    const at = length < 0 ? tails.length : length;
    before.set(id, tails[at - 1]);
    tails[at] = id;
  }
  const moved = new Set(order);
  for (let id = tails.at(-1); id !== undefined; id = before.get(id)) moved.delete(id);
  return moved;
}
