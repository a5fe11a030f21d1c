/**
 * Calls a minute, over all processes that share a database. A process takes a twentieth at a time, so that most calls
 * ask nobody; what it has taken and not given out by the end of the minute is lost. Whoever's clock differs counts other
 * minutes, and so the limit for itself.
 */
import type { Clock } from './ports.js';
import type { RateCounts } from './ports-rate-limit.js';

export interface RateLimit {
  /** One more call. Seconds until the next will do; undefined: this one does. */
  take(who: string): Promise<number | undefined>;
}

const MINUTE_MS = 60_000;
const SLICES = 20;
/** Callers whose slices are held; the longest held go first, and take another one. */
const HELD = 50_000;

/** `isLast`: there is no other after it. */
interface Slice {
  left: number;
  readonly isLast: boolean;
}

export function createRateLimit(deps: { counts: RateCounts; clock: Clock; perMinute: number; onError(error: unknown): void }): RateLimit {
  const { counts, clock, perMinute, onError } = deps;
  const slice = Math.max(1, Math.floor(perMinute / SLICES));
  const held = new Map<string, Slice>();
  const fetching = new Map<string, Promise<void>>();
  let minute = 0;

  function turnOver(now: number): void {
    const current = Math.floor(now / MINUTE_MS);
    if (current === minute) return;
    minute = current;
    held.clear();
    fetching.clear();
    // Others' clocks may be a little behind.
    void counts.forget(current - 1).catch(onError);
  }
  async function fetchSlice(who: string): Promise<void> {
    const of = minute;
    const taken = await counts.take(who, of, slice);
    if (of !== minute) return;
    for (const [oldest] of held) {
      if (held.size < HELD) break;
      held.delete(oldest);
    }
    held.set(who, { left: Math.max(0, Math.min(slice, perMinute - (taken - slice))), isLast: taken >= perMinute });
  }
  /** Those who come together take one together. */
  function fetchOnce(who: string): Promise<void> {
    const same = fetching.get(who);
    if (same !== undefined) return same;
    const fetched = fetchSlice(who).finally(() => fetching.get(who) === fetched && fetching.delete(who));
    fetching.set(who, fetched);
    return fetched;
  }
  return {
    async take(who) {
      for (;;) {
        const now = clock();
        turnOver(now);
        const own = held.get(who);
        if (own !== undefined && own.left > 0) {
          own.left--;
          return undefined;
        }
        if (own?.isLast === true) return Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1000);
        await fetchOnce(who);
      }
    },
  };
}
