/** What only PostgreSQL can be asked: writers beside each other, several first starts, searches that are given up, texts that it cannot hold. */
import { type Kysely, Migrator, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { pictures } from '../../src/core/gallery.js';
import { skuKey } from '../../src/core/ids.js';
import type { Condition } from '../../src/core/search.js';
import { closeDatabase } from '../../src/storage/sql/database.js';
import { openPostgres } from '../../src/storage/sql/dialects/postgres.js';
import { accepted } from '../support/gallery.js';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { type OpenSql, openPostgresAt } from './adapters.js';
import { addOne, Writer } from './writing.js';

const on = (content: 'empty' | 'fresh', body: (url: string) => Promise<void>) => async () => {
  const { url, drop } = await makeDatabase(content);
  try {
    await body(url);
  } finally {
    await drop();
  }
};
/** So many nodes over one database. */
const nodes = (count: number, content: 'empty' | 'fresh', body: (opened: readonly OpenSql[]) => Promise<void>) =>
  on(content, async (url) => {
    const opened = await Promise.all(Array.from({ length: count }, () => openPostgresAt(url)));
    try {
      await body(opened);
    } finally {
      for (const one of opened) await one.close();
    }
  });

const add = (writer: Writer, sku: string) =>
  writer.save(sku, ({ attributes }) => ({ commands: [], attributes: { scope: 'global', values: { count: Number(attributes.global.count ?? 0) + 1 } } }));

describe.skipIf(NO_POSTGRES !== undefined)(`PostgreSQL${NO_POSTGRES === undefined ? '' : ` (${NO_POSTGRES})`}`, { timeout: 60_000 }, () => {
  test(
    'five nodes that start a shop at once all succeed',
    nodes(5, 'empty', async ([first, ...others]) => {
      for (const { catalog } of others) expect((await catalog.shop()).stores).toEqual((await first?.catalog.shop())?.stores);
      await addOne(new Writer((first as OpenSql).galleries), 'shirt', { name: '/a/a/a.jpg' });
    }),
  );

  test(
    'a migration may take as long as it needs, and nothing else may',
    on('empty', async (url) => {
      const database = openPostgres(url);
      const limit = async (db: typeof database.write) =>
        (await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db)).rows[0]?.statement_timeout;
      let inside: string | undefined;
      const up = async (db: Kysely<unknown>) => {
        inside = await limit(db as typeof database.write);
      };
      await new Migrator({ db: database.write, provider: { getMigrations: async () => ({ one: { up } }) } }).migrateToLatest();
      expect([inside, await limit(database.write)]).toEqual(['0', '30s']);
      await closeDatabase(database);
    }),
  );

  test(
    'two nodes write the same product and take the same names at once: nothing is lost, and no number or path is given twice',
    nodes(2, 'fresh', async (opened) => {
      const count = 30;
      const writers = opened.map(({ galleries }) => new Writer(galleries));
      await Promise.all(
        writers.flatMap((writer, node) =>
          [0, 1].map(async (line) => {
            for (let round = 0; round < count / 2; round++) {
              await add(writer, 'shared');
              await addOne(writer, `own ${node} ${line}`, { name: '/a/a/a.jpg', bytes: `${node} ${line} ${round}` });
            }
          }),
        ),
      );
      const [writer] = writers as [Writer];
      const { product, attributes } = await writer.load('shared');
      expect([attributes.global.count, product.revision]).toEqual([2 * count, 2 * count]);
      const skus = [0, 1].flatMap((node) => [0, 1].map((line) => `own ${node} ${line}`));
      const galleries = await Promise.all(skus.map(async (sku) => (await writer.load(sku)).gallery));
      const paths = galleries.flatMap((gallery) => [...pictures(gallery).keys()]);
      expect(paths.sort()).toEqual(['/a/a/a.jpg', ...Array.from({ length: 2 * count - 1 }, (_, at) => `/a/a/a_${at + 1}.jpg`)].sort());
      expect(new Set(galleries.flatMap(({ entries }) => entries.map(({ id }) => id))).size).toBe(2 * count);
    }),
  );

  test(
    'writers of other products go on while one is at its decision; one of the same product waits',
    nodes(2, 'fresh', async ([one, two]) => {
      const [writer, other] = [new Writer((one as OpenSql).galleries), new Writer((two as OpenSql).galleries)];
      const order: string[] = [];
      let same: Promise<unknown> = Promise.resolve();
      await writer.save('shirt', async () => {
        same = other.save('shirt', () => {
          order.push('same');
          return { commands: [] };
        });
        await other.save('hat');
        order.push('other', 'first');
        return { commands: [] };
      });
      await same;
      expect(order).toEqual(['other', 'first', 'same']);
    }),
  );

  test(
    'names are one for all nodes: users, store views, integrations, attempts to sign in',
    nodes(3, 'fresh', async (opened) => {
      const each = <T>(ask: (one: OpenSql) => Promise<T>) => Promise.all(opened.map(ask));
      const may = { resources: 'every', stores: 'every' } as const;
      expect((await each(({ accounts }) => accounts.add({ name: 'anna', passwordHash: 'h', ...may }))).filter(Boolean)).toHaveLength(1);
      const store = { code: 'german' as never, name: 'German', website: undefined, locale: 'de_DE' };
      expect((await each(({ catalog }) => catalog.addStore(store))).filter(({ ok }) => ok)).toHaveLength(1);
      const [nonce, lock] = [
        { integration: 1, nonce: 'n', at: 1 },
        { limit: 2, lockMs: 1000 },
      ];
      const keys = { consumerHash: 'c', consumerSecret: '', tokenHash: 't', tokenSecret: '' };
      expect((await each(({ integrations }) => integrations.add({ name: 'shop', ...may, ...keys }))).filter(Boolean)).toHaveLength(1);
      expect((await each(({ integrations }) => integrations.useNonce(nonce))).filter(Boolean)).toHaveLength(1);
      expect((await each(({ accounts }) => accounts.countAttempt('anna', 10, lock))).filter(Boolean)).toHaveLength(2);
    }),
  );

  test(
    'who is undone because rows were locked crosswise begins anew, whoever built the transaction',
    nodes(2, 'fresh', async ([one, two]) => {
      const [here, there] = [(one as OpenSql).database, (two as OpenSql).database];
      const add = (name: string, value: number) => sql`update counter set value = value + ${value} where name = ${name}`;
      let begun = 0;
      let bothHaveOne: (() => void) | undefined;
      const meeting = new Promise<void>((resolve) => {
        bothHaveOne = resolve;
      });
      const crosswise = (database: typeof here, first: string, second: string) =>
        database.write.transaction().execute(async (db) => {
          await add(first, 1).execute(db);
          if (++begun === 2) bothHaveOne?.();
          await meeting;
          await add(second, 1).execute(db);
        });
      const counters = await here.read.selectFrom('counter').selectAll().orderBy('name').execute();
      await Promise.all([crosswise(here, 'shop', 'access'), crosswise(there, 'access', 'shop')]);
      expect(begun, 'one was undone').toBeGreaterThan(2);
      const after = await here.read.selectFrom('counter').selectAll().orderBy('name').execute();
      expect(after).toEqual(counters.map(({ name, value }) => ({ name, value: value + (['shop', 'access'].includes(name) ? 2 : 0) })));
      let tries = 0;
      const broken = here.write.transaction().execute(async () => {
        tries++;
        throw new Error('a bug');
      });
      await expect(broken).rejects.toThrow('a bug');
      expect(tries).toBe(1);
    }),
  );

  test(
    'what another node changed counts from the next question on',
    nodes(2, 'fresh', async ([one, two]) => {
      const [here, there] = [one as OpenSql, two as OpenSql];
      const writer = new Writer(here.galleries);
      for (let round = 1; round <= 20; round++) {
        const { version } = (await add(writer, 'shirt')) as { version: string };
        expect(await Promise.all([there, here].map(({ galleries }) => galleries.version(skuKey('shirt'))))).toEqual([version, version]);
        const { access } = await here.accounts.versions();
        await here.accounts.revokeTokens('nobody');
        expect((await there.accounts.versions()).access).toBe(access + 1);
      }
    }),
  );

  test(
    'two shops stand beside each other in schemas of one database',
    on('empty', async (url) => {
      const at = (schema: string) => `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${schema}`)}`;
      const database = openPostgres(url);
      for (const schema of ['s1', 'S 2']) await sql`create schema ${sql.id(schema)}`.execute(database.write);
      await closeDatabase(database);
      const opened = [await openPostgresAt(at('s1')), await openPostgresAt(at('"S\\ 2"')), await openPostgresAt(at('s1'))];
      const [first, second, again] = opened as [OpenSql, OpenSql, OpenSql];
      await add(new Writer(first.galleries), 'shirt');
      const versions = await Promise.all([again, second].map(({ galleries }) => galleries.version(skuKey('shirt'))));
      expect(versions).toEqual([expect.anything(), undefined]);
      for (const one of opened) await one.close();
    }),
  );

  test(
    'a search that takes too long is given up, too many are refused, and others go on meanwhile',
    on('fresh', async (url) => {
      const database = openPostgres(url, { limitSeconds: 1, lineLength: 1, connections: 4 });
      const sleep = sql`select pg_sleep(60)`.compile(database.read);
      const running = [database.search(sleep), database.search(sleep)];
      const waiting = database.search(sleep);
      expect(await database.search(sleep)).toEqual({ ok: false, fault: { code: 'too-many-searches' } });
      expect(await database.read.selectFrom('store').select('id').orderBy('id').execute()).toEqual([{ id: 0 }, { id: 1 }]);
      const tooLong = { ok: false, fault: { code: 'search-too-long', limitSeconds: 1 } };
      expect(await Promise.all(running)).toEqual([tooLong, tooLong]);
      expect((await waiting).ok).toBe(false);
      expect(await database.search(sql`select 1 as one`.compile(database.read))).toEqual({ ok: true, value: [{ one: 1 }] });
      await closeDatabase(database);
    }),
  );

  test(
    'a text that PostgreSQL cannot hold comes back as it went in, and no search breaks on it; in names it is another character',
    nodes(1, 'fresh', async ([opened]) => {
      const { galleries, accounts } = opened as OpenSql;
      expect(await accounts.add({ name: 'nul \0', passwordHash: 'h', resources: 'every', stores: 'every' })).toBe(true);
      expect([(await accounts.find('nul \0'))?.name, await accounts.find('nul ')]).toEqual(['nul \ufffd', undefined]);
      const writer = new Writer(galleries);
      const names = ['nul \0 in it', 'half \ud83d of it', '\udc00', 'said \\u0000', 'said \\\\ud800', 'plain', ['list \0', 1, null, true]];
      for (const [at, name] of names.entries()) await writer.save(`p${at}`, () => ({ commands: [], attributes: { scope: 'global', values: { name } } }));
      for (const [at, name] of names.entries()) expect((await writer.load(`p${at}`)).attributes.global.name).toEqual(name);
      const field = { kind: 'attribute', code: 'name' } as const;
      const found = async (condition: Condition) => {
        const page = accepted(await galleries.search({ scope: 'global', groups: [[condition]], sort: [{ field, descending: false }], page: { most: 100 } }));
        return page.products.map(({ product }) => Number(product.sku.slice(1))).sort();
      };
      expect(await found({ field, test: 'like', value: 'nul%', negated: false })).toEqual([0]);
      expect(await found({ field, test: 'like', value: 'half%it', negated: false })).toEqual([1]);
      expect(await found({ field, test: 'in', values: ['said \\u0000', 'plain', 'x\0'], negated: false })).toEqual([3, 5]);
      expect(await found({ field, test: 'in', values: ['said \\\\ud800'], negated: false })).toEqual([4]);
      expect(await found({ field, test: 'finset', values: ['true', '1', '\ud800'], negated: false })).toEqual([2, 6]);
      expect(await found({ field, test: 'null', negated: true })).toEqual([0, 1, 2, 3, 4, 5, 6]);
    }),
  );
});
