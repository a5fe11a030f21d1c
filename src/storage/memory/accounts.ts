/** Users, tokens and failed sign-ins in memory. */
import type { Accounts, Catalog, User } from '../../app/ports.js';

/** What {@link Accounts.versions} calls `access`. */
export interface AccessVersion {
  value: number;
}

export function createMemoryAccounts(catalog: Catalog, access: AccessVersion): Accounts {
  let lastId = 0;
  const users = new Map<string, User>();
  const tokens = new Map<string, { user: string; expiresAt: number }>();
  const attempts = new Map<string, { count: number; lastAt: number }>();
  const revoke = (name: string): number => {
    access.value++;
    const mine = [...tokens].filter(([, token]) => token.user === name);
    for (const [hash] of mine) tokens.delete(hash);
    return mine.length;
  };
  return {
    versions: async () => ({ shop: (await catalog.shop()).version, access: access.value }),
    find: async (name) => users.get(name),
    list: async () => [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async add(user) {
      if (users.has(user.name)) return false;
      users.set(user.name, { ...user, kind: 'user', id: ++lastId });
      return true;
    },
    async setPassword(name, passwordHash) {
      const user = users.get(name);
      revoke(name);
      attempts.delete(name);
      if (user !== undefined) users.set(name, { ...user, passwordHash });
      return user !== undefined;
    },
    async setGrant({ name, resources, stores }) {
      access.value++;
      const user = users.get(name);
      if (user !== undefined) users.set(name, { ...user, resources, stores });
      return user !== undefined;
    },
    async remove(name) {
      revoke(name);
      return users.delete(name);
    },
    async addToken({ hash, user: { name, passwordHash }, expiresAt }) {
      const stands = users.get(name)?.passwordHash === passwordHash;
      if (stands) tokens.set(hash, { user: name, expiresAt });
      return stands;
    },
    async findToken(hash, now) {
      const token = tokens.get(hash);
      const user = token !== undefined && token.expiresAt > now ? users.get(token.user) : undefined;
      if (token === undefined || user === undefined) return undefined;
      const { passwordHash: _, ...principal } = user;
      return { principal, expiresAt: token.expiresAt };
    },
    async renewToken(hash, now, expiresAt) {
      const token = tokens.get(hash);
      const stands = token !== undefined && token.expiresAt > now;
      if (stands) token.expiresAt = expiresAt;
      return stands;
    },
    async endToken(hash) {
      if (tokens.delete(hash)) access.value++;
    },
    revokeTokens: async (name) => revoke(name),
    async forgetTokens(now) {
      for (const [hash, { expiresAt }] of tokens) if (expiresAt <= now) tokens.delete(hash);
    },
    async countAttempt(name, now, { limit, lockMs }) {
      const tried = attempts.get(name);
      const recent = tried !== undefined && tried.lastAt + lockMs > now ? tried.count : 0;
      if (recent < limit) attempts.set(name, { count: recent + 1, lastAt: now });
      return recent < limit;
    },
    async clearAttempts(name) {
      attempts.delete(name);
    },
  };
}
