/** Answers of small questions, kept as long as nobody has written anything: that is asked of the database at a third of a question's cost. */
import type { SqlSpace } from './database.js';

const KEPT = 10_000;

/** `load` is asked for what is not kept; undefined is never kept. Where a database cannot tell of writes nothing is. */
export function createKeptAnswers<T>({ stamp }: Pick<SqlSpace, 'stamp'>): (key: string, load: () => Promise<T | undefined>) => Promise<T | undefined> {
  const kept = new Map<string, T>();
  let keptAt: number | undefined;
  return async (key, load) => {
    // Before the answer is read: what is written in between counts as later.
    const now = stamp?.();
    if (now !== keptAt || kept.size >= KEPT) kept.clear();
    keptAt = now;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = await load();
    if (answer !== undefined && now !== undefined && now === keptAt) kept.set(key, answer);
    return answer;
  };
}
