import { describe } from 'vitest';
import { accountsContract } from './accounts.js';
import { DATABASES } from './adapters.js';

for (const adapter of DATABASES) describe(`accounts in ${adapter.name}`, () => accountsContract(adapter));
