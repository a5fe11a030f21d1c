/** What a database of PostgreSQL's is made of, to be compared with another one. */
import pg from 'pg';

/** Every column, index, constraint, trigger and function there is, a line each; none of the rows. */
export async function structureOf(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(`
      select format('column %s %s %s %s', table_name, column_name, data_type, is_nullable) as line from information_schema.columns where table_schema = 'public'
      union all select indexdef from pg_indexes where schemaname = 'public'
      union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
      union all select format('trigger %s', tgname) from pg_trigger where not tgisinternal
      union all select format('function %s', proname) from pg_proc where pronamespace = 'public'::regnamespace
      order by 1`);
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}
