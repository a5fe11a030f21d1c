/** What Integrations promise, whatever keeps them. */
import { expect } from 'vitest';
import { createAccess } from '../../src/app/access.js';
import { createHousekeeping } from '../../src/app/housekeeping.js';
import { createOAuth } from '../../src/app/oauth.js';
import type { Credentials, Grant, Integrations } from '../../src/app/ports.js';
import { createSecrets } from '../../src/security/secrets.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { storeCode } from '../support/gallery.js';
import { clientSignature } from '../support/oauth.js';
import { type DatabaseAdapter, testOn } from './adapters.js';

const aGrant = (name: string, more: Partial<Grant> = {}): Grant => ({ name, resources: 'every', stores: 'every', ...more });
const keysOf = (mark: string): Credentials => ({ consumerHash: `c ${mark}`, consumerSecret: `cs ${mark}`, tokenHash: `t ${mark}`, tokenSecret: `ts ${mark}` });
const identity = (id: number, grant: Grant) => ({ ...grant, kind: 'integration', id });

export function integrationsContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('integrations are found by consumer and by token as they were added', async ({ integrations }) => {
    const [erp, pim] = [aGrant('erp', { resources: ['a::b', '"'], stores: [storeCode('german')] }), aGrant('Pim', { resources: [], stores: [] })];
    expect(await integrations.add({ ...erp, ...keysOf('e') })).toBe(true);
    expect(await integrations.add({ ...pim, ...keysOf('p') })).toBe(true);
    expect(await integrations.findConsumer('c e')).toEqual({ ...identity(1, erp), ...keysOf('e'), revoked: false });
    expect(await integrations.findToken('t p')).toEqual(identity(2, pim));
    for (const nobody of ['', 'c x', 't e', '__proto__']) expect(await integrations.findConsumer(nobody)).toBeUndefined();
    for (const nobody of ['', 't x', 'c e', 'ts e']) expect(await integrations.findToken(nobody)).toBeUndefined();
  });

  test('the list is by name and shows nothing to sign with', async ({ integrations }) => {
    for (const name of ['pim', 'erp', 'ERP']) await integrations.add({ ...aGrant(name), ...keysOf(name) });
    expect(await integrations.list()).toEqual([
      { ...identity(3, aGrant('ERP')), revoked: false },
      { ...identity(2, aGrant('erp')), revoked: false },
      { ...identity(1, aGrant('pim')), revoked: false },
    ]);
  });

  test('a name is one integration, also when many add it at once', async ({ integrations }) => {
    const added = await Promise.all(Array.from({ length: 8 }, (_, at) => integrations.add({ ...aGrant('erp'), ...keysOf(`${at}`) })));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await integrations.findToken(`t ${added.indexOf(true)}`)).toBeDefined();
    expect(await integrations.list()).toHaveLength(1);
  });

  test('a revoked one is known by its consumer alone, without its secrets, and its name is free', async ({ integrations }) => {
    await integrations.add({ ...aGrant('erp'), ...keysOf('old') });
    await integrations.add({ ...aGrant('pim'), ...keysOf('pim') });
    expect(await integrations.revoke('erp')).toBe(true);
    for (const name of ['erp', 'nobody', '']) expect(await integrations.revoke(name)).toBe(false);
    expect(await integrations.findToken('t old')).toBeUndefined();
    expect(await integrations.findConsumer('c old')).toEqual({
      ...identity(1, aGrant('erp')),
      ...keysOf('old'),
      consumerSecret: '',
      tokenSecret: '',
      revoked: true,
    });
    expect(await integrations.add({ ...aGrant('erp'), ...keysOf('new') })).toBe(true);
    expect((await integrations.list()).map(({ id, name, revoked }) => [id, name, revoked])).toEqual([
      [1, 'erp', true],
      [3, 'erp', false],
      [2, 'pim', false],
    ]);
    expect(await integrations.findToken('t new')).toEqual(identity(3, aGrant('erp')));
    expect(await integrations.findToken('t pim')).toBeDefined();
  });

  test('users and integrations of one name are two, with numbers of their own', async ({ integrations, accounts }) => {
    await accounts.add({ ...aGrant('erp'), passwordHash: 'x' });
    expect(await integrations.add({ ...aGrant('erp'), ...keysOf('e') })).toBe(true);
    expect([(await accounts.find('erp'))?.id, (await integrations.findToken('t e'))?.id]).toEqual([1, 1]);
    await integrations.revoke('erp');
    expect(await accounts.find('erp')).toBeDefined();
  });

  // --- Nonces ------------------------------------------------------------------------------------------------

  test('an integration uses a nonce once, whatever its time, and another may use the same', async ({ integrations }) => {
    await two(integrations);
    expect(await integrations.useNonce({ integration: 1, nonce: 'n', at: 5 })).toBe(true);
    for (const at of [5, 0, 6]) expect(await integrations.useNonce({ integration: 1, nonce: 'n', at })).toBe(false);
    for (const [integration, nonce] of [
      [2, 'n'],
      [1, 'N'],
      [1, 'n '],
      [1, ''],
      [1, "ü'%"],
    ] as const)
      expect(await integrations.useNonce({ integration, nonce, at: 5 })).toBe(true);
  });

  test('of many at once that use a nonce one does', async ({ integrations }) => {
    await two(integrations);
    const used = await Promise.all(Array.from({ length: 60 }, (_, at) => integrations.useNonce({ integration: 1, nonce: `${at % 3}`, at: 5 })));
    expect(used.filter(Boolean)).toHaveLength(3);
    expect(used.slice(0, 3)).toEqual([true, true, true]);
  });

  test('clearing away takes the nonces from before, however many, and no other', async ({ integrations }) => {
    await two(integrations);
    await Promise.all(Array.from({ length: 4500 }, (_, at) => integrations.useNonce({ integration: 1, nonce: `old ${at}`, at: 99 })));
    await integrations.useNonce({ integration: 1, nonce: 'new', at: 100 });
    await integrations.forgetNonces(100);
    expect(await integrations.useNonce({ integration: 1, nonce: 'new', at: 100 })).toBe(false);
    for (const at of [0, 2100, 4499]) expect(await integrations.useNonce({ integration: 1, nonce: `old ${at}`, at: 100 })).toBe(true);
  });

  test('a sweep takes no nonce of a request that is young enough to come again, and all others', async ({ close: _, ...ports }) => {
    const { integrations, accounts } = ports;
    const now = 1_000_000_000_000;
    const [clock, secrets] = [() => now, createSecrets(() => new Uint8Array(32))];
    const keys = await createAccess({ accounts, integrations, secrets, clock }, { tokenLifeMs: 1, attempts: 1, lockMs: 1 }).addIntegration(aGrant('erp'));
    if (keys === undefined) throw new Error('the name is free');
    const oauth = createOAuth({ accounts, integrations, secrets, clock }, { sha1: false });
    const request = { method: 'GET', origins: ['http://shop.example'], path: '/', query: '' };
    const ask = async (secondsAgo: number) => {
      const parameters = {
        oauth_consumer_key: keys.consumerKey,
        oauth_token: keys.accessToken,
        oauth_signature_method: 'HMAC-SHA256',
        oauth_timestamp: `${now / 1000 - secondsAgo}`,
        oauth_nonce: `of ${secondsAgo}`,
      };
      const answer = await oauth.identify(request, { ...parameters, oauth_signature: clientSignature('GET', 'http://shop.example/', parameters, keys) });
      return 'refused' in answer ? answer.refused.code : 'known';
    };
    const seconds = [-600, 0, 7199, 7200];
    for (const ago of seconds) expect(await ask(ago)).toBe('known');
    for (const ago of [-601, 7201]) expect(await ask(ago)).toBe('time-refused');
    await integrations.useNonce({ integration: 1, nonce: 'of 7801', at: now - 7801 * 1000 });
    await createHousekeeping({ ...ports, blobs: createMemoryBlobs(), clock, retentionMs: 0, bulkRetentionMs: 0, trashMs: 0 }).sweep();
    for (const ago of seconds) expect(await ask(ago)).toBe('nonce-used');
    expect(await integrations.useNonce({ integration: 1, nonce: 'of 7801', at: now })).toBe(true);
  });
}

async function two(integrations: Integrations): Promise<void> {
  for (const name of ['erp', 'pim']) await integrations.add({ ...aGrant(name), ...keysOf(name) });
}
