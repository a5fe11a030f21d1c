/** What a job store promises, whatever keeps it. */
import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { Bulk, OperationVerdict } from '../../src/app/ports.js';
import { DATABASES, type OpenDatabase, testOn } from './adapters.js';
import { START } from './writing.js';

const complete = (message: string, result: string): OperationVerdict => ({ status: 'complete', message, result });
const VERDICTS: readonly OperationVerdict[] = [
  complete('Changed.', '{"change":1}'),
  complete('Nothing to change.', '{"change":null}'),
  { status: 'failed', message: 'refused', errorCode: 0 },
  complete('Changed.', '{"change":2}'),
  { status: 'retriable', message: 'later', errorCode: 0, dueAt: START + 60_000, isOutage: false },
  complete('Changed.', '{"change":3}'),
];

async function accept({ bulks }: OpenDatabase, startedAt: number, count: number, door = 'native'): Promise<Bulk> {
  const bulk: Bulk = {
    ...{ id: randomUUID(), description: '{}', door, topic: 'native.patch', store: undefined, startedAt, operationCount: count },
    actor: { kind: 'user', id: 1, name: 'anna' },
  };
  await bulks.accept(
    bulk,
    Array.from({ length: count }, (_, at) => JSON.stringify({ sku: `p${at}` })),
  );
  return bulk;
}

for (const adapter of DATABASES)
  describe(`jobs in ${adapter.name}`, () => {
    const test = testOn(adapter.open);

    test('what became of the operations is counted, listed and told', async (opened) => {
      const { bulks, jobs } = opened;
      await accept(opened, START, 2);
      const job = await accept(opened, START, VERDICTS.length + 1);
      const leased = (await bulks.lease(START, 10_000)).filter(({ bulk }) => bulk.id === job.id);
      await bulks.perform(async (batch) => {
        for (const [at, verdict] of VERDICTS.entries()) await batch.settle(leased[at] as (typeof leased)[number], async () => verdict);
      });
      const outcomes = (await jobs.outcomes(job.id)).map(({ status, message, count }) => [status, message, count]);
      expect(outcomes.sort()).toEqual([
        ['complete', 'Changed.', 3],
        ['complete', 'Nothing to change.', 1],
        ['failed', undefined, 1],
        ['open', undefined, 1],
        ['retriable', undefined, 1],
      ]);
      expect(await jobs.failures(job.id, 9)).toEqual([{ data: '{"sku":"p2"}', message: 'refused' }]);
      expect(await jobs.failures(job.id, 0)).toEqual([]);
      const first = await jobs.results(job.id, 'Changed.', { after: -1, limit: 2 });
      expect(first).toEqual([
        { number: 0, result: '{"change":1}' },
        { number: 3, result: '{"change":2}' },
      ]);
      expect(await jobs.results(job.id, 'Changed.', { after: 3, limit: 2 })).toEqual([{ number: 5, result: '{"change":3}' }]);
      expect(await jobs.outcomes(randomUUID())).toEqual([]);
    });

    test('bulks of one door come the newest first, page by page, those of one moment too', async (opened) => {
      const { jobs } = opened;
      const accepted: Bulk[] = [];
      for (const at of [3, 1, 2, 2, 2]) accepted.push(await accept(opened, START + at, 1));
      await accept(opened, START + 9, 1, 'adobe-rest');
      const seen: Bulk[] = [];
      for (
        let page = await jobs.list('native', { before: undefined, limit: 2 });
        page.length > 0;
        page = await jobs.list('native', { before: seen.at(-1), limit: 2 })
      )
        seen.push(...page);
      expect(seen.map(({ startedAt }) => startedAt - START)).toEqual([3, 2, 2, 2, 1]);
      expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(accepted.map(({ id }) => id)));
      expect(seen[0]).toEqual(accepted[0]);
    });
  });
