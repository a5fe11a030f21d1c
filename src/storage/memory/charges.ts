import type { Charges } from '../../app/ports-quota.js';
import type { Memory } from './galleries.js';

export function createMemoryCharges({ blobs, charges }: Memory): Charges {
  const bytesOf = (holder: string): number => [...charges.values()].reduce((sum, one) => sum + (one.holder === holder ? one.sizeBytes : 0), 0);
  return {
    async charge({ hash, sizeBytes }, { holder, at, limitBytes }) {
      const known = charges.get(hash);
      if (known === undefined && bytesOf(holder) + sizeBytes > limitBytes) return false;
      charges.set(hash, known === undefined ? { holder, sizeBytes, at } : { ...known, at });
      return true;
    },
    charged: async (holder) => bytesOf(holder),
    mostCharged: async () => Math.max(0, ...[...charges.values()].map(({ holder }) => bytesOf(holder))),
    async discharge(after, limit, chargedBefore) {
      const looked = [...charges.keys()]
        .sort()
        .filter((hash) => hash > after)
        .slice(0, limit);
      for (const hash of looked) if (!blobs.has(hash) && (charges.get(hash)?.at ?? chargedBefore) < chargedBefore) charges.delete(hash);
      return looked.length < limit ? undefined : looked.at(-1);
    },
  };
}
