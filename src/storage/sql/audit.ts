/** All rows looked over for what no write of ours leaves behind. */
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Audit, KnownBlob, RowFault } from '../../app/ports-upkeep.js';
import type { BlobHash, MediaPath } from '../../core/ids.js';
import { parsePath } from '../../core/naming.js';
import { formatFacts, unusedBlobs } from './blob-index.js';
import type { SqlDatabase } from './database.js';
import { byDialect } from './dialects/variants.js';
import { fieldIn, isAmongIds, stringIn } from './expressions.js';
import type { Schema } from './schema.js';
import { type AnyDatabase, isSqlite, tablesOf } from './tables.js';
import { type Unreadable, unreadableValues } from './unreadable.js';

/** Of one kind; who has more has other worries. */
const FAULTS_TOLD = 10_000;
const PAGE_ROWS = 1000;
const BLOB = /^[0-9a-f]{64}$/;

type Sql = RawBuilder<unknown>;
/** Whether the values of an entry are to be read, by its number: a database stops at values that are none. */
type Chosen = (entry: Sql) => Sql;

/** Each path that a chosen entry has, for everybody or in a store view, and the bytes it has there. */
function ownedBy(chosen: Chosen): Sql {
  const [id, named] = [sql.ref('entry.id'), sql.ref('named.entry')];
  const common = (field: string) => sql`case when ${chosen(id)} then ${fieldIn(sql.ref('entry.global_values'), field)} end`;
  const own = (value: string) => sql`case when ${chosen(named)} then ${stringIn(sql.ref(value))} end`;
  return sql`(select entry.product, entry.id as entry, ${common('file')} as path, ${common('blob')} as blob from entry
    union all select named.product, named.entry, ${own('named.value')}, coalesce(${own('bytes.value')}, ${common('blob')}) from entry_value as named
      left join entry on entry.product = named.product and entry.id = named.entry
      left join entry_value as bytes on bytes.product = named.product and bytes.store = named.store and bytes.entry = named.entry and bytes.field = 'blob'
      where named.field = 'file') as owned`;
}
const one =
  (entry: number): Chosen =>
  (id) =>
    sql`${id} = ${entry}`;
const allBut =
  (entries: readonly number[]): Chosen =>
  (id) =>
    entries.length === 0 ? sql.lit(true) : sql`not ${isAmongIds(id, JSON.stringify(entries))}`;

interface WrongRow {
  readonly row: unknown;
  readonly blob?: string | null;
}
interface Wrong {
  readonly kind: RowFault['kind'];
  readonly table: string;
  readonly rows: RawBuilder<WrongRow>;
}
function wrongAmong(chosen: Chosen): readonly Wrong[] {
  const owned = ownedBy(chosen);
  return [
    {
      ...{ kind: 'path-without-file', table: 'entry' },
      rows: sql`select 'entry ' || owned.entry || ' ' || owned.path as "row", owned.blob from ${owned} left join file on file.path = owned.path where file.path is null and owned.path is not null`,
    },
    {
      ...{ kind: 'file-of-nobody', table: 'file' },
      // No join: SQLite would look through all paths of entries for each file.
      rows: sql`select file.path as "row" from file where file.entry is null or ${chosen(sql.ref('file.entry'))} except select owned.path from ${owned}`,
    },
    {
      ...{ kind: 'file-without-blob', table: 'file' },
      rows: sql`select file.path as "row", file.blob from file left join blob on blob.hash = file.blob where blob.hash is null`,
    },
    {
      ...{ kind: 'file-differs', table: 'file' },
      rows: sql`select file.path as "row" from ${owned} join file on file.path = owned.path where owned.blob is not null and owned.blob <> file.blob`,
    },
    {
      ...{ kind: 'file-elsewhere', table: 'file' },
      rows: sql`select file.path as "row" from file join entry on entry.id = file.entry where file.product <> entry.product`,
    },
    {
      ...{ kind: 'sku-differs', table: 'sku' },
      rows: sql`select coalesce(product.sku_key, sku.sku_key) as "row" from product full join sku on sku.sku_key = product.sku_key and sku.product = product.id
        where product.id is null or sku.product is null order by 1`,
    },
  ];
}

/** `from` and `to`: the columns on either side, each a JSON list. `part`: 1 where a row is a part of what it refers to, and goes with it. */
interface Reference {
  readonly table: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  readonly part: number;
}
/** But blobs: those are asked for apart. PostgreSQL lets no row dangle; SQLite's rows may have been written by somebody who had switched that off. */
const referencesOf = byDialect<Reference>({
  sqlite: sql`select one.name as "table", ref."table" as target, json_group_array(ref."from") as "from", json_group_array(coalesce(ref."to", 'id')) as "to", min(ref.on_delete = 'CASCADE') as part
    from sqlite_master one join pragma_foreign_key_list(one.name) ref where one.type = 'table' and ref."table" <> 'blob' group by one.name, ref.id, ref."table" order by one.name`,
  postgres: sql`select '' as "table", '' as target, '' as "from", '' as "to", 0 as part where false`,
});
const damage = byDialect<{ row: string }>({
  sqlite: sql`select integrity_check as "row" from pragma_integrity_check where integrity_check <> 'ok'`,
  postgres: sql`select '' as "row" where false`,
});
function danglingIn({ table, target, from, to }: Reference) {
  const [columns, keys] = [JSON.parse(from) as readonly string[], JSON.parse(to) as readonly string[]];
  const refer = columns.map((column) => sql`${sql.ref(`${table}.${column}`)} is not null`);
  const meet = columns.map((column, at) => sql`${sql.ref(`target.${keys[at]}`)} = ${sql.ref(`${table}.${column}`)}`);
  return sql`from ${sql.table(table)} where ${sql.join(refer, sql` and `)} and not exists
    (select 1 from ${sql.table(target)} as target where ${sql.join(meet, sql` and `)})`;
}

const rowOf = ({ entry, product, field }: Unreadable): string =>
  `entry ${entry} of ${product}${field === undefined ? '' : `: ${field.name} in store view ${field.store}`}`;

/** By what its entry says of it; false: there is no such entry, or nothing is known of its bytes. */
async function serveAgain(trx: Transaction<Schema>, row: string): Promise<boolean> {
  const [, entry, path] = /^entry (\d+) (.*)$/s.exec(row) ?? [];
  if (path === undefined) return false;
  const { stem, number } = parsePath(path as MediaPath);
  const product = sql`(select entry.product from entry where entry.id = ${Number(entry)})`;
  await sql`insert into file (path, stem, number, blob, product, entry)
    select owned.path, cast(${stem} as text), cast(${number} as integer), owned.blob, owned.product, owned.entry from ${ownedBy(one(Number(entry)))} join blob on blob.hash = owned.blob
    where owned.product = ${product} and owned.entry = ${Number(entry)} and owned.path = ${path} limit 1 on conflict do nothing`.execute(trx);
  return (await trx.selectFrom('file').select('path').where('path', '=', path).executeTakeFirst()) !== undefined;
}

export function createAudit({ read, write }: SqlDatabase): Audit {
  const db: AnyDatabase = read;
  /** A look at all rows takes as long as it needs. */
  const patiently = <T>(query: RawBuilder<T>): Promise<{ readonly rows: readonly T[] }> =>
    isSqlite(db)
      ? query.execute(db)
      : write.transaction().execute(async (trx) => {
          await sql`set local statement_timeout = 0`.execute(trx);
          return query.execute(trx);
        });
  const known = (row: { hash: string; type: string; size_bytes: number }): KnownBlob => ({
    ...{ hash: row.hash as BlobHash, type: row.type },
    sizeBytes: Number(row.size_bytes),
  });
  return {
    async *faults(isDeep) {
      if (isDeep) for (const { row } of (await patiently(damage)).rows) yield { kind: 'database-damaged', table: '', row };
      const tables = await tablesOf(db);
      for (const reference of (await referencesOf.execute(db)).rows) {
        const key = sql.join((tables.find(({ name }) => name === reference.table)?.key ?? []).map((column) => sql.ref(column)));
        const { rows } = await patiently(sql<Record<string, unknown>>`select ${key} ${danglingIn(reference)} limit ${sql.lit(FAULTS_TOLD)}`);
        for (const row of rows) yield { kind: 'dangling', table: reference.table, row: Object.values(row).join(' ') };
      }
      const unreadable = new Set<number>();
      for await (const value of unreadableValues(db)) {
        unreadable.add(value.entry);
        yield { kind: 'unreadable', table: value.field === undefined ? 'entry' : 'entry_value', row: rowOf(value) };
      }
      for (const { kind, table, rows } of wrongAmong(allBut([...unreadable])))
        for (const { row, blob } of (await patiently(sql<WrongRow>`${rows} limit ${sql.lit(FAULTS_TOLD)}`)).rows)
          yield { kind, table, row: String(row), ...(typeof blob === 'string' && BLOB.test(blob) ? { blob: blob as BlobHash } : {}) };
    },
    mend: ({ kind, table, row, blob }, facts) =>
      write.transaction().execute(async (trx) => {
        if (kind === 'dangling') {
          const parts = (await referencesOf.execute(trx)).rows.filter((reference) => reference.table === table && reference.part === 1);
          for (const reference of parts) await sql`delete ${danglingIn(reference)}`.execute(trx);
          return parts.length > 0;
        }
        // Of no age: what refers to it keeps it.
        if (facts !== undefined)
          await trx
            .insertInto('blob')
            .values(formatFacts(facts, 0))
            .onConflict((c) => c.column('hash').doNothing())
            .execute();
        if (kind === 'file-without-blob')
          return (
            (await trx
              .selectFrom('blob')
              .select('hash')
              .where('hash', '=', blob ?? '')
              .executeTakeFirst()) !== undefined
          );
        if (kind === 'path-without-file') return serveAgain(trx, row);
        if (kind === 'file-elsewhere') {
          await sql`update file set product = (select entry.product from entry where entry.id = file.entry) where path = ${row}`.execute(trx);
          return true;
        }
        if (kind === 'sku-differs') {
          await trx.deleteFrom('sku').where('sku_key', '=', row).execute();
          await sql`insert into sku (sku_key, product) select sku_key, min(id) from product where sku_key = ${row} group by sku_key`.execute(trx);
          return true;
        }
        if (kind !== 'file-of-nobody') return false;
        const file = await trx.selectFrom('file').select('entry').where('path', '=', row).executeTakeFirst();
        await sql`delete from file where path = ${row} and not exists (select 1 from ${ownedBy(one(Number(file?.entry ?? 0)))} where owned.entry = file.entry and owned.path = file.path)`.execute(
          trx,
        );
        return true;
      }),
    async *blobs() {
      for (let last = ''; ; ) {
        const page = await read.selectFrom('blob').select(['hash', 'type', 'size_bytes']).where('hash', '>', last).orderBy('hash').limit(PAGE_ROWS).execute();
        yield* page.map(known);
        if (page.length === 0) return;
        last = page.at(-1)?.hash ?? '';
      }
    },
    async unused(notRenewedSince, limit) {
      const rows = await read
        .selectFrom('blob')
        .select(['hash', 'type', 'size_bytes'])
        .where('hash', 'in', unusedBlobs(read, notRenewedSince))
        .limit(limit)
        .execute();
      return rows.map(known);
    },
  };
}
