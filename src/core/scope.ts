/**
 * Values that store views override or inherit. Presence decides, never truthiness: `""`, `0` and `false` are
 * overrides like any other; only an absent value inherits.
 */
import type { StoreCode } from './ids.js';

/** Where a value is read or written: for all store views, or for one. */
export type Scope = 'global' | { readonly store: StoreCode };

/** A record of values for all store views, and per store view only what it overrides (sparse: an empty one is left out). */
export interface Scoped<T> {
  readonly global: T;
  readonly stores: Readonly<Record<StoreCode, Partial<T>>>;
}

/**
 * What a write asks for, field by field: a value sets it, null makes it inherit again, an absent field is left alone.
 * At the global scope there is nothing to inherit from: there null is the value null.
 */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | null };

export const storeScope = (store: StoreCode): Scope => ({ store });

export function sameScope(a: Scope, b: Scope): boolean {
  return a === b || (a !== 'global' && b !== 'global' && a.store === b.store);
}

/** What one scope itself holds for a field; undefined where it holds nothing (a store view then inherits). */
export function cellAt<T extends object, K extends keyof T>(scoped: Scoped<T>, scope: Scope, key: K): T[K] | undefined {
  const layer = layerAt(scoped, scope);
  return layer !== undefined && Object.hasOwn(layer, key) ? layer[key] : undefined;
}

/** The value a scope sees for one field: its own, else the global one. */
export function effectiveCell<T extends object, K extends keyof T>(scoped: Scoped<T>, scope: Scope, key: K): T[K] {
  const own = cellAt(scoped, scope, key);
  return own === undefined ? (cellAt(scoped, 'global', key) as T[K]) : own;
}

/** All values as a scope sees them. */
export function effective<T extends object>(scoped: Scoped<T>, scope: Scope): T {
  const layer = scope === 'global' ? undefined : layerAt(scoped, scope);
  return layer === undefined ? scoped.global : { ...scoped.global, ...layer };
}

/** Whether a scope takes the field from the global scope ("Use Default Value"). The global scope never does. */
export function inherits<T extends object>(scoped: Scoped<T>, scope: Scope, key: keyof T): boolean {
  return scope !== 'global' && cellAt(scoped, scope, key) === undefined;
}

/** The scope that a field's effective value comes from. */
export function sourceOf<T extends object>(scoped: Scoped<T>, scope: Scope, key: keyof T): Scope {
  return inherits(scoped, scope, key) ? 'global' : scope;
}

/** A copy in which one scope holds `cell` for the field; undefined takes the field away from that scope. */
export function withCell<T extends object, K extends keyof T>(scoped: Scoped<T>, scope: Scope, key: K, cell: T[K] | undefined): Scoped<T> {
  if (scope === 'global') return { ...scoped, global: withKey(scoped.global, key, cell) };
  const layer = withKey((layerAt(scoped, scope) ?? {}) as Partial<T>, key, cell);
  return { ...scoped, stores: withKey(scoped.stores, scope.store, Object.keys(layer).length === 0 ? undefined : layer) };
}

function layerAt<T extends object>(scoped: Scoped<T>, scope: Scope): Partial<T> | undefined {
  if (scope === 'global') return scoped.global;
  return Object.hasOwn(scoped.stores, scope.store) ? scoped.stores[scope.store] : undefined;
}

function withKey<T extends object, K extends keyof T>(record: T, key: K, value: T[K] | undefined): T {
  const { [key]: _, ...rest } = record;
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}
