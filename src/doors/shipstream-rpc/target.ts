/** What a call is about: the store view and the product that it names, checked in the order that callers know. */
import { may } from '../../app/access.js';
import type { StoredGallery } from '../../app/ports.js';
import { scopeOf } from '../../app/stores.js';
import type { StoreCode } from '../../core/ids.js';
import type { Scope } from '../../core/scope.js';
import type { Call } from './call.js';
import { done, globalFault, invalidParams, mediaFault, type Outcome } from './faults.js';

export interface Place {
  readonly scope: Scope;
  /** What the caller needs rights on. */
  readonly store: StoreCode | 'every';
  /** 0: the global scope. */
  readonly storeId: number;
}
export interface Target extends Place {
  readonly sku: string;
  readonly stored: StoredGallery;
}

const EVERYWHERE: Place = { scope: 'global', store: 'every', storeId: 0 };
/** Id and code of the store view that stands for the global scope, and what no store view at all is written as. */
const NOWHERE: ReadonlySet<unknown> = new Set([undefined, null, '', false, 0, '0', 'admin']);

/** The store view by code or id. */
export function placeOf({ args, shop, dialect }: Call): Outcome<Place> {
  const { store } = args;
  const coerces = dialect.name === 'openmage';
  if (typeof store === 'object' && store !== null) return invalidParams('store is a code or an id');
  if (NOWHERE.has(store) || (coerces && store === true)) return done(EVERYWHERE);
  const id = coerces && typeof store === 'number' ? Math.trunc(store) : store;
  const found = shop.stores.find((one) => one.code === id || String(one.id) === String(id));
  const scope = found && scopeOf(shop, found.code);
  return found === undefined || scope === undefined ? mediaFault(100) : done({ scope, store: found.code, storeId: found.id });
}

/** A product that takes pictures, as the place sees it. To look at it takes no rights on the store view. */
export async function targetOf(call: Call, doing: 'read' | 'write'): Promise<Outcome<Target>> {
  const place = placeOf(call);
  if (!place.ok) return place;
  const { principal, app, dialect, args, foreseen } = call;
  if (doing === 'write' && !may(principal, 'Magento_Catalog::catalog', place.value.store)) return globalFault(2);
  const ways = dialect.name === 'openmage' ? waysOfAncestor(args.sku, args.identifierType) : waysOf(args.sku, args.identifierType);
  if (!ways.ok) return ways;
  for (const way of ways.value) {
    const sku = 'sku' in way ? way.sku : await app.galleries.skuOf(way.id);
    const stored = sku === undefined ? undefined : await app.galleries.read(sku, place.value.scope, foreseen);
    if (stored === undefined) continue;
    return stored.gallery.takesPictures ? done({ ...place.value, sku: stored.product.sku, stored }) : mediaFault(107);
  }
  return mediaFault(101);
}

type Way = { readonly sku: string } | { readonly id: number };

/** A SKU, whatever it looks like, unless the caller says that it is an id. */
function waysOf(sku: unknown, identifierType: unknown): Outcome<readonly Way[]> {
  if (typeof sku !== 'string' && typeof sku !== 'number') return invalidParams('sku is a text');
  if (identifierType === 'id') return done(/^\d{1,15}$/.test(String(sku)) ? [{ id: Number(sku) }] : []);
  const isSku = identifierType === undefined || identifierType === null || identifierType === '' || identifierType === 'sku';
  return isSku ? done([{ sku: String(sku) }]) : invalidParams('identifierType is sku or id');
}

/** What looks like an integer is an id and nothing else; another text is a SKU, and then whatever number it begins with. Source: recorded exchanges. */
function waysOfAncestor(sku: unknown, identifierType: unknown): Outcome<readonly Way[]> {
  if (typeof sku !== 'string' && typeof sku !== 'number') return done([]);
  const text = String(sku);
  const id: Way = { id: Math.trunc(Number(text.trim())) };
  const isNumeric = text.trim() !== '' && Number.isSafeInteger(id.id);
  if (identifierType === 'sku') return done([{ sku: text }]);
  if (identifierType !== undefined && identifierType !== null && identifierType !== '') return done(isNumeric ? [id] : []);
  if (typeof sku === 'number' || /^(0|-?[1-9]\d*)$/.test(text)) return done(isNumeric ? [id] : []);
  return done(isNumeric ? [{ sku: text }, id] : [{ sku: text }]);
}
