/** How often somebody came, counted for all processes together. */
export interface RateCounts {
  /** Adds `calls` to what somebody has taken of a minute (whole minutes since 1970); the sum. Need not outlast a loss of power. */
  take(who: string, minute: number, calls: number): Promise<number>;
  /** Of minutes before this one. */
  forget(minute: number): Promise<void>;
}
