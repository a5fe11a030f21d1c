import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Every journey in a browser, one file after another: each has a browser and a service of its own. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: ['test/e2e/*.test.ts'],
    reporters: ['default', './test/support/last-line.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
