/**
 * Small questions to a database that stands elsewhere: those that come together go together, in one statement. Each is
 * answered by what was read after it was asked, so that an answer is as fresh as if it had been asked alone.
 */

/** So many of one sort are on their way at once; who comes meanwhile is in the next round. */
const ROUNDS_AT_ONCE = 2;
const KEYS_A_ROUND = 500;

interface Waiting<T> {
  resolve(answer: T | undefined): void;
  reject(error: unknown): void;
}

/** `ask`: answers by key; what is missing has none. */
export function createRounds<T>(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>): (key: string) => Promise<T | undefined> {
  const waiting = new Map<string, Waiting<T>[]>();
  let [running, isDue] = [0, false];
  const next = (): void => {
    if (isDue || waiting.size === 0 || running === ROUNDS_AT_ONCE) return;
    isDue = true;
    // Once everything that has come in by now is read.
    setImmediate(() => {
      isDue = false;
      void run();
    });
  };
  const run = async (): Promise<void> => {
    const round = [...waiting].slice(0, KEYS_A_ROUND);
    for (const [key] of round) waiting.delete(key);
    running++;
    next();
    try {
      const answers = await ask(round.map(([key]) => key));
      for (const [key, asked] of round) for (const { resolve } of asked) resolve(answers.get(key));
    } catch (error) {
      for (const [, asked] of round) for (const { reject } of asked) reject(error);
    } finally {
      running--;
      next();
    }
  };
  return (key) =>
    new Promise((resolve, reject) => {
      const asked = waiting.get(key);
      if (asked === undefined) waiting.set(key, [{ resolve, reject }]);
      else asked.push({ resolve, reject });
      next();
    });
}
