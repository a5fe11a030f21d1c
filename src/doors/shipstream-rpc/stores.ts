/** The store views there are. */
import type { Call } from './call.js';
import { done, type Outcome } from './faults.js';

export async function listStores({ shop }: Call): Promise<Outcome> {
  return done(shop.stores.map(({ id, code, name }, at) => ({ store_id: id, code, name, sort_order: at, is_active: 1 })));
}
