/** The expressions over JSON, texts and times in which databases differ. Each says in both what core/search.ts means. */
import { type RawBuilder, sql } from 'kysely';
import { byDialect } from './dialects/variants.js';

type Sql = RawBuilder<unknown>;

/**
 * A text of ours as PostgreSQL's JSON: it takes no NUL and no half of a surrogate pair as a character, and would refuse
 * the whole text for one. JSON.stringify escapes just these with `\u`, so that most texts need no look.
 */
const jsonOf = (text: Sql): Sql => sql`(case when position('\\u' in ${text}) = 0 then ${text}
  else regexp_replace(${text}, '((?<!\\\\)(?:\\\\\\\\)*)\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\1\\\\ufffd', 'g') end)::json`;
const listOf = (json: string): Sql => jsonOf(sql`cast(${json} as text)`);

/** The members of a JSON list of texts, as rows of `value`: one bound value, however many there are. */
export const membersOf = (json: string): Sql =>
  byDialect({
    sqlite: sql`(select value from json_each(${json}))`,
    postgres: sql`(select value collate "C" as value from json_array_elements_text(${listOf(json)}) as member(value))`,
  });

/** Whether a text is among the members of a JSON list. */
export const isAmong = (text: Sql, json: string): RawBuilder<boolean> =>
  byDialect({ sqlite: sql`${text} in ${membersOf(json)}`, postgres: sql`${text} = any(array${membersOf(json)})` });

/** The same among whole numbers: ids. */
export const isAmongIds = (id: Sql, json: string): RawBuilder<boolean> =>
  byDialect({ sqlite: sql`${id} in ${membersOf(json)}`, postgres: sql`${id} = any(array(select cast(value as bigint) from ${membersOf(json)} as listed))` });

/** The same among any numbers. */
export const isAmongNumbers = (number: Sql, json: string): RawBuilder<boolean> =>
  byDialect({
    sqlite: sql`${number} in ${membersOf(json)}`,
    postgres: sql`${number} = any(array(select cast(value as double precision) from ${membersOf(json)} as listed))`,
  });

/** The text of a column that holds a JSON string. */
export const stringIn = (json: Sql): Sql => byDialect({ sqlite: sql`(${json} ->> '$')`, postgres: sql`(${jsonOf(json)} #>> '{}')` });

/** One field of a column that holds a JSON object: text as it is, all else as JSON. */
export const fieldIn = <T = unknown>(json: Sql, field: string): RawBuilder<T> =>
  byDialect<T>({ sqlite: sql`(${json} ->> ${sql.lit(`$.${field}`)})`, postgres: sql`(${jsonOf(json)} ->> ${sql.lit(field)})` });

/** A JSON value as searches see it (core/search.ts, `textOf`). */
export const textIn = (json: Sql): Sql =>
  byDialect({
    sqlite: sql`case substr(${json}, 1, 1)
      when '"' then ${json} ->> '$'
      when '[' then (select coalesce(group_concat(case member.type when 'true' then '1' when 'false' then '0' else coalesce(member.value, '') end, ','), '') from json_each(${json}) member)
      when 't' then '1' when 'f' then '0' else ${json} end`,
    postgres: sql`(case substr(${json}, 1, 1)
      when '"' then ${jsonOf(json)} #>> '{}'
      when '[' then (select coalesce(string_agg(case member.value::text when 'true' then '1' when 'false' then '0' else coalesce(member.value #>> '{}', '') end, ',' order by member.at), '')
        from json_array_elements(${jsonOf(json)}) with ordinality as member(value, at))
      when 't' then '1' when 'f' then '0' else ${json} end) collate "C"`,
  });

/** A-Z as a-z, all else as it is. */
export const folded = (text: Sql): Sql => byDialect({ sqlite: sql`lower(${text})`, postgres: sql`lower(${text} collate "C")` });

/** Whether a text is a number (core/search.ts, `isNumber`). */
export function isNumberIn(text: Sql): Sql {
  const unsigned = sql`substr(${text}, 1 + (${text} glob '-*'))`;
  return byDialect({
    sqlite: sql`(length(${text}) <= 15 and ${unsigned} glob '[0-9]*' and ${unsigned} glob '*[0-9]' and ${unsigned} not glob '*[^0-9.]*' and ${unsigned} not glob '*.*.*')`,
    postgres: sql`(length(${text}) <= 15 and ${text} ~ '^-?[0-9]+(\\.[0-9]+)?$')`,
  });
}
/** Of a text that is none: anything; PostgreSQL would break off, so that it is asked first. */
export const numberIn = (text: Sql): Sql =>
  byDialect({ sqlite: sql`cast(${text} as real)`, postgres: sql`(case when ${isNumberIn(text)} then cast(${text} as double precision) end)` });

/** Whether one of the members (JSON list of texts) stands in a comma-separated text. */
export const hasMember = (text: Sql, json: string): Sql =>
  byDialect({
    sqlite: sql`exists (select 1 from json_each(${json}) wanted where instr(',' || ${text} || ',', ',' || wanted.value || ',') > 0)`,
    postgres: sql`exists (select 1 from ${membersOf(json)} as wanted where position(',' || wanted.value || ',' in ',' || ${text} || ',') > 0)`,
  });

/** Sorts numbers before texts: a column may hold both. */
export const sortKey = (text: Sql): Sql =>
  byDialect({
    sqlite: sql`case when ${isNumberIn(text)} then ${numberIn(text)} else ${folded(text)} end`,
    postgres: sql`(case when ${text} is null then null when ${isNumberIn(text)} then row(1, ${numberIn(text)}, ''::text collate "C") else row(2, 0::double precision, ${folded(text)}) end)`,
  });

/** `2026-11-21 21:16:31` of seconds since 1970. */
export const timeTextOf = (seconds: Sql): Sql =>
  byDialect({
    sqlite: sql`datetime(${seconds}, 'unixepoch')`,
    postgres: sql`(to_char(to_timestamp(${seconds}) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') collate "C")`,
  });

/** A join in just this order: SQLite would else read the whole of the second table where there are no figures about them. */
export const JOIN_IN_ORDER = byDialect({ sqlite: sql`cross join`, postgres: sql`join` });

/** Rows that somebody else is about to change are left to him, where more than one may write at once. */
export const SKIP_LOCKED = byDialect({ sqlite: sql``, postgres: sql`for update skip locked` });

/** A table that is kept once, by its key: SQLite else keeps it twice, by number and by key. */
export const BY_KEY_ALONE = byDialect({ sqlite: sql`without rowid`, postgres: sql`` });
