import { test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { conformanceOn } from './suite.js';

if (NO_POSTGRES === undefined)
  conformanceOn('PostgreSQL', async () => {
    const { url, drop } = await makeDatabase('fresh');
    // Many services at once share one server.
    return { env: { VITRINE_DATABASE_URL: url, VITRINE_DATABASE_POOL: '6' }, drop };
  });
else test.skip(`conformance on PostgreSQL: ${NO_POSTGRES}`, () => undefined);
