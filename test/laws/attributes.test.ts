import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttributeChange, type Attributes, type AttributeValue, decideAttributes, evolveAttributes } from '../../src/core/attributes.js';
import { cellAt, effective, effectiveCell, inherits, type Scope, type Scoped, sameScope } from '../../src/core/scope.js';
import { anyScope, anyStoreScope, SCOPES, STORE_SCOPES } from '../support/gallery.js';

type Values = Readonly<Record<string, AttributeValue | null>>;

const NAMES = ['name', 'price', 'status', 'constructor', '__proto__'] as const;
const EMPTY: Scoped<Attributes> = { global: {}, stores: {} };

const anyName = fc.constantFrom<string>(...NAMES);
const anyValue = fc.oneof(
  fc.constantFrom<AttributeValue>('', 0, false, 'Shirt', 9.5, true, [], ['a', null], {}),
  fc.jsonValue({ maxDepth: 2 }).map((json) => (json ?? '') as AttributeValue),
);
const given = <V>(value: fc.Arbitrary<V>): fc.Arbitrary<Record<string, V>> =>
  fc.uniqueArray(fc.tuple(anyName, value), { selector: ([name]) => name, maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
const anyValues: fc.Arbitrary<Values> = given(fc.option(anyValue, { freq: 4 }));

const evolveAll = (attributes: Scoped<Attributes>, changes: readonly AttributeChange[]) => changes.reduce(evolveAttributes, attributes);
const after = (attributes: Scoped<Attributes>, scope: Scope, values: Values) => evolveAll(attributes, decideAttributes(attributes, scope, values));
const anyAttributes: fc.Arbitrary<Scoped<Attributes>> = fc
  .array(fc.tuple(anyScope, anyValues), { maxLength: 6 })
  .map((writes) => writes.reduce((now, [scope, values]) => after(now, scope, values), EMPTY));

const seen = (attributes: Scoped<Attributes>, scope: Scope, name: string): AttributeValue | undefined => effectiveCell(attributes, scope, name);
const seenElsewhere = (attributes: Scoped<Attributes>, scope: Scope) =>
  SCOPES.filter((other) => !sameScope(other, scope)).map((other) => effective(attributes, other));

test('an attribute set at a scope is what that scope sees', () => {
  fc.assert(
    fc.property(anyAttributes, anyScope, given(anyValue), (attributes, scope, values) => {
      const changed = after(attributes, scope, values);
      for (const name of NAMES) same(seen(changed, scope, name), Object.hasOwn(values, name) ? values[name] : seen(attributes, scope, name));
    }),
  );
});

test("a store view's attribute never shows elsewhere", () => {
  fc.assert(
    fc.property(anyAttributes, anyStoreScope, anyValues, (attributes, scope, values) => {
      same(seenElsewhere(after(attributes, scope, values), scope), seenElsewhere(attributes, scope));
    }),
  );
});

test('null at a store view gives the attribute back to the default, globally it removes it', () => {
  fc.assert(
    fc.property(anyAttributes, anyScope, anyName, (attributes, scope, name) => {
      const changed = after(attributes, scope, Object.fromEntries([[name, null]]));
      expect(cellAt(changed, scope, name)).toBeUndefined();
      same(seen(changed, scope, name), scope === 'global' ? undefined : seen(attributes, 'global', name));
    }),
  );
});

test('a global attribute reaches exactly the views that inherit it', () => {
  fc.assert(
    fc.property(anyAttributes, anyName, anyValue, (attributes, name, value) => {
      const changed = after(attributes, 'global', Object.fromEntries([[name, value]]));
      for (const scope of STORE_SCOPES) same(seen(changed, scope, name), inherits(attributes, scope, name) ? value : seen(attributes, scope, name));
    }),
  );
});

test('the same attributes twice change nothing more, and an absent one is left alone', () => {
  fc.assert(
    fc.property(anyAttributes, anyScope, anyValues, (attributes, scope, values) => {
      same(decideAttributes(after(attributes, scope, values), scope, values), []);
      same(decideAttributes(attributes, scope, {}), []);
    }),
  );
});

test('attributes read and written back change no visible value', () => {
  fc.assert(
    fc.property(anyAttributes, anyScope, (attributes, scope) => {
      const changed = after(attributes, scope, effective(attributes, scope));
      for (const other of SCOPES) same(effective(changed, other), effective(attributes, other));
    }),
  );
});

test('an attribute change finds what it takes away and leaves what it brings; turned round, it is undone', () => {
  fc.assert(
    fc.property(anyAttributes, anyScope, anyValues, (attributes, scope, values) => {
      for (const change of decideAttributes(attributes, scope, values)) {
        const { before, after: brought, ...where } = change;
        same(cellAt(attributes, scope, change.attribute), before);
        const changed = evolveAttributes(attributes, change);
        same(cellAt(changed, scope, change.attribute), brought);
        same(evolveAttributes(changed, before === undefined ? where : { ...where, after: before }), attributes);
      }
    }),
  );
});
