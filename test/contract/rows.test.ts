import { describe } from 'vitest';
import { SQL_DATABASES } from './adapters.js';
import { rowsContract } from './rows.js';

for (const adapter of SQL_DATABASES) describe(`rows in ${adapter.name}`, () => rowsContract(adapter));
