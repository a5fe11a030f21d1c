/** The rows once more on PostgreSQL: every second one, always the same; with `VITRINE_TEST_ALL=1` all of them. */
import { createHash } from 'node:crypto';
import { test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { conformanceOn } from './suite.js';

/** By its name, so that a row that is added moves no other. */
const isMeant = ({ id }: { readonly id: string }): boolean =>
  process.env.VITRINE_TEST_ALL === '1' || (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0;

async function ground() {
  const { url, drop } = await makeDatabase('fresh');
  // Many services share one server.
  return { env: { VITRINE_DATABASE_URL: url, VITRINE_DATABASE_POOL: '6' }, drop };
}

if (NO_POSTGRES === undefined) conformanceOn('PostgreSQL', ground, isMeant);
else test.skip(`conformance on PostgreSQL: ${NO_POSTGRES}`, () => undefined);
