import { describe, expect } from 'vitest';
import { DATABASES, SQL_DATABASES, testOn } from './adapters.js';
import { productListContract } from './product-list.js';
import { Writer } from './writing.js';

for (const adapter of DATABASES) describe(`lists in ${adapter.name}`, () => productListContract(adapter));

for (const adapter of SQL_DATABASES)
  describe(`words of an earlier release in ${adapter.name}`, () => {
    testOn(adapter.open)('are learned a few products at a time, and what is written meanwhile is known at once', async ({ database, galleries, list }) => {
      const writer = new Writer(galleries);
      for (const sku of ['old-1', 'old-2', 'old-3']) await writer.save(sku);
      await database.write.deleteFrom('product_term').execute();
      const { id } = await database.write.selectFrom('product').select('id').where('sku', '=', 'old-3').executeTakeFirstOrThrow();
      await database.write.updateTable('counter').set({ value: id }).where('name', '=', 'terms').execute();
      await writer.save('old-4');
      const found = async () => (await list.find({ terms: ['old'], filter: undefined, scope: 'global', after: '', limit: 9 })).products.map(({ sku }) => sku);
      expect([await list.isIndexed(), await found()]).toEqual([false, ['old-4']]);
      expect(await list.indexSome(2)).toBe(true);
      expect([await list.isIndexed(), await found()]).toEqual([false, ['old-2', 'old-3', 'old-4']]);
      expect(await list.indexSome(2)).toBe(true);
      expect([await list.isIndexed(), await found()]).toEqual([true, ['old-1', 'old-2', 'old-3', 'old-4']]);
      expect(await list.indexSome(2)).toBe(false);
    });
  });
