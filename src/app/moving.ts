/** Everything from one place to another, and what came of it. */
import type { ComparedTable, Moving, NamedBlob, RowsMoved, TransferOutcome } from './ports-moving.js';

/** Blobs in work at once: each waits for two places. */
const AT_ONCE = 8;

export interface Moved {
  readonly tables: readonly ComparedTable[];
  readonly blobs: Readonly<Record<TransferOutcome, number>>;
  /** Tables of the source that were written meanwhile, which is not in the target. */
  readonly writtenSince: readonly string[];
}
export interface MovingWatch {
  rows(moved: RowsMoved): void;
  indexing(): void;
  blob(blob: NamedBlob, outcome: TransferOutcome): void;
}

/**
 * Rows first: what they name was there when they were read. Whatever throws, or a table that differs, leaves the target
 * begun. Bytes that the source does not have do not: running it again would not find them either.
 */
export async function moveAll({ rows, blobs: bytes }: Moving, watch: MovingWatch): Promise<Moved> {
  const tables = await rows.move(watch.rows, watch.indexing);
  const blobs = { moved: 0, there: 0, missing: 0, damaged: 0 };
  if (bytes !== undefined)
    await inParallel(rows.blobs(), AT_ONCE, async (blob) => {
      const outcome = await bytes.transfer(blob);
      blobs[outcome]++;
      watch.blob(blob, outcome);
    });
  const writtenSince = await rows.writtenSince();
  if (tables.every(({ isSame }) => isSame)) await rows.end();
  return { tables, blobs, writtenSince };
}

/** So many at once; the first that throws ends it. */
export async function inParallel<T>(items: AsyncIterable<T>, atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const source = items[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<T>> => {
    const taken = turn.then(() => source.next());
    turn = taken.catch(() => undefined);
    return taken;
  };
  const worker = async () => {
    for (let item = await next(); item.done !== true; item = await next()) await work(item.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
