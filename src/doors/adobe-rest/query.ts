/** A query string as the original's platform reads it: brackets make maps, whatever stands in them. Source: adobe-rest section 5. */
import { formDecode } from './address.js';

export type QueryValue = string | QueryMap;
/** Without a prototype, so that any name is a name like any other. */
export interface QueryMap {
  [name: string]: QueryValue;
}

/** Further ones are passed over, as there. */
const MAX_PAIRS = 1000;
const MAX_DEPTH = 16;

/** `a[b][]=1&a[b][]=2` → `{a: {b: {0: '1', 1: '2'}}}`; a later map takes the place of an earlier text of that name. undefined: there is none. */
export function parseQuery(url: string): QueryMap | undefined {
  const at = url.indexOf('?');
  if (at < 0) return undefined;
  const query = newMap();
  for (const pair of url.slice(at + 1).split('&', MAX_PAIRS)) {
    const [name = '', ...value] = pair.split('=');
    const path = pathOf(formDecode(name).trimStart());
    if (path !== undefined) put(query, path, formDecode(value.join('=')));
  }
  return query;
}

const newMap = (): QueryMap => Object.create(null) as QueryMap;

/** `a[b][]` → `['a', 'b', '']`; undefined: no name, or one deeper than anybody needs. */
function pathOf(name: string): string[] | undefined {
  const open = name.indexOf('[');
  const top = (open < 0 ? name : name.slice(0, open)).replace(/[ .]/g, '_');
  if (top === '') return undefined;
  const path = [top];
  for (let from = open; from >= 0 && name[from] === '['; ) {
    const close = name.indexOf(']', from);
    if (close < 0) return path.length > 1 ? path : [name.replace('[', '_')];
    if (path.length > MAX_DEPTH) return undefined;
    path.push(name.slice(from + 1, close));
    from = close + 1;
  }
  return path;
}

function put(map: QueryMap, path: readonly string[], value: string): void {
  let place = map;
  for (const step of path.slice(0, -1)) {
    const name = step === '' ? nextIndex(place) : step;
    const known = place[name];
    const next = typeof known === 'object' ? known : newMap();
    place[name] = next;
    place = next;
  }
  const last = path.at(-1) ?? '';
  place[last === '' && path.length > 1 ? nextIndex(place) : last] = value;
}

/** One more than the highest number there. */
function nextIndex(map: QueryMap): string {
  let highest = -1;
  for (const name of Object.keys(map)) if (/^\d{1,9}$/.test(name)) highest = Math.max(highest, Number(name));
  return String(highest + 1);
}
