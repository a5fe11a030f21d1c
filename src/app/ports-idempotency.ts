/** Calls that come with a key and are done once, however often they are sent. */

/** Which call a transaction stands for. */
export interface KeyClaim {
  /** Digest of the key, of its door and of its caller. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** A row from before is nobody's any more. */
  readonly since: number;
}
/** What work in a transaction of its own came to. */
export interface ApartOutcome<T> {
  readonly value: T;
  /** The text to keep under the key; undefined: nothing of the call is to stay. Asked for only where something was written. */
  readonly keep: () => string | undefined;
}

/** `Ports`: what the database holds, seen from inside of a transaction. */
export interface KeyedCalls<Ports> {
  /** What was kept under a key since then; undefined: nothing. */
  find(key: string, since: number): Promise<string | undefined>;
  /**
   * Runs `work` over ports of its own. All that they write is one transaction, which begins with the first write, so
   * that what comes before it holds nobody up; with it the key's row becomes durable, or nothing of all that does.
   * Where nothing was written, nothing is kept. `work` may be run again where others were in its way: what it did before is undone then. Without a claim nothing ever stays. What throws undoes everything, and
   * is thrown on.
   * `overtaken`: somebody else has done the call meanwhile, in whatever process; nothing was done here.
   */
  apart<T>(claim: KeyClaim | undefined, work: (ports: Ports) => Promise<ApartOutcome<T>>): Promise<{ readonly value: T } | 'overtaken'>;
  /** Forgets what was kept before, so many at most; how many. */
  forget(before: number, limit: number): Promise<number>;
}
