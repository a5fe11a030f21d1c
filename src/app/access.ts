/** Who may do what: sign-in, tokens, rights. One list of users for every door. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { StoreCode } from '../core/ids.js';
import type { Accounts, Clock, Principal, Secrets, User } from './ports.js';

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
  /** Who is behind a token, and the shop's version; undefined where it is none. */
  authenticate(token: string): ReturnType<Accounts['findToken']>;
  /** False where the name is taken. */
  addUser(principal: Principal, password: string): Promise<boolean>;
  setPassword(name: string, password: string): Promise<boolean>;
}

/** `store`: the store view that is addressed, `every` for the global scope. */
export function may(principal: Principal, resource: Resource, store: StoreCode | 'every'): boolean {
  const { resources, stores } = principal;
  return (resources === 'every' || resources.includes(resource)) && (stores === 'every' || (store !== 'every' && stores.includes(store)));
}

/** Longer ones are nobody's, and are not worth a row. */
const NAME_CHARS = 255;
/** Checks cost memory and a core each; more at once would be a way to stop the service, and to guess past the lock. */
const CHECKS_AT_ONCE = 2;

export function createAccess(accounts: Accounts, secrets: Secrets, clock: Clock, limits: AccessLimits): Access {
  const lock = { limit: limits.attempts, lockMs: limits.lockMs };
  const inTurn = limitTo(CHECKS_AT_ONCE);
  /** The user of that name and password. An unknown name costs the same time as a wrong password. */
  const check = async (name: string, password: string): Promise<User | undefined> => {
    if (name.length > NAME_CHARS || !(await accounts.countAttempt(name, clock(), lock))) return undefined;
    const user = await accounts.find(name);
    if (!(await secrets.checkPassword(user?.passwordHash, password))) return undefined;
    await accounts.clearAttempts(name);
    return user;
  };
  return {
    async signIn(name, password) {
      const user = await inTurn(() => check(name, password));
      const token = secrets.newToken();
      const added = user !== undefined && (await accounts.addToken({ hash: secrets.digest(token), user, expiresAt: clock() + limits.tokenLifeMs }));
      return added ? ok(token) : refuse({ code: 'sign-in-refused' });
    },
    authenticate: (token) => accounts.findToken(secrets.digest(token), clock()),
    addUser: async (principal, password) => accounts.add({ ...principal, passwordHash: await secrets.hashPassword(password) }),
    setPassword: async (name, password) => accounts.setPassword(name, await secrets.hashPassword(password)),
  };
}

/** Runs at most `count` at once; the others wait in line. */
function limitTo(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const line: (() => void)[] = [];
  return async (work) => {
    if (running >= count) await new Promise<void>((go) => line.push(go));
    running++;
    try {
      return await work();
    } finally {
      running--;
      line.shift()?.();
    }
  };
}
