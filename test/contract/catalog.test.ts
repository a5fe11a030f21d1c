import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { catalogContract } from './catalog.js';

for (const adapter of DATABASES) describe(`catalog in ${adapter.name}`, () => catalogContract(adapter));
