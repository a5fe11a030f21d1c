/** Who was found lately is not looked up again, and never for longer than it is true. */
import { expect, test } from 'vitest';
import { createKeptCallers } from '../../src/app/kept-callers.js';
import { createMemoryAccounts } from '../../src/storage/memory/accounts.js';
import { createMemoryCatalog } from '../../src/storage/memory/catalog.js';
import { emptyMemory } from '../../src/storage/memory/galleries.js';
import { storeCode } from '../support/gallery.js';

function aShop() {
  const catalog = createMemoryCatalog(emptyMemory());
  const accounts = createMemoryAccounts(catalog, { value: 1 });
  const loaded: string[] = [];
  const find = createKeptCallers<string>(accounts);
  /** Looked up under its own name. */
  const ask = async (key: string, found: string | undefined = key) =>
    find(key, async () => {
      loaded.push(key);
      return found;
    });
  return { catalog, accounts, loaded, find, ask };
}

test('a caller is looked up once, until somebody may have become nobody', async () => {
  const { accounts, loaded, ask } = aShop();
  for (const key of ['anna', 'ben', 'anna', 'anna', 'ben']) expect((await ask(key)).value).toBe(key);
  expect(loaded).toEqual(['anna', 'ben']);
  await accounts.revokeTokens('carl');
  expect((await ask('anna', 'another')).value).toBe('another');
  expect(loaded).toEqual(['anna', 'ben', 'anna']);
});

test('the version of the shop is that of now, also for who is kept', async () => {
  const { catalog, ask } = aShop();
  await ask('anna');
  await catalog.addStore({ code: storeCode('german'), name: 'x', website: undefined, locale: 'de_DE' });
  expect((await ask('anna')).shopVersion).toBe((await catalog.shop()).version);
});

test('nobody is looked up each time', async () => {
  const { find, ask } = aShop();
  expect((await find('anna', async () => undefined)).value).toBeUndefined();
  expect((await ask('anna')).value).toBe('anna');
});

test('what was found before a change is not kept beyond it', async () => {
  const { accounts, find, ask } = aShop();
  const early = await find('anna', async () => {
    await accounts.revokeTokens('anna');
    await ask('ben');
    return 'as it was';
  });
  expect(early.value).toBe('as it was');
  expect((await ask('anna', 'as it is')).value).toBe('as it is');
});

test('ten thousand are kept, the longest kept go first', async () => {
  const { loaded, ask } = aShop();
  for (let at = 0; at <= 10_000; at++) await ask(`${at}`);
  loaded.length = 0;
  for (const key of ['1', '10000', '0']) await ask(key);
  expect(loaded).toEqual(['0']);
});
