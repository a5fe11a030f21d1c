import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { bulksContract } from './bulks.js';

for (const adapter of DATABASES) describe(`bulks in ${adapter.name}`, () => bulksContract(adapter));
