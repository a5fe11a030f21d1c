/** How a walk through a picture's bytes ends early, whatever the depth it is at. */
import type { Fault } from '../core/fault.js';

/** Carries a fault up to `inspectImage`, which answers it as a `Result`; it travels no further than this folder. */
export class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

/** Refuses the picture as `image-unreadable`. The reason is read by people: short, without paths or bytes. */
export function unreadable(reason: string): never {
  throw new Refusal({ code: 'image-unreadable', reason });
}

/** Goes on only where the picture keeps a rule of its format. */
export function demand(kept: boolean, reason: string): asserts kept {
  if (!kept) unreadable(reason);
}
