import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { renditionIndexContract } from './renditions.js';

for (const adapter of DATABASES) describe(`rendition index in ${adapter.name}`, () => renditionIndexContract(adapter));
