/** A product's own attributes (name, status, price, custom ones): scoped like an entry's fields, but open in number. */
import { cellAt, type Scope, type Scoped, withCell } from './scope.js';

/** Any JSON value but null, by attribute code. Absent globally: the product has none. */
export type AttributeValue = string | number | boolean | readonly unknown[] | { readonly [key: string]: unknown };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface AttributeChange {
  readonly kind: 'attribute-changed';
  readonly attribute: string;
  readonly scope: Scope;
  readonly before?: AttributeValue;
  readonly after?: AttributeValue;
}

/** The changes that make a scope hold `values`; null gives a store view's value back to the default, and globally removes it. */
export function decideAttributes(attributes: Scoped<Attributes>, scope: Scope, values: Readonly<Record<string, AttributeValue | null>>): AttributeChange[] {
  return Object.entries(values).flatMap(([attribute, value]) => {
    const before = cellAt(attributes, scope, attribute);
    if (JSON.stringify(before) === JSON.stringify(value ?? undefined)) return [];
    return [{ kind: 'attribute-changed' as const, attribute, scope, ...(before === undefined ? {} : { before }), ...(value === null ? {} : { after: value }) }];
  });
}

export function evolveAttributes(attributes: Scoped<Attributes>, change: AttributeChange): Scoped<Attributes> {
  return withCell(attributes, change.scope, change.attribute, change.after);
}
