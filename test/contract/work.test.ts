/** What becomes of queued operations, over every adapter: performed once, tried again after an outage, given up in the end. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import type { Actor, Batch, Bulk, Bulks, Principal } from '../../src/app/ports.js';
import { Outage } from '../../src/app/ports-outage.js';
import { createWork, type DueOperation, type Performed, type Work } from '../../src/app/work.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { DATABASES, type OpenDatabase, testOn } from './adapters.js';
import { START, Writer } from './writing.js';

const DONE: Performed = { ok: true, message: 'done', result: '1' };
const PERSON: Principal = { id: 7, kind: 'user', name: 'tester', resources: 'every', stores: 'every' };
type Act = (operation: DueOperation, batch: Batch) => Promise<Performed>;

interface Bench {
  readonly work: Work;
  readonly errors: unknown[];
  /** Lets the worker's clock go on. */
  pass(ms: number): void;
}

/** A worker whose clock only goes on when it is told to. */
function workerOn({ bulks }: Pick<OpenDatabase, 'bulks'>, act: Act, { people = [PERSON] as readonly Principal[], onCommitted = () => undefined } = {}): Bench {
  let now = START;
  const errors: unknown[] = [];
  const work = createWork({
    bulks,
    clock: () => now,
    accounts: { find: async (name) => people.map((one) => ({ ...one, passwordHash: '' })).find((one) => one.kind === 'user' && one.name === name) },
    integrations: { list: async () => people.flatMap((one) => (one.kind === 'integration' ? [{ ...one, kind: one.kind, revoked: false }] : [])) },
    refresh: async () => undefined,
    open: (batch) => (operation) => act(operation, batch),
    onCommitted,
    onError: (error) => errors.push(error),
  });
  return {
    work,
    errors,
    pass(ms) {
      now += ms;
    },
  };
}

const actorOf = ({ kind, id, name }: Principal): Actor => ({ kind, id, name });
const accept = (work: Work, count: number, actor: Actor = actorOf(PERSON)): Promise<Bulk> =>
  work.accept(
    { description: 'Topic', door: 'contract', topic: 'topic', store: undefined, actor },
    Array.from({ length: count }, (_, at) => JSON.stringify({ at })),
  );

/** Runs until nothing is left, letting time pass where the worker waits: nothing was settled for a while. */
async function finish({ work, pass }: Bench, bulks: Bulks): Promise<void> {
  work.start();
  let [left, looks] = [await bulks.remaining(), 0];
  while (left > 0) {
    await pause(20);
    const now = await bulks.remaining();
    looks = now === left ? looks + 1 : 0;
    left = now;
    if (looks > 0 && looks % 5 === 0) pass(20_000);
  }
  await work.stop();
}

describe.each(DATABASES)('work on $name', (adapter) => {
  const test = testOn(adapter.open);

  test('what was accepted is performed, each once and in order, and told', async ({ bulks }) => {
    const seen: string[] = [];
    let commits = 0;
    const bench = workerOn(
      { bulks },
      async ({ data }) => {
        seen.push(data);
        return DONE;
      },
      { onCommitted: () => void commits++ },
    );
    const bulk = await accept(bench.work, 700);
    expect(bulk).toMatchObject({ operationCount: 700, startedAt: START });
    await finish(bench, bulks);
    expect(seen).toEqual(Array.from({ length: 700 }, (_, at) => `{"at":${at}}`));
    expect([await bulks.count(bulk.id, 'complete'), bench.work.settled(), commits > 0, bench.errors]).toEqual([700, 700, true, []]);
  });

  test('what comes while the worker waits is performed without being asked for', async ({ bulks }) => {
    const bench = workerOn({ bulks }, async () => DONE);
    bench.work.start();
    await pause(30);
    const bulk = await accept(bench.work, 1);
    while ((await bulks.count(bulk.id, 'complete')) === 0) await pause(5);
    await bench.work.stop();
  });

  test('a refusal is a verdict, and is not tried again', async ({ bulks }) => {
    let tries = 0;
    const bench = workerOn({ bulks }, async () => {
      tries++;
      return { ok: false, message: 'no', code: 4 };
    });
    const bulk = await accept(bench.work, 1);
    await finish(bench, bulks);
    expect([tries, await bulks.operations(bulk.id)]).toEqual([1, [{ number: 0, status: 'failed', message: 'no', errorCode: 4 }]]);
  });

  test('an outage is tried again, without a trace of the first try, and its neighbours go on', async (opened) => {
    const { bulks, galleries } = opened;
    let outages = 2;
    const bench = workerOn(opened, async ({ number }, batch) => {
      await new Writer(batch.galleries).save(`product ${number}`);
      if (number === 0 && outages-- > 0) throw new Error('outage');
      return DONE;
    });
    const bulk = await accept(bench.work, 2);
    await finish(bench, bulks);
    expect([await bulks.count(bulk.id, 'complete'), bench.errors.length]).toEqual([2, 2]);
    expect((await new Writer(galleries).load('product 0')).product.revision).toBe(1);
  });

  test('what throws each time is given up after three', async ({ bulks }) => {
    const bench = workerOn({ bulks }, async () => Promise.reject(new Error('a bug')));
    const bulk = await accept(bench.work, 1);
    await finish(bench, bulks);
    expect([bench.errors.length, (await bulks.operations(bulk.id))[0]]).toEqual([
      3,
      { number: 0, status: 'failed', message: 'Internal error; given up.', errorCode: 0 },
    ]);
    expect((await bulks.details(bulk.id))[0]?.data).toBe('{"at":0}');
  });

  test('an outage is waited out, and counts for nothing', async ({ bulks }) => {
    let left = 5;
    const bench = workerOn({ bulks }, async () => (left-- > 0 ? Promise.reject(new Outage('unavailable', 'no bytes')) : DONE));
    const bulk = await accept(bench.work, 1);
    await finish(bench, bulks);
    expect([bench.errors.length, await bulks.count(bulk.id, 'complete')]).toEqual([5, 1]);
  });

  test('one that lasts for more than a day counts as any failure', async ({ bulks }) => {
    const bench = workerOn({ bulks }, async () => {
      bench.pass(9 * 3_600_000);
      return Promise.reject(new Outage('unavailable', 'no bytes'));
    });
    const bulk = await accept(bench.work, 1);
    await finish(bench, bulks);
    expect([bench.errors.length, await bulks.count(bulk.id, 'failed')]).toEqual([5, 1]);
  });

  test('what ten workers did not live to tell of is given up unseen; its neighbours are performed', async ({ bulks }) => {
    const seen: number[] = [];
    const bench = workerOn({ bulks }, async ({ bulk }) => {
      seen.push(bulk.operationCount);
      return DONE;
    });
    const poison = await accept(bench.work, 1);
    for (let crash = 0; crash < 10; crash++) {
      const taken = await bulks.lease(START + crash * 20_000, 10_000);
      expect(taken.map(({ attempts }) => attempts)).toEqual([crash + 1]);
    }
    const others = await accept(bench.work, 2);
    bench.pass(1_000_000);
    await finish(bench, bulks);
    expect(seen).toEqual([2, 2]);
    const message = 'Given up: 10 attempts did not come to an end.';
    expect(await bulks.operations(poison.id)).toEqual([{ number: 0, status: 'failed', message, errorCode: 0 }]);
    expect(await bulks.count(others.id, 'complete')).toBe(2);
  });

  test('where the store fails as a whole, everything is tried again', async ({ bulks }) => {
    let failures = 1;
    const failing: Bulks = { ...bulks, perform: (work) => (failures-- > 0 ? Promise.reject(new Error('no disk')) : bulks.perform(work)) };
    const bench = workerOn({ bulks: failing }, async () => DONE);
    const bulk = await accept(bench.work, 5);
    await finish(bench, bulks);
    expect([await bulks.count(bulk.id, 'complete'), bench.errors.length]).toEqual([5, 1]);
  });

  test('a stop waits for the operation that runs and gives the others back at once', async ({ bulks }) => {
    let go = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      go = resolve;
    });
    const bench = workerOn({ bulks }, async () => {
      go();
      await pause(20);
      return DONE;
    });
    const bulk = await accept(bench.work, 10);
    bench.work.start();
    await begun;
    await bench.work.stop();
    expect(await bulks.count(bulk.id, 'complete')).toBe(1);
    expect((await bulks.lease(START, 10_000)).map(({ attempts }) => attempts)).toEqual(Array.from({ length: 9 }, () => 1));
  });

  test('two workers share the work, and each operation is performed once', async (opened) => {
    const { bulks, galleries } = opened;
    const act: Act = async ({ number }, batch) => {
      await new Writer(batch.galleries).save('counter', ({ attributes }) => ({
        commands: [],
        attributes: { scope: 'global', values: { count: Number(attributes.global.count ?? 0) + 1, [`n${number}`]: 1 } },
      }));
      return DONE;
    };
    const [one, two] = [workerOn(opened, act), workerOn(opened, act)];
    await accept(one.work, 600);
    two.work.start();
    await finish(one, bulks);
    await two.work.stop();
    const { attributes } = await new Writer(galleries).load('counter');
    expect([attributes.global.count, one.work.settled() + two.work.settled()]).toEqual([600, 600]);
  });

  test('who asks is looked up again: by number, and only among those who still may', async ({ bulks }) => {
    const shop: Principal = { ...PERSON, id: 2, kind: 'integration', name: 'shop' };
    const seen: (string | undefined)[] = [];
    const bench = workerOn(
      { bulks },
      async ({ principal }) => {
        seen.push(principal?.name);
        return DONE;
      },
      { people: [PERSON, shop] },
    );
    await accept(bench.work, 1, { ...actorOf(PERSON), id: 8 });
    await accept(bench.work, 1, { ...actorOf(shop), id: 3 });
    await accept(bench.work, 1, actorOf(shop));
    await accept(bench.work, 2);
    await finish(bench, bulks);
    expect(seen).toEqual([undefined, undefined, 'shop', 'tester', 'tester']);
  });

  test('a finished bulk is forgotten when its time is over, an open one never', async (opened) => {
    const { bulks } = opened;
    const bench = workerOn({ bulks }, async () => DONE);
    const finished = await Promise.all([accept(bench.work, 1), accept(bench.work, 1), accept(bench.work, 1)]);
    await finish(bench, bulks);
    const open = await accept(bench.work, 1);
    const sweepAt = (now: number) => {
      const ports = { ...opened, blobs: createMemoryBlobs(), clock: () => now };
      return createHousekeeping({ ...ports, retentionMs: 1000, bulkRetentionMs: 60_000, trashMs: 0 }).sweep();
    };
    const kept = async () => (await Promise.all([...finished, open].map(({ id }) => bulks.find(id)))).map((bulk) => bulk !== undefined);
    await sweepAt(START + 60_000);
    expect(await kept()).toEqual([true, true, true, true]);
    await sweepAt(START + 100_000_000);
    expect(await kept()).toEqual([false, false, false, true]);
  });

  test('a result that is too long is not kept', async ({ bulks }) => {
    const bench = workerOn({ bulks }, async ({ number }) => ({ ...DONE, result: 'x'.repeat(65_535 + number) }));
    const bulk = await accept(bench.work, 2);
    await finish(bench, bulks);
    expect((await bulks.details(bulk.id)).map(({ result }) => result?.length)).toEqual([65_535, undefined]);
  });
});
