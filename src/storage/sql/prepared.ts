/** Queries of the hot paths: built and compiled once, then run with other values each time. */
import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** One connection, inside or outside of a transaction. */
export interface Session {
  /** To build queries with; never to run them. */
  readonly build: Kysely<Schema>;
  run(query: CompiledQuery, parameters: readonly unknown[]): Promise<readonly unknown[]>;
  /** Runs a statement that takes its rows as bytes, `copy … from stdin`; absent: it has no such, or stands outside of a transaction. */
  copyIn?(query: CompiledQuery, bytes: Uint8Array): Promise<void>;
}

/** Stands in a query for what each run gives under that name. */
class Mark {
  constructor(readonly name: string) {}
}

const MARKS: Readonly<Record<string, unknown>> = new Proxy({}, { get: (_, name) => new Mark(String(name)) });

/** Kysely's builders and raw templates alike. */
interface Buildable<Row> {
  compile(db: Kysely<Schema>): CompiledQuery<Row>;
}

/** `make` is called once for each dialect, with a stand-in for every value. */
export function prepared<Values extends object, Row>(make: (db: Kysely<Schema>, values: Values) => Buildable<Row>) {
  const compiled = new WeakMap<Kysely<Schema>, CompiledQuery<Row>>();
  return async (session: Session, values: Values): Promise<readonly Row[]> => {
    let query = compiled.get(session.build);
    if (query === undefined) {
      query = make(session.build, MARKS as Values).compile(session.build);
      compiled.set(session.build, query);
    }
    return session.run(query, bind(query.parameters, values)) as Promise<readonly Row[]>;
  };
}

function bind(parameters: readonly unknown[], values: object): readonly unknown[] {
  return parameters.map((parameter) => (parameter instanceof Mark ? (values as Readonly<Record<string, unknown>>)[parameter.name] : parameter));
}
