/** What is known of uploads in pieces: how long they are, of which pieces, and whose turn it was. */
import { describe, expect } from 'vitest';
import type { Partials } from '../../src/app/ports-incoming.js';
import { ok, refuse } from '../../src/core/fault.js';
import { DATABASES, testOn } from './adapters.js';

const BEGUN = { id: 'user-1-a', sizeBytes: 5_000_000_000, metadata: { filename: 'ä.png', empty: null }, createdAt: 1000 };
const allow = () => ok(undefined);
const piece = (name: string, at: number, sizeBytes: number) => ({ name, at, sizeBytes });
const refusal = refuse({ code: 'upload-refused', reason: 'no room' });

for (const adapter of DATABASES)
  describe(`partial files in ${adapter.name}`, () => {
    const test = testOn(adapter.open);
    const begin = (partials: Partials, id: string, more: Partial<typeof BEGUN> = {}) => partials.begin({ ...BEGUN, ...more, id }, 'user-1', allow);

    test('one grows by pieces at its end, and at no other place', async ({ partials }) => {
      expect([await partials.find(BEGUN.id), await partials.grow(BEGUN.id, piece('a', 0, 1), 9)]).toEqual([undefined, 'overtaken']);
      await begin(partials, BEGUN.id);
      expect(await partials.find(BEGUN.id)).toEqual({ ...BEGUN, receivedBytes: 0 });
      const grown = [];
      for (const one of [piece('a', 0, 3_000_000_000), piece('b', 0, 1), piece('c', 7, 1), piece('d', 3_000_000_000, 5)])
        grown.push(await partials.grow(BEGUN.id, one, 3));
      expect(grown).toEqual(['grown', 'overtaken', 'overtaken', 'grown']);
      expect([(await partials.find(BEGUN.id))?.receivedBytes, await partials.pieces(BEGUN.id)]).toEqual([3_000_000_005, ['a', 'd']]);
    });

    test('of pieces for one place that come at once one is taken', async ({ partials }) => {
      await begin(partials, BEGUN.id);
      for (let at = 0; at < 5; at++) {
        const grown = await Promise.all(Array.from({ length: 8 }, (_, nth) => partials.grow(BEGUN.id, piece(`${at} ${nth}`, at, 1), 100)));
        expect(grown.filter((one) => one === 'grown')).toHaveLength(1);
        expect((await partials.pieces(BEGUN.id)).at(-1)).toBe(`${at} ${grown.indexOf('grown')}`);
      }
    });

    test('it has so many pieces at most', async ({ partials }) => {
      await begin(partials, BEGUN.id);
      const grown = [];
      for (const at of [0, 1, 2, 3]) grown.push(await partials.grow(BEGUN.id, piece(`${at}`, at, 1), 2));
      expect(grown).toEqual(['grown', 'grown', 'full', 'overtaken']);
    });

    test('one that was kept is known by its first handle, gives up its pieces and takes none', async ({ partials }) => {
      await begin(partials, BEGUN.id);
      await partials.grow(BEGUN.id, piece('a', 0, 5), 9);
      expect([await partials.settle(BEGUN.id, 'handle'), await partials.settle(BEGUN.id, 'other')]).toEqual([['a'], []]);
      expect(await partials.find(BEGUN.id)).toEqual({ ...BEGUN, receivedBytes: 5, handle: 'handle' });
      expect([await partials.grow(BEGUN.id, piece('b', 5, 1), 9), await partials.pieces(BEGUN.id)]).toEqual(['overtaken', []]);
      expect(await partials.settle('nobody', 'handle')).toEqual([]);
    });

    test('one that is given up is gone, and tells its pieces once', async ({ partials }) => {
      await begin(partials, BEGUN.id);
      await begin(partials, 'user-1-b');
      for (const [id, name] of [
        [BEGUN.id, 'a'],
        ['user-1-b', 'b'],
      ] as const)
        await partials.grow(id, piece(name, 0, 5), 9);
      expect([await partials.remove(BEGUN.id), await partials.remove(BEGUN.id)]).toEqual([['a'], []]);
      expect([await partials.find(BEGUN.id), await partials.pieces('user-1-b')]).toEqual([undefined, ['b']]);
    });

    test('who begins one is told what is not finished, and two at once are told one after the other', async ({ partials }) => {
      for (const [id, holder] of [
        ['user-1-a', 'user-1'],
        ['user-1-b', 'user-1'],
        ['user-11-a', 'user-11'],
      ] as const)
        await partials.begin({ ...BEGUN, id, sizeBytes: id.length }, holder, allow);
      await partials.settle('user-1-b', 'handle');
      const told: (readonly number[])[] = [];
      const most = (count: number) => (unfinished: readonly number[]) => {
        told.push(unfinished);
        return unfinished.length < count ? ok(undefined) : refusal;
      };
      const begun = await Promise.all([1, 2, 3, 4, 5].map((nth) => partials.begin({ ...BEGUN, id: `user-1-n${nth}` }, 'user-1', most(3))));
      expect(told[0]).toEqual([8]);
      expect(begun.filter((one) => one.ok)).toHaveLength(2);
      expect(begun.filter((one) => !one.ok)).toEqual([refusal, refusal, refusal]);
    });

    test('those begun long ago are forgotten, some at a time, with or without a handle', async ({ partials }) => {
      for (const [nth, createdAt] of [1, 2, 3, 10].entries()) {
        await begin(partials, `user-1-${nth}`, { createdAt });
        await partials.grow(`user-1-${nth}`, piece(`${nth}`, 0, 1), 9);
      }
      await partials.settle('user-1-0', 'handle');
      const first = await partials.forget(10, 2);
      expect([first.count, await partials.forget(10, 2), await partials.forget(10, 2)]).toEqual([2, { count: 1, pieces: ['2'] }, { count: 0, pieces: [] }]);
      expect(first.pieces).toEqual(['1']);
      expect(await partials.pieces('user-1-3')).toEqual(['3']);
    });
  });
