/**
 * All rows of one database into another, of whatever kinds: table by table in the order of their keys, some thousand rows
 * a transaction, noted down in the target with the rows themselves, so that a run that was broken off goes on. What is
 * there is compared with what is here: what this run wrote as soon as it is written, what earlier ones wrote before. Of
 * several runs into one target the one that began last goes on; another one ends with its next write.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as others } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ComparedTable, NamedBlob, RowMoving, RowsMoved } from '../../app/ports-moving.js';
import { closeDatabase, type SqlDatabase } from './database.js';
import { byDialect } from './dialects/variants.js';
import { holdLockIn } from './locks.js';
import { restoreAside, SET_ASIDE, setAside } from './move-aside.js';
import { digestIn, type Key, nextPart, type Part, type PartDigest, type PartRead, readPart } from './move-pages.js';
import { PASSING, type Signs, type SignsFrom, signsFrom, signsOf } from './move-signs.js';
import { type AnyDatabase, highestNumbers, isSqlite, raiseNumbers, type TableShape, tablesOf } from './tables.js';

const BLOBS_A_PAGE = 1000;
/** Of what is made or begun again where it is missing (its bytes are not taken along), and of the processes there. */
const LEFT_BEHIND = ['rendition', 'partial', 'piece', 'duty', 'move_progress', SET_ASIDE];
/** With a row in one of these a database is somebody's. */
const TELLING = ['product', 'change', 'account', 'integration', 'bulk'];

export function createRowMoving(from: SqlDatabase, to: SqlDatabase): RowMoving {
  const [source, target] = [from as Pick<SqlDatabase, 'read' | 'write'>, to.write as AnyDatabase];
  const run = randomUUID();
  let read: SourceRead | undefined;
  return {
    async obstacle() {
      if (await isBegun(target)) return undefined;
      for (const table of TELLING) if ((await countOf(target, table)) > 0) return `it has rows of its own (${table})`;
      return undefined;
    },
    move: (onMoved, onIndexing) =>
      inSnapshot(source, async (snapshot) => {
        const tables = (await sharedShapes(snapshot, target)).filter(({ name }) => !LEFT_BEHIND.includes(name));
        const signs = await signsFrom(snapshot);
        read = { tables, from: signs, signs: await signsOf(snapshot, tables, signs) };
        await takeOver(target, tables, run);
        const compared = await moveTables(snapshot, { to, run }, tables, onMoved, onIndexing);
        await restoreAside(target, undefined);
        const highest = await highestNumbers(snapshot);
        await target.transaction().execute(async (db) => {
          await holdTurn(db, run);
          await raiseNumbers(db, highest);
        });
        return compared;
      }),
    blobs: () => blobsIn(to.read),
    async writtenSince() {
      if (read === undefined) return [];
      const { tables, from: since, signs } = read;
      const now = await signsOf(from.read, tables, since);
      return [...signs].filter(([table, sign]) => now.get(table) !== sign).map(([table]) => table);
    },
    end: () => end(target, run),
    async close() {
      // Its file alone is the whole: it may be taken elsewhere.
      if (isSqlite(target)) await sql`pragma wal_checkpoint(truncate)`.execute(target);
      await closeDatabase(from);
      await closeDatabase(to);
    },
  };
}

/** What the source was like when it was read. */
interface SourceRead {
  readonly tables: readonly TableShape[];
  readonly from: SignsFrom;
  readonly signs: Signs;
}

/** PostgreSQL's keys are the wider ones: SQLite has its rows at hand in their order, too. */
async function sharedShapes(source: AnyDatabase, target: AnyDatabase): Promise<readonly TableShape[]> {
  const shapes = await tablesOf(source);
  if (isSqlite(target)) return shapes;
  const keys = new Map((await tablesOf(target)).map(({ name, key }) => [name, key]));
  return shapes.map((shape) => ({ ...shape, key: keys.get(shape.name) ?? shape.key }));
}

/** Everything as it is at this moment, however long it takes and however long the other side does; nobody else waits. */
async function inSnapshot<T>({ read, write }: Pick<SqlDatabase, 'read' | 'write'>, work: (snapshot: AnyDatabase) => Promise<T>): Promise<T> {
  const onOne: AnyDatabase = isSqlite(read) ? read : write;
  return onOne.connection().execute(async (db) => {
    await sql.raw(isSqlite(db) ? 'begin' : 'begin isolation level repeatable read read only').execute(db);
    try {
      if (!isSqlite(db)) for (const limit of ['statement_timeout', 'idle_in_transaction_session_timeout']) await sql.raw(`set local ${limit} = 0`).execute(db);
      return await work(db);
    } finally {
      await sql.raw('rollback').execute(db);
    }
  });
}

/** Whether a database is the target of a copy that has not come to its end: nobody opens it, and who has it open since before does no work in it. */
export const isBegun = async (db: AnyDatabase): Promise<boolean> => (await progressTable.execute(db)).rows.length > 0;
const progressTable = byDialect({
  sqlite: sql`select 1 from sqlite_master where name = 'move_progress'`,
  postgres: sql`select 1 where to_regclass('move_progress') is not null`,
});

/** The row of `move_progress` that says whose turn it is; no table is called so. */
const TURN = '';

/** From here on it is this run that fills the target. What of an earlier one has changed in the source by itself is moved anew. */
async function takeOver(target: AnyDatabase, tables: readonly TableShape[], run: string): Promise<void> {
  await target.transaction().execute(async (db) => {
    await holdLockIn(db, 'move');
    const wasBegun = await isBegun(db);
    if (!wasBegun) await begin(db, tables);
    const turn = { last_key: run, moved: 0 };
    await db
      .insertInto('move_progress')
      .values({ name: TURN, ...turn })
      .onConflict((c) => c.column('name').doUpdateSet(turn))
      .execute();
    if (!wasBegun) return;
    for (const name of PASSING) await db.deleteFrom(name).execute();
    await db.deleteFrom('move_progress').where('name', 'in', PASSING).execute();
  });
}

/** In the transaction of `db`. What a fresh database has by itself goes: the source has its own. */
async function begin(db: AnyDatabase, tables: readonly TableShape[]): Promise<void> {
  await setAside(db);
  await db.schema
    .createTable('move_progress')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('last_key', 'text', (c) => c.notNull())
    .addColumn('moved', 'bigint', (c) => c.notNull())
    .execute();
  for (const { name } of [...tables].reverse()) await db.deleteFrom(name).execute();
}

/** No row: another run has taken over. Else none does until the transaction ends. */
const turnOf = (run: string) => sql`update move_progress set moved = moved where name = ${TURN} and last_key = ${run} returning name`;
const OVERTAKEN = 'another copy into the same target was begun after this one: that one goes on, this one ends';

/** In the transaction of `db`. */
async function holdTurn(db: AnyDatabase, run: string): Promise<void> {
  if ((await turnOf(run).execute(db)).rows.length === 0) throw new Error(OVERTAKEN);
}

async function end(target: AnyDatabase, run: string): Promise<void> {
  await target.transaction().execute(async (db) => {
    // Another one has come to its end, or the answer to this one's was lost.
    if (!(await isBegun(db))) return;
    await holdTurn(db, run);
    for (const name of ['move_progress', SET_ASIDE]) await db.schema.dropTable(name).ifExists().execute();
  });
}

/** Who writes what where. */
interface Filling {
  readonly to: SqlDatabase;
  readonly run: string;
}

/** Indexes and references of one table are made while the next ones are moved: those that it refers to are there. */
async function moveTables(
  source: AnyDatabase,
  filling: Filling,
  tables: readonly TableShape[],
  onMoved: (moved: RowsMoved) => void,
  onIndexing: (() => void) | undefined,
): Promise<readonly ComparedTable[]> {
  const compared: ComparedTable[] = [];
  let restored = Promise.resolve();
  try {
    for (const table of tables) {
      compared.push(await moveTable(source, filling, table, onMoved));
      restored = restored.then(() => restoreAside(filling.to.write, table.name));
      restored.catch(() => undefined);
    }
    if (!isSqlite(filling.to.write)) onIndexing?.();
  } finally {
    await Promise.allSettled([restored]);
  }
  await restored;
  return compared;
}

/** What earlier runs moved is compared, the rest moved and compared; then nothing else may be there. */
async function moveTable(source: AnyDatabase, filling: Filling, table: TableShape, onMoved: (moved: RowsMoved) => void): Promise<ComparedTable> {
  const { to } = filling;
  const begun = await progressOf(to.write, table);
  const total = await countOf(source, table.name);
  let [rows, moved, isSame] = [0, begun.moved, true];
  const check = async (part: Part, here: PartDigest): Promise<void> => {
    const there = await digestIn(to.read, table, part);
    if (there.digest !== here.digest || there.rows !== here.rows) isSame = false;
    rows += here.rows;
  };
  onMoved({ table: table.name, rows: moved, total });
  if (begun.last !== undefined)
    for (let part = await nextPart(source, table, undefined, begun.last); part !== undefined; part = await nextPart(source, table, part.upTo, begun.last))
      await check(part, await digestIn(source, table, part));
  const read = async (after: Key | undefined): Promise<Page | undefined> => {
    const part = await nextPart(source, table, after, undefined);
    return part && { part, ...(await readPart(source, to.write, table, part)) };
  };
  let written: Page | undefined;
  for (let page = await read(begun.last); page !== undefined; onMoved({ table: table.name, rows: moved, total })) {
    const [now, before] = [page, written];
    moved += now.digest.rows;
    const following = () => read(now.part.upTo);
    [page] = await Promise.all([writePage(filling, table, now, moved, following), before && check(before.part, before.digest)]);
    written = now;
  }
  if (written !== undefined) await check(written.part, written.digest);
  const rowsThere = await countOf(to.write, table.name);
  return { table: table.name, rows, rowsThere, isSame: isSame && rows === rowsThere };
}

/** Rows that were read, and all that is needed of them. */
interface Page extends PartRead {
  readonly part: Part;
}

/** In one transaction with the note of it; the following page is read while the target works. */
async function writePage(
  { to, run }: Filling,
  table: TableShape,
  { part, write }: Page,
  moved: number,
  following: () => Promise<Page | undefined>,
): Promise<Page | undefined> {
  const note = { last_key: JSON.stringify(part.upTo), moved };
  const noting = (to.write as AnyDatabase)
    .insertInto('move_progress')
    .values({ name: table.name, ...note })
    .onConflict((c) => c.column('name').doUpdateSet(note))
    .compile();
  const turn = turnOf(run).compile(to.write);
  return to.lightTransaction(async (session) => {
    const writing = async () => {
      if ((await session.run(turn, turn.parameters)).length === 0) throw new Error(OVERTAKEN);
      await write(session);
      await session.run(noting, noting.parameters);
    };
    // A database in this process has to have its turn, too: reading it stops everything else.
    const [, page] = await Promise.all([writing(), others().then(following)]);
    return page;
  });
}

/** `last` undefined: nothing was moved. */
async function progressOf(target: AnyDatabase, { name }: TableShape): Promise<{ readonly last: Key | undefined; readonly moved: number }> {
  const begun = await target.selectFrom('move_progress').selectAll().where('name', '=', name).executeTakeFirst();
  return { last: begun === undefined ? undefined : (JSON.parse(begun.last_key) as Key), moved: Number(begun?.moved ?? 0) };
}

async function countOf(db: AnyDatabase, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.n);
}

async function* blobsIn(db: AnyDatabase): AsyncIterable<NamedBlob> {
  for (let last = ''; ; ) {
    const page = await db.selectFrom('blob').select(['hash', 'type', 'size_bytes']).where('hash', '>', last).orderBy('hash').limit(BLOBS_A_PAGE).execute();
    for (const { hash, type, size_bytes } of page) yield { hash: String(hash), type: String(type), sizeBytes: Number(size_bytes) };
    if (page.length === 0) return;
    last = String(page.at(-1)?.hash);
  }
}
