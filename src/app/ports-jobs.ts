/** What jobs need from the queue beside what every queued call does. */
import type { Bulk, OperationStatus } from './ports.js';

/** How many operations of a bulk are in one state. */
export interface Outcome {
  readonly status: OperationStatus;
  /** Of those that are complete; all others are counted together. */
  readonly message: string | undefined;
  readonly count: number;
}
export interface JobStore {
  /** Bulks that a door has taken, the newest first. `before`: of another page, its last one. */
  list(door: string, page: { readonly before: Pick<Bulk, 'startedAt' | 'id'> | undefined; readonly limit: number }): Promise<readonly Bulk[]>;
  outcomes(id: string): Promise<readonly Outcome[]>;
  /** Operations that failed for good, in the order sent. `data` undefined: too long to be kept. */
  failures(id: string, limit: number): Promise<readonly { readonly data: string | undefined; readonly message: string }[]>;
  /** What complete operations of one message came to (JSON), in the order sent; `after`: number of the last one that was seen, -1: none. */
  results(
    id: string,
    message: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly { readonly number: number; readonly result: string }[]>;
}
