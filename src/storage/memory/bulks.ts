/** The queue of operations in memory. */
import { randomUUID } from 'node:crypto';
import type { Bulk, Bulks, LeasedOperation, OperationDetails, OperationVerdict } from '../../app/ports.js';
import { SHOWN_CHARS } from '../../core/limits.js';
import { select, timeText } from '../../core/search.js';
import { createMemoryBlobIndex } from './blobs.js';
import { copyOf, createMemoryGalleryStore, type Memory, takeOver } from './galleries.js';

const TAKEN_AT_ONCE = 256;

interface Row extends OperationDetails {
  readonly id: number;
  readonly bulk: Bulk;
  readonly attempts: number;
  readonly lease: string | undefined;
  readonly dueAt: number;
}

export function createMemoryBulks(memory: Memory): Bulks {
  const bulks = new Map<string, Bulk>();
  const rows = new Map<number, Row>();
  let lastId = 0;
  const rowsOf = (id: string) => [...rows.values()].filter(({ bulk }) => bulk.id === id);
  const isQueued = ({ status }: Row) => status === 'open' || status === 'retriable';
  /** The row as long as it is the lease's own. */
  const mine = ({ id, lease }: LeasedOperation): Row | undefined => (rows.get(id)?.lease === lease ? rows.get(id) : undefined);
  return {
    async accept(bulk, data) {
      bulks.set(bulk.id, bulk);
      for (const [number, text] of data.entries()) {
        const fresh = { status: 'open', message: undefined, errorCode: undefined, result: undefined, attempts: 0, lease: undefined } as const;
        rows.set(++lastId, { ...fresh, id: lastId, bulk, number, data: text, dueAt: bulk.startedAt });
      }
    },
    find: async (id) => bulks.get(id),
    operations: async (id) => rowsOf(id).map(({ number, status, message, errorCode }) => ({ number, status, message, errorCode })),
    details: async (id) => rowsOf(id).map(detailsOf),
    count: async (id, status) => rowsOf(id).filter((row) => row.status === status).length,
    async search(query) {
      const cells = ({ bulk, status }: Row) => ({ bulk: bulk.id, topic: bulk.topic, status, started: timeText(bulk.startedAt) });
      const { total, rows: found } = select([...rows.values()], query, (row, field) => ({ text: cells(row)[field], plain: true }));
      return { total, operations: found.map((row) => ({ ...detailsOf(row), bulk: row.bulk })) };
    },
    remaining: async () => [...rows.values()].filter(isQueued).length,
    async lease(now, leaseMs) {
      const due = [...rows.values()].filter((row) => isQueued(row) && row.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt || a.id - b.id);
      const lease = randomUUID();
      const end = due.findIndex(({ attempts }, at) => at > 0 && (attempts > 0 || (due[0]?.attempts ?? 0) > 0));
      return due.slice(0, end < 0 ? TAKEN_AT_ONCE : end).map((row) => {
        const taken = { ...row, attempts: row.attempts + 1, lease };
        rows.set(row.id, { ...taken, dueAt: now + leaseMs });
        return { id: row.id, bulk: row.bulk, number: row.number, data: row.data ?? '', attempts: taken.attempts, lease };
      });
    },
    async release(operations) {
      for (const operation of operations) {
        const row = mine(operation);
        if (row !== undefined) rows.set(row.id, { ...row, lease: undefined, attempts: row.attempts - 1, dueAt: row.bulk.startedAt });
      }
    },
    perform: (work) =>
      memory.inTurn(async () => {
        const inside = copyOf(memory);
        const settled = new Map<number, Row>();
        const value = await work({
          galleries: createMemoryGalleryStore(inside),
          index: createMemoryBlobIndex(inside),
          async settle(operation, attempt) {
            const start = copyOf(inside);
            let isKept = false;
            try {
              const verdict = await attempt();
              const row = settled.has(operation.id) ? undefined : mine(operation);
              if (row !== undefined) settled.set(row.id, settledRow(row, verdict));
              isKept = row !== undefined && verdict.status === 'complete';
              return row !== undefined;
            } finally {
              if (!isKept) takeOver(inside, start);
            }
          },
        });
        takeOver(memory, inside);
        for (const [id, row] of settled) rows.set(id, row);
        return value;
      }),
    async forget(startedBefore, limit) {
      const finished = [...bulks.values()].filter(({ id, startedAt }) => startedAt < startedBefore && !rowsOf(id).some(isQueued)).slice(0, limit);
      for (const { id } of finished) {
        bulks.delete(id);
        for (const row of rowsOf(id)) rows.delete(row.id);
      }
      return finished.length;
    },
  };
}

const detailsOf = ({ number, status, message, errorCode, data, result }: Row): OperationDetails => ({
  ...{ number, status, message, errorCode, result },
  data: (data?.length ?? 0) > SHOWN_CHARS ? undefined : data,
});

function settledRow(row: Row, verdict: OperationVerdict): Row {
  const { status, message } = verdict;
  const rest = { ...row, status, message, lease: undefined };
  if (status === 'complete') return { ...rest, result: verdict.result, errorCode: undefined, data: undefined };
  const failed = { ...rest, result: undefined, errorCode: verdict.errorCode };
  return status === 'failed' ? { ...failed, dueAt: 0 } : { ...failed, dueAt: verdict.dueAt, attempts: row.attempts - (verdict.isOutage ? 1 : 0) };
}
