/** All rows looked over for what no write of ours leaves behind. */
import { type RawBuilder, sql } from 'kysely';
import type { Audit, KnownBlob, RowFault } from '../../app/ports-upkeep.js';
import type { BlobHash } from '../../core/ids.js';
import { unusedBlobs } from './blob-index.js';
import type { SqlDatabase } from './database.js';
import { byDialect } from './dialects/variants.js';
import { fieldIn, stringIn } from './expressions.js';
import { type AnyDatabase, isSqlite, tablesOf } from './tables.js';

/** Of one kind; who has more has other worries. */
const FAULTS_TOLD = 10_000;
const PAGE_ROWS = 1000;

const globalValue = (field: string) => fieldIn(sql.ref('entry.global_values'), field);
/** Each path that an entry has, for everybody or in a store view, and the bytes it has there. */
const owned = sql`(select entry.id as entry, ${globalValue('file')} as path, ${globalValue('blob')} as blob from entry
  union all select named.entry, ${stringIn(sql.ref('named.value'))}, ${stringIn(sql.ref('bytes.value'))} from entry_value as named
    left join entry_value as bytes on bytes.product = named.product and bytes.store = named.store and bytes.entry = named.entry and bytes.field = 'blob' where named.field = 'file') as owned`;

const WRONG: readonly { readonly kind: RowFault['kind']; readonly table: string; readonly rows: RawBuilder<{ row: unknown }> }[] = [
  {
    ...{ kind: 'path-without-file', table: 'entry' },
    rows: sql`select 'entry ' || owned.entry || ' ' || owned.path as "row" from ${owned} left join file on file.path = owned.path where file.path is null and owned.path is not null`,
  },
  {
    ...{ kind: 'file-of-nobody', table: 'file' },
    rows: sql`select file.path as "row" from file left join ${owned} on owned.path = file.path where owned.path is null`,
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

/** `from` and `to`: the columns on either side, each a JSON list. */
interface Reference {
  readonly table: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
}
/** PostgreSQL lets no row dangle; SQLite's rows may have been written by somebody who had switched that off. */
const referencesOf = byDialect<Reference>({
  sqlite: sql`select one.name as "table", ref."table" as target, json_group_array(ref."from") as "from", json_group_array(coalesce(ref."to", 'id')) as "to"
    from sqlite_master one join pragma_foreign_key_list(one.name) ref where one.type = 'table' group by one.name, ref.id, ref."table" order by one.name`,
  postgres: sql`select '' as "table", '' as target, '' as "from", '' as "to" where false`,
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
      for (const { kind, table, rows } of WRONG)
        for (const { row } of (await patiently(sql<{ row: unknown }>`${rows} limit ${sql.lit(FAULTS_TOLD)}`)).rows) yield { kind, table, row: String(row) };
    },
    mend: ({ kind, table, row }) =>
      write.transaction().execute(async (trx) => {
        if (kind === 'dangling') {
          for (const reference of (await referencesOf.execute(trx)).rows)
            if (reference.table === table) await sql`delete ${danglingIn(reference)}`.execute(trx);
          return true;
        }
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
        await sql`delete from file where path = ${row} and not exists (select 1 from ${owned} where owned.entry = file.entry and owned.path = file.path)`.execute(
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
