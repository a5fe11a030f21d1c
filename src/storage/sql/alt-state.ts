/** The state of an entry's alternative text in SQL, as core/alt-text.ts has it. An override is the JSON text of its value. */
import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../core/scope.js';
import { fieldIn } from './expressions.js';

type Sql = RawBuilder<unknown>;

export const storeIdOf = (store: string): Sql => sql`(select id from store where code = ${store})`;

const lacksLabel = (json: Sql): Sql => sql`trim(coalesce(${fieldIn(json, 'label')}, '')) = ''`;
const isDecorative = (json: Sql): Sql => sql`cast(${fieldIn(json, 'decorative')} as text) in ('1', 'true')`;

const globalState = (json: Sql): Sql => sql`case
  when ${isDecorative(json)} then 'decorative'
  when ${lacksLabel(json)} then 'missing'
  else 'written' end`;

/** Of an entry `e`. */
export function stateIn(scope: Scope): Sql {
  if (scope === 'global') return globalState(sql`e.global_values`);
  const own = (field: string) =>
    sql`(select v.value from entry_value v where v.product = e.product and v.entry = e.id and v.store = ${storeIdOf(scope.store)} and v.field = ${field})`;
  return stateOver(sql`e.global_values`, own('label'), own('decorative'));
}

/** `label`, `decorative`: what the store view itself holds, null where it holds nothing. */
export const stateOver = (global: Sql, label: Sql, decorative: Sql): Sql => sql`case
  when coalesce(${decorative}, case when ${isDecorative(global)} then 'true' else 'false' end) = 'true' then 'decorative'
  when ${label} is null then case when ${lacksLabel(global)} then 'missing' else 'inherited' end
  when replace(${label}, ' ', '') = '""' then 'missing'
  else 'written' end`;
