/** The rows once more on PostgreSQL. */
import { test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { conformanceOn } from './suite.js';

async function ground() {
  const { url, drop } = await makeDatabase('fresh');
  // Many services share one server.
  return { env: { VITRINE_DATABASE_URL: url, VITRINE_DATABASE_POOL: '6' }, drop };
}

if (NO_POSTGRES === undefined) conformanceOn('PostgreSQL', ground);
else test.skip(`conformance on PostgreSQL: ${NO_POSTGRES}`, () => undefined);
