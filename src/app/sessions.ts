/**
 * Sessions of callers that sign in once and then name a number: tokens like any other, in their own shape, and renewed
 * while they are used. Beside them callers who send name and password with every request.
 */
import { ok, type Result, refuse } from '../core/fault.js';
import type { Access, Known } from './access.js';
import { createKeptCallers } from './kept-callers.js';
import type { Accounts, Clock, Principal, Secrets } from './ports.js';

export interface Sessions {
  /** A new session for a name and its password. Locked, unknown and wrong are one fault. */
  open(name: string, password: string): Promise<Result<string>>;
  /** 32 lower-case hex digits, nobody's yet. */
  newId(): string;
  /** Who is behind a session, and the shop's version; undefined where it is none, or over. It is renewed by this. */
  find(id: string): Promise<Known | undefined>;
  end(id: string): Promise<void>;
  /** The same for a name and a password; leaves nothing in the store. What was right is known for 5 minutes, or until anybody's password changes. */
  verify(name: string, password: string): Promise<Known | undefined>;
}

const VERIFIED_MS = 5 * 60_000;
/** A session is written anew only so often, and lives so much longer: a write for each call would cost more than the call. */
const SPARE_SHARE = 1 / 60;

interface KeptCaller {
  readonly principal: Principal;
  expiresAt: number;
}

export function createSessions(deps: { access: Pick<Access, 'verify'>; accounts: Accounts; secrets: Secrets; clock: Clock; lifeMs: number }): Sessions {
  const { access, accounts, secrets, clock, lifeMs } = deps;
  const [sessions, verified] = [createKeptCallers<KeptCaller>(accounts), createKeptCallers<KeptCaller>(accounts)];
  const pepper = secrets.newToken();
  const untilThen = () => clock() + Math.ceil(lifeMs * (1 + SPARE_SHARE));
  const newId = () => secrets.digest(secrets.newToken()).slice(0, 32);
  const check = shared(async (name: string, password: string): Promise<KeptCaller | undefined> => {
    const user = await access.verify(name, password);
    if (user === undefined) return undefined;
    const { passwordHash: _, ...principal } = user;
    return { principal, expiresAt: clock() + VERIFIED_MS };
  });
  return {
    newId,
    async open(name, password) {
      const [user, id] = [await access.verify(name, password), newId()];
      const added = user !== undefined && (await accounts.addToken({ hash: secrets.digest(id), user, expiresAt: untilThen() }));
      return added ? ok(id) : refuse({ code: 'sign-in-refused' });
    },
    async find(id) {
      if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
      const hash = secrets.digest(id);
      const load = () => accounts.findToken(hash, clock());
      const { value, shopVersion } = await sessions(hash, load);
      if (value === undefined) return undefined;
      // Another process may have renewed it since.
      if (value.expiresAt <= clock()) value.expiresAt = (await load())?.expiresAt ?? value.expiresAt;
      const now = clock();
      if (value.expiresAt <= now) return undefined;
      if (value.expiresAt - now < lifeMs) {
        const expiresAt = untilThen();
        if (!(await accounts.renewToken(hash, now, expiresAt))) return undefined;
        value.expiresAt = expiresAt;
      }
      return { principal: value.principal, shopVersion };
    },
    end: (id) => accounts.endToken(secrets.digest(id)),
    async verify(name, password) {
      const key = secrets.digest(JSON.stringify([pepper, name, password]));
      const again = () => check(key, name, password);
      const { value, shopVersion } = await verified(key, again);
      if (value !== undefined && value.expiresAt <= clock()) value.expiresAt = (await again())?.expiresAt ?? value.expiresAt;
      return value !== undefined && value.expiresAt > clock() ? { principal: value.principal, shopVersion } : undefined;
    },
  };
}

/** Callers who ask for the same at the same time share one answer: so many checks of one password would lock it. */
function shared<A extends readonly unknown[], T>(work: (...args: A) => Promise<T>): (key: string, ...args: A) => Promise<T> {
  const underway = new Map<string, Promise<T>>();
  return (key, ...args) => {
    const running = underway.get(key) ?? work(...args).finally(() => underway.delete(key));
    underway.set(key, running);
    return running;
  };
}
