/** What Accounts promise, whatever keeps them. */
import { expect } from 'vitest';
import type { Accounts, User } from '../../src/app/ports.js';
import { storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, testOn } from './adapters.js';

const LOCK = { limit: 6, lockMs: 1000 };
const DAY_MS = 86_400_000;
const aUser = (name: string, more: Partial<User> = {}): User => ({ name, passwordHash: `hash of ${name}`, resources: 'every', stores: 'every', ...more });

export function accountsContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('users read back as they were added, by name', async ({ accounts }) => {
    const users = [
      aUser('ben', { resources: ['a::b', '"'], stores: [storeCode('german')] }),
      aUser('anna', { resources: [], stores: [] }),
      aUser('Ben'),
      aUser('constructor'),
    ];
    for (const user of users) expect(await accounts.add(user)).toBe(true);
    for (const user of users) expect(await accounts.find(user.name)).toEqual(user);
    expect((await accounts.list()).map(({ name }) => name)).toEqual(['Ben', 'anna', 'ben', 'constructor']);
    expect(await accounts.list()).toEqual(expect.arrayContaining(users));
    for (const nobody of ['BEN', '', '__proto__']) expect(await accounts.find(nobody)).toBeUndefined();
  });

  test('a name is one user, also when many add it at once', async ({ accounts }) => {
    const added = await Promise.all(Array.from({ length: 8 }, (_, at) => accounts.add(aUser('anna', { passwordHash: `${at}` }))));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect((await accounts.find('anna'))?.passwordHash).toBe(`${added.indexOf(true)}`);
    expect(await accounts.list()).toHaveLength(1);
  });

  test('a token stands for its user until it expires', async ({ accounts, catalog }) => {
    const anna = aUser('anna', { resources: ['a'], stores: [storeCode('german')] });
    await accounts.add(anna);
    await accounts.addToken({ hash: 'h1', user: anna, expiresAt: 100 });
    const { version } = await catalog.shop();
    const { passwordHash: _, ...principal } = anna;
    expect(await accounts.findToken('h1', 99)).toMatchObject({ principal, shopVersion: version });
    for (const [hash, now] of [
      ['h1', 100],
      ['h1', 5000],
      ['h2', 0],
      ['', 0],
      ['anna', 0],
    ] as const)
      expect(await accounts.findToken(hash, now)).toBeUndefined();
  });

  test('a token look-up tells the version of the shop now', async ({ accounts, catalog }) => {
    await accounts.add(aUser('anna'));
    await accounts.addToken({ hash: 'h', user: aUser('anna'), expiresAt: 100 });
    await catalog.addStore({ code: storeCode('german'), name: 'x', website: undefined, locale: 'de_DE' });
    expect((await accounts.findToken('h', 0))?.shopVersion).toBe((await catalog.shop()).version);
  });

  test('a new password ends the tokens of that user alone', async ({ accounts }) => {
    await signedIn(accounts);
    expect(await accounts.setPassword('anna', 'new')).toBe(true);
    expect(await valid(accounts)).toEqual(['b1']);
    expect(await accounts.find('anna')).toEqual(aUser('anna', { passwordHash: 'new' }));
    expect((await accounts.find('ben'))?.passwordHash).toBe('hash of ben');
    expect(await accounts.setPassword('nobody', 'new')).toBe(false);
    expect(await accounts.find('nobody')).toBeUndefined();
  });

  test('revoking ends the tokens of a user and says how many', async ({ accounts }) => {
    await signedIn(accounts);
    expect(await accounts.revokeTokens('anna')).toBe(2);
    expect(await accounts.revokeTokens('anna')).toBe(0);
    expect(await valid(accounts)).toEqual(['b1']);
    expect(await accounts.find('anna')).toEqual(aUser('anna'));
  });

  test('a removed user is gone with its tokens, also for who takes the name later', async ({ accounts }) => {
    await signedIn(accounts);
    expect(await accounts.remove('anna')).toBe(true);
    expect(await accounts.remove('anna')).toBe(false);
    expect(await accounts.find('anna')).toBeUndefined();
    await accounts.add(aUser('anna'));
    expect(await valid(accounts)).toEqual(['b1']);
  });

  test('a token for nobody is not kept for who takes the name later', async ({ accounts }) => {
    expect(await accounts.addToken({ hash: 'h', user: aUser('anna'), expiresAt: 100 })).toBe(false);
    await accounts.add(aUser('anna'));
    expect(await accounts.findToken('h', 0)).toBeUndefined();
  });

  test('a token for a password that was changed meanwhile is refused', async ({ accounts }) => {
    await accounts.add(aUser('anna', { passwordHash: 'old' }));
    await accounts.setPassword('anna', 'new');
    expect(await accounts.addToken({ hash: 'h', user: aUser('anna', { passwordHash: 'old' }), expiresAt: 100 })).toBe(false);
    expect(await accounts.findToken('h', 0)).toBeUndefined();
  });

  test('clearing away takes what has expired and nothing else', async ({ accounts }) => {
    await signedIn(accounts);
    await accounts.addToken({ hash: 'a3', user: aUser('anna'), expiresAt: 101 });
    await accounts.forgetTokens(100);
    expect(await accounts.findToken('a1', 0)).toBeUndefined();
    expect((await accounts.findToken('a3', 100))?.principal.name).toBe('anna');
    expect(await accounts.revokeTokens('anna')).toBe(1);
  });

  // --- The lock ----------------------------------------------------------------------------------------------

  test('six attempts without a success lock the name for the time, counted from the last', async ({ accounts }) => {
    for (let at = 0; at < LOCK.limit; at++) expect(await accounts.countAttempt('anna', at * 100, LOCK)).toBe(true);
    for (const now of [500, 501, 1000, 1499]) expect(await accounts.countAttempt('anna', now, LOCK)).toBe(false);
    expect(await accounts.countAttempt('ben', 501, LOCK)).toBe(true);
    expect(await accounts.countAttempt('Anna', 501, LOCK)).toBe(true);
    for (let more = 0; more < LOCK.limit; more++) expect(await accounts.countAttempt('anna', 1500, LOCK)).toBe(true);
    expect(await accounts.countAttempt('anna', 1500, LOCK)).toBe(false);
  });

  test('a success and a new password clear the count', async ({ accounts }) => {
    await accounts.add(aUser('anna'));
    for (const clear of [() => accounts.clearAttempts('anna'), () => accounts.setPassword('anna', 'new')]) {
      for (let at = 0; at < LOCK.limit; at++) expect(await accounts.countAttempt('anna', 0, LOCK)).toBe(true);
      expect(await accounts.countAttempt('anna', 0, LOCK)).toBe(false);
      await clear();
    }
    expect(await accounts.countAttempt('anna', 0, LOCK)).toBe(true);
    await accounts.clearAttempts('nobody');
  });

  test('attempts at once cannot pass the limit', async ({ accounts }) => {
    const allowed = await Promise.all(Array.from({ length: 40 }, () => accounts.countAttempt('anna', 7, LOCK)));
    expect(allowed.filter(Boolean)).toHaveLength(LOCK.limit);
  });

  test('clearing away expired tokens lifts no lock of up to a day', async ({ accounts }) => {
    const day = { limit: 1, lockMs: DAY_MS };
    expect(await accounts.countAttempt('anna', 0, day)).toBe(true);
    for (const now of [1, DAY_MS / 2, DAY_MS - 1]) {
      await accounts.forgetTokens(now);
      expect(await accounts.countAttempt('anna', now, day)).toBe(false);
    }
    expect(await accounts.countAttempt('anna', DAY_MS, day)).toBe(true);
  });
}

/** Two tokens of anna (until 100), one of ben (until 200). */
async function signedIn(accounts: Accounts): Promise<void> {
  for (const name of ['anna', 'ben']) await accounts.add(aUser(name));
  for (const [hash, user, expiresAt] of [
    ['a1', 'anna', 100],
    ['a2', 'anna', 100],
    ['b1', 'ben', 200],
  ] as const)
    await accounts.addToken({ hash, user: aUser(user), expiresAt });
}

async function valid(accounts: Accounts): Promise<string[]> {
  const found: string[] = [];
  for (const hash of ['a1', 'a2', 'b1']) if ((await accounts.findToken(hash, 50)) !== undefined) found.push(hash);
  return found;
}
