/**
 * Writes that come at the same moment, to a database that lets one write at a time: they become one transaction, so that
 * they wait for the disk once, and each is told when it is done. In it each is a savepoint: what it throws undoes it
 * alone. Where the whole cannot be committed, they all fail.
 */
import { type SqlSpace, spaceIn } from '../database.js';

/** Who is done waits for those that come after. */
const WRITES_AT_ONCE = 32;

interface Write {
  /** Inside of the common transaction; throws where nothing is left of it. */
  join(space: SqlSpace): Promise<void>;
  /** As a transaction of its own. */
  goAlone(): Promise<void>;
  /** What came of `join`, once it is durable. */
  tell(): void;
  fail(error: unknown): void;
}

/** `isOpen`: whether a transaction runs: an error may have ended it, as where no room is left. */
export function createJointWrites(space: SqlSpace, isOpen: () => boolean): SqlSpace['transaction'] {
  let waiting: Write[] = [];
  let isRunning = false;
  const joinAll = async (writes: readonly Write[]): Promise<void> => {
    try {
      await space.transaction(async (session) => {
        const inside = spaceIn(space, session);
        for (const write of writes) await write.join(inside);
      });
      for (const { tell } of writes) tell();
    } catch (error) {
      for (const { fail } of writes) fail(error);
    }
  };
  const run = async (): Promise<void> => {
    const writes = waiting.slice(0, WRITES_AT_ONCE);
    waiting = waiting.slice(WRITES_AT_ONCE);
    const [only] = writes;
    await (writes.length === 1 && only !== undefined ? only.goAlone() : joinAll(writes));
    isRunning = false;
    next();
  };
  const next = (): void => {
    if (isRunning || waiting.length === 0) return;
    isRunning = true;
    // Once everything that has come in by now is read.
    setImmediate(() => void run());
  };
  return (work) =>
    new Promise((resolve, reject) => {
      let tell = (): void => undefined;
      waiting.push({
        async join(inside) {
          try {
            const value = await inside.transaction(work);
            tell = () => resolve(value);
          } catch (error) {
            if (!isOpen()) throw error;
            tell = () => reject(error);
          }
        },
        goAlone: () => space.transaction(work).then(resolve, reject),
        tell: () => tell(),
        fail: reject,
      });
      next();
    });
}
