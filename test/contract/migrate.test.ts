/** What a database of an earlier release becomes. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrator } from 'kysely';
import { expect } from 'vitest';
import type { BlobHash } from '../../src/core/ids.js';
import { createAccounts } from '../../src/storage/sql/accounts.js';
import { createBlobIndex } from '../../src/storage/sql/blob-index.js';
import { closeDatabase } from '../../src/storage/sql/database.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { migrate } from '../../src/storage/sql/migrate.js';
import { up as start } from '../../src/storage/sql/migrations/0001-start.js';
import { testOn } from './adapters.js';

/** With the tables of the first release. */
const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-contract-'));
  const database = openSqlite(join(folder, 'vitrine.sqlite'));
  const first = new Migrator({ db: database.write, provider: { getMigrations: async () => ({ '0001-start': { up: start } }) } });
  const { error } = await first.migrateToLatest();
  if (error !== undefined) throw error;
  return {
    database,
    async close() {
      await closeDatabase(database);
      await rm(folder, { recursive: true, force: true });
    },
  };
});

test('users get numbers by name, tokens stay good, and the next user gets the next number', async ({ database }) => {
  const rows = ['carl', 'anna', 'ben'].map((name) => ({ name, password_hash: 'h', resources: '"every"', stores: '["default"]' }));
  // As the first release wrote them, without a number.
  for (const row of rows)
    await database.write
      .insertInto('account')
      .values(row as typeof row & { id: number })
      .execute();
  await database.write.insertInto('token').values({ hash: 't', account: 'carl', expires_at: 100 }).execute();
  await migrate(database);
  const accounts = createAccounts(database);
  await accounts.add({ name: 'dora', passwordHash: 'h', resources: [], stores: 'every' });
  expect((await accounts.list()).map(({ id, name }) => [id, name])).toEqual([
    [1, 'anna'],
    [2, 'ben'],
    [3, 'carl'],
    [4, 'dora'],
  ]);
  expect((await accounts.findToken('t', 0))?.principal).toEqual({ id: 3, kind: 'user', name: 'carl', resources: 'every', stores: ['default'] });
});

test('pictures that were decoded before are due once more, as nobody knows their pixels; what failed stays failed', async ({ database }) => {
  const facts = { type: 'image/png', size_bytes: 9, width_px: 3, height_px: 2, frames: 1, renewed_at: 5 };
  const [ready, failed] = ['a', 'b'].map((letter) => letter.repeat(64) as BlobHash) as [BlobHash, BlobHash];
  for (const row of [
    { hash: ready, verdict: 'ready', reason: null },
    { hash: failed, verdict: 'failed', reason: 'cut' },
  ])
    await database.write
      .insertInto('blob')
      .values({ ...facts, ...row } as typeof facts & typeof row & { pixels: null })
      .execute();
  await migrate(database);
  const index = createBlobIndex(database);
  expect(await index.unchecked(9)).toEqual([ready]);
  expect(await index.verdict(failed)).toEqual({ state: 'failed', reason: 'cut' });
});
