import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { productListContract } from './product-list.js';

for (const adapter of DATABASES) describe(`lists in ${adapter.name}`, () => productListContract(adapter));
