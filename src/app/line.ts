/** Bounds work that is dear: so many at once, so many waiting. What somebody waits for goes before what nobody does. */

export type Urgency = 'visitor' | 'background';

export interface Line {
  /** The work's outcome, in its turn; undefined: too many wait already, and it will not be done. */
  enter<T>(urgency: Urgency, work: () => Promise<T>): Promise<T> | undefined;
}

/** `waiting` bounds visitors alone: background work comes from loops that wait for each piece. */
export function createLine({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Line {
  const lines: Readonly<Record<Urgency, (() => void)[]>> = { visitor: [], background: [] };
  let running = 0;
  const leave = () => {
    running--;
    (lines.visitor.shift() ?? lines.background.shift())?.();
  };
  const turn = (urgency: Urgency): Promise<void> | undefined => {
    if (running < atOnce) return void running++;
    return new Promise((resolve) => {
      lines[urgency].push(() => {
        running++;
        resolve();
      });
    });
  };
  return {
    enter(urgency, work) {
      if (urgency === 'visitor' && running >= atOnce && lines.visitor.length >= waiting) return undefined;
      return (async () => {
        await turn(urgency);
        try {
          return await work();
        } finally {
          leave();
        }
      })();
    },
  };
}
