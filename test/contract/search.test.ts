import { describe } from 'vitest';
import { DATABASES, SQL_DATABASES } from './adapters.js';
import { searchContract } from './search.js';
import { searchAgreementContract } from './search-agreement.js';

describe.each(DATABASES)('$name', (adapter) => searchContract(adapter));
describe.each(SQL_DATABASES)('$name', (adapter) => searchAgreementContract(adapter));
