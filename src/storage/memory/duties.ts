import type { Duties } from '../../app/ports-duties.js';

export function createMemoryDuties(): Duties {
  const duties = new Map<string, { lease: string | undefined; dueAt: number }>();
  const held = (name: string, lease: string) => {
    const duty = duties.get(name);
    return duty?.lease === lease ? duty : undefined;
  };
  return {
    async take(name, { now, leaseMs, everyMs }) {
      const duty = duties.get(name);
      if (duty === undefined) duties.set(name, { lease: undefined, dueAt: now + everyMs });
      if (duty === undefined || duty.dueAt > now) return undefined;
      const lease = crypto.randomUUID();
      duties.set(name, { lease, dueAt: now + leaseMs });
      return lease;
    },
    async renew(name, lease, until) {
      const duty = held(name, lease);
      if (duty !== undefined) duty.dueAt = until;
      return duty !== undefined;
    },
    async end(name, lease, dueAt) {
      if (held(name, lease) !== undefined) duties.set(name, { lease: undefined, dueAt });
    },
  };
}
