/** A product as this wire shows it. Source: adobe-rest section 7; recorded answers. */
import type { StoredProduct } from '../../app/ports.js';
import { type EntryView, type Gallery, roleHolder, view } from '../../core/gallery.js';
import { effective, effectiveCell, type Scope } from '../../core/scope.js';
import { entryOut, roleOut } from './wire.js';

/** Attributes that stand at the top of a product. */
const OWN = new Set(['name', 'price', 'status', 'visibility', 'weight']);

/** Attributes that the original derives from the picture that plays a role; here too, so they are never stale and never stored. */
export const isLabelOfRole = (code: string): boolean => code.endsWith('_label') && LABELLED.has(code.slice(0, -'_label'.length));
const LABELLED: ReadonlySet<string> = new Set(['image', 'small_image', 'thumbnail']);

/** What a save answers: the product without lists that it did not touch. Source: recorded answers. */
export function savedProductOut(stored: StoredProduct, scope: Scope): Record<string, unknown> {
  const { product_links: _, tier_prices: __, ...rest } = productOut(stored, scope);
  return rest;
}

export function productOut({ product, gallery, attributes }: StoredProduct, scope: Scope): Record<string, unknown> {
  const values = effective(attributes, scope);
  const entries = view(gallery, scope);
  const kept = (name: string) => (values[name] === undefined ? {} : { [name]: values[name] });
  return {
    id: product.id,
    sku: product.sku,
    ...kept('name'),
    attribute_set_id: product.set,
    ...kept('price'),
    ...kept('status'),
    ...kept('visibility'),
    type_id: product.type,
    created_at: timeOut(product.createdAt),
    updated_at: timeOut(product.updatedAt),
    ...kept('weight'),
    extension_attributes: { website_ids: product.websites },
    product_links: [],
    options: [],
    media_gallery_entries: entries.map((entry) => entryOut(entry)),
    tier_prices: [],
    custom_attributes: [
      ...roleAttributes(gallery, entries, scope),
      ...Object.entries(values)
        .filter(([code]) => !OWN.has(code))
        .map(([attribute_code, value]) => ({ attribute_code, value })),
    ],
  };
}

function roleAttributes(gallery: Gallery, entries: readonly EntryView[], scope: Scope) {
  return gallery.roleCodes.flatMap((role) => {
    const holder = entries.find(({ id }) => id === roleHolder(gallery, scope, role));
    const value = roleOut(effectiveCell(gallery.roles, scope, role), holder?.values.file);
    const label = holder?.values.label;
    return [
      ...(value === undefined ? [] : [{ attribute_code: role, value }]),
      ...(label && LABELLED.has(role) ? [{ attribute_code: `${role}_label`, value: label }] : []),
    ];
  });
}

/** `2026-11-21 21:16:31`, UTC. */
/** `2026-11-21 21:18:38`, UTC. */
export const timeOut = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
