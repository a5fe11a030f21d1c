/** What Accounts promise, whatever keeps them. */
import { expect } from 'vitest';
import type { Accounts, User } from '../../src/app/ports.js';
import { storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, testOn } from './adapters.js';

const LOCK = { limit: 6, lockMs: 1000 };
const DAY_MS = 86_400_000;
type NewUser = Parameters<Accounts['add']>[0];
const aUser = (name: string, more: Partial<User> = {}): NewUser => ({ name, passwordHash: `hash of ${name}`, resources: 'every', stores: 'every', ...more });

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
    for (const [at, user] of users.entries()) expect(await accounts.find(user.name)).toEqual({ ...user, kind: 'user', id: at + 1 });
    expect((await accounts.list()).map(({ name }) => name)).toEqual(['Ben', 'anna', 'ben', 'constructor']);
    expect(await accounts.list()).toEqual(await Promise.all(['Ben', 'anna', 'ben', 'constructor'].map((name) => accounts.find(name))));
    for (const nobody of ['BEN', '', '__proto__']) expect(await accounts.find(nobody)).toBeUndefined();
  });

  test('a name is one user, also when many add it at once', async ({ accounts }) => {
    const added = await Promise.all(Array.from({ length: 8 }, (_, at) => accounts.add(aUser('anna', { passwordHash: `${at}` }))));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect((await accounts.find('anna'))?.passwordHash).toBe(`${added.indexOf(true)}`);
    expect(await accounts.list()).toHaveLength(1);
  });

  test('what a user may do is changed as a whole, and nothing else of it', async ({ accounts }) => {
    const anna = aUser('anna', { resources: ['a'], stores: [storeCode('german')] });
    await accounts.add(anna);
    await accounts.addToken({ hash: 'h', user: anna, expiresAt: 100 });
    const { access } = await accounts.versions();
    expect(await accounts.setGrant({ name: 'anna', resources: 'every', stores: [] })).toBe(true);
    expect((await accounts.versions()).access).toBeGreaterThan(access);
    expect(await accounts.find('anna')).toEqual({ ...anna, resources: 'every', stores: [], kind: 'user', id: 1 });
    expect((await accounts.findToken('h', 0))?.principal).toMatchObject({ resources: 'every', stores: [] });
    expect(await accounts.setGrant({ name: 'ben', resources: 'every', stores: 'every' })).toBe(false);
    expect(await accounts.list()).toHaveLength(1);
  });

  test('the number of a user is never given twice', async ({ accounts }) => {
    await accounts.add(aUser('anna'));
    await accounts.add(aUser('ben'));
    await accounts.add(aUser('ben'));
    await accounts.remove('ben');
    await accounts.add(aUser('ben'));
    expect((await accounts.list()).map(({ id }) => id)).toEqual([1, 3]);
  });

  test('a token stands for its user until it expires', async ({ accounts }) => {
    const anna = aUser('anna', { resources: ['a'], stores: [storeCode('german')] });
    await accounts.add(anna);
    await accounts.addToken({ hash: 'h1', user: anna, expiresAt: 100 });
    const { passwordHash: _, ...grant } = anna;
    expect(await accounts.findToken('h1', 99)).toEqual({ principal: { ...grant, kind: 'user', id: 1 }, expiresAt: 100 });
    for (const [hash, now] of [
      ['h1', 100],
      ['h1', 5000],
      ['h2', 0],
      ['', 0],
      ['anna', 0],
    ] as const)
      expect(await accounts.findToken(hash, now)).toBeUndefined();
  });

  test('the versions: of the shop now, and another one of access after whatever makes somebody nobody', async ({ accounts, integrations, catalog }) => {
    await signedIn(accounts);
    await integrations.add({ name: 'erp', resources: 'every', stores: 'every', consumerHash: 'c', consumerSecret: 's', tokenHash: 't', tokenSecret: 'u' });
    const before = await accounts.versions();
    expect(before.shop).toBe((await catalog.shop()).version);
    await catalog.addStore({ code: storeCode('german'), name: 'x', website: undefined, locale: 'de_DE' });
    await accounts.findToken('a1', 0);
    await accounts.forgetTokens(0);
    expect(await accounts.versions()).toEqual({ shop: (await catalog.shop()).version, access: before.access });
    expect((await accounts.versions()).shop).toBeGreaterThan(before.shop);
    let { access } = before;
    for (const ending of [
      () => accounts.revokeTokens('ben'),
      () => accounts.setPassword('anna', 'new'),
      () => accounts.remove('anna'),
      () => integrations.revoke('erp'),
    ]) {
      await ending();
      const now = (await accounts.versions()).access;
      expect(now, String(ending)).toBeGreaterThan(access);
      access = now;
    }
  });

  test('a token can be renewed while it stands, and ended', async ({ accounts }) => {
    const anna = aUser('anna');
    await accounts.add(anna);
    for (const hash of ['h1', 'h2']) await accounts.addToken({ hash, user: anna, expiresAt: 100 });
    expect(await accounts.renewToken('h1', 99, 200)).toBe(true);
    expect((await accounts.findToken('h1', 150))?.expiresAt).toBe(200);
    expect([await accounts.renewToken('h2', 100, 200), await accounts.renewToken('h3', 0, 200)]).toEqual([false, false]);
    expect(await accounts.findToken('h2', 100)).toBeUndefined();
    const { access } = await accounts.versions();
    await accounts.endToken('h3');
    expect((await accounts.versions()).access).toBe(access);
    await accounts.endToken('h1');
    expect((await accounts.versions()).access).toBeGreaterThan(access);
    expect([await accounts.findToken('h1', 0), (await accounts.findToken('h2', 0))?.expiresAt]).toEqual([undefined, 100]);
  });

  test('a new password ends the tokens of that user alone', async ({ accounts }) => {
    await signedIn(accounts);
    expect(await accounts.setPassword('anna', 'new')).toBe(true);
    expect(await valid(accounts)).toEqual(['b1']);
    expect(await accounts.find('anna')).toEqual({ ...aUser('anna', { passwordHash: 'new' }), kind: 'user', id: 1 });
    expect((await accounts.find('ben'))?.passwordHash).toBe('hash of ben');
    expect(await accounts.setPassword('nobody', 'new')).toBe(false);
    expect(await accounts.find('nobody')).toBeUndefined();
  });

  test('revoking ends the tokens of a user and says how many', async ({ accounts }) => {
    await signedIn(accounts);
    expect(await accounts.revokeTokens('anna')).toBe(2);
    expect(await accounts.revokeTokens('anna')).toBe(0);
    expect(await valid(accounts)).toEqual(['b1']);
    expect(await accounts.find('anna')).toEqual({ ...aUser('anna'), kind: 'user', id: 1 });
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
