/** Rows of a database, read past the service that keeps them. */
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';

const INT8 = 20;
const TYPES: pg.CustomTypesConfig = { getTypeParser: (oid, format) => (oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format)) };

/** What several queries answer, each under its name; `database`: its address, as in the settings. */
export async function rowsIn<Row, Name extends string = string>(
  database: string,
  queries: Readonly<Record<Name, string>>,
): Promise<{ readonly [N in Name]: readonly Row[] }> {
  const answers: [string, readonly unknown[]][] = [];
  const all = Object.entries<string>(queries);
  if (database.startsWith('sqlite:')) {
    const db = new DatabaseSync(database.slice('sqlite:'.length), { readOnly: true });
    try {
      for (const [name, query] of all) answers.push([name, db.prepare(query).all()]);
    } finally {
      db.close();
    }
  } else {
    const client = new pg.Client({ connectionString: database, types: TYPES });
    await client.connect();
    try {
      for (const [name, query] of all) answers.push([name, (await client.query(query)).rows]);
    } finally {
      await client.end();
    }
  }
  return Object.fromEntries(answers) as { [N in Name]: readonly Row[] };
}
