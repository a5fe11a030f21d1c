/** The expressions over JSON, texts and times in which databases differ; here as SQLite says them. */
import { type RawBuilder, sql } from 'kysely';

type Sql = RawBuilder<unknown>;

/** The members of a JSON list, as rows to look into with `in`: one bound value, however many there are. */
export const membersOf = (json: string): Sql => sql`(select value from json_each(${json}))`;

/** The text of a column that holds a JSON string. */
export const stringIn = (json: Sql): Sql => sql`(${json} ->> '$')`;

/** One field of a column that holds a JSON object. */
export const fieldIn = (json: Sql, field: string): Sql => sql`(${json} ->> ${`$.${field}`})`;

/** A JSON value as searches see it (core/search.ts, `textOf`). */
export const textIn = (json: Sql): Sql => sql`case substr(${json}, 1, 1)
  when '"' then ${json} ->> '$'
  when '[' then (select coalesce(group_concat(case member.type when 'true' then '1' when 'false' then '0' else coalesce(member.value, '') end, ','), '') from json_each(${json}) member)
  when 't' then '1' when 'f' then '0' else ${json} end`;

/** A-Z as a-z, all else as it is. */
export const folded = (text: Sql): Sql => sql`lower(${text})`;

/** Whether a text is a number (core/search.ts, `isNumber`). */
export function isNumberIn(text: Sql): Sql {
  const unsigned = sql`substr(${text}, 1 + (${text} glob '-*'))`;
  return sql`(length(${text}) <= 15 and ${unsigned} glob '[0-9]*' and ${unsigned} glob '*[0-9]' and ${unsigned} not glob '*[^0-9.]*' and ${unsigned} not glob '*.*.*')`;
}
export const numberIn = (text: Sql): Sql => sql`cast(${text} as real)`;

/** Whether one of the members (JSON list of texts) stands in a comma-separated text. */
export const hasMember = (text: Sql, json: string): Sql =>
  sql`exists (select 1 from json_each(${json}) wanted where instr(',' || ${text} || ',', ',' || wanted.value || ',') > 0)`;

/** Sorts absent values first, then numbers, then texts: a column may hold both here. */
export const sortKey = (text: Sql): Sql => sql`case when ${isNumberIn(text)} then ${numberIn(text)} else ${folded(text)} end`;

/** `2026-11-21 21:16:31` of seconds since 1970. */
export const timeTextOf = (seconds: Sql): Sql => sql`datetime(${seconds}, 'unixepoch')`;
