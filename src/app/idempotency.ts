/**
 * Calls that say by a key that they are the same call: done once, however often and at how many places at once they
 * come, whatever ends in between. And calls that are tried and leave nothing.
 */
import { ok, type Result, refuse } from '../core/fault.js';
import type { Clock, Principal, Secrets } from './ports.js';
import type { KeyClaim, KeyedCalls } from './ports-idempotency.js';

/** A call that came with a key. */
export interface KeyedCall {
  readonly door: string;
  readonly principal: Principal;
  /** As the caller sent it. */
  readonly key: string;
  /** What the call asks for; the same key with another text is refused. */
  readonly request: string;
}
/** What is told again. */
export interface KeptAnswer {
  readonly status: number;
  /** Those that belong to the answer, and not to how it travels. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
/** `fresh`: done now; `kept`: done before, and this is what was answered. */
export type Done<T> = { readonly fresh: T } | { readonly kept: KeptAnswer };

/** `Inside`: the use cases, over stores that write into one transaction. */
export interface Idempotency<Inside> {
  /**
   * Does a call once. `keep`: what of its answer is told to who sends it again; undefined: it was refused, nothing of
   * it stays, and it may be tried again. So may one that has changed nothing.
   */
  once<T>(call: KeyedCall, perform: (inside: Inside) => Promise<T>, keep: (value: T) => KeptAnswer | undefined): Promise<Result<Done<T>>>;
  /** What a call comes to, without doing it. */
  rehearse<T>(perform: (inside: Inside) => Promise<T>): Promise<T>;
}

/** How long a key stands for its call. */
export const KEY_LIFE_MS = 24 * 3_600_000;
/** Of a longer answer only is kept that it was given. */
const ANSWER_CHARS = 1024 * 1024;

export function createIdempotency<Ports, Inside>(deps: {
  keyedCalls: KeyedCalls<Ports>;
  secrets: Pick<Secrets, 'digest' | 'encrypt' | 'decrypt'>;
  clock: Clock;
  /** Use cases over ports inside of a transaction; `isRehearsal`: no bytes are kept either. */
  open: (ports: Ports, isRehearsal: boolean) => Inside;
  /** After each call that was done. */
  onDone: () => void;
}): Idempotency<Inside> {
  const { keyedCalls, secrets, clock, open, onDone } = deps;
  const inTurn = createQueues();
  const seal = (request: string, answer: KeptAnswer): string => {
    const { body, ...head } = answer;
    return secrets.encrypt(JSON.stringify([request, head, body.length > ANSWER_CHARS ? null : body]));
  };
  const told = (sealed: string, request: string): Result<{ kept: KeptAnswer }> => {
    const [meant, head, body] = JSON.parse(secrets.decrypt(sealed)) as [string, Omit<KeptAnswer, 'body'>, string | null];
    if (meant !== request) return refuse({ code: 'idempotency-key-reused' });
    return body === null ? refuse({ code: 'idempotent-answer-lost' }) : ok({ kept: { ...head, body } });
  };
  const claimOf = ({ door, principal: { kind, id }, key }: KeyedCall): KeyClaim => {
    const at = clock();
    return { key: secrets.digest(JSON.stringify([door, kind, id, key])), at, since: at - KEY_LIFE_MS };
  };
  return {
    once: (call, perform, keep) => {
      const claim = claimOf(call);
      const request = secrets.digest(call.request);
      return inTurn(claim.key, async () => {
        for (;;) {
          const known = await keyedCalls.find(claim.key, claim.since);
          if (known !== undefined) return told(known, request);
          const outcome = await keyedCalls.apart(claim, async (ports) => {
            const value = await perform(open(ports, false));
            return {
              value,
              keep: () => {
                const kept = keep(value);
                return kept && seal(request, kept);
              },
            };
          });
          // Another process was faster: its answer stands there by now.
          if (outcome === 'overtaken') continue;
          onDone();
          return ok({ fresh: outcome.value });
        }
      });
    },
    async rehearse(perform) {
      const outcome = await keyedCalls.apart(undefined, async (ports) => ({ value: await perform(open(ports, true)), keep: () => undefined }));
      if (outcome === 'overtaken') throw new Error('nobody can overtake what has no key');
      return outcome.value;
    },
  };
}

/** Work under one name one after the other; under another name it does not wait. */
function createQueues(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work);
    const end = turn
      .catch(() => undefined)
      .then(() => {
        if (last.get(name) === end) last.delete(name);
      });
    last.set(name, end);
    return turn;
  };
}
