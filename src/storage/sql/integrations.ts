/** Integrations and the nonces of their requests in SQL. */
import type { Credentials, Integration, Integrations } from '../../app/ports.js';
import { grant, grantRow } from './accounts.js';
import { raiseCounter } from './counters.js';
import type { SqlDatabase } from './database.js';
import { holdLockIn } from './locks.js';
import { createNonces } from './nonces.js';
import type { Schema } from './schema.js';

export function createIntegrations(database: SqlDatabase): Integrations {
  const { read, write } = database;
  return {
    list: async () => (await read.selectFrom('integration').selectAll().orderBy('name').orderBy('id').execute()).map(integration),
    add: ({ name, consumerHash, consumerSecret, tokenHash, tokenSecret, ...may }) =>
      write.transaction().execute(async (db) => {
        await holdLockIn(db, 'integration', name);
        const taken = await db.selectFrom('integration').select('id').where('name', '=', name).where('revoked', '=', 0).executeTakeFirst();
        if (taken !== undefined) return false;
        const keys = { consumer_hash: consumerHash, consumer_secret: consumerSecret, token_hash: tokenHash, token_secret: tokenSecret };
        await db
          .insertInto('integration')
          .values({ id: await raiseCounter(db, 'integration'), name, ...grantRow(may), ...keys, revoked: 0 })
          .execute();
        return true;
      }),
    revoke: (name) =>
      write.transaction().execute(async (db) => {
        await raiseCounter(db, 'access');
        const { numUpdatedRows } = await db
          .updateTable('integration')
          .set({ revoked: 1, consumer_secret: '', token_secret: '' })
          .where('name', '=', name)
          .where('revoked', '=', 0)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
    async findToken(tokenHash) {
      const row = await read.selectFrom('integration').selectAll().where('token_hash', '=', tokenHash).where('revoked', '=', 0).executeTakeFirst();
      return row && { kind: 'integration', id: row.id, ...grant(row) };
    },
    async findConsumer(consumerHash) {
      const row = await read.selectFrom('integration').selectAll().where('consumer_hash', '=', consumerHash).executeTakeFirst();
      return row && { ...integration(row), ...credentials(row) };
    },
    ...createNonces(database),
  };
}

const integration = (row: Schema['integration']): Integration => ({ kind: 'integration', id: row.id, ...grant(row), revoked: row.revoked === 1 });
const credentials = (row: Schema['integration']): Credentials => ({
  consumerHash: row.consumer_hash,
  consumerSecret: row.consumer_secret,
  tokenHash: row.token_hash,
  tokenSecret: row.token_secret,
});
