/** When a process learns of what another one has committed to the same file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { closeDatabase } from '../../src/storage/sql/database.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { prepared } from '../../src/storage/sql/prepared.js';
import { testOn } from './adapters.js';

const put = prepared(() => sql`insert into word (word) values ('ours')`);

const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-stamp-'));
  const database = openSqlite(join(folder, 'words.sqlite'));
  await sql`create table word (word text)`.execute(database.write);
  const other = new DatabaseSync(join(folder, 'words.sqlite'));
  return {
    stamp: () => database.stamp?.(),
    requestCame: () => database.seeAnew?.(),
    write: () => database.transaction((session) => put(session, {})),
    /** By somebody else, here and now. */
    writeElsewhere: () => other.exec(`insert into word (word) values ('theirs')`),
    async close() {
      other.close();
      await closeDatabase(database);
      await rm(folder, { recursive: true });
    },
  };
});

test('requests of one turn share one look, the next turn has its own', async ({ stamp, requestCame, writeElsewhere }) => {
  requestCame();
  const seen = stamp();
  writeElsewhere();
  requestCame();
  expect(stamp()).toBe(seen);
  await nextTurn();
  requestCame();
  expect(stamp()).not.toBe(seen);
});

test('who looks after a turn, and no request, looks anew', async ({ stamp, requestCame, writeElsewhere }) => {
  requestCame();
  const seen = stamp();
  await nextTurn();
  expect(stamp()).toBe(seen);
  writeElsewhere();
  expect(stamp()).not.toBe(seen);
});

test('what the process writes itself is seen at once, and costs no other look', async ({ stamp, requestCame, write }) => {
  const before = stamp();
  await write();
  requestCame();
  const after = stamp();
  expect(after).not.toBe(before);
  await nextTurn();
  expect(stamp()).toBe(after);
});
