import { type Kysely, sql } from 'kysely';
import { BY_KEY_ALONE } from '../expressions.js';
import type { Schema } from '../schema.js';

/** Integrations and the nonces they used; users get numbers, in the order of their names. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .alterTable('account')
    .addColumn('id', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update account set id = (select count(*) from account as other where other.name <= account.name)`.execute(db);
  await db.schema.createIndex('account_id').on('account').column('id').unique().execute();

  await db.schema
    .createTable('integration')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('resources', 'text', (c) => c.notNull())
    .addColumn('stores', 'text', (c) => c.notNull())
    .addColumn('consumer_hash', 'text', (c) => c.notNull().unique())
    .addColumn('consumer_secret', 'text', (c) => c.notNull())
    .addColumn('token_hash', 'text', (c) => c.notNull().unique())
    .addColumn('token_secret', 'text', (c) => c.notNull())
    .addColumn('revoked', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('integration_name').on('integration').column('name').unique().where(sql.ref('revoked'), '=', 0).execute();

  await db.schema
    .createTable('nonce')
    .addColumn('integration', 'integer', (c) => c.notNull().references('integration.id'))
    .addColumn('nonce', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('nonce_key', ['integration', 'nonce'])
    .modifyEnd(BY_KEY_ALONE)
    .execute();
  await db.schema.createIndex('nonce_at').on('nonce').column('at').execute();

  const { accounts } = await db
    .selectFrom('account')
    .select((e) => e.fn.countAll<number>().as('accounts'))
    .executeTakeFirstOrThrow();
  await db
    .insertInto('counter')
    .values([
      { name: 'access', value: 1 },
      { name: 'account', value: accounts },
      { name: 'integration', value: 0 },
    ])
    .execute();
}
