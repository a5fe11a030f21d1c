/** What every door says while the storage does not do its work. */
import { type Outage, outageIn } from '../app/ports-outage.js';

const RETRY_AFTER_S = 5;

/** Status, code and words of an answer to an outage. */
export interface OutageWords {
  readonly status: 503 | 507;
  readonly code: 'storage-unavailable' | 'storage-full';
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}
const WORDS: Readonly<Record<Outage['reason'], OutageWords>> = {
  unavailable: {
    ...{ status: 503, code: 'storage-unavailable', title: 'The storage does not answer' },
    detail: 'The storage does not answer now, and nothing of this request was acknowledged. Try again in some seconds.',
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  },
  full: {
    ...{ status: 507, code: 'storage-full', title: 'No room is left' },
    ...{ detail: 'The storage has no room left for what was sent. Its operator has to make some.', headers: {} },
  },
};

/** Undefined: what was thrown is no outage but a bug. */
export function outageWords(error: unknown): OutageWords | undefined {
  const outage = outageIn(error);
  return outage && WORDS[outage.reason];
}
/** All there are, for documents. */
export const OUTAGES: readonly OutageWords[] = Object.values(WORDS);
