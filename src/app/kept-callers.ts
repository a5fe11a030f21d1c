/**
 * Who was found lately, kept as long as nothing has changed after which somebody may be nobody. Each request reads the
 * versions first, so what any process changes counts from the very next one.
 */
import type { Accounts } from './ports.js';

/** The longest kept go first. */
const KEPT = 10_000;

/** `load` is asked for what is not kept; who is not found is never kept. */
export type KeptCallers<T> = (key: string, load: () => Promise<T | undefined>) => Promise<{ value: T | undefined; shopVersion: number }>;

export function createKeptCallers<T>({ versions }: Pick<Accounts, 'versions'>): KeptCallers<T> {
  const kept = new Map<string, T>();
  let keptAt: number | undefined;
  const keep = (key: string, value: T) => {
    for (const [oldest] of kept) {
      if (kept.size < KEPT) break;
      kept.delete(oldest);
    }
    kept.set(key, value);
  };
  return async (key, load) => {
    const { shop: shopVersion, access } = await versions();
    if (access !== keptAt) kept.clear();
    keptAt = access;
    const known = kept.get(key);
    if (known !== undefined) return { value: known, shopVersion };
    const value = await load();
    // What another request has found to be over meanwhile is good for this one at most.
    if (value !== undefined && access === keptAt) keep(key, value);
    return { value, shopVersion };
  };
}
