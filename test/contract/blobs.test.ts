import { describe } from 'vitest';
import { S3_BLOBS } from '../support/s3.js';
import { BLOBS } from './adapters.js';
import { blobsContract } from './blobs.js';

for (const adapter of [...BLOBS, S3_BLOBS]) describe(`blobs in ${adapter.name}`, () => blobsContract(adapter));
