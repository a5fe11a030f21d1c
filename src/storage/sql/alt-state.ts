/**
 * The state of an entry's alternative text in SQL, as core/alt-text.ts has it. Values are JSON texts as the service
 * writes them, in which an unescaped quote stands around names and values alone: looking for it spares reading the JSON.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../core/scope.js';

type Sql = RawBuilder<unknown>;

export const storeIdOf = (store: string): Sql => sql`(select id from store where code = ${store})`;

const globalState = (json: Sql): Sql => sql`case
  when ${json} like '%"decorative":true%' then 'decorative'
  when ${json} not like '%"label":"%' or replace(${json}, ' ', '') like '%"label":""%' then 'missing'
  else 'written' end`;

/** Of an entry `e`. */
export function stateIn(scope: Scope): Sql {
  if (scope === 'global') return globalState(sql`e.global_values`);
  const own = (field: string) => sql`(select v.value from entry_value v where v.entry = e.id and v.store = ${storeIdOf(scope.store)} and v.field = ${field})`;
  return stateOver(sql`e.global_values`, own('label'), own('decorative'));
}

/** `label`, `decorative`: what the store view itself holds, null where it holds nothing. */
export const stateOver = (global: Sql, label: Sql, decorative: Sql): Sql => sql`case
  when coalesce(${decorative}, case when ${global} like '%"decorative":true%' then 'true' else 'false' end) = 'true' then 'decorative'
  when ${label} is null then case
    when ${global} not like '%"label":"%' or replace(${global}, ' ', '') like '%"label":""%' then 'missing'
    else 'inherited' end
  when replace(${label}, ' ', '') = '""' then 'missing'
  else 'written' end`;
