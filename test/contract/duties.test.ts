/** Work that one of all processes does: taken once, kept while it lasts, passed on when its holder is gone. */
import { afterEach, beforeEach, describe, expect, test as plain, vi } from 'vitest';
import { createDuty } from '../../src/app/duty.js';
import { createMemoryDuties } from '../../src/storage/memory/duties.js';
import { DATABASES, testOn } from './adapters.js';

const [EVERY_MS, LEASE_MS] = [3_600_000, 300_000];
const at = (now: number) => ({ now, leaseMs: LEASE_MS, everyMs: EVERY_MS });

for (const adapter of DATABASES)
  describe(`duties in ${adapter.name}`, () => {
    const test = testOn(adapter.open);

    test('of many who find one due one takes it; it is due once it was asked for so long ago', async ({ duties }) => {
      expect(await duties.take('sweep', at(0))).toBeUndefined();
      expect(await duties.take('sweep', at(EVERY_MS - 1))).toBeUndefined();
      const leases = await Promise.all(Array.from({ length: 8 }, () => duties.take('sweep', at(EVERY_MS))));
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await duties.take('another', at(EVERY_MS))).toBeUndefined();
    });

    test('who has it keeps it, and it is due again when he said', async ({ duties }) => {
      await duties.take('sweep', at(0));
      const lease = (await duties.take('sweep', at(EVERY_MS))) ?? '';
      expect(await duties.renew('sweep', lease, EVERY_MS + 2 * LEASE_MS)).toBe(true);
      expect(await duties.take('sweep', at(EVERY_MS + LEASE_MS))).toBeUndefined();
      await duties.end('sweep', lease, 2 * EVERY_MS);
      expect([await duties.renew('sweep', lease, 9 * EVERY_MS), await duties.take('sweep', at(2 * EVERY_MS - 1))]).toEqual([false, undefined]);
      expect(await duties.take('sweep', at(2 * EVERY_MS))).toBeDefined();
    });

    test('a lease that ran out passes on, and who had it has no more say', async ({ duties }) => {
      await duties.take('sweep', at(0));
      const killed = (await duties.take('sweep', at(EVERY_MS))) ?? '';
      expect(await duties.take('sweep', at(EVERY_MS + LEASE_MS - 1))).toBeUndefined();
      const next = (await duties.take('sweep', at(EVERY_MS + LEASE_MS))) ?? '';
      expect(await duties.renew('sweep', killed, 9 * EVERY_MS)).toBe(false);
      await duties.end('sweep', killed, 0);
      expect(await duties.take('sweep', at(EVERY_MS + LEASE_MS))).toBeUndefined();
      expect(await duties.renew('sweep', next, 9 * EVERY_MS)).toBe(true);
    });
  });

describe('a duty', () => {
  const START = 1_000_000;
  beforeEach(() => vi.useFakeTimers({ now: START }));
  afterEach(() => vi.useRealTimers());
  const onError = (error: unknown) => {
    throw error;
  };
  /** So many processes with the same one. `perform`: of which process. */
  function processes(count: number, perform: (which: number, isMine: () => boolean) => Promise<void>) {
    const duties = createMemoryDuties();
    const each = Array.from({ length: count }, (_, which) =>
      createDuty({ duties, clock: Date.now, name: 'sweep', everyMs: EVERY_MS, perform: (isMine) => perform(which, isMine), onError }),
    );
    for (const one of each) one.start();
    return { duties, each };
  }

  plain('is done once a round, however many processes there are', async () => {
    const done: number[] = [];
    processes(4, async (which) => void done.push(which));
    await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
    expect(done).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(done.length).toBeGreaterThanOrEqual(9);
    expect(done.length).toBeLessThanOrEqual(10);
  });

  plain('that takes longer than a lease stays with who has it', async () => {
    const begun: number[] = [];
    const ends: boolean[] = [];
    processes(3, async (which, isMine) => {
      begun.push(which);
      await new Promise((resolve) => setTimeout(resolve, 4 * LEASE_MS));
      ends.push(isMine());
    });
    await vi.advanceTimersByTimeAsync(EVERY_MS + 120_000 + 4 * LEASE_MS);
    expect([begun.length, ends]).toEqual([1, [true]]);
  });

  plain('of a process that hangs without its lease is nobody else kept from, and it is told that it is not its own', async () => {
    const begun: (() => boolean)[] = [];
    const { duties } = processes(2, async (_, isMine) => {
      begun.push(isMine);
      if (begun.length === 1) await new Promise(() => undefined);
    });
    const renew = duties.renew;
    await vi.advanceTimersByTimeAsync(EVERY_MS + 120_000);
    expect([begun.length, begun[0]?.()]).toEqual([1, true]);
    duties.renew = async (name, lease, until) => (begun.length === 1 ? new Promise(() => undefined) : renew(name, lease, until));
    await vi.advanceTimersByTimeAsync(LEASE_MS + 120_000);
    expect([begun.length, begun[0]?.()]).toEqual([2, false]);
  });

  plain('of a process that ends is given back, and another goes on at once', async () => {
    const begun: number[] = [];
    const { each } = processes(2, async (which, isMine) => {
      begun.push(which);
      while (isMine()) await new Promise((resolve) => setTimeout(resolve, 1000));
    });
    await vi.advanceTimersByTimeAsync(EVERY_MS + 120_000);
    expect(begun).toHaveLength(1);
    const stopping = each[begun[0] ?? 0]?.stop();
    await vi.advanceTimersByTimeAsync(61_000);
    await stopping;
    expect(new Set(begun)).toEqual(new Set([0, 1]));
    for (const one of each) void one.stop();
    await vi.advanceTimersByTimeAsync(2000);
  });
});
