import { describe } from 'vitest';
import { DATABASES } from './adapters.js';
import { integrationsContract } from './integrations.js';

for (const adapter of DATABASES) describe(`integrations in ${adapter.name}`, () => integrationsContract(adapter));
