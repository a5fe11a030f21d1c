import { describe } from 'vitest';
import { BLOBS } from './adapters.js';
import { blobsContract } from './blobs.js';

for (const adapter of BLOBS) describe(`blobs in ${adapter.name}`, () => blobsContract(adapter));
