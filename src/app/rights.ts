/** Whether somebody may write what a write comes to: rights on single store views reach what those alone hold. */
import type { AttributeChange } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import { type Result, refuse } from '../core/fault.js';
import type { StoreCode } from '../core/ids.js';
import type { Resource } from './access.js';
import type { Author, Principal, Shop } from './ports.js';

type AnyChange = Change | AttributeChange;

/** What a right on a change is given on. */
export const resourceOf = ({ kind }: Pick<AnyChange, 'kind'>): Resource =>
  kind === 'attribute-changed' ? 'Magento_Catalog::products' : 'Magento_Catalog::catalog';

/** The store view that a change is about alone; an entry that comes or goes does so everywhere. */
const storeOfChange = (change: AnyChange): StoreCode | 'every' => ('scope' in change && change.scope !== 'global' ? change.scope.store : 'every');

/** undefined: all of the changes may be made. Source: "they read everything, write only those views' cells, and nothing global". */
export function rightsFault({ mayWrite = 'every' }: Author, changes: readonly AnyChange[]): Result<never> | undefined {
  if (mayWrite === 'every') return undefined;
  const forbidden = changes.find((change) => {
    const store = storeOfChange(change);
    return store === 'every' || !mayWrite.includes(store);
  });
  return forbidden && refuse({ code: 'not-authorized', resource: resourceOf(forbidden) });
}

/** Where a principal may write. The one store view of a shop is all of it. */
export function writableStores({ stores }: Pick<Principal, 'stores'>, shop: Shop): 'every' | readonly StoreCode[] {
  const isAll = stores === 'every' || (shop.stores.length === 1 && shop.stores.every(({ code }) => stores.includes(code)));
  return isAll ? 'every' : stores;
}
