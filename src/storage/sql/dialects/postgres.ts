/**
 * PostgreSQL through Kysely: a few connections for what is read, a few for transactions, two for searches, so that none
 * of them waits for the others. Transactions are read committed and hold locks by name (locks.ts) where they decide on
 * what they read. Who loses a race, or the connection before the commit, begins anew; nothing happened then.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ColumnDefinitionNode } from 'kysely';
import {
  type CompiledQuery,
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  type PostgresPool,
  PostgresQueryCompiler,
  RawNode as Raw,
  type RawNode,
  sql,
  type Transaction,
  type TransactionBuilder,
} from 'kysely';
import pg from 'pg';
import { Outage } from '../../../app/ports-outage.js';
import { ok, refuse } from '../../../core/fault.js';
import { CommitUnknown, type SqlDatabase } from '../database.js';
import { prepared, type Session } from '../prepared.js';
import type { Schema } from '../schema.js';
import { copyIn } from './copy-in.js';
import { checkPostgresAddress } from './postgres-address.js';
import { SEARCHES_AT_ONCE, SearchLine } from './search-line.js';
import type { SearchOptions } from './searches.js';
import { variantOf } from './variants.js';

export interface PostgresOptions extends SearchOptions {
  /** So many connections at most, those of searches included; 4 or more. Absent: 10. */
  readonly connections?: number;
  /** Whole tables are moved: what is written may take any time. Absent: no statement of ours takes 30 s. */
  readonly isPatient?: boolean;
}

/** No statement of ours takes seconds but searches, and those have their own limit: one that does hangs, or waits for somebody who does. */
const STATEMENT_MS = 30_000;
/** The network may be cut without a word to either side: PostgreSQL itself has given up before. */
const ANSWER_MARGIN_MS = 5000;
const ANSWER_MS = STATEMENT_MS + ANSWER_MARGIN_MS;
/** A transaction whose process went away without a word holds its locks no longer. */
const IDLE_IN_TRANSACTION_MS = 30_000;
const CONNECT_MS = 10_000;
/** A restart of the database takes seconds: so long is waited for it before anybody is told. */
const OUTAGE_MS = 10_000;
/** Names that were taken at the same moment, rows locked crosswise: more often it is no accident. */
const RACES = 10;

export function openPostgres(url: string, options: PostgresOptions = {}): SqlDatabase {
  const { connections = 10, limitSeconds = 10, lineLength = 100, isPatient = false } = options;
  checkPostgresAddress(url);
  const writers = Math.ceil((connections - SEARCHES_AT_ONCE) / 2);
  const writing = openPool(url, { max: writers, ...(isPatient ? { statement_timeout: 0 } : {}) });
  const reading = openPool(url, { max: Math.max(1, connections - SEARCHES_AT_ONCE - writers) });
  const searching = openPool(url, { max: SEARCHES_AT_ONCE, statement_timeout: limitSeconds * 1000 });
  const line = new SearchLine(lineLength, limitSeconds * 1000);
  const read = new Kysely<Schema>({ dialect: dialectOver(readerPool(reading)) });
  const usualMs = isPatient ? 0 : ANSWER_MS;
  const patience: Patience = { usualMs, answerMs: usualMs };
  const write = new PatientKysely({ dialect: dialectOver(writerPool(writing, patience), patience) });
  const transact = <T>(begin: string, work: (session: Session) => Promise<T>): Promise<T> => untilUndisturbed(() => transactOnce(writing, write, begin, work));
  return {
    read,
    write,
    reader: { build: read, run: (query, parameters) => untilThere(async () => (await reading.query(configOf(query, parameters))).rows) },
    search: (query) =>
      line.run(async () => {
        try {
          return ok((await untilThere(() => searching.query(configOf(query, query.parameters, limitSeconds * 1000 + ANSWER_MARGIN_MS)))).rows);
        } catch (error) {
          if (codeOf(error instanceof Outage ? error.cause : error) === QUERY_CANCELED) return refuse({ code: 'search-too-long', limitSeconds });
          throw error;
        }
      }),
    endSearches: () => void searching.end(),
    transaction: (work) => transact('begin', work),
    lightTransaction: (work) => transact('begin; set local synchronous_commit = off', work),
    isRemote: true,
    isRace,
    freshId: async (session, table) => Number((await nextIds(session, { table }))[0]?.id),
  };
}

const nextIds = prepared((_, { table }: { table: string }) => sql<{ id: number }>`select nextval(pg_get_serial_sequence(cast(${table} as text), 'id')) as id`);

const INT8 = 20;
/** Whole numbers come as numbers: none of ours is past 2^53. */
const TYPES: pg.CustomTypesConfig = { getTypeParser: (oid, format) => (oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format)) };

function openPool(url: string, own: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...{ connectionString: url, application_name: 'vitrine', types: TYPES, keepAlive: true, connectionTimeoutMillis: CONNECT_MS },
    ...{ statement_timeout: STATEMENT_MS, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS },
    ...own,
  });
  // A connection that breaks while nobody uses it is replaced by the next who needs one.
  pool.on('error', () => undefined);
  // While somebody uses it, the next statement tells him.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const names = new WeakMap<CompiledQuery, string | undefined>();
let named = 0;

/** A query that comes again is prepared on each connection that sees it; one that was built on the spot comes once. */
function configOf(query: CompiledQuery, parameters: readonly unknown[], answerMs = ANSWER_MS): pg.QueryConfig {
  if (!names.has(query)) names.set(query, undefined);
  else if (names.get(query) === undefined) names.set(query, `v${++named}`);
  const name = names.get(query);
  return { ...answeredIn(answerMs, query.sql, parameters), ...(name === undefined ? {} : { name }) };
}

/** A connection that does not answer within so long is given up; 0: it may take any time. */
function answeredIn(answerMs: number, text: string, parameters?: readonly unknown[]): pg.QueryConfig {
  const config = { text, ...(parameters === undefined ? {} : { values: parameters.map(storable) }), query_timeout: answerMs };
  return config;
}

/** A text of PostgreSQL's holds no NUL. In JSON it is escaped, in keys refused: what is left is a name for people, or a look-up in vain. */
const storable = (parameter: unknown): unknown =>
  typeof parameter === 'string' && parameter.includes('\0') ? parameter.replaceAll('\0', '\ufffd') : parameter;

// Where a statement failed and nobody minded, PostgreSQL answers a commit by undoing all.
const UNDONE = 'the transaction had failed before its commit';

async function transactOnce<T>(pool: pg.Pool, build: Kysely<Schema>, begin: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await untilThere(() => pool.connect());
  let [isCommitting, isBroken] = [false, false];
  const onError = (): void => {
    isBroken = true;
  };
  client.on('error', onError);
  try {
    await client.query(answeredIn(ANSWER_MS, begin));
    const result = await work({
      build,
      run: async (query, parameters) => (await client.query(configOf(query, parameters))).rows,
      copyIn: ({ sql: text }, bytes) => copyIn(client, text, bytes, ANSWER_MS),
    });
    isCommitting = true;
    const { command } = await client.query(answeredIn(ANSWER_MS, 'commit'));
    if (command !== 'COMMIT') throw new Error(UNDONE);
    return result;
  } catch (error) {
    const isLost = isBroken || isOutage(error);
    if (isLost || isOutdated(error)) isBroken = true;
    else await client.query(answeredIn(ANSWER_MS, 'rollback')).catch(onError);
    throw isLost && isCommitting ? new CommitUnknown(error) : error;
  } finally {
    client.off('error', onError);
    client.release(isBroken);
  }
}

/** Transactions of Kysely's, as ours: begun anew where they are disturbed. */
class PatientKysely extends Kysely<Schema> {
  override transaction(): TransactionBuilder<Schema> {
    const builder = super.transaction();
    const execute = builder.execute.bind(builder);
    return Object.assign(builder, { execute: <T>(work: (db: Transaction<Schema>) => Promise<T>) => untilUndisturbed(() => execute(work)) });
  }
}

/** Runs anew what was undone by a race or by the loss of the connection. */
async function untilUndisturbed<T>(transact: () => Promise<T>): Promise<T> {
  const end = Date.now() + OUTAGE_MS;
  for (let races = 0; ; await pause(5 + Math.random() * 20 * (races + 1))) {
    try {
      return await transact();
    } catch (error) {
      // Through Kysely it has come as an outage already; whether a commit came about is for others to find out.
      const why = error instanceof Outage && !(error instanceof CommitUnknown) ? error.cause : error;
      if (!(isRace(why) && ++races < RACES) && !(isOutage(why) && Date.now() < end)) throw outageOf(error) ?? error;
    }
  }
}

/** Waits until the database is there again, for what may be asked twice. */
async function untilThere<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + OUTAGE_MS; ; await pause(50 + Math.random() * 100)) {
    try {
      return await ask();
    } catch (error) {
      if (!(isOutage(error) || isOutdated(error)) || Date.now() > end) throw outageOf(error) ?? error;
    }
  }
}

const QUERY_CANCELED = '57014';
/** Serialization failure, deadlock, and a unique key that somebody else took at the same moment. */
const RACE_CODES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);
/** Shut down by an administrator, by a crash, starting up; and what the network says. */
const OUTAGE_CODES: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const isRace = (error: unknown): boolean => RACE_CODES.has(codeOf(error) ?? '') || isOutdated(error);
/** A newer release has altered a table since this connection prepared a statement: the next connection prepares it anew. */
const isOutdated = (error: unknown): boolean => error instanceof Error && error.message.includes('cached plan must not change result type');
const codeOf = (error: unknown): string | undefined => (error instanceof Error && 'code' in error ? String(error.code) : undefined);

function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return OUTAGE_CODES.has(code) || code.startsWith('08');
  // The driver's own words for a socket that closed have no code.
  return error instanceof Error && /connection (terminated|ended)|not queryable|connection error|query read timeout/i.test(error.message);
}

/** Read-only, as a server that stands in for another is at first; no memory, no connection left; a lock that was waited for too long. */
const BUSY_CODES: ReadonlySet<string> = new Set(['25006', '53200', '53300', QUERY_CANCELED]);
const DISK_FULL = '53100';

/** What the doors are told where the database does not do its work now; undefined: a bug, a race, or told already. */
function outageOf(error: unknown): Outage | undefined {
  const code = codeOf(error) ?? '';
  if (code === DISK_FULL) return new Outage('full', 'the database has no room left', { cause: error });
  const words = error instanceof Error ? error.message || code : '';
  // The driver's own words where every connection is taken.
  const isLate = words.startsWith('timeout exceeded when trying to connect');
  return isLate || isOutage(error) || BUSY_CODES.has(code) ? new Outage('unavailable', `the database does not answer: ${words}`, { cause: error }) : undefined;
}

/** What is only read needs no connection of its own from one statement to the next. */
function readerPool(pool: pg.Pool): PostgresPool {
  const client = {
    query: (text: string, values: readonly unknown[]) => untilThere(() => pool.query(answeredIn(ANSWER_MS, text, values))),
    release: () => undefined,
  };
  return { connect: async () => client as never, end: () => pool.end() };
}

/** For transactions of Kysely's. */
function writerPool(pool: pg.Pool, patience: Patience): PostgresPool {
  const connect = async () => {
    const client = await untilThere(() => pool.connect());
    let isBroken = false;
    const query = async (text: string, values: readonly unknown[] = []) => {
      // Undone with its connection: what went wrong is told, not that it cannot be undone once more.
      if (isBroken && text === 'rollback') return { command: 'ROLLBACK', rows: [] };
      try {
        const result = await client.query(answeredIn(patience.answerMs, text, values));
        if (text === 'commit' && result.command !== 'COMMIT') throw new Error(UNDONE);
        return result;
      } catch (error) {
        isBroken ||= isOutage(error);
        throw isOutage(error) && text === 'commit' ? new CommitUnknown(error) : (outageOf(error) ?? error);
      }
    };
    return { query, release: () => client.release(isBroken) } as never;
  };
  return { connect, end: () => pool.end() };
}

function dialectOver(pool: PostgresPool, patience?: Patience): Dialect {
  const dialect = new PostgresDialect({ pool });
  return {
    createAdapter: () => new PatientAdapter(patience),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (kysely) => dialect.createIntrospector(kysely),
    createQueryCompiler: () => new PostgresWords(),
  };
}

/** How long the answers to what is written through Kysely may take. */
interface Patience {
  readonly usualMs: number;
  answerMs: number;
}

/** A migration may take as long as it needs. */
class PatientAdapter extends PostgresAdapter {
  constructor(private readonly patience: Patience | undefined) {
    super();
  }

  override async acquireMigrationLock(...[db, options]: Parameters<PostgresAdapter['acquireMigrationLock']>): Promise<void> {
    if (this.patience !== undefined) this.patience.answerMs = 0;
    // Of the session: no transaction has begun yet.
    await sql`set statement_timeout = 0`.execute(db);
    await super.acquireMigrationLock(db, options);
  }

  override async releaseMigrationLock(...[db, options]: Parameters<PostgresAdapter['releaseMigrationLock']>): Promise<void> {
    await super.releaseMigrationLock(db, options);
    await sql`reset statement_timeout`.execute(db);
    if (this.patience !== undefined) this.patience.answerMs = this.patience.usualMs;
  }
}

/** Texts sort by code point whatever the database's language is, and numbers have room: migrations need not know. */
const COLUMN_TYPES: Readonly<Record<string, string>> = { text: 'text collate "C"', integer: 'bigint' };

class PostgresWords extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    const variant = variantOf(node, 'postgres');
    if (variant === undefined) super.visitRaw(node);
    else this.visitNode(variant);
  }

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    const type = node.dataType.kind === 'DataTypeNode' ? COLUMN_TYPES[(node.dataType as { dataType?: string }).dataType ?? ''] : undefined;
    super.visitColumnDefinition(type === undefined ? node : { ...node, dataType: Raw.createWithSql(type) });
  }

  protected override getAutoIncrement(): string {
    return 'generated by default as identity';
  }
}
