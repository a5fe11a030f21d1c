/** Work that is done every so often by one process of all, whichever: who begins it has a lease, which a killed one loses. */
export interface Duties {
  /** The lease of who is to begin; undefined: it is not due, or somebody has it. Due for the first time `everyMs` after it was asked for first. */
  take(name: string, when: { readonly now: number; readonly leaseMs: number; readonly everyMs: number }): Promise<string | undefined>;
  /** False: the lease ran out, and somebody else has it by now. */
  renew(name: string, lease: string, until: number): Promise<boolean>;
  /** Gives the lease back; nobody begins before `dueAt`. Of one that somebody else has by now: nothing. */
  end(name: string, lease: string, dueAt: number): Promise<void>;
}
