/** Jobs in memory, over the queue there. */

import type { Bulk, Bulks } from '../../app/ports.js';
import type { JobStore } from '../../app/ports-jobs.js';

export function createMemoryJobStore(bulks: Bulks): JobStore {
  const every = async () => (await bulks.search({ groups: [], sort: [], page: { offset: 0, limit: Number.MAX_SAFE_INTEGER } })).operations;
  return {
    async list(door, { before, limit }) {
      const all = new Map((await every()).map(({ bulk }) => [bulk.id, bulk]));
      const newest = [...all.values()].filter((bulk) => bulk.door === door).sort((a, b) => order(b, a));
      return newest.filter((bulk) => before === undefined || order(bulk, before) < 0).slice(0, limit);
    },
    async outcomes(id) {
      const counts = new Map<string, { status: Awaited<ReturnType<Bulks['details']>>[number]['status']; message: string | undefined; count: number }>();
      for (const { status, message: told } of await bulks.details(id)) {
        const message = status === 'complete' ? told : undefined;
        const counted = counts.get(`${status} ${message}`) ?? { status, message, count: 0 };
        counts.set(`${status} ${message}`, { ...counted, count: counted.count + 1 });
      }
      return [...counts.values()];
    },
    async failures(id, limit) {
      const failed = (await bulks.details(id)).filter(({ status }) => status === 'failed');
      return failed.slice(0, limit).map(({ data, message = '' }) => ({ data, message }));
    },
    async results(id, message, { after, limit }) {
      const complete = (await bulks.details(id)).filter((one) => one.status === 'complete' && one.message === message && one.number > after);
      return complete.flatMap(({ number, result }) => (result === undefined ? [] : { number, result })).slice(0, limit);
    },
  };
}

const order = (a: Pick<Bulk, 'startedAt' | 'id'>, b: Pick<Bulk, 'startedAt' | 'id'>): number =>
  a.startedAt - b.startedAt || (a.id < b.id ? -1 : Number(a.id > b.id));
