import type { RateCounts } from '../../app/ports-rate-limit.js';

export function createMemoryRateCounts(): RateCounts {
  const taken = new Map<number, Map<string, number>>();
  return {
    async take(who, minute, calls) {
      const row = taken.get(minute) ?? new Map<string, number>();
      const sum = (row.get(who) ?? 0) + calls;
      taken.set(minute, row.set(who, sum));
      return sum;
    },
    async forget(before) {
      for (const minute of taken.keys()) if (minute < before) taken.delete(minute);
    },
  };
}
