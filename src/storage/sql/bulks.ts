/** The queue of operations in SQL. Leases are rows' own; effect and verdict are one transaction. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor, Bulk, Bulks, LeasedOperation, OperationStatus, OperationVerdict } from '../../app/ports.js';
import { SHOWN_CHARS } from '../../core/limits.js';
import { createKnownBlobs } from './blob-index.js';
import { searchOperations } from './bulk-search.js';
import { type SqlDatabase, spaceIn, surely, tryOut } from './database.js';
import { isAmongIds, SKIP_LOCKED } from './expressions.js';
import { createGalleryStore } from './galleries.js';
import { isBegun } from './move.js';
import { prepared, type Session } from './prepared.js';
import type { Schema } from './schema.js';

/** So many are taken at once, of so many characters; the first may be of any length. */
const [TAKEN_AT_ONCE, TAKEN_CHARS] = [256, 8 * 1024 * 1024];
const ROWS_A_STATEMENT = 100;

export function createBulks(database: SqlDatabase): Bulks {
  const { read, write, reader } = database;
  return {
    accept: (bulk, data) =>
      surely((isAgain) =>
        database.transaction(async (session) => {
          if (isAgain && (await findBulk(session, bulk.id)) !== undefined) return;
          await insertBulk(session, rowOf(bulk));
          for (let from = 0; from < data.length; from += ROWS_A_STATEMENT) await insertOperations(session, bulk, data, from);
        }),
      ),
    find: (id) => findBulk(reader, id),
    operations: async (id) => (await read.selectFrom('operation').select(STATE).where('bulk', '=', id).orderBy('number').execute()).map(operation),
    async details(id) {
      const rows = await read
        .selectFrom('operation')
        .leftJoin('payload', (join) => join.onRef('payload.operation', '=', 'operation.id').on('operation.size_chars', '<=', SHOWN_CHARS))
        .select([...STATE, 'result', 'data'])
        .where('bulk', '=', id)
        .orderBy('number')
        .execute();
      return rows.map(detailsOf);
    },
    async count(id, status) {
      const counted = read.selectFrom('operation').where('bulk', '=', id).where('status', '=', status);
      return Number((await counted.select((e) => e.fn.countAll().as('n')).executeTakeFirst())?.n);
    },
    async search(query) {
      const { total, rows } = await searchOperations(reader, query);
      return { total, operations: rows.map((row) => ({ ...detailsOf(row), bulk: bulkOf(row) })) };
    },
    async remaining() {
      return Number(
        (
          await read
            .selectFrom('operation')
            .where(QUEUED)
            .select((e) => e.fn.countAll().as('n'))
            .executeTakeFirst()
        )?.n,
      );
    },
    async lease(now, leaseMs) {
      // Looked at without the lock first: an empty queue is looked at often.
      if ((await due(reader, { now, limit: 1 })).length === 0 || (await isBegun(read))) return [];
      return database.lightTransaction(async (session) => {
        const lease = randomUUID();
        const wanted = together(await dueHere(session, { now, limit: TAKEN_AT_ONCE })).map(({ id }) => Number(id));
        const ids = JSON.stringify(wanted);
        const rows = new Map((await take(session, { ids, lease, due_at: now + leaseMs })).map((row) => [Number(row.id), row]));
        const payloads = new Map((await payloadsOf(session, { ids })).map((row) => [Number(row.operation), row.data]));
        const bulks = new Map<string, Bulk | undefined>();
        for (const { bulk } of rows.values()) if (!bulks.has(bulk)) bulks.set(bulk, await findBulk(session, bulk));
        return wanted.map((id): LeasedOperation => {
          const [row, data] = [rows.get(id), payloads.get(id)];
          const bulk = bulks.get(row?.bulk ?? '');
          if (row === undefined || bulk === undefined || data === undefined) throw new Error(`operation ${id} is not whole`);
          return { id, bulk, number: Number(row.number), data, attempts: Number(row.attempts), lease };
        });
      });
    },
    release: (operations) =>
      database.lightTransaction(async (session) => {
        for (const lease of new Set(operations.map((one) => one.lease)))
          await giveBack(session, { lease, ids: JSON.stringify(operations.filter((one) => one.lease === lease).map(({ id }) => id)) });
      }),
    perform: (work) =>
      database.transaction((session) => {
        const space = spaceIn(database, session);
        return work({
          galleries: createGalleryStore(space),
          index: createKnownBlobs(space),
          async settle(operation, attempt) {
            let verdict: OperationVerdict | undefined;
            const note = async () => verdict !== undefined && settleRow(session, operation, verdict);
            const isKept = await tryOut(space, async () => {
              verdict = await attempt();
              return verdict.status === 'complete' && note();
            });
            return isKept || (verdict?.status !== 'complete' && note());
          },
        });
      }),
    forget: (startedBefore, limit) =>
      write.transaction().execute(async (db) => {
        const finished = db
          .selectFrom('bulk')
          .select('id')
          .where('started_at', '<', startedBefore)
          .where(({ not, exists, selectFrom }) => not(exists(selectFrom('operation').select('id').whereRef('bulk', '=', 'bulk.id').where(QUEUED))))
          .limit(limit);
        return Number((await db.deleteFrom('bulk').where('id', 'in', finished).executeTakeFirst()).numDeletedRows);
      }),
  };
}

const STATE = ['number', 'status', 'message', 'error_code'] as const;
const operation = (row: Pick<Schema['operation'], (typeof STATE)[number]>) => ({
  number: Number(row.number),
  status: row.status as OperationStatus,
  message: row.message ?? undefined,
  errorCode: row.error_code === null ? undefined : Number(row.error_code),
});

const detailsOf = ({ data, result, ...row }: Parameters<typeof operation>[0] & { data: string | null; result: string | null }) => ({
  ...operation(row),
  data: data ?? undefined,
  result: result ?? undefined,
});

/** Spelled out, as an index is made for it. */
const QUEUED = sql<boolean>`operation.status in ('open', 'retriable')`;

type BulkRow = Schema['bulk'];
const rowOf = ({ id, description, door, topic, store, actor, startedAt, operationCount }: Bulk): BulkRow => ({
  ...{ id, description, door, topic, store: store ?? null, actor: JSON.stringify(actor), started_at: startedAt, operation_count: operationCount },
});
const insertBulk = prepared((db, b: BulkRow) => {
  const { id, description, door, topic, store, actor, started_at, operation_count } = b;
  return db.insertInto('bulk').values({ id, description, door, topic, store, actor, started_at, operation_count });
});
const bulkLike = prepared((db, { id }: { id: string }) => db.selectFrom('bulk').selectAll().where('id', '=', id));

async function findBulk(session: Session, id: string): Promise<Bulk | undefined> {
  const [row] = await bulkLike(session, { id });
  return row && bulkOf(row);
}

export function bulkOf(row: BulkRow): Bulk {
  const { description, door, topic, store, actor, started_at, operation_count } = row;
  const parts = { description, door, topic, store: store ?? undefined, actor: JSON.parse(actor) as Actor };
  return { id: row.id, ...parts, startedAt: Number(started_at), operationCount: Number(operation_count) };
}

async function insertOperations(session: Session, { id, startedAt }: Bulk, data: readonly string[], from: number): Promise<void> {
  const part = data.slice(from, from + ROWS_A_STATEMENT);
  const values = Object.fromEntries(
    part.flatMap((text, at) => [
      [`number${at}`, from + at],
      [`chars${at}`, text.length],
    ]),
  );
  const rows = await insertRows(part.length)(session, { bulk: id, due_at: startedAt, ...values });
  const payloads = Object.fromEntries(
    rows.flatMap((row, at) => [
      [`id${at}`, row.id],
      [`data${at}`, data[Number(row.number)]],
    ]),
  );
  await insertPayloads(rows.length)(session, payloads);
}
type Values = Readonly<Record<string, unknown>>;
const insertRows = counted((count) =>
  prepared((db, v: Values) => {
    const row = (at: number) => ({ bulk: v.bulk, number: v[`number${at}`], size_chars: v[`chars${at}`], status: 'open', attempts: 0, due_at: v.due_at });
    return db
      .insertInto('operation')
      .values(Array.from({ length: count }, (_, at) => row(at) as never))
      .returning(['id', 'number']);
  }),
);
const insertPayloads = counted((count) =>
  prepared((db, v: Values) =>
    db.insertInto('payload').values(Array.from({ length: count }, (_, at) => ({ operation: v[`id${at}`], data: v[`data${at}`] }) as never)),
  ),
);
/** Made once for each count there is. */
function counted<T>(make: (count: number) => T): (count: number) => T {
  const made = new Map<number, T>();
  return (count) => {
    const one = made.get(count) ?? make(count);
    made.set(count, one);
    return one;
  };
}

interface Due {
  readonly id: number;
  readonly attempts: number;
  readonly size_chars: number;
}
const dueQuery = ({ now, limit }: { now: number; limit: number }) =>
  sql<Due>`select id, attempts, size_chars from operation where ${QUEUED} and due_at <= ${now} order by due_at, id limit ${limit}`;
const due = prepared((_, asked: { now: number; limit: number }) => dueQuery(asked));
/** Without those that somebody else is just taking. */
const dueHere = prepared((_, asked: { now: number; limit: number }) => sql<Due>`${dueQuery(asked)} ${SKIP_LOCKED}`);
/** As many as go together. */
function together(rows: readonly Due[]): readonly Due[] {
  let chars = 0;
  const end = rows.findIndex(({ attempts, size_chars }, at) => {
    chars += Number(size_chars);
    return at > 0 && (Number(attempts) > 0 || Number(rows[0]?.attempts) > 0 || chars > TAKEN_CHARS);
  });
  return end < 0 ? rows : rows.slice(0, end);
}
/** `ids`: a JSON list. */
const take = prepared((db, { ids, lease, due_at }: { ids: string; lease: string; due_at: number }) =>
  db
    .updateTable('operation')
    .set((e) => ({ lease, due_at, attempts: e('attempts', '+', 1) }))
    .where(isAmongIds(sql.ref('id'), ids))
    .returning(['id', 'bulk', 'number', 'attempts']),
);
const payloadsOf = prepared((db, { ids }: { ids: string }) =>
  db
    .selectFrom('payload')
    .select(['operation', 'data'])
    .where(isAmongIds(sql.ref('operation'), ids)),
);
const giveBack = prepared((db, { ids, lease }: { ids: string; lease: string }) =>
  db
    .updateTable('operation')
    .set((e) => ({
      lease: null,
      due_at: sql<number>`(select bulk.started_at from bulk where bulk.id = operation.bulk)`,
      attempts: e('attempts', '-', 1),
    }))
    .where(isAmongIds(sql.ref('id'), ids))
    .where('lease', '=', lease),
);

/** False where the lease is somebody else's by now. */
async function settleRow(session: Session, { id, lease, data }: LeasedOperation, verdict: OperationVerdict): Promise<boolean> {
  const { status, message } = verdict;
  const uncounted = status === 'retriable' && verdict.isOutage ? 1 : 0;
  const failure = status === 'complete' ? { result: verdict.result ?? null, error_code: null } : { result: null, error_code: verdict.errorCode };
  const settled = await settle(session, { id, lease, status, message, due_at: status === 'retriable' ? verdict.dueAt : 0, uncounted, ...failure });
  const isNeeded = status === 'retriable' || (status === 'failed' && data.length <= SHOWN_CHARS);
  if (settled.length > 0 && !isNeeded) await deletePayload(session, { id });
  return settled.length > 0;
}
type Settled = Pick<Schema['operation'], 'status' | 'message' | 'result' | 'error_code' | 'due_at'> & { id: number; lease: string; uncounted: number };
const settle = prepared((db, { id, lease, status, message, result, error_code, due_at, uncounted }: Settled) =>
  db
    .updateTable('operation')
    .set((e) => ({ status, message, result, error_code, due_at, lease: null, attempts: e('attempts', '-', uncounted) }))
    .where('id', '=', id)
    .where('lease', '=', lease)
    .returning('id'),
);
const deletePayload = prepared((db, { id }: { id: number }) => db.deleteFrom('payload').where('operation', '=', id));
