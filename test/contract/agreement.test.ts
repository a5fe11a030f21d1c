import { describe } from 'vitest';
import { SQL_DATABASES } from './adapters.js';
import { agreementContract } from './agreement.js';

for (const adapter of SQL_DATABASES) describe(`agreement with memory of ${adapter.name}`, () => agreementContract(adapter));
