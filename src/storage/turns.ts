/** Work that goes on alone: one after the other, in the order in which it was asked for; what fails stops no other. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** A line of its own. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
