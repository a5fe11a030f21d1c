import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The admin's longer journeys are walked by `npm run e2e`.
    exclude: ['**/node_modules/**', 'test/e2e/admin-!(sign-in|label|weight).test.ts'],
    reporters: ['default', './test/support/last-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
