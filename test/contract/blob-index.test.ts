import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { blobIndexContract } from './blob-index.js';

for (const adapter of DATABASES) describe(`blob index in ${adapter.name}`, () => blobIndexContract(adapter));
