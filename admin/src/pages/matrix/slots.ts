/** Places for rows or columns that are drawn: a few for many, each used again when what it held can no longer be seen. */

/** Indices by slot, from `from` on; so many as are wanted as long as there are so many, even where `from` is too low or too high. */
export function slotsOf(from: number, wanted: number, count: number): readonly number[] {
  const size = Math.min(wanted, count);
  const first = Math.max(0, Math.min(from, count - size));
  return Array.from({ length: size }, (_, slot) => first + ((((slot - first) % size) + size) % size));
}

/** In the document slots stand as they are used; who listens goes from one to the next. */
export const inOrder = (indices: readonly number[]): readonly number[] => [...indices].sort((a, b) => a - b);

/** Where to scroll to in a `room`, from `now`, so that all of a piece is seen. */
export const nearest = (now: number, start: number, size: number, room: number): number => Math.min(start, Math.max(now, start + size - room));
