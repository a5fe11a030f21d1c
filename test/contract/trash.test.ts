import { describe, expect } from 'vitest';
import { JOURNAL_LINES_SEARCHED } from '../../src/app/ports-trash.js';
import { DATABASES, SQL_DATABASES, testOn } from './adapters.js';
import { trashContract } from './trash.js';
import { addOne, Writer } from './writing.js';

for (const adapter of DATABASES) describe(`trash and journal in ${adapter.name}`, () => trashContract(adapter));

for (const { name, open } of SQL_DATABASES)
  testOn(open)(`a page of the journal looks through so many numbers at most, and says where to go on, in ${name}`, async ({ galleries, journal }) => {
    await addOne(new Writer(galleries), 'shirt', { name: '/a/a.jpg' });
    const before = JOURNAL_LINES_SEARCHED + 100;
    const empty = await journal.read({ before, limit: 10 });
    expect(empty).toEqual({ lines: [], next: 100 });
    const { lines, next } = await journal.read({ before: empty.next, limit: 10 });
    expect([lines.map(({ sku }) => sku), next]).toEqual([['shirt'], undefined]);
  });
