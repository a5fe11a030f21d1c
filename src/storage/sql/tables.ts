/** What tables there are, asked of the database itself: whoever walks all of them need not be told of a new one. */
import { type Kysely, SqliteAdapter, sql } from 'kysely';
import { byDialect } from './dialects/variants.js';

export interface TableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isText: boolean }[];
  /** The columns of its primary key, in order. */
  readonly key: readonly string[];
}
// The schema of any table, where which one it is shows only at run time.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyDatabase = Kysely<any>;

export const isSqlite = (db: AnyDatabase): boolean => db.getExecutor().adapter instanceof SqliteAdapter;

/** Of PostgreSQL: a table whose rows are spread over others is one, and those others none. */
const WHOLE_TABLES = sql`select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition`;

/** Every table of ours, those that others refer to first. */
export async function tablesOf(db: AnyDatabase): Promise<readonly TableShape[]> {
  const [columns, references] = [(await columnsOf.execute(db)).rows, (await referencesOf.execute(db)).rows];
  const names = [...new Set(columns.map(({ table }) => table))].filter((name) => !name.startsWith('kysely_') && !name.startsWith('sqlite_'));
  const shapeOf = (name: string): TableShape => {
    const own = columns.filter(({ table }) => table === name);
    const key = own.filter(({ place }) => Number(place) > 0).sort((a, b) => Number(a.place) - Number(b.place));
    if (key.length === 0) throw new Error(`the table ${name} has no primary key`);
    return { name, columns: own.map(({ column, type }) => ({ name: column, isText: /text|char/i.test(type) })), key: key.map(({ column }) => column) };
  };
  const sorted: string[] = [];
  for (let left = names.sort(); left.length > 0; ) {
    const next = left.filter((name) => references.every(({ table, target }) => table !== name || target === name || sorted.includes(target)));
    if (next.length === 0) throw new Error(`tables refer to each other in a ring: ${left.join(', ')}`);
    sorted.push(...next);
    left = left.filter((name) => !next.includes(name));
  }
  return sorted.map(shapeOf);
}

/** `place`: in the primary key, from 1; 0: not of it. */
const columnsOf = byDialect<{ table: string; column: string; type: string; place: number }>({
  sqlite: sql`select one.name as "table", col.name as "column", col.type as type, col.pk as place
    from sqlite_master one join pragma_table_info(one.name) col where one.type = 'table' order by one.name, col.cid`,
  postgres: sql`select col.table_name as "table", col.column_name as "column", col.data_type as type,
      coalesce((select usage.ordinal_position from information_schema.table_constraints kind
        join information_schema.key_column_usage usage on usage.constraint_name = kind.constraint_name and usage.table_schema = kind.table_schema
        where kind.constraint_type = 'PRIMARY KEY' and kind.table_schema = col.table_schema and kind.table_name = col.table_name
          and usage.table_name = col.table_name and usage.column_name = col.column_name), 0) as place
    from information_schema.columns col join information_schema.tables one on one.table_schema = col.table_schema and one.table_name = col.table_name
    where col.table_schema = current_schema() and one.table_type = 'BASE TABLE' and col.table_name in (${WHOLE_TABLES}) order by col.table_name, col.ordinal_position`,
});
const referencesOf = byDialect<{ table: string; target: string }>({
  sqlite: sql`select one.name as "table", ref."table" as target from sqlite_master one join pragma_foreign_key_list(one.name) ref where one.type = 'table'`,
  postgres: sql`select one.relname as "table", other.relname as target from pg_constraint ref
    join pg_class one on one.oid = ref.conrelid join pg_class other on other.oid = ref.confrelid
    where ref.contype = 'f' and one.relnamespace = current_schema()::regnamespace and ref.conparentid = 0`,
});

/** The highest number that each table ever gave out by itself. */
export async function highestNumbers(db: AnyDatabase): Promise<ReadonlyMap<string, number>> {
  if (isSqlite(db)) {
    const { rows } = await sql<{ name: string; seq: number }>`select name, seq from sqlite_sequence`.execute(db);
    return new Map(rows.map(({ name, seq }) => [name, Number(seq)]));
  }
  const found = new Map<string, number>();
  for (const { table, column } of (await identities.execute(db)).rows) {
    const { rows } = await sql<{ name: string }>`select pg_get_serial_sequence(${table}, ${column}) as name`.execute(db);
    const { rows: last } = await sql<{
      value: number;
      called: boolean;
    }>`select last_value as value, is_called as called from ${sql.raw(rows[0]?.name ?? '')}`.execute(db);
    if (last[0]?.called === true) found.set(table, Number(last[0].value));
  }
  return found;
}

/** From now on tables give out higher ones, and higher ones than they hold. */
export async function raiseNumbers(db: AnyDatabase, highest: ReadonlyMap<string, number>): Promise<void> {
  if (isSqlite(db))
    for (const [table, value] of highest) {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(db);
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${value})`.execute(db);
    }
  else
    for (const { table, column } of (await identities.execute(db)).rows) {
      const held = sql`(select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(table)})`;
      const next = sql`greatest(${held}, cast(${highest.get(table) ?? 0} as bigint)) + 1`;
      await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${next}, false)`.execute(db);
    }
}
const identities = sql<{ table: string; column: string }>`select table_name as "table", column_name as "column" from information_schema.columns
  where table_schema = current_schema() and table_name in (${WHOLE_TABLES}) and (is_identity = 'YES' or column_default like 'nextval(%')`;
