/** What the admin sends again because no answer came is the same write; what is meant anew is another one. */
import { expect, test } from 'vitest';
import { onceEach } from '../../admin/src/api/same-write.js';

/** Each call with what comes of it: a status, or none. Tells the keys that went out. */
async function keysOf(...calls: readonly (readonly [answer: number | 'lost', url: string, init?: RequestInit])[]): Promise<(string | null)[]> {
  const keys: (string | null)[] = [];
  let next: number | 'lost' = 'lost';
  const send = onceEach(async (_, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    if (next === 'lost') throw new Error('no answer');
    return new Response(null, { status: next });
  });
  for (const [answer, url, init] of calls) {
    next = answer;
    await send(url, init).catch(() => undefined);
  }
  return keys;
}
const PLACE = '/api/v1/products/A/gallery';
const patch = (body: string, ifMatch = '"1"'): RequestInit => ({ method: 'PATCH', body, headers: { 'if-match': ifMatch, 'x-csrf-token': body } });

test('sent again as it was, after no answer or a failure: the same key', async () => {
  const [first, second, third, fourth] = await keysOf(
    ['lost', PLACE, patch('a')],
    [503, PLACE, patch('a')],
    [200, PLACE, patch('a')],
    [200, PLACE, patch('a')],
  );
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect([second, third]).toEqual([first, first]);
  expect(fourth, 'it was answered: now it is meant again').not.toBe(first);
});

test('anything else about it, and it is another write', async () => {
  const keys = await keysOf(
    ['lost', PLACE, patch('a')],
    ['lost', PLACE, patch('b')],
    ['lost', PLACE, patch('a', '"2"')],
    ['lost', `${PLACE}?store=german`, patch('a')],
    ['lost', PLACE, { ...patch('a'), method: 'POST' }],
    ['lost', PLACE, { method: 'DELETE' }],
  );
  expect(new Set(keys).size).toBe(6);
  const [one, other, again] = await keysOf(['lost', PLACE, patch('a')], ['lost', PLACE, patch('b')], [200, PLACE, patch('a')]);
  expect([other === one, again === one]).toEqual([false, true]);
});

test('after another write was answered, a refusal too, it is meant anew: what was done may have been taken back since', async () => {
  for (const status of [200, 204, 412]) {
    const [first, , again] = await keysOf(
      ['lost', PLACE, patch('a')],
      [status, '/api/v1/products/A/undo', { method: 'POST', body: '{}' }],
      [200, PLACE, patch('a')],
    );
    expect(again).not.toBe(first);
  }
});

test('what reads, is only tried or has no text goes without, and ends nothing', async () => {
  const [first, ...rest] = await keysOf(
    ['lost', PLACE, patch('a')],
    [200, PLACE],
    [200, `${PLACE}?dry_run=true`, patch('a')],
    [200, '/api/v1/uploads', { method: 'POST', body: new FormData() }],
    [200, PLACE, patch('a')],
  );
  expect(rest).toEqual([null, null, null, first]);
});

test('so many are remembered', async () => {
  const keys = await keysOf(
    ...Array.from({ length: 25 }, (_, at) => ['lost', PLACE, patch(String(at))] as const),
    ['lost', PLACE, patch('24')],
    ['lost', PLACE, patch('0')],
  );
  expect([keys[25] === keys[24], keys[26] === keys[0]]).toEqual([true, false]);
});
