/**
 * Writes that come at the same moment, to a database that lets one write at a time: they become one transaction, so that
 * they wait for the disk once, and each is told when it is done. One that throws before it has written anything is
 * told so, and is no part of it. Where one throws later nothing of the whole stays, and each begins anew as a transaction
 * of its own. No savepoint for each: SQLite copies every page that is written after one.
 */
import type { SqlSpace } from '../database.js';
import type { Session } from '../prepared.js';

/** Who is done waits for those that come after. */
const WRITES_AT_ONCE = 32;

interface Write {
  /** Inside of the common transaction; throws where the whole has to be undone. */
  join(session: Session): Promise<void>;
  /** As a transaction of its own. */
  goAlone(): Promise<void>;
  /** What came of `join`, once it is durable. */
  tell(): void;
  fail(error: unknown): void;
}

/** One of several has left something behind. */
class Spoilt extends Error {}

/** What a transaction has come to. */
interface Progress {
  /** Another number after every statement that may have written something. */
  written(): number;
  /** Whether it runs: an error may have ended it. */
  isOpen(): boolean;
}

export function createJointWrites(transaction: SqlSpace['transaction'], { written, isOpen }: Progress): SqlSpace['transaction'] {
  let waiting: Write[] = [];
  let isRunning = false;
  const joinAll = async (writes: readonly Write[]): Promise<void> => {
    try {
      await transaction(async (session) => {
        for (const write of writes) await write.join(session);
      });
      for (const { tell } of writes) tell();
    } catch (error) {
      if (error instanceof Spoilt) for (const write of writes) await write.goAlone();
      else for (const { fail } of writes) fail(error);
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
        async join(session) {
          const before = written();
          try {
            const value = await work(session);
            tell = () => resolve(value);
          } catch (error) {
            if (written() !== before || !isOpen()) throw new Spoilt();
            tell = () => reject(error);
          }
        },
        goAlone: () => transaction(work).then(resolve, reject),
        tell: () => tell(),
        fail: reject,
      });
      next();
    });
}
