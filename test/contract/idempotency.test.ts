import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { keyedCallsContract } from './idempotency.js';

for (const adapter of DATABASES) describe(`keyed calls in ${adapter.name}`, () => keyedCallsContract(adapter));
