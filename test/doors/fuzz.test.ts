/** Requests made of the route table and bent: each answered below 500, nothing of the inside told; refused means unchanged. `npm run fuzz` sends more. */
import { expect, it } from 'vitest';
import { fuzz } from '../fuzz/run.js';

it.each(['friendly', 'strict'] as const)('250 requests to a %s service', async (compat) => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  const { finding, statuses } = await fuzz({ compat, requests: 250, seed });
  expect(finding && { ...finding, seed, body: finding.request.body?.toString().slice(0, 2000) }).toBeUndefined();
  // Of requests that are all refused nothing would be learned.
  expect(statuses[200]).toBeGreaterThan(25);
  expect(statuses[400]).toBeGreaterThan(25);
});
