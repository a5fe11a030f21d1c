import { describe, expect } from 'vitest';
import { createRateLimit } from '../../src/app/rate-limit.js';
import { DATABASES, testOn } from './adapters.js';

const MINUTE_MS = 60_000;

for (const adapter of DATABASES)
  describe(`rate counts in ${adapter.name}`, () => {
    const test = testOn(adapter.open);

    test('takes add up by caller and minute; past minutes are forgotten', async ({ rateCounts }) => {
      expect([await rateCounts.take('a', 7, 3), await rateCounts.take('a', 7, 2), await rateCounts.take('b', 7, 1), await rateCounts.take('a', 8, 1)]).toEqual([
        3, 5, 1, 1,
      ]);
      await rateCounts.forget(8);
      expect([await rateCounts.take('a', 7, 1), await rateCounts.take('a', 8, 1)]).toEqual([1, 2]);
    });

    test('takes at the same moment all count', async ({ rateCounts }) => {
      const sums = await Promise.all(Array.from({ length: 20 }, () => rateCounts.take('a', 7, 1)));
      expect([...sums].sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    });

    test('two processes together let through no more than the limit, and nearly all of it', async ({ rateCounts }) => {
      let now = 100 * MINUTE_MS + 15_000;
      let asked = 0;
      const counts = {
        ...rateCounts,
        take: (...args: Parameters<typeof rateCounts.take>) => {
          asked++;
          return rateCounts.take(...args);
        },
      };
      const onError = (error: unknown) => {
        throw error;
      };
      const nodes = [0, 1].map(() => createRateLimit({ counts, clock: () => now, perMinute: 100, onError }));
      const wave = async () => {
        const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => nodes[at % 2]?.take('user 1')));
        return { passed: answers.filter((one) => one === undefined).length, waits: new Set(answers.filter((one) => one !== undefined)) };
      };
      const first = await wave();
      expect(first).toEqual({ passed: 100, waits: new Set([45]) });
      expect(asked, 'a twentieth at a time').toBeLessThanOrEqual(22);
      expect(await nodes[0]?.take('user 2'), 'each for himself').toBeUndefined();
      const before = asked;
      now += 30_000;
      expect(await wave()).toEqual({ passed: 0, waits: new Set([15]) });
      expect(asked, 'who has no more is told at once').toBe(before);
      now += 15_000;
      expect((await wave()).passed).toBe(100);
    });
  });
