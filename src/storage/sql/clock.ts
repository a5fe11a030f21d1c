/**
 * The one clock of all nodes: the database's own. What a node's own clock says plays no part, so that leases, tokens
 * and nonces mean the same on each of them however wrong its time is set.
 */
import { sql } from 'kysely';
import type { Clock } from '../../app/ports.js';
import type { SqlDatabase } from './database.js';
import { prepared } from './prepared.js';

export interface DatabaseClock {
  /** Epoch milliseconds; goes on by itself between two looks. */
  readonly now: Clock;
  stop(): void;
}

const LOOK_EVERY_MS = 30_000;

const databaseTime = prepared(() => sql<{ now: number }>`select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now`);

/** Whoever keeps a file has the clock of its machine. */
export async function openClock({ reader, isRemote }: SqlDatabase): Promise<DatabaseClock> {
  if (isRemote !== true) return { now: Date.now, stop: () => undefined };
  let aheadMs: number | undefined;
  const look = async () => {
    const asked = performance.now();
    const [row] = await databaseTime(reader, {});
    const answered = performance.now();
    const found = Number(row?.now) - (asked + answered) / 2;
    // What the way there and back may account for is no news: time does not jump for it.
    if (aheadMs === undefined || Math.abs(found - aheadMs) > answered - asked) aheadMs = found;
  };
  await look();
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
  return { now: () => Math.floor(performance.now() + (aheadMs ?? 0)), stop: () => clearInterval(looking) };
}
