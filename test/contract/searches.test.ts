/** Searches in processes of their own, started and killed for real: bounded in time and in number. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test as base, beforeEach, describe, expect } from 'vitest';
import { Searches, type SearchOptions } from '../../src/storage/sql/dialects/searches.js';
import { childrenOf, eventually, isAlive } from '../process/vitrine.js';
import { SEARCHER } from '../support/searcher.js';
import { openSqliteIn } from './adapters.js';

const LINUX = process.platform === 'linux';
const LIMIT_SECONDS = 2;
const ENDLESS = { sql: 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n', parameters: [] };
const ECHO = { sql: 'select ? as said', parameters: ['here'] };
const HERE = { ok: true, value: [{ said: 'here' }] };
const TOO_LONG = { ok: false, fault: { code: 'search-too-long', limitSeconds: LIMIT_SECONDS } };
const TOO_MANY = { ok: false, fault: { code: 'too-many-searches' } };

const test = base.extend<{ open: (options?: SearchOptions) => Searches }>({
  // biome-ignore lint/correctness/noEmptyPattern: how a fixture says that it needs no other
  open: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitrine-searches-'));
    const file = join(folder, 'vitrine.sqlite');
    const database = await openSqliteIn(file);
    const opened: Searches[] = [];
    await use((options) => {
      const searches = new Searches(file, { limitSeconds: LIMIT_SECONDS, searcherUrl: SEARCHER, ...options });
      opened.push(searches);
      return searches;
    });
    for (const searches of opened) searches.close();
    await eventually('the end of all', () => (searchers().length === 0 ? true : undefined));
    await database.close();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Processes that other files of tests have started, such as a database server. */
let others: readonly number[] = [];
beforeEach(() => {
  others = LINUX ? childrenOf(process.pid) : [];
});
/** Searching processes of this one. */
const searchers = () => (LINUX ? childrenOf(process.pid).filter((pid) => !others.includes(pid) && isAlive(pid)) : []);
const kill = (pids: readonly number[]) => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
};

describe('searches', { timeout: 60_000 }, () => {
  test('a search that takes too long is given up, and the next one is not harmed', async ({ open }) => {
    const searches = open();
    expect(await searches.run(ENDLESS)).toEqual(TOO_LONG);
    expect(await searches.run(ECHO)).toEqual(HERE);
    expect(await searches.run({ sql: 'select * from missing', parameters: [] }).catch(String)).toContain('no such table');
    expect(await searches.run({ sql: 'delete from store', parameters: [] }).catch(String)).toContain('readonly');
    expect(await searches.run(ECHO)).toEqual(HERE);
  });

  test('the loop goes on while it searches, and a short search overtakes a long one', async ({ open }) => {
    const searches = open();
    const order: string[] = [];
    const long = searches.run(ENDLESS).then(() => order.push('long'));
    const short = searches.run(ECHO).then(() => order.push('short'));
    await pause(1);
    order.push('loop');
    await Promise.all([long, short]);
    expect(order).toEqual(['loop', 'short', 'long']);
  });

  test('two run, some wait, further ones are refused at once; so is who waited too long', async ({ open }) => {
    const searches = open({ lineLength: 3 });
    const first = [searches.run(ENDLESS), searches.run(ENDLESS)];
    await pause(500);
    const waiting = [searches.run(ENDLESS), searches.run(ENDLESS), searches.run(ECHO)];
    const refused = searches.run(ECHO);
    expect(await Promise.race([...first, ...waiting, refused])).toEqual(TOO_MANY);
    expect(await Promise.all(first)).toEqual([TOO_LONG, TOO_LONG]);
    expect(await Promise.all(waiting)).toEqual([TOO_LONG, TOO_LONG, TOO_MANY]);
    expect(await searches.run(ECHO)).toEqual(HERE);
  });

  test.skipIf(!LINUX)('a killed process is replaced, and its search done again, once', async ({ open }) => {
    const searches = open({ limitSeconds: 30 });
    const running = searches.run(ENDLESS).catch(String);
    const first = await eventually('a process', () => (searchers().length === 1 ? searchers() : undefined));
    kill(first);
    const second = await eventually('another one', () => searchers().find((pid) => !first.includes(pid)));
    kill([second]);
    expect(await running).toContain('the searching process ended');
    expect(await searches.run(ECHO)).toEqual(HERE);
    kill(searchers());
    expect(await searches.run(ECHO)).toEqual(HERE);
  });

  test.skipIf(!LINUX)('it starts with the first search, is one for many, and ends when it has nothing to do', async ({ open }) => {
    const searches = open({ idleMs: 300 });
    expect(searchers()).toEqual([]);
    await searches.run(ECHO);
    const first = searchers();
    expect(first).toHaveLength(1);
    await searches.run(ECHO);
    expect(searchers()).toEqual(first);
    await eventually('the end', () => (searchers().length === 0 ? true : undefined));
    expect(await searches.run(ECHO)).toEqual(HERE);
  });

  test.skipIf(!LINUX)('closed, it ends what runs', async ({ open }) => {
    const searches = open({ limitSeconds: 30 });
    const running = searches.run(ENDLESS).catch(String);
    await eventually('a process', () => (searchers().length === 1 ? true : undefined));
    searches.close();
    expect(await running).toContain('the searching process ended');
    await eventually('the end', () => (searchers().length === 0 ? true : undefined));
  });
});
