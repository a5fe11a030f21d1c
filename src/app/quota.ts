/** How many bytes one caller may have kept. Bytes that several bring are his who brought them first, until they are no more. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { BlobHash } from '../core/ids.js';
import type { HandleHolder } from './handles.js';
import type { Clock } from './ports.js';
import type { Charges } from './ports-quota.js';

export interface Quota {
  readonly limitBytes: number;
  /** Before bytes are kept that nobody knows. Fault `limit-passed`: there is no room for them, and nothing has changed. */
  charge(charges: Pick<Charges, 'charge' | 'charged'>, blob: { readonly hash: BlobHash; readonly sizeBytes: number }, holder: string): Promise<Result<void>>;
  /** Whether so many bytes more would do now. */
  allows(charges: Pick<Charges, 'charged'>, sizeBytes: number, holder: string): Promise<Result<void>>;
}

/** Under what somebody's bytes are noted. */
export const holderOf = ({ kind, id }: HandleHolder): string => `${kind}-${id}`;

export function createQuota({ clock, limitBytes, onRefused }: { clock: Clock; limitBytes: number; onRefused(): void }): Quota {
  const allows: Quota['allows'] = async (charges, sizeBytes, holder) => {
    const found = (await charges.charged(holder)) + sizeBytes;
    if (found <= limitBytes) return ok(undefined);
    onRefused();
    return refuse({ code: 'limit-passed', what: 'stored bytes', limit: limitBytes, unit: 'bytes of pictures, for one caller', found });
  };
  return {
    limitBytes,
    async charge(charges, blob, holder) {
      for (;;) {
        if (await charges.charge(blob, { holder, at: clock(), limitBytes })) return ok(undefined);
        const refused = await allows(charges, blob.sizeBytes, holder);
        // Else something was given back just now.
        if (!refused.ok) return refused;
      }
    },
    allows,
  };
}
