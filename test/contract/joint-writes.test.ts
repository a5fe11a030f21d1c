/** Writes to SQLite that come at the same moment: one transaction around them, and each for itself. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { closeDatabase, type SqlDatabase } from '../../src/storage/sql/database.js';
import { openSqlite } from '../../src/storage/sql/dialects/sqlite.js';
import { prepared } from '../../src/storage/sql/prepared.js';
import { testOn } from './adapters.js';

const put = prepared((_, { word }: { word: string }) => sql`insert into word (word) values (${word})`);
const all = prepared(() => sql<{ word: string }>`select word from word order by rowid`);

const test = testOn(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-joint-'));
  const database = openSqlite(join(folder, 'words.sqlite'));
  await sql`create table word (word text primary key)`.execute(database.write);
  return {
    database,
    /** Of the log: it grows with each page of each commit. */
    logBytes: async () => (await stat(join(folder, 'words.sqlite-wal'))).size,
    async close() {
      await closeDatabase(database);
      await rm(folder, { recursive: true });
    },
  };
});

const write = ({ transaction }: Pick<SqlDatabase, 'transaction'>, word: string, problem?: Error): Promise<string> =>
  transaction(async (session) => {
    await put(session, { word });
    if (problem !== undefined) throw problem;
    return word;
  });
const words = async ({ reader }: SqlDatabase): Promise<string[]> => (await all(reader, {})).map(({ word }) => word);

test('who comes at the same moment is committed once', async ({ database, logBytes }) => {
  const start = await logBytes();
  await write(database, 'alone');
  const one = (await logBytes()) - start;
  const several = Array.from({ length: 20 }, (_, n) => `word ${n}`);
  expect(await Promise.all(several.map((word) => write(database, word)))).toEqual(several);
  expect((await logBytes()) - start).toBe(2 * one);
  expect(await words(database)).toEqual(['alone', ...several]);
});

test('what one of them throws undoes it alone, and each hears of its own', async ({ database }) => {
  const problem = new Error('mine');
  const told = await Promise.allSettled([write(database, 'a'), write(database, 'b', problem), write(database, 'a'), write(database, 'c')]);
  expect(told.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(told[1]).toMatchObject({ reason: problem });
  expect(String((told[2] as PromiseRejectedResult).reason)).toContain('UNIQUE');
  expect(await words(database)).toEqual(['a', 'c']);
});

test('who throws before it has written is asked once, and stops nobody', async ({ database, logBytes }) => {
  let asked = 0;
  const look = () =>
    database.transaction(async (session) => {
      asked++;
      await all(session, {});
      throw new Error('seen enough');
    });
  const start = await logBytes();
  const told = await Promise.allSettled([write(database, 'a'), look(), write(database, 'b')]);
  expect(told.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([asked, await words(database)]).toEqual([1, ['a', 'b']]);
  const both = (await logBytes()) - start;
  await write(database, 'c');
  expect((await logBytes()) - start).toBe(both * 2);
});

test('nobody is told before the commit, and nobody else sees anything before it', async ({ database }) => {
  const seen: string[][] = [];
  let isTold = false;
  const first = write(database, 'first').then(() => {
    isTold = true;
  });
  const second = database.transaction(async (session) => {
    seen.push(
      await words(database),
      (await all(session, {})).map(({ word }) => word),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    return isTold;
  });
  expect(await second).toBe(false);
  await first;
  expect(seen).toEqual([[], ['first']]);
});

test('where one loses the transaction as a whole, the others begin anew', async ({ database }) => {
  const lost = database.transaction(async (session) => {
    await put(session, { word: 'lost' });
    // As SQLite does by itself where no room is left.
    await session.run(sql`rollback`.compile(database.write), []);
    throw new Error('no room');
  });
  const told = await Promise.allSettled([write(database, 'before'), lost, write(database, 'after')]);
  expect(told.map((one) => (one.status === 'rejected' ? String(one.reason) : one.value))).toEqual(['before', 'Error: no room', 'after']);
  expect(await words(database)).toEqual(['before', 'after']);
  expect(await write(database, 'later')).toBe('later');
});

test('more than go together at once come in turn, in their order', async ({ database }) => {
  const many = Array.from({ length: 100 }, (_, n) => `word ${n}`);
  await Promise.all(many.map((word) => write(database, word)));
  expect(await words(database)).toEqual(many);
});
