/** What KeyedCalls promises, whatever keeps it. */
import { expect } from 'vitest';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { createIdempotency, KEY_LIFE_MS, type KeptAnswer, type KeyedCall } from '../../src/app/idempotency.js';
import type { Principal } from '../../src/app/ports.js';
import type { KeyClaim } from '../../src/app/ports-idempotency.js';
import { ok, type Result } from '../../src/core/fault.js';
import { createSecrets } from '../../src/security/secrets.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { type DatabaseAdapter, type OpenDatabase, testOn } from './adapters.js';
import { addOne, START, Writer } from './writing.js';

const claimOf = (key: string, at = START): KeyClaim => ({ key, at, since: at - KEY_LIFE_MS });
const saidOf = ({ galleries, keyedCalls }: Pick<OpenDatabase, 'galleries' | 'keyedCalls'>) => ({
  entries: async (sku: string) => (await new Writer(galleries).load(sku)).gallery.entries.length,
  /** Adds a picture under a key and says `done`. */
  add: (claim: KeyClaim | undefined, sku: string, keep: () => string | undefined = () => 'done') =>
    keyedCalls.apart(claim, async (ports) => ({ value: await addOne(new Writer(ports.galleries), sku, { name: '/a.jpg' }), keep })),
});

export function keyedCallsContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('a call and what is kept under its key are one: both stay, for a day', async (opened) => {
    const { add, entries } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    const outcome = await add(claimOf('k'), 'A');
    expect(outcome).toEqual({ value: { id: expect.any(Number), file: '/a.jpg' } });
    expect(await entries('A')).toBe(1);
    expect(await opened.keyedCalls.find('k', START)).toBe('done');
    expect(await opened.keyedCalls.find('k', START + 1)).toBeUndefined();
    for (const other of ['', 'K', 'k ', "k'%"]) expect(await opened.keyedCalls.find(other, 0)).toBeUndefined();
  });

  test('who comes second under a key is overtaken and does nothing; after a day the key is free', async (opened) => {
    const { add, entries } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    await add(claimOf('k'), 'A');
    expect(await add(claimOf('k', START + KEY_LIFE_MS), 'A')).toBe('overtaken');
    expect(await entries('A')).toBe(1);
    expect(await add(claimOf('other'), 'A')).not.toBe('overtaken');
    expect(await add(claimOf('k', START + KEY_LIFE_MS + 1), 'A', () => 'anew')).not.toBe('overtaken');
    expect([await entries('A'), await opened.keyedCalls.find('k', START)]).toEqual([3, 'anew']);
  });

  test('of ten at once under one key one is done', async (opened) => {
    const { add, entries } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => add(claimOf('k'), 'A')));
    expect(outcomes.filter((outcome) => outcome === 'overtaken')).toHaveLength(9);
    expect(await entries('A')).toBe(1);
  });

  test('what is refused, what throws, and what has no key leaves nothing', async (opened) => {
    const { add, entries } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    await add(claimOf('k'), 'A', () => undefined);
    await add(undefined, 'A');
    const broken = opened.keyedCalls.apart(claimOf('k'), async (ports) => {
      await addOne(new Writer(ports.galleries), 'A', { name: '/a.jpg' });
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect([await entries('A'), await opened.keyedCalls.find('k', 0)]).toEqual([0, undefined]);
    await add(claimOf('k'), 'A');
    expect(await entries('A')).toBe(1);
  });

  test('a call sees what it wrote, nobody else does before its end, and of one that changes nothing nothing is kept', async (opened) => {
    const { entries } = saidOf(opened);
    const writer = new Writer(opened.galleries);
    await writer.save('A');
    const { id } = await addOne(writer, 'A', { name: '/a.jpg', values: { label: 'a' } });
    const seen: (string | null | undefined)[] = [];
    await opened.keyedCalls.apart(claimOf('k'), async (ports) => {
      const inside = new Writer(ports.galleries);
      await inside.set('A', id, 'global', { label: 'b' });
      for (const one of [inside, writer]) seen.push((await one.load('A')).gallery.entries[0]?.values.global.label);
      return { value: undefined, keep: () => 'done' };
    });
    expect(seen).toEqual(['b', 'a']);
    await opened.keyedCalls.apart(claimOf('idle'), async (ports) => {
      await new Writer(ports.galleries).set('A', id, 'global', { label: 'b' });
      return { value: undefined, keep: () => 'done' };
    });
    expect([await entries('A'), await opened.keyedCalls.find('idle', 0)]).toEqual([1, undefined]);
  });

  test('calls that write the same products in opposite order all come to their end', async (opened) => {
    const { entries } = saidOf(opened);
    const skus = ['A', 'B', 'C'];
    for (const sku of skus) await new Writer(opened.galleries).save(sku);
    const orders = [skus, skus.toReversed(), ['B', 'A', 'C']];
    const outcomes = orders.map((order, at) =>
      opened.keyedCalls.apart(claimOf(`${at}`), async (ports) => {
        for (const sku of order) await addOne(new Writer(ports.galleries), sku, { name: `/${at}.jpg` });
        return { value: undefined, keep: () => 'done' };
      }),
    );
    expect(await Promise.all(outcomes)).toEqual(orders.map(() => ({ value: undefined })));
    for (const sku of skus) expect(await entries(sku)).toBe(3);
  });

  test('clearing away takes what was kept before, some at a time', async (opened) => {
    const { add } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    for (const [key, at] of [
      ['a', START],
      ['b', START + 1],
      ['c', START + 2],
    ] as const)
      await add(claimOf(key, at), 'A');
    expect([await opened.keyedCalls.forget(START + 2, 1), await opened.keyedCalls.forget(START + 2, 10)]).toEqual([1, 1]);
    expect([await opened.keyedCalls.find('a', 0), await opened.keyedCalls.find('b', 0), await opened.keyedCalls.find('c', 0)]).toEqual([
      undefined,
      undefined,
      'done',
    ]);
  });

  test('a sweep takes what is older than a day, and nothing else', async ({ close: _, ...opened }) => {
    const { add } = saidOf(opened);
    await new Writer(opened.galleries).save('A');
    await add(claimOf('old'), 'A');
    await add(claimOf('young', START + 1), 'A');
    const clock = () => START + 1 + KEY_LIFE_MS;
    await createHousekeeping({ ...opened, blobs: createMemoryBlobs(), clock, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
    expect([await opened.keyedCalls.find('old', 0), await opened.keyedCalls.find('young', 0)]).toEqual([undefined, 'done']);
  });

  // --- The use case --------------------------------------------------------------------------------------------

  test('a key stands for its call: the same answer, another call refused, other callers and doors apart, a day long', async (opened) => {
    await new Writer(opened.galleries).save('A');
    const clock = { now: START };
    const send = sender(opened, clock);
    expect(await send({})).toEqual(ok('fresh 1'));
    expect(await send({})).toEqual(ok('kept 1'));
    clock.now += KEY_LIFE_MS;
    expect(await send({})).toEqual(ok('kept 1'));
    expect(await send({ request: 'another' })).toEqual({ ok: false, fault: { code: 'idempotency-key-reused' } });
    expect(await send({ door: 'another' })).toEqual(ok('fresh 2'));
    expect(await send({ principal: { ...ANNA, id: 2 } })).toEqual(ok('fresh 3'));
    expect(await send({ principal: { ...ANNA, kind: 'integration' } })).toEqual(ok('fresh 4'));
    clock.now++;
    expect(await send({})).toEqual(ok('fresh 5'));
  });

  test('ten at once wait for the first; where that is refused the next is tried', async (opened) => {
    await new Writer(opened.galleries).save('A');
    const send = sender(opened, { now: START });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => send({}, at > 0)));
    expect(answers.map((answer) => answer.ok && answer.value)).toEqual(['fresh 1', 'fresh 1', ...Array.from({ length: 8 }, () => 'kept 1')]);
  });

  test('an answer too long to be kept is told to be lost, and its call is not done again', async (opened) => {
    await new Writer(opened.galleries).save('A');
    const send = sender(opened, { now: START }, 'x'.repeat(1024 * 1024));
    expect((await send({})).ok).toBe(true);
    expect(await send({})).toEqual({ ok: false, fault: { code: 'idempotent-answer-lost' } });
  });
}

const ANNA: Principal = { id: 1, kind: 'user', name: 'anna', resources: 'every', stores: 'every' };

/** Sends a call that adds an entry; how many there are then is its answer. */
function sender({ keyedCalls }: OpenDatabase, clock: { now: number }, more = '') {
  const idempotency = createIdempotency({
    ...{ keyedCalls, secrets: createSecrets(() => new Uint8Array(32)), clock: () => clock.now },
    open: (ports: Pick<OpenDatabase, 'galleries'>) => ports,
    onDone: () => undefined,
  });
  return async (call: Partial<KeyedCall>, isTaken = true): Promise<Result<string>> => {
    const done = await idempotency.once(
      { door: 'contract', principal: ANNA, key: 'k', request: 'add', ...call },
      async (inside) => {
        await addOne(new Writer(inside.galleries), 'A', { name: '/a.jpg' });
        return (await new Writer(inside.galleries).load('A')).gallery.entries.length;
      },
      (count): KeptAnswer | undefined => (isTaken ? { status: 200, headers: {}, body: `${count}${more}` } : undefined),
    );
    if (!done.ok) return done;
    return ok('fresh' in done.value ? `fresh ${done.value.fresh}` : `kept ${done.value.kept.body}`);
  };
}
