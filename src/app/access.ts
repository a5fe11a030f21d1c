/** Who may do what: sign-in, tokens, rights. One list of users for every door. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { StoreCode } from '../core/ids.js';
import { createKeptCallers } from './kept-callers.js';
import type { Accounts, Clock, Grant, Integrations, Principal, Secrets, User } from './ports.js';

/** What rights are given on. Each stands alone: none includes another. */
export const RESOURCES = {
  'Magento_Catalog::products': 'read and write products',
  'Magento_Catalog::catalog': 'read and write galleries',
  'Magento_Catalog::attributes_attributes': 'read single entries and role attributes',
  'Magento_Catalog::sets': 'read attribute sets',
  'Magento_Catalog::categories': 'read categories',
  'Magento_Backend::store': 'read store views, groups and websites',
  'Vitrine::settings': 'change store views, attribute sets, users and integrations, and give any right',
  'Vitrine::metrics': 'read the figures at /metrics',
  'Magento_Backend::admin': 'see which modules there are',
  'Magento_Logging::system_magento_logging_bulk_operations': 'see bulk operations',
} as const;
export type Resource = keyof typeof RESOURCES;
/** Of the shop itself: takes rights for every store view. */
export const SETTINGS = 'Vitrine::settings' satisfies Resource;

export interface AccessLimits {
  readonly tokenLifeMs: number;
  readonly attempts: number;
  readonly lockMs: number;
}

export interface Access {
  /** A new token for a name and its password. Locked, unknown and wrong are one fault. */
  signIn(name: string, password: string): Promise<Result<string>>;
  /** The token is none from now on, in whatever process; an integration's stays. */
  signOut(token: string): Promise<void>;
  /** Who is behind a user's or an integration's token; undefined where it is none. */
  authenticate(token: string): Promise<Known | undefined>;
  /** The user of a name and a password; undefined: none, locked, or too many waited to be told. */
  verify(name: string, password: string): Promise<User | undefined>;
  /** False where the name is taken. */
  addUser(user: Grant, password: string): Promise<boolean>;
  setPassword(name: string, password: string): Promise<boolean>;
  /** What it signs with, told this once; undefined where the name is taken. The access token alone is a token, too, that never expires. */
  addIntegration(integration: Grant): Promise<IntegrationKeys | undefined>;
}

/** Who asks, and the shop's version that was read on the way. */
export interface Known {
  readonly principal: Principal;
  readonly shopVersion: number;
}
/** 32 characters each. */
export interface IntegrationKeys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** `store`: the store view that is addressed, `every` for the global scope. */
export function may(principal: Principal, resource: Resource, store: StoreCode | 'every'): boolean {
  const { resources, stores } = principal;
  return (resources === 'every' || resources.includes(resource)) && (stores === 'every' || (store !== 'every' && stores.includes(store)));
}

/** Whether somebody may look at what a resource is about: rights for some store views are enough to see them all. */
export const maySee = (principal: Principal, resource: Resource): boolean =>
  resource === SETTINGS ? may(principal, resource, 'every') : principal.resources === 'every' || principal.resources.includes(resource);

/** Longer ones are nobody's, and are not worth a row. */
const NAME_CHARS = 255;
/** Checks cost memory and a core each; more at once would be a way to stop the service, and to guess past the lock. */
const CHECKS_AT_ONCE = 2;
/** Who asks with every request is told sooner that there is no room. */
const VERIFY_WAIT_MS = 5000;

export interface AccessPorts {
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

export function createAccess({ accounts, integrations, secrets, clock }: AccessPorts, limits: AccessLimits): Access {
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
  const callers = createKeptCallers<{ principal: Principal; expiresAt: number }>(accounts);
  const find = async (hash: string) => {
    const principal = await integrations.findToken(hash);
    return principal === undefined ? accounts.findToken(hash, clock()) : { principal, expiresAt: Number.POSITIVE_INFINITY };
  };
  return {
    async signIn(name, password) {
      const user = await inTurn(() => check(name, password));
      const token = secrets.newToken();
      const added = user !== undefined && (await accounts.addToken({ hash: secrets.digest(token), user, expiresAt: clock() + limits.tokenLifeMs }));
      return added ? ok(token) : refuse({ code: 'sign-in-refused' });
    },
    signOut: (token) => accounts.endToken(secrets.digest(token)),
    async authenticate(token) {
      const hash = secrets.digest(token);
      const { value, shopVersion } = await callers(hash, () => find(hash));
      return value !== undefined && value.expiresAt > clock() ? { principal: value.principal, shopVersion } : undefined;
    },
    verify: (name, password) => inTurn(() => check(name, password), VERIFY_WAIT_MS),
    addUser: async (user, password) => accounts.add({ ...user, passwordHash: await secrets.hashPassword(password) }),
    setPassword: async (name, password) => accounts.setPassword(name, await secrets.hashPassword(password)),
    async addIntegration(integration) {
      const fresh = secrets.newToken;
      const keys = { consumerKey: fresh(), consumerSecret: fresh(), accessToken: fresh(), accessTokenSecret: fresh() };
      const added = await integrations.add({
        ...integration,
        consumerHash: secrets.digest(keys.consumerKey),
        consumerSecret: secrets.encrypt(keys.consumerSecret),
        tokenHash: secrets.digest(keys.accessToken),
        tokenSecret: secrets.encrypt(keys.accessTokenSecret),
      });
      return added ? keys : undefined;
    },
  };
}

/** Runs at most `count` at once; the others wait in line. undefined: waited so long in vain. */
function limitTo(count: number): <T>(work: () => Promise<T>, waitMs?: number) => Promise<T | undefined> {
  let running = 0;
  const line: (() => void)[] = [];
  const turn = (waitMs?: number) =>
    new Promise<boolean>((go) => {
      const place = () => go(true);
      line.push(place);
      if (waitMs === undefined) return;
      setTimeout(() => {
        const at = line.indexOf(place);
        if (at >= 0) line.splice(at, 1);
        go(false);
      }, waitMs).unref();
    });
  return async (work, waitMs) => {
    if (running >= count && !(await turn(waitMs))) return undefined;
    running++;
    try {
      return await work();
    } finally {
      running--;
      line.shift()?.();
    }
  };
}
