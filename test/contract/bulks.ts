/** What Bulks promises, whatever keeps it. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Batch, Bulk, Bulks, LeasedOperation, OperationField, OperationVerdict } from '../../src/app/ports.js';
import { skuKey } from '../../src/core/ids.js';
import { SHOWN_CHARS } from '../../src/core/limits.js';
import { type Query, type Test, timeText } from '../../src/core/search.js';
import { type DatabaseAdapter, type OpenDatabase, testOn } from './adapters.js';
import { addOne, blobOf, START, Writer } from './writing.js';

const LEASE_MS = 10_000;
const DONE = { status: 'complete', message: 'done', result: 'true' } as const satisfies OperationVerdict;
const REFUSED = { status: 'failed', message: 'refused', errorCode: 0 } as const satisfies OperationVerdict;

export function bulksContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('what was accepted reads back: the bulk, and its operations in order', async ({ bulks }) => {
    const bulk = await accept(bulks, 250);
    const named = await accept(bulks, 1, { store: 'default', actor: { kind: 'integration', id: 3, name: 'shop' } });
    expect(await bulks.find(bulk.id)).toEqual(bulk);
    expect(await bulks.find(named.id)).toEqual(named);
    const operations = await bulks.operations(bulk.id);
    expect(operations.map(({ number }) => number)).toEqual(numbers(250));
    expect(operations[249]).toEqual({ number: 249, status: 'open', message: undefined, errorCode: undefined });
    expect((await bulks.details(bulk.id)).map(({ data }) => data)).toEqual(numbers(250).map(dataOf));
    expect([await bulks.count(bulk.id, 'open'), await bulks.count(bulk.id, 'complete'), await bulks.remaining()]).toEqual([250, 0, 251]);
  });

  test('of an unknown bulk there is nothing', async ({ bulks }) => {
    const id = randomUUID();
    expect([await bulks.find(id), await bulks.operations(id), await bulks.details(id), await bulks.count(id, 'open')]).toEqual([undefined, [], [], 0]);
    expect([await bulks.lease(START, LEASE_MS), await bulks.remaining(), await bulks.forget(START * 2, 10)]).toEqual([[], 0, 0]);
  });

  test('operations are found by bulk, topic, status and time, a page at a time', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 3);
    const other = await accept(bulks, 2, { startedAt: START + 5000, topic: 'contract.other_thing' });
    await bulks.perform((batch) => batch.settle(at(leased, 1), async () => REFUSED));
    const found = async (groups: Query<OperationField>['groups'], more: Partial<Query<OperationField>> = {}) => {
      const { total, operations } = await bulks.search({ groups, sort: [], page: { offset: 0, limit: 10 }, ...more });
      return [total, ...operations.map(({ bulk: { id }, number }) => `${id === bulk.id ? 'first' : 'other'} ${number}`)];
    };
    const one = (field: OperationField, test: Test, negated = false) => [[{ field, negated, ...test }]];
    const all = ['first 0', 'first 1', 'first 2', 'other 0', 'other 1'];
    expect(await found([])).toEqual([5, ...all]);
    expect(await found([], { page: { offset: 3, limit: 1 } })).toEqual([5, 'other 0']);
    expect(await found([], { page: { most: 4 } })).toEqual([5]);
    expect(await found([], { page: { most: 5 } })).toEqual([5, ...all]);
    expect(await found(one('bulk', { test: 'in', values: [other.id] }))).toEqual([2, ...all.slice(3)]);
    expect(await found(one('bulk', { test: 'in', values: [other.id] }, true))).toEqual([3, ...all.slice(0, 3)]);
    expect(await found(one('status', { test: 'in', values: ['failed', 'complete'] }))).toEqual([1, 'first 1']);
    expect(await found(one('topic', { test: 'like', value: '%.OTHER\\_%' }))).toEqual([2, ...all.slice(3)]);
    expect(await found(one('started', { test: 'gt', value: timeText(START) }))).toEqual([2, ...all.slice(3)]);
    expect(await found(one('started', { test: 'lt', value: timeText(START + 5000) }))).toEqual([3, ...all.slice(0, 3)]);
    expect(await found(one('topic', { test: 'null' }))).toEqual([0]);
    expect(await found([...one('status', { test: 'in', values: ['open'] }), ...one('bulk', { test: 'in', values: [bulk.id] })])).toEqual([
      2,
      'first 0',
      'first 2',
    ]);
    expect(await found([], { sort: [{ field: 'started', descending: true }] })).toEqual([5, ...all.slice(3), ...all.slice(0, 3)]);
    const refused = (await bulks.search({ groups: one('status', { test: 'in', values: ['failed'] }), sort: [], page: { most: 9 } })).operations[0];
    expect(refused).toEqual({ number: 1, status: 'failed', message: 'refused', errorCode: 0, data: dataOf(1), result: undefined, bulk });
  });

  test('a long text comes back as it went in', async ({ bulks }) => {
    const data = JSON.stringify({ text: `${'ä€😀"\\'.repeat(200_000)}` });
    await bulks.accept(aBulk(1), [data]);
    expect((await bulks.lease(START, LEASE_MS))[0]?.data).toBe(data);
  });

  test('data that is too long to be shown is not, and is still there for the next attempt', async ({ bulks }) => {
    const [bulk, fits, long] = [aBulk(2), JSON.stringify('x'.repeat(SHOWN_CHARS - 2)), JSON.stringify('x'.repeat(SHOWN_CHARS - 1))];
    await bulks.accept(bulk, [fits, long]);
    const shown = async () => (await bulks.details(bulk.id)).map(({ data }) => data?.length);
    expect(await shown()).toEqual([SHOWN_CHARS, undefined]);
    const leased = await bulks.lease(START, LEASE_MS);
    const later = async () => ({ status: 'retriable', message: 'later', errorCode: 0, dueAt: START, isOutage: false }) as const;
    await bulks.perform(async (batch) => {
      for (const one of leased) await batch.settle(one, later);
    });
    const again = [...(await bulks.lease(START, LEASE_MS)), ...(await bulks.lease(START, LEASE_MS))];
    expect(again.map(({ data }) => data.length)).toEqual([SHOWN_CHARS, SHOWN_CHARS + 1]);
    await bulks.perform(async (batch) => {
      for (const one of again) await batch.settle(one, async () => REFUSED);
    });
    expect(await shown()).toEqual([SHOWN_CHARS, undefined]);
  });

  test('operations are taken in the order of acceptance, and not twice', async ({ bulks }) => {
    const [first, second] = [await accept(bulks, 300), await accept(bulks, 3, { startedAt: START + 1 })];
    const taken: LeasedOperation[] = [];
    for (let some = await bulks.lease(START + 5, LEASE_MS); some.length > 0; some = await bulks.lease(START + 5, LEASE_MS)) taken.push(...some);
    const expected = [first, second].flatMap((bulk) => numbers(bulk.operationCount).map((number) => [bulk.id, number, dataOf(number), 1]));
    expect(taken.map(({ bulk, number, data, attempts }) => [bulk.id, number, data, attempts])).toEqual(expected);
  });

  test('two workers at once never hold the same operation', async ({ bulks }) => {
    await accept(bulks, 600);
    const taken = (await Promise.all(numbers(4).map(() => bulks.lease(START, LEASE_MS)))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    expect(taken.length).toBeGreaterThan(256);
  });

  test('what a worker left behind is taken again when its lease runs out, alone', async ({ bulks }) => {
    await accept(bulks, 3);
    expect(await bulks.lease(START, LEASE_MS)).toHaveLength(3);
    expect(await bulks.lease(START + LEASE_MS - 1, LEASE_MS)).toEqual([]);
    const again = await bulks.lease(START + LEASE_MS, LEASE_MS);
    expect(again.map(({ number, attempts }) => [number, attempts])).toEqual([[0, 2]]);
  });

  test('what was never tried is not taken together with what was', async ({ bulks }) => {
    await accept(bulks, 1, { startedAt: START - LEASE_MS });
    await bulks.lease(START - LEASE_MS, LEASE_MS);
    await accept(bulks, 2, { startedAt: START - 1 });
    expect((await bulks.lease(START, LEASE_MS)).map(({ attempts }) => attempts)).toEqual([1, 1]);
    expect((await bulks.lease(START, LEASE_MS)).map(({ attempts }) => attempts)).toEqual([2]);
  });

  test('what is released may be taken at once, in its old place, and has lost no attempt', async ({ bulks }) => {
    await accept(bulks, 2);
    const taken = await bulks.lease(START, LEASE_MS);
    await accept(bulks, 1, { startedAt: START + 1 });
    await bulks.release(taken);
    const again = await bulks.lease(START + 1, LEASE_MS);
    expect(again.map(({ number, attempts, bulk }) => [number, attempts, bulk.operationCount])).toEqual([
      [0, 1, 2],
      [1, 1, 2],
      [0, 1, 1],
    ]);
    await bulks.release(taken);
    expect(await bulks.lease(START + 1, LEASE_MS)).toEqual([]);
  });

  test('an effect and its verdict become visible together, when all is done', async (opened) => {
    const { bulks, galleries } = opened;
    const { bulk, leased } = await prepared(opened, 2);
    await bulks.perform(async (batch) => {
      expect(await batch.settle(at(leased, 0), () => label(batch, 'shirt', 'a'))).toBe(true);
      expect(await batch.galleries.version(skuKey('shirt'))).not.toBe(await galleries.version(skuKey('shirt')));
      expect((await bulks.operations(bulk.id)).map(({ status }) => status)).toEqual(['open', 'open']);
      expect(await batch.settle(at(leased, 1), () => label(batch, 'shirt', 'b'))).toBe(true);
    });
    expect(await labelOf(opened, 'shirt')).toBe('b');
    expect(await bulks.details(bulk.id)).toEqual(
      numbers(2).map((number) => ({ number, status: 'complete', message: 'done', errorCode: undefined, data: undefined, result: 'true' })),
    );
    expect(await bulks.remaining()).toBe(0);
  });

  test('a refused operation leaves its verdict and nothing else; its neighbours stand', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 3);
    await bulks.perform(async (batch) => {
      await batch.settle(at(leased, 0), () => label(batch, 'shirt', 'a'));
      await batch.settle(at(leased, 1), async () => {
        await addOne(new Writer(batch.galleries), 'shirt', { name: '/n/o/no.jpg' });
        await new Writer(batch.galleries).save('never');
        expect(await batch.index.knows(blobOf('/n/o/no.jpg'))).toBe(true);
        return REFUSED;
      });
      expect(await batch.index.knows(blobOf('/n/o/no.jpg'))).toBe(false);
      await batch.settle(at(leased, 2), () => label(batch, 'shirt', 'c'));
    });
    const { gallery, product } = await new Writer(opened.galleries).load('shirt');
    expect([gallery.entries.length, product.revision, await labelOf(opened, 'shirt')]).toEqual([1, 3, 'c']);
    expect(await opened.galleries.version(skuKey('never'))).toBeUndefined();
    expect(await opened.galleries.findFile('/n/o/no.jpg')).toBeUndefined();
    expect((await bulks.details(bulk.id)).map(({ status, message, errorCode, data }) => [status, message, errorCode, data])).toEqual([
      ['complete', 'done', undefined, undefined],
      ['failed', 'refused', 0, dataOf(1)],
      ['complete', 'done', undefined, undefined],
    ]);
  });

  test('the path that an undone operation was given is given again, its number to nothing else', async (opened) => {
    const { bulks } = opened;
    const { leased } = await prepared(opened, 2);
    const added = await bulks.perform(async (batch) => {
      const ids: number[] = [];
      const add = (verdict: OperationVerdict) => async () => {
        ids.push((await addOne(new Writer(batch.galleries), 'shirt', { name: '/n/e/new.jpg' })).id);
        return verdict;
      };
      await batch.settle(at(leased, 0), add(REFUSED));
      await batch.settle(at(leased, 1), add(DONE));
      return ids;
    });
    expect(added[1]).toBeGreaterThanOrEqual(Number(added[0]));
    expect(await opened.galleries.findFile('/n/e/new.jpg')).toBeDefined();
  });

  test('an operation whose lease was lost leaves nothing, not even a verdict', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 1);
    const [other] = await bulks.lease(START + LEASE_MS, LEASE_MS);
    await bulks.perform(async (batch) => {
      expect(await batch.settle(at(leased, 0), () => label(batch, 'shirt', 'late'))).toBe(false);
      expect(await batch.settle(at(leased, 0), async () => REFUSED)).toBe(false);
    });
    expect([await labelOf(opened, 'shirt'), (await bulks.operations(bulk.id))[0]?.status]).toEqual(['first', 'open']);
    await bulks.perform(async (batch) => {
      expect(await batch.settle(at(other === undefined ? [] : [other], 0), () => label(batch, 'shirt', 'other'))).toBe(true);
      expect(await batch.settle(at(other === undefined ? [] : [other], 0), () => label(batch, 'shirt', 'twice'))).toBe(false);
    });
    expect(await labelOf(opened, 'shirt')).toBe('other');
  });

  test('what throws undoes the whole batch, and the operations are still open', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 2);
    const outage = new Error('outage');
    const failing = bulks.perform(async (batch) => {
      await batch.settle(at(leased, 0), () => label(batch, 'shirt', 'lost'));
      await batch.settle(at(leased, 1), async () => {
        throw outage;
      });
    });
    await expect(failing).rejects.toBe(outage);
    expect([await labelOf(opened, 'shirt'), await bulks.count(bulk.id, 'open')]).toEqual(['first', 2]);
    await new Writer(opened.galleries).save('next');
  });

  test('what is to be tried again waits for its time', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 1);
    const dueAt = START + 700;
    await bulks.perform((batch) => batch.settle(at(leased, 0), async () => ({ status: 'retriable', message: 'later', errorCode: 0, dueAt, isOutage: false })));
    expect(await bulks.operations(bulk.id)).toEqual([{ number: 0, status: 'retriable', message: 'later', errorCode: 0 }]);
    expect([await bulks.count(bulk.id, 'retriable'), await bulks.remaining()]).toEqual([1, 1]);
    expect(await bulks.lease(dueAt - 1, LEASE_MS)).toEqual([]);
    expect((await bulks.lease(dueAt, LEASE_MS)).map(({ attempts, data }) => [attempts, data])).toEqual([[2, dataOf(0)]]);
  });

  test('a write from outside waits for the batch, and loses nothing', async (opened) => {
    const { bulks } = opened;
    const { leased } = await prepared(opened, 1);
    const batch = bulks.perform((inside) => inside.settle(at(leased, 0), () => label(inside, 'shirt', 'inside')));
    const outside = new Writer(opened.galleries).save('outside');
    await Promise.all([batch, outside]);
    expect([await labelOf(opened, 'shirt'), (await new Writer(opened.galleries).load('outside')).product.revision]).toEqual(['inside', 1]);
  });

  test('only bulks that are finished and old are forgotten, with their operations', async (opened) => {
    const { bulks } = opened;
    const { bulk, leased } = await prepared(opened, 1);
    const open = await accept(bulks, 1);
    expect(await bulks.forget(START + 1, 10)).toBe(0);
    await bulks.perform((batch) => batch.settle(at(leased, 0), async () => REFUSED));
    expect(await bulks.forget(START, 10)).toBe(0);
    expect(await bulks.forget(START + 1, 10)).toBe(1);
    expect([await bulks.find(bulk.id), await bulks.details(bulk.id), await bulks.find(open.id)]).toEqual([undefined, [], open]);
  });
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const dataOf = (number: number) => JSON.stringify({ sku: 'shirt', number });
const aBulk = (operationCount: number, more: Partial<Bulk> = {}): Bulk => ({
  id: randomUUID(),
  description: 'Topic contract',
  door: 'contract',
  topic: 'contract.save',
  store: undefined,
  actor: { kind: 'user', id: 1, name: 'tester' },
  startedAt: START,
  operationCount,
  ...more,
});

async function accept(bulks: Bulks, count: number, more: Partial<Bulk> = {}): Promise<Bulk> {
  const bulk = aBulk(count, more);
  await bulks.accept(bulk, numbers(count).map(dataOf));
  return bulk;
}

/** A product with one picture labelled `first`, and a bulk whose operations are leased. */
async function prepared({ bulks, galleries }: OpenDatabase, count: number): Promise<{ bulk: Bulk; leased: readonly LeasedOperation[] }> {
  await addOne(new Writer(galleries), 'shirt', { name: '/a/a/a.jpg', values: { label: 'first' } });
  const bulk = await accept(bulks, count);
  return { bulk, leased: await bulks.lease(START, LEASE_MS) };
}

function at(leased: readonly LeasedOperation[], index: number): LeasedOperation {
  const operation = leased[index];
  if (operation === undefined) throw new Error(`no operation ${index} is leased`);
  return operation;
}

async function label({ galleries }: Batch, sku: string, text: string): Promise<OperationVerdict> {
  const writer = new Writer(galleries);
  const entry = (await writer.load(sku)).gallery.entries[0];
  if (entry !== undefined) await writer.set(sku, entry.id, 'global', { label: text });
  return DONE;
}

const labelOf = async ({ galleries }: OpenDatabase, sku: string) => (await new Writer(galleries).load(sku)).gallery.entries[0]?.values.global.label;
