/** The database as one call sees it: all that it writes is one transaction, which begins with the first of its writes. */
import type { ControlledTransaction, Kysely } from 'kysely';
import { ok } from '../../core/fault.js';
import { createTurns } from '../turns.js';
import { type SqlDatabase, type SqlSpace, spaceIn } from './database.js';
import type { Session } from './prepared.js';
import type { Schema } from './schema.js';

export interface Apart {
  /** Each transaction of it is a savepoint. */
  readonly database: SqlDatabase;
  /** The transaction, once some work in it has come to an end that stays; undefined: nothing was written. */
  written(): Session | undefined;
  /** Whether others were in its way at the same moment: it is to be undone, and may be begun anew. */
  wasDisturbed(): boolean;
  /** No write after it goes through; what was not committed before is undone. */
  end(): Promise<void>;
  commit(): Promise<void>;
}

interface Open {
  readonly trx: ControlledTransaction<Schema>;
  readonly session: Session;
  readonly space: SqlSpace;
}

/** Others wait for the lock meanwhile: a call that hangs does not stop everybody. */
const LONGEST_MS = 30_000;

/** `begun`: at the start of the transaction, before the first write; what it throws ends the call. */
export function openApart(outer: SqlDatabase, begun: (session: Session) => Promise<void>): Apart {
  let open: Open | undefined;
  let opening: Promise<Open> | undefined;
  let [hasWritten, hasEnded, wasDisturbed] = [false, false, false];
  let tooLong: NodeJS.Timeout | undefined;
  const begin = async (): Promise<Open> => {
    const trx = await outer.write.startTransaction().execute();
    if (hasEnded) {
      await trx.rollback().execute();
      throw ended();
    }
    tooLong = setTimeout(() => void end().catch(() => undefined), LONGEST_MS).unref();
    const session: Session = { build: outer.write, run: async (query, parameters) => (await trx.executeQuery({ ...query, parameters })).rows };
    open = { trx, session, space: spaceIn(outer, session) };
    await begun(session);
    return open;
  };
  const inTurn = createTurns();
  // One after the other: savepoints are a stack.
  const nested = <T>(work: (open: Open) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      if (hasEnded) throw ended();
      opening ??= begin();
      const opened = await opening;
      try {
        const value = await opened.space.transaction(() => work(opened));
        hasWritten = true;
        return value;
      } catch (error) {
        wasDisturbed ||= outer.isRace?.(error) === true;
        throw error;
      }
    });
  const transaction: SqlSpace['transaction'] = (work) => nested(({ session }) => work(session));
  const finish = async (how: (trx: ControlledTransaction<Schema>) => Promise<unknown>): Promise<void> => {
    hasEnded = true;
    clearTimeout(tooLong);
    const trx = open?.trx;
    open = undefined;
    if (trx !== undefined) await how(trx);
  };
  const end = () => finish((trx) => trx.rollback().execute());
  const seen = (other: Kysely<Schema>) =>
    nestedIn(
      other,
      () => open?.trx ?? other,
      (work) => nested(({ trx }) => work(trx)),
    );
  const { stamp: _, ...rest } = outer;
  return {
    // Without a stamp: nothing is kept that may yet be undone.
    database: {
      ...rest,
      reader: { build: outer.reader.build, run: (query, parameters) => (open?.session ?? outer.reader).run(query, parameters) },
      search: async (query) => (open === undefined ? outer.search(query) : ok(await open.session.run(query, query.parameters))),
      read: seen(outer.read),
      write: seen(outer.write),
      transaction,
      aside: (work) => (opening === undefined ? outer.transaction(work) : transaction(work)),
      lightTransaction: transaction,
    },
    wasDisturbed: () => wasDisturbed,
    written() {
      if (hasEnded) throw ended();
      return hasWritten ? open?.session : undefined;
    },
    end,
    commit: () =>
      finish(async (trx) => {
        try {
          await trx.commit().execute();
        } catch (error) {
          await trx.rollback().execute();
          throw error;
        }
      }),
  };
}

const ended = () => new Error('the call has ended, or taken too long');

/** Whatever is asked of it is asked of `target`, but for transactions. */
function nestedIn(other: Kysely<Schema>, target: () => Kysely<Schema>, nested: <T>(work: (db: Kysely<Schema>) => Promise<T>) => Promise<T>): Kysely<Schema> {
  return new Proxy(other, {
    get(_, name) {
      if (name === 'transaction') return () => ({ execute: nested });
      const now = target();
      const member: unknown = Reflect.get(now, name, now);
      return typeof member === 'function' ? member.bind(now) : member;
    },
  });
}
