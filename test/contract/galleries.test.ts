import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { galleryStoreContract } from './galleries.js';

for (const adapter of DATABASES) describe(`galleries in ${adapter.name}`, () => galleryStoreContract(adapter));
