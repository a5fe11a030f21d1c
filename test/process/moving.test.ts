/** A copy that is killed without a word, again and again. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { structureOf } from '../support/structure.js';
import { done, freshPlace, serve, start } from './vitrine.js';

const ENTRIES = 150_000;
const KILLS = 3;

test.skipIf(NO_POSTGRES !== undefined)(
  'goes on from the rows that are there, and ends with all of them, their indexes, references and numbers',
  async () => {
    const { data } = await freshPlace();
    await (await serve(data)).stop();
    fillEntries(join(data, 'vitrine.sqlite'));
    const { url, drop } = await makeDatabase('empty');
    onTestFinished(drop);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    const args = ['copy', '--from', `sqlite:${join(data, 'vitrine.sqlite')}`, '--to', url];
    const fresh = await makeDatabase('fresh');
    onTestFinished(fresh.drop);
    const [structure, killedAt] = [await structureOf(fresh.url), [0]];
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, ended } = start(data, args);
      const before = killedAt.at(-1) ?? 0;
      while ((await movedIn(client)) <= before && child.exitCode === null) await pause(2);
      child.kill('SIGKILL');
      expect((await ended).signal, 'it was killed on its way').toBe('SIGKILL');
      killedAt.push(await movedIn(client));
    }
    expect(killedAt.at(-1)).toBeLessThan(ENTRIES);
    expect(await structureOf(url), 'some is set aside').not.toEqual(structure);
    const { child, ended } = start(data, ['serve'], { VITRINE_DATABASE_URL: url, PORT: '0' });
    expect([(await ended).code, child.signalCode], 'half a shop is not served').toEqual([1, null]);
    expect((await ended).stderr).toContain('has not come to its end');
    expect(await done(data, ...args)).toContain('all the same in the target');
    expect(await one(client, 'select count(*) as n from entry')).toBe(ENTRIES);
    expect(await one(client, "select nextval(pg_get_serial_sequence('entry', 'id')) as n")).toBe(ENTRIES + 1);
    expect(await structureOf(url)).toEqual(structure);
    expect(await one(client, "select count(*) as n from pg_tables where tablename like 'move%'")).toBe(0);
  },
  120_000,
);

function fillEntries(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(`insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision) values (1, 'A', 'a', 'simple', 4, ',1,', 1, 1, 1);
    insert into sku (sku_key, product) values ('a', 1);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ENTRIES})
      insert into entry (id, product, media_type, global_values) select i, 1, 'image', '{"label":"' || i || '"}' from n`);
  db.close();
}

/** 0: not begun. */
async function movedIn(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select to_regclass('move_progress') as it");
  return rows[0]?.it === null ? 0 : await one(client, "select coalesce(max(moved), 0) as n from move_progress where name = 'entry'");
}

const one = async (client: pg.Client, query: string): Promise<number> => Number((await client.query<{ n: number }>(query)).rows[0]?.n);
