import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { trashContract } from './trash.js';

for (const adapter of DATABASES) describe(`trash and journal in ${adapter.name}`, () => trashContract(adapter));
