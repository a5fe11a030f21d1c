/** Which store views a request asks for. */
import type { Shop, StoresWanted } from '../../app/ports.js';
import { scopeOf } from '../../app/stores.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import type { Column } from './explained.js';

/** So many are named one by one when they are read; more are read with all there are. */
const NAMED = 20;

/** `german`, `a,b,c`, `all`, or `*` for `all` and every store view; absent: `all`. Each once, in the order asked. */
export function columnsOf(shop: Shop, asked = 'all'): Result<readonly Column[]> {
  const codes = asked === '*' ? ['all', ...shop.stores.map(({ code }) => code)] : [...new Set(asked.split(','))];
  const columns: Column[] = [];
  for (const store of codes) {
    const scope = scopeOf(shop, store);
    if (scope === undefined) return refuse({ code: 'store-not-found', store: store.slice(0, 100) });
    columns.push({ store, scope });
  }
  return ok(columns);
}

/** What has to be read for them. */
export function storesWanted(columns: readonly Column[]): StoresWanted {
  const codes = columns.flatMap(({ scope }) => (scope === 'global' ? [] : [scope.store]));
  return codes.length > NAMED ? 'every' : codes;
}
