/** Users, tokens and failed sign-ins in SQL. */
import type { Accounts, Grant, Principal, User } from '../../app/ports.js';
import { raiseCounter } from './counters.js';
import type { SqlDatabase } from './database.js';
import { holdLockIn } from './locks.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';
import { createVersions } from './versions.js';

/** On the path of every request, so prepared. */
const tokensLike = prepared((db, { hash, now }: { hash: string; now: number }) =>
  db
    .selectFrom('token')
    .innerJoin('account', 'account.name', 'token.account')
    .where('token.hash', '=', hash)
    .where('token.expires_at', '>', now)
    .select(['account.id', 'account.name', 'account.resources', 'account.stores', 'token.expires_at']),
);

const DAY_MS = 86_400_000;

export function createAccounts(database: SqlDatabase, versions = createVersions(database)): Accounts {
  const { read } = database;
  /** Every write through a transaction, so that it waits for the lock as all do. */
  const write = <T>(work: (db: typeof read) => Promise<T>): Promise<T> => database.write.transaction().execute(work);
  /** What is written of one name, one after the other: an old password's token must not come after the new password. */
  const writeOf = <T>(name: string, work: (db: typeof read) => Promise<T>): Promise<T> =>
    write(async (db) => {
      await holdLockIn(db, 'account', name);
      return work(db);
    });
  /** With a change after which somebody may be nobody. */
  const ending = <T>(name: string, work: (db: typeof read) => Promise<T>): Promise<T> =>
    writeOf(name, async (db) => {
      await raiseCounter(db, 'access');
      return work(db);
    });
  return {
    versions: versions.counters,
    async find(name) {
      const row = await read.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst();
      return row && user(row);
    },
    list: async () => (await read.selectFrom('account').selectAll().orderBy('name').execute()).map(user),
    add: ({ name, passwordHash, resources, stores }) =>
      writeOf(name, async (db) => {
        if (await db.selectFrom('account').select('id').where('name', '=', name).executeTakeFirst()) return false;
        const row = { id: await raiseCounter(db, 'account'), name, password_hash: passwordHash, ...grantRow({ resources, stores }) };
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('account')
          .values(row)
          .onConflict((c) => c.column('name').doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }),
    setPassword: (name, passwordHash) =>
      ending(name, async (db) => {
        await db.deleteFrom('token').where('account', '=', name).execute();
        await db.deleteFrom('sign_in_attempt').where('name', '=', name).execute();
        return (await db.updateTable('account').set({ password_hash: passwordHash }).where('name', '=', name).executeTakeFirst()).numUpdatedRows === 1n;
      }),
    setGrant: ({ name, ...grant }) =>
      ending(name, async (db) => (await db.updateTable('account').set(grantRow(grant)).where('name', '=', name).executeTakeFirst()).numUpdatedRows === 1n),
    remove: (name) => ending(name, async (db) => (await db.deleteFrom('account').where('name', '=', name).executeTakeFirst()).numDeletedRows === 1n),

    addToken: ({ hash, user: { name, passwordHash }, expiresAt }) =>
      writeOf(name, async (db) => {
        const account = await db.selectFrom('account').select('name').where('name', '=', name).where('password_hash', '=', passwordHash).executeTakeFirst();
        if (account === undefined) return false;
        await db.insertInto('token').values({ hash, account: name, expires_at: expiresAt }).execute();
        return true;
      }),
    async findToken(hash, now) {
      const [row] = await tokensLike(database.reader, { hash, now });
      return row && { principal: { kind: 'user', id: row.id, ...grant(row) }, expiresAt: Number(row.expires_at) };
    },
    renewToken: (hash, now, expiresAt) =>
      write(async (db) => {
        const renewed = await db.updateTable('token').set({ expires_at: expiresAt }).where('hash', '=', hash).where('expires_at', '>', now).executeTakeFirst();
        return renewed.numUpdatedRows === 1n;
      }),
    endToken: (hash) =>
      write(async (db) => {
        const { numDeletedRows } = await db.deleteFrom('token').where('hash', '=', hash).executeTakeFirst();
        if (numDeletedRows > 0n) await raiseCounter(db, 'access');
      }),
    revokeTokens: (name) => ending(name, async (db) => Number((await db.deleteFrom('token').where('account', '=', name).executeTakeFirst()).numDeletedRows)),
    forgetTokens: (now) =>
      write(async (db) => {
        await db.deleteFrom('token').where('expires_at', '<=', now).execute();
        await db
          .deleteFrom('sign_in_attempt')
          .where('last_at', '<', now - DAY_MS)
          .execute();
      }),

    countAttempt: (name, now, { limit, lockMs }) =>
      writeOf(name, async (db) => {
        const row = await db.selectFrom('sign_in_attempt').selectAll().where('name', '=', name).executeTakeFirst();
        const recent = row !== undefined && Number(row.last_at) + lockMs > now ? row.count : 0;
        if (recent >= limit) return false;
        const next = { count: recent + 1, last_at: now };
        await db
          .insertInto('sign_in_attempt')
          .values({ name, ...next })
          .onConflict((c) => c.column('name').doUpdateSet(next))
          .execute();
        return true;
      }),
    clearAttempts: (name) =>
      writeOf(name, async (db) => {
        await db.deleteFrom('sign_in_attempt').where('name', '=', name).execute();
      }),
  };
}

const user = (row: Schema['account']): User => ({ kind: 'user', id: row.id, ...grant(row), passwordHash: row.password_hash });

type GrantRow = Pick<Schema['account'], 'name' | 'resources' | 'stores'>;

/** What somebody may do, as its row says it. */
export const grant = ({ name, resources, stores }: GrantRow): Grant => ({
  name,
  resources: JSON.parse(resources) as Principal['resources'],
  stores: JSON.parse(stores) as Principal['stores'],
});
/** The other way round. */
export const grantRow = ({ resources, stores }: Omit<Grant, 'name'>): Omit<GrantRow, 'name'> => ({
  resources: JSON.stringify(resources),
  stores: JSON.stringify(stores),
});
