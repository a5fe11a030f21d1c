/** Sealed texts that name what the service keeps for a caller: nothing stands behind them in a table. */
import type { Clock, Principal, Secrets } from './ports.js';

/** Whom a handle works for. */
export type HandleHolder = Pick<Principal, 'kind' | 'id'>;

export interface Handles {
  /** `kind`: what it may be opened as. `facts`: anything that JSON holds. */
  seal(kind: string, facts: unknown, by: HandleHolder): string;
  /** Undefined: it is none of that kind and of that caller, or it has run out. */
  open(kind: string, handle: string, by: HandleHolder): unknown;
}

/** The longest text that may be a handle, in characters. */
export const HANDLE_CHARS = 4096;

/** How long an upload may be named where its bytes stay so long; half an upload is given up after the same time. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000;

/** `lifeMs`: how long a handle works. */
export function createHandles(secrets: Pick<Secrets, 'encrypt' | 'decrypt'>, clock: Clock, lifeMs: number): Handles {
  return {
    seal: (kind, facts, by) => secrets.encrypt(JSON.stringify([kind, holderOf(by), clock() + lifeMs, facts])),
    open(kind, handle, by) {
      if (handle.length > HANDLE_CHARS) return undefined;
      const [sealedKind, holder, until, facts] = unseal(secrets, handle);
      return sealedKind === kind && holder === holderOf(by) && typeof until === 'number' && clock() < until ? facts : undefined;
    },
  };
}

const holderOf = ({ kind, id }: HandleHolder): string => `${kind} ${id}`;

/** Whatever is none is an empty list. */
function unseal(secrets: Pick<Secrets, 'decrypt'>, handle: string): readonly unknown[] {
  try {
    const told: unknown = JSON.parse(secrets.decrypt(handle));
    return Array.isArray(told) ? told : [];
  } catch {
    return [];
  }
}
