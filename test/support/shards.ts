/**
 * The rows of products on several tables instead of one, by the hash of the product: what servers that share a shop out
 * ask of a schema (the column in every key, in every reference) PostgreSQL's own partitions ask, too.
 */
import pg from 'pg';

/** The tables of a product's own rows, and the column with its number. */
export const BY_PRODUCT: Readonly<Record<string, string>> = {
  product: 'id',
  product_value: 'product',
  product_term: 'product',
  entry: 'product',
  entry_value: 'product',
  role: 'product',
  change: 'product',
  trash: 'product',
};
const TABLES = Object.keys(BY_PRODUCT);

/** Of a database without products. Fails where a key or a reference lacks the product. */
export async function spreadByProduct(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    const constraints = await client.query<{ on: string; name: string; kind: string; made: string }>(
      `select one.relname as "on", con.conname as name, con.contype as kind, pg_get_constraintdef(con.oid) as made from pg_constraint con
        join pg_class one on one.oid = con.conrelid left join pg_class target on target.oid = con.confrelid
        where con.contype in ('p', 'u', 'f') and (one.relname = any($1) or target.relname = any($1)) order by con.contype desc`,
      [TABLES],
    );
    const indexes = await client.query<{ made: string }>(
      `select indexdef as made from pg_indexes where schemaname = 'public' and tablename = any($1) and indexname not in (select conname from pg_constraint)`,
      [TABLES],
    );
    for (const table of TABLES) {
      await client.query(`alter table ${table} rename to old_${table}`);
      await client.query(`create table ${table} (like old_${table} including defaults including identity) partition by hash (${BY_PRODUCT[table]})`);
      for (let at = 0; at < count; at++)
        await client.query(`create table ${table}_${at} partition of ${table} for values with (modulus ${count}, remainder ${at})`);
    }
    for (const table of TABLES) await client.query(`drop table old_${table} cascade`);
    for (const { made } of indexes.rows) await client.query(made);
    // Keys first, then what refers to them.
    for (const kind of ['p', 'u', 'f'])
      for (const { on, name, made } of constraints.rows.filter((one) => one.kind === kind))
        await client.query(`alter table ${on} add constraint ${name} ${made}`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
