/** Who may do what: sign-in, tokens, rights. One list of users for every door. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { Scope } from '../core/scope.js';
import type { Accounts, Clock, Secrets, User } from './ports.js';

/** What rights are given on. Each stands alone: none includes another. */
export const RESOURCES = {
  'Magento_Catalog::products': 'read and write products',
  'Magento_Catalog::catalog': 'read and write galleries',
  'Magento_Catalog::attributes_attributes': 'read single entries and role attributes',
  'Magento_Catalog::sets': 'read attribute sets',
  'Magento_Catalog::categories': 'read categories',
  'Magento_Backend::store': 'read store views, groups and websites',
  'Magento_Backend::admin': 'see which modules there are',
  'Magento_Logging::system_magento_logging_bulk_operations': 'see bulk operations',
} as const;
export type Resource = keyof typeof RESOURCES;

export interface AccessLimits {
  readonly tokenLifeMs: number;
  readonly attempts: number;
  readonly lockMs: number;
}

export interface Access {
  /** A new token for a name and its password. Locked, unknown and wrong are one fault. */
  signIn(name: string, password: string): Promise<Result<string>>;
  /** The user behind a token and the shop's version, or undefined where it is none. */
  authenticate(token: string): Promise<{ user: User; shopVersion: number } | undefined>;
  /** False where the name is taken. */
  addUser(user: Omit<User, 'passwordHash'>, password: string): Promise<boolean>;
  setPassword(name: string, password: string): Promise<boolean>;
}

export function may(user: User, resource: Resource, scope: Scope): boolean {
  return (
    (user.resources === 'every' || user.resources.includes(resource)) && (user.stores === 'every' || (scope !== 'global' && user.stores.includes(scope.store)))
  );
}

export function createAccess(accounts: Accounts, secrets: Secrets, clock: Clock, limits: AccessLimits): Access {
  const lock = { limit: limits.attempts, lockMs: limits.lockMs };
  return {
    async signIn(name, password) {
      if (!(await accounts.countAttempt(name, clock(), lock))) return refuse({ code: 'sign-in-refused' });
      const user = await accounts.find(name);
      // An unknown name costs the same time as a wrong password.
      const right = await secrets.checkPassword(user?.passwordHash, password);
      if (user === undefined || !right) return refuse({ code: 'sign-in-refused' });
      await accounts.clearAttempts(name);
      const token = secrets.newToken();
      await accounts.addToken({ hash: secrets.digest(token), user: name, expiresAt: clock() + limits.tokenLifeMs });
      return ok(token);
    },
    authenticate: (token) => accounts.findToken(secrets.digest(token), clock()),
    addUser: async (user, password) => accounts.add({ ...user, passwordHash: await secrets.hashPassword(password) }),
    setPassword: async (name, password) => accounts.setPassword(name, await secrets.hashPassword(password)),
  };
}
