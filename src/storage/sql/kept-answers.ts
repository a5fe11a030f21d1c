/**
 * Answers of small questions, kept as long as nobody has written anything: that is asked of the database at a third of a
 * question's cost. Where nobody can tell of writes nothing is kept, but questions that come together are asked together.
 */
import type { SqlSpace } from './database.js';
import { createRounds } from './rounds.js';

const KEPT = 10_000;

interface Questions<T> {
  one(key: string): Promise<T | undefined>;
  /** What there is of several at once, at little more cost than of one. */
  many(keys: readonly string[]): Promise<ReadonlyMap<string, T>>;
}

/** The answer to a key; undefined is never kept. */
export function createKeptAnswers<T>(space: Pick<SqlSpace, 'stamp' | 'isRemote'>, { one, many }: Questions<T>): (key: string) => Promise<T | undefined> {
  return space.isRemote === true ? createRounds(many) : keepWhileUnwritten(space, one);
}

function keepWhileUnwritten<T>({ stamp }: Pick<SqlSpace, 'stamp'>, load: Questions<T>['one']): (key: string) => Promise<T | undefined> {
  const kept = new Map<string, T>();
  let keptAt: string | undefined;
  return async (key) => {
    // Before the answer is read: what is written in between counts as later.
    const now = stamp?.();
    if (now !== keptAt || kept.size >= KEPT) kept.clear();
    keptAt = now;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = await load(key);
    if (answer !== undefined && now !== undefined && now === keptAt) kept.set(key, answer);
    return answer;
  };
}
