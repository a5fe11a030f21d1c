/** Jobs in SQL: bulks of one door, and what became of their operations. */

import type { OperationStatus } from '../../app/ports.js';
import type { JobStore } from '../../app/ports-jobs.js';
import { bulkOf } from './bulks.js';
import type { SqlSpace } from './database.js';
import { prepared } from './prepared.js';

export function createJobStore({ reader }: SqlSpace): JobStore {
  return {
    async list(door, { before, limit }) {
      const rows = before === undefined ? await newest(reader, { door, limit }) : await older(reader, { door, limit, at: before.startedAt, id: before.id });
      return rows.map(bulkOf);
    },
    async outcomes(id) {
      const rows = await counted(reader, { id });
      return rows.map(({ status, outcome, n }) => ({ status: status as OperationStatus, message: outcome ?? undefined, count: Number(n) }));
    },
    failures: async (id, limit) => (await failed(reader, { id, limit })).map(({ data, message }) => ({ data: data ?? undefined, message: message ?? '' })),
    async results(id, message, { after, limit }) {
      const rows = await complete(reader, { id, message, after, limit });
      return rows.flatMap(({ number, result }) => (result === null ? [] : { number: Number(number), result }));
    },
  };
}

const newest = prepared((db, { door, limit }: { door: string; limit: number }) =>
  db.selectFrom('bulk').selectAll().where('door', '=', door).orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit),
);
const older = prepared((db, { door, at, id, limit }: { door: string; at: number; id: string; limit: number }) =>
  db
    .selectFrom('bulk')
    .selectAll()
    .where('door', '=', door)
    .where('started_at', '<=', at)
    .where((e) => e.or([e('started_at', '<', at), e('id', '<', id)]))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit),
);
const counted = prepared((db, { id }: { id: string }) =>
  db
    .selectFrom('operation')
    .where('bulk', '=', id)
    .select((e) => ['status', e.case().when('status', '=', 'complete').then(e.ref('message')).end().as('outcome'), e.fn.countAll().as('n')])
    .groupBy(['status', 'outcome']),
);
const failed = prepared((db, { id, limit }: { id: string; limit: number }) =>
  db
    .selectFrom('operation')
    .leftJoin('payload', 'payload.operation', 'operation.id')
    .select(['data', 'message'])
    .where('bulk', '=', id)
    .where('status', '=', 'failed')
    .orderBy('number')
    .limit(limit),
);
const complete = prepared((db, { id, message, after, limit }: { id: string; message: string; after: number; limit: number }) =>
  db
    .selectFrom('operation')
    .select(['number', 'result'])
    .where('bulk', '=', id)
    .where('number', '>', after)
    .where('status', '=', 'complete')
    .where('message', '=', message)
    .orderBy('number')
    .limit(limit),
);
