import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/order.js';
import { NO_POSTGRES } from './test/support/postgres-there.js';

/** What is met once more by services over PostgreSQL: what writes, undoes and repeats; with `VITRINE_TEST_ALL=1` every call of every door. */
const ONCE_MORE =
  process.env.VITRINE_TEST_ALL === '1'
    ? ['test/{native,doors,delivery}/!(fuzz).test.ts']
    : ['test/native/{idempotency,jobs,many,patching,statements,trash,undoing}.test.ts', 'test/doors/{idempotency,rpc-statements}.test.ts'];

const onFiles = { extends: true as const, test: { name: 'files', include: ['test/**/*.test.ts'] } };
const onPostgres = { extends: true as const, test: { name: 'postgres', include: ONCE_MORE, env: { VITRINE_TEST_DATABASE: 'postgres' } } };

export default defineConfig({
  test: {
    projects: NO_POSTGRES === undefined ? [onFiles, onPostgres] : [onFiles],
    // The admin's longer journeys are walked by `npm run e2e`.
    exclude: ['**/node_modules/**', 'test/e2e/admin-!(sign-in|label|weight).test.ts'],
    reporters: ['default', './test/support/last-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One more than two cores: somebody always waits for a process, a lease or a limit.
    maxWorkers: 3,
    // A worker loads the program once, not for each of its files; what a file changes for the whole process it takes back.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: './test/support/memory.ts',
  },
});
