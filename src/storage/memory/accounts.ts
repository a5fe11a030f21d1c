/** Users, tokens and failed sign-ins in memory. */
import type { Accounts, Catalog, User } from '../../app/ports.js';

export function createMemoryAccounts(catalog: Catalog): Accounts {
  const users = new Map<string, User>();
  const tokens = new Map<string, { user: string; expiresAt: number }>();
  const attempts = new Map<string, { count: number; lastAt: number }>();
  const revoke = (name: string): number => {
    const mine = [...tokens].filter(([, token]) => token.user === name);
    for (const [hash] of mine) tokens.delete(hash);
    return mine.length;
  };
  return {
    find: async (name) => users.get(name),
    list: async () => [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async add(user) {
      if (users.has(user.name)) return false;
      users.set(user.name, user);
      return true;
    },
    async setPassword(name, passwordHash) {
      const user = users.get(name);
      revoke(name);
      attempts.delete(name);
      if (user !== undefined) users.set(name, { ...user, passwordHash });
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
      const principal = token !== undefined && token.expiresAt > now ? users.get(token.user) : undefined;
      return principal && { principal, shopVersion: (await catalog.shop()).version };
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
