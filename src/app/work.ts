/**
 * Calls that are performed later: taken in as one, then worked off a few at a time. What is due stands in the store,
 * so any number of processes may work, and nothing is lost when one ends.
 */
import type { Accounts, Actor, Batch, Bulk, Bulks, Clock, Integrations, LeasedOperation, OperationVerdict, Principal } from './ports.js';
import { outageIn } from './ports-outage.js';

/** An operation, and who asks for it: undefined where there is no such person any more. */
export interface DueOperation extends Pick<LeasedOperation, 'bulk' | 'number' | 'data'> {
  readonly principal: Principal | undefined;
}
/** `result`: JSON. What throws is a bug or an outage, and is tried again. */
export type Performed =
  | { readonly ok: true; readonly message: string; readonly result: string }
  | { readonly ok: false; readonly message: string; readonly code: number };
export type Perform = (operation: DueOperation) => Promise<Performed>;

export interface Work {
  /** Durable when it returns; the number it goes by, its time and its count are added. `data`: JSON, an operation each. */
  accept(bulk: Omit<Bulk, 'id' | 'startedAt' | 'operationCount'>, data: readonly string[]): Promise<Bulk>;
  /** Something was accepted elsewhere: looks for it at once. */
  wake(): void;
  /** Works from now on, whichever process the operations come by. */
  start(): void;
  /** Ends after the operation that is being performed, and gives the others back. */
  stop(): Promise<void>;
  /** Operations that were settled here so far. */
  settled(): number;
}

/** How long an operation is nobody else's; it takes milliseconds, and a worker gives up half-way. */
const LEASE_MS = 10_000;
/** A transaction takes no further operation after so long, and then lets others write for a moment; who only reads waits less. */
const [TURN_MS, READERS_WAIT_MS, BREATH_MS] = [16, 4, 4];
const POLL_MS = 500;
const OUTAGE_PAUSE_MS = 1000;
/** What throws so often has a bug in its way. */
const ATTEMPTS = 3;
/** So many processes end with it before it is taken for their end. */
const ENDINGS = 10;
/** So long an outage is waited out. */
const OUTAGE_MS = 86_400_000;
/** Longer results are not kept. */
const RESULT_CHARS = 65_535;

export function createWork(deps: {
  bulks: Bulks;
  clock: Clock;
  accounts: Pick<Accounts, 'find'>;
  integrations: Pick<Integrations, 'list'>;
  /** At the start of each transaction: what is known of the shop is read again. */
  refresh(): Promise<unknown>;
  /** Use cases over an open transaction; what they have seen is forgotten with them. */
  open(batch: Batch): Perform;
  /** After each transaction. */
  onCommitted(): void;
  onError(error: unknown): void;
}): Work {
  const { bulks, clock, onError } = deps;
  const findPrincipal = async ({ kind, id, name }: Actor): Promise<Principal | undefined> => {
    if (kind === 'integration') return (await deps.integrations.list()).find((one) => one.id === id && !one.revoked);
    const user = await deps.accounts.find(name);
    return user?.id === id ? user : undefined;
  };
  const sleep = createSleep();
  let running: Promise<void> | undefined;
  let stopped = false;
  let settled = 0;

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const leased = await bulks.lease(clock(), LEASE_MS);
        if (leased.length === 0) await sleep.until(POLL_MS);
        else await workOff(leased);
      } catch (error) {
        onError(error);
        await sleep.until(OUTAGE_PAUSE_MS);
      }
    }
  }
  async function workOff(leased: readonly LeasedOperation[]): Promise<void> {
    const giveUpAt = clock() + LEASE_MS / 2;
    let rest = leased;
    try {
      while (rest.length > 0 && !stopped && clock() < giveUpAt) {
        const { performed, own } = await bulks.perform((batch) => turn(batch, rest));
        settled += own;
        rest = rest.slice(performed);
        deps.onCommitted();
        await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      }
    } finally {
      if (rest.length > 0) await bulks.release(rest);
    }
  }
  /** How many of the operations were performed, from the first on; `own`: without those that others have taken over. */
  async function turn(batch: Batch, operations: readonly LeasedOperation[]): Promise<{ readonly performed: number; readonly own: number }> {
    const end = clock() + TURN_MS;
    let readersAt = clock() + READERS_WAIT_MS;
    const principals = new Map<string, Principal | undefined>();
    await deps.refresh();
    let perform = deps.open(batch);
    let [performed, own] = [0, 0];
    for (const operation of operations) {
      const { actor } = operation.bulk;
      const key = `${actor.kind} ${actor.id}`;
      if (!principals.has(key)) principals.set(key, await findPrincipal(actor));
      let isComplete = false;
      const isMine = await batch.settle(operation, async () => {
        const verdict = await verdictOf(operation, perform, principals.get(key));
        isComplete = verdict.status === 'complete';
        return verdict;
      });
      // What the use cases have seen was undone.
      if (!isMine || !isComplete) perform = deps.open(batch);
      performed++;
      if (isMine) own++;
      if (stopped || clock() >= end) break;
      if (clock() < readersAt) continue;
      await new Promise((resolve) => setImmediate(resolve));
      readersAt = clock() + READERS_WAIT_MS;
    }
    return { performed, own };
  }
  async function verdictOf(operation: LeasedOperation, perform: Perform, principal: Principal | undefined): Promise<OperationVerdict> {
    if (operation.attempts > ENDINGS) return { status: 'failed', message: `Given up: ${ENDINGS} attempts did not come to an end.`, errorCode: 0 };
    try {
      const performed = await perform({ ...operation, principal });
      if (!performed.ok) return { status: 'failed', message: performed.message, errorCode: performed.code };
      return { status: 'complete', message: performed.message, result: performed.result.length > RESULT_CHARS ? undefined : performed.result };
    } catch (error) {
      onError(error);
      const isOutage = outageIn(error) !== undefined && clock() < operation.bulk.startedAt + OUTAGE_MS;
      if (!isOutage && operation.attempts >= ATTEMPTS) return { status: 'failed', message: 'Internal error; given up.', errorCode: 0 };
      return { status: 'retriable', message: 'Internal error; it will be tried again.', errorCode: 0, dueAt: clock() + OUTAGE_PAUSE_MS, isOutage };
    }
  }
  return {
    async accept(bulk, data) {
      const whole = await acceptBulk(bulks, clock, bulk, data);
      sleep.wake();
      return whole;
    },
    wake: () => sleep.wake(),
    start() {
      running ??= run();
    },
    async stop() {
      stopped = true;
      sleep.wake();
      await running;
    },
    settled: () => settled,
  };
}

/** Takes operations in, as {@link Work.accept}, and wakes nobody. */
export async function acceptBulk(bulks: Pick<Bulks, 'accept'>, clock: Clock, bulk: Parameters<Work['accept']>[0], data: readonly string[]): Promise<Bulk> {
  const whole = { ...bulk, id: crypto.randomUUID(), startedAt: clock(), operationCount: data.length };
  await bulks.accept(whole, data);
  return whole;
}

/** A sleep that can be ended, also by a word that came before it began. */
function createSleep(): { until(ms: number): Promise<void>; wake(): void } {
  let isCalled = false;
  let end: (() => void) | undefined;
  return {
    wake() {
      isCalled = true;
      end?.();
    },
    async until(ms) {
      if (!isCalled)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      end = undefined;
      isCalled = false;
    },
  };
}
