/** How long sessions live, over memory adapters and a clock of our own. */
import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAccess } from '../../src/app/access.js';
import type { Accounts, Secrets, User } from '../../src/app/ports.js';
import { createSessions, type Sessions } from '../../src/app/sessions.js';
import { createMemoryAccounts } from '../../src/storage/memory/accounts.js';
import { createMemoryCatalog } from '../../src/storage/memory/catalog.js';
import { emptyMemory } from '../../src/storage/memory/galleries.js';
import { createMemoryIntegrations } from '../../src/storage/memory/integrations.js';

const LIFE_MS = 3_600_000;
const MINUTE_MS = 60_000;

let now = 0;
let accounts: Accounts;
let checks = 0;
/** Another process over the same accounts. */
const aProcess = (): Sessions =>
  createSessions({
    access: {
      async verify(name, password) {
        checks++;
        const user = await accounts.find(name);
        return user?.passwordHash === password ? user : undefined;
      },
    },
    accounts,
    secrets: { newToken: () => randomBytes(24).toString('base64url'), digest: (data) => createHash('sha256').update(data).digest('hex') } as Secrets,
    clock: () => now,
    lifeMs: LIFE_MS,
  });
async function opened(sessions: Sessions): Promise<string> {
  const session = await sessions.open('anna', 'right');
  if (!session.ok) throw new Error(session.fault.code);
  return session.value;
}

beforeEach(async () => {
  [now, checks] = [1_000_000, 0];
  accounts = createMemoryAccounts(createMemoryCatalog(emptyMemory()), { value: 0 });
  await accounts.add({ name: 'anna', passwordHash: 'right', resources: 'every', stores: 'every' } as User);
});

describe('a session', () => {
  it('lives on as long as it is used, and its life after the last use', async () => {
    const [sessions, id] = [aProcess(), await opened(aProcess())];
    for (let hour = 0; hour < 30; hour++) {
      now += LIFE_MS - 1;
      expect((await sessions.find(id))?.principal.name).toBe('anna');
    }
    now += LIFE_MS + 2 * MINUTE_MS;
    expect(await sessions.find(id)).toBeUndefined();
    expect(await sessions.find(id)).toBeUndefined();
  });

  it('that another process renewed is not over here', async () => {
    const [one, other] = [aProcess(), aProcess()];
    const id = await opened(one);
    expect(await one.find(id)).toBeDefined();
    now += LIFE_MS - MINUTE_MS;
    expect(await other.find(id)).toBeDefined();
    now += 5 * MINUTE_MS;
    expect(await one.find(id)).toBeDefined();
  });

  it('is written anew once a minute at most', async () => {
    const [sessions, id] = [aProcess(), await opened(aProcess())];
    let writes = 0;
    const { renewToken } = accounts;
    accounts.renewToken = async (...args) => {
      writes++;
      return renewToken(...args);
    };
    for (let second = 0; second < 600; second++) {
      now += 1000;
      expect(await sessions.find(id)).toBeDefined();
    }
    expect(writes).toBeGreaterThan(5);
    expect(writes).toBeLessThanOrEqual(10);
  });

  it('that was only started is nobody', async () => {
    const sessions = aProcess();
    expect(sessions.newId()).toMatch(/^[0-9a-f]{32}$/);
    expect(sessions.newId()).not.toBe(sessions.newId());
    expect(await sessions.find(sessions.newId())).toBeUndefined();
  });

  it('ends for good', async () => {
    const [one, other] = [aProcess(), aProcess()];
    const id = await opened(one);
    await other.find(id);
    await one.end(id);
    await one.end('nope');
    expect([await one.find(id), await other.find(id)]).toEqual([undefined, undefined]);
  });
});

it('of passwords two are checked at once; who waits too long for a turn is nobody', async () => {
  vi.useFakeTimers();
  const held: (() => void)[] = [];
  const secrets = { checkPassword: () => new Promise<boolean>((answer) => held.push(() => answer(true))) } as unknown as Secrets;
  const access = createAccess(
    { accounts, integrations: createMemoryIntegrations({ value: 0 }), secrets, clock: () => now },
    { tokenLifeMs: 1, attempts: 6, lockMs: 1 },
  );
  const asked = Array.from({ length: 4 }, () => access.verify('anna', 'right'));
  await vi.advanceTimersByTimeAsync(4999);
  expect(held).toHaveLength(2);
  held[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(held).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(await asked[3]).toBeUndefined();
  for (const answer of held) answer();
  expect((await Promise.all(asked)).map((user) => user?.name)).toEqual(['anna', 'anna', 'anna', undefined]);
  vi.useRealTimers();
});

describe('a name and its password', () => {
  it('are checked once in five minutes, and again after a change', async () => {
    const sessions = aProcess();
    for (let minute = 0; minute < 5; minute++, now += MINUTE_MS) expect((await sessions.verify('anna', 'right'))?.principal.name).toBe('anna');
    expect(checks).toBe(1);
    expect(await sessions.verify('anna', 'right')).toBeDefined();
    expect(checks).toBe(2);
    await accounts.setPassword('anna', 'other');
    expect(await sessions.verify('anna', 'right')).toBeUndefined();
    expect(await sessions.verify('anna', 'other')).toBeDefined();
  });

  it('that are wrong are checked each time', async () => {
    const sessions = aProcess();
    for (let n = 0; n < 3; n++) expect(await sessions.verify('anna', 'wrong')).toBeUndefined();
    expect(checks).toBe(3);
  });

  it('that come many times at once are checked once', async () => {
    const sessions = aProcess();
    await Promise.all(Array.from({ length: 20 }, () => sessions.verify('anna', 'right')));
    expect(checks).toBe(1);
  });
});
