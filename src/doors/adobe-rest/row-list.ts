/** Short lists, searched like long ones. Source: adobe-rest section 5. */
import { select } from '../../core/search.js';
import type { Answer } from './answer.js';
import { listAnswer, readCriteria, type SentCriteria } from './criteria.js';
import { faultAnswer } from './faults.js';
import type { Call } from './route.js';

/**
 * A list held in memory, filtered, sorted and paged by the criteria of the call. A field that the first row lacks is
 * refused. `hidden`: what every row can be asked for beside what it shows.
 */
export function listRows(call: Call, rows: readonly Readonly<Record<string, unknown>>[], hidden: Readonly<Record<string, string>> = {}): Answer {
  const sent = (call.args.search_criteria ?? {}) as SentCriteria;
  const query = readCriteria(sent, call.app.limits, call.options.compat);
  if (!query.ok) return query.answer;
  const { groups, sort, page } = query.value;
  const [first] = rows;
  const unknown = first && [...groups.flat(), ...sort].find(({ field }) => !Object.hasOwn({ ...hidden, ...first }, field));
  if (unknown !== undefined) return faultAnswer({ code: 'attribute-unknown', attribute: unknown.field.slice(0, 255) }, call.options.compat);
  const found = select(rows, query.value, (row, field) => cellOf({ ...hidden, ...row }[field]));
  return listAnswer(sent, page, found.total, found.rows);
}

function cellOf(value: unknown) {
  if (value === null || typeof value === 'object') return undefined;
  return { text: typeof value === 'boolean' ? String(Number(value)) : String(value) };
}
