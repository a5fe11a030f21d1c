/** Work that one process of all does every so often, however many there are: who finds it due takes a lease, and keeps it while it works. */
import type { Clock } from './ports.js';
import type { Duties } from './ports-duties.js';

export interface Duty {
  /** Looks now and then from now on, and does it where it is due and nobody has it. */
  start(): void;
  /** Breaks off at the next occasion; another process goes on. */
  stop(): Promise<void>;
}

/** What a killed process held passes on after so long. */
const LEASE_MS = 300_000;
const LOOK_EVERY_MS = 60_000;

export function createDuty(deps: {
  duties: Duties;
  clock: Clock;
  name: string;
  everyMs: number;
  /** To end soon once `isMine` says no: somebody else may have begun. */
  perform(isMine: () => boolean): Promise<void>;
  onError(error: unknown): void;
}): Duty {
  const { duties, clock, name, everyMs, perform, onError } = deps;
  let looking: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;
  let isStopped = false;

  async function performWith(lease: string, begunAt: number): Promise<void> {
    let until = begunAt + LEASE_MS;
    const isMine = () => !isStopped && clock() < until;
    const renew = async () => {
      const next = clock() + LEASE_MS;
      until = (await duties.renew(name, lease, next)) ? next : 0;
    };
    const renewing = setInterval(() => void renew().catch(onError), LEASE_MS / 5).unref();
    try {
      await perform(isMine);
    } finally {
      clearInterval(renewing);
      await duties.end(name, lease, isStopped ? clock() : begunAt + everyMs);
    }
  }
  async function look(): Promise<void> {
    const now = clock();
    const lease = isStopped ? undefined : await duties.take(name, { now, leaseMs: LEASE_MS, everyMs });
    if (lease !== undefined) await performWith(lease, now);
  }
  return {
    start() {
      looking = setInterval(() => {
        running ??= look()
          .catch(onError)
          .finally(() => {
            running = undefined;
          });
      }, LOOK_EVERY_MS).unref();
    },
    async stop() {
      isStopped = true;
      clearInterval(looking);
      await running;
    },
  };
}
