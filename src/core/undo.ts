/** Takes changes back that happened some time ago, on a gallery that others have changed since. */
import { type AttributeChange, type Attributes, evolveAttributes } from './attributes.js';
import { type Change, evolve, invert } from './changes.js';
import { decide } from './commands.js';
import type { Trampled } from './fault.js';
import { sameValue } from './fields.js';
import { findEntry, type Gallery, rolesHeldBy } from './gallery.js';
import type { StoreCode } from './ids.js';
import { cellAt, type Scope, type Scoped } from './scope.js';

export interface Undoable {
  readonly gallery: Gallery;
  readonly attributes: Scoped<Attributes>;
}
export interface Undone {
  readonly changes: readonly (Change | AttributeChange)[];
  /** Empty: nothing of what others did since is lost. */
  readonly trampled: readonly Trampled[];
  readonly after: Undoable;
}

/**
 * `done` in the order in which it happened. A cell of a store view that is no more is left away. What cannot be taken
 * back at all (the entry it is about is gone) counts as trampled, and changes nothing.
 */
export function takeBack(start: Undoable, done: readonly (Change | AttributeChange)[], stores: ReadonlySet<StoreCode>): Undone {
  const changes: (Change | AttributeChange)[] = [];
  const trampled: Trampled[] = [];
  let now = start;
  for (const change of [...done].reverse()) {
    const { steps, found } = stepsBack(now, change, stores);
    if (found !== undefined) trampled.push({ ...placeOf(change), ...(found.now === undefined ? {} : { now: found.now }) });
    changes.push(...steps);
    now = steps.reduce(evolveBoth, now);
  }
  return { changes, trampled, after: now };
}

function placeOf(change: Change | AttributeChange): Trampled {
  if (change.kind === 'entry-added') return { kind: 'entry', entry: change.entry.id, scope: 'global', left: change.entry };
  if (change.kind === 'entry-removed') return { kind: 'entry', entry: change.entry.id, scope: 'global' };
  const cell = { scope: change.scope, ...(change.after === undefined ? {} : { left: change.after }) };
  if (change.kind === 'role-changed') return { kind: 'role', name: change.role, ...cell };
  if (change.kind === 'attribute-changed') return { kind: 'attribute', name: change.attribute, ...cell };
  return { kind: 'value', entry: change.entry, name: change.field, ...cell };
}

export function evolveBoth(now: Undoable, change: Change | AttributeChange): Undoable {
  return change.kind === 'attribute-changed'
    ? { ...now, attributes: evolveAttributes(now.attributes, change) }
    : { ...now, gallery: evolve(now.gallery, change) };
}

/** `found`: what is there is not what the change left. */
interface StepsBack {
  readonly steps: readonly (Change | AttributeChange)[];
  readonly found?: { readonly now: unknown };
}
const NOTHING: StepsBack = { steps: [] };

function stepsBack({ gallery, attributes }: Undoable, change: Change | AttributeChange, stores: ReadonlySet<StoreCode>): StepsBack {
  const isThere = (scope: Scope) => scope === 'global' || stores.has(scope.store);
  if (change.kind === 'entry-added') return removal(gallery, change);
  if (change.kind === 'entry-removed') return addition(gallery, change, stores);
  if (!isThere(change.scope)) return NOTHING;
  if (change.kind === 'attribute-changed') return cellBack(change, cellAt(attributes, change.scope, change.attribute), sameJson);
  if (change.kind === 'role-changed') {
    const isGone = typeof change.before === 'number' && findEntry(gallery, change.before) === undefined;
    const held = cellAt(gallery.roles, change.scope, change.role);
    return isGone ? { steps: [], found: { now: held } } : cellBack(change, held, sameJson);
  }
  const entry = findEntry(gallery, change.entry);
  return entry === undefined ? { steps: [], found: { now: undefined } } : cellBack(change, cellAt(entry.values, change.scope, change.field), sameValue);
}

type CellChanged = Extract<Change, { before?: unknown }> | AttributeChange;
function cellBack<V>(change: CellChanged, held: V | undefined, same: (a: V | undefined, b: V | undefined) => boolean): StepsBack {
  const { before, after, ...cell } = change as CellChanged & { before?: V; after?: V };
  const steps = same(held, before) ? [] : [{ ...cell, ...(held === undefined ? {} : { before: held }), ...(before === undefined ? {} : { after: before }) }];
  return { steps: steps as (Change | AttributeChange)[], ...(same(held, after) ? {} : { found: { now: held } }) };
}

/** An entry goes as it is by now, and the roles that others have given it. */
function removal(gallery: Gallery, { entry }: Extract<Change, { kind: 'entry-added' }>): StepsBack {
  const held = findEntry(gallery, entry.id);
  if (held === undefined) return { steps: [], found: { now: undefined } };
  const removed = decide(gallery, { kind: 'remove-entry', entry: entry.id, scope: 'global', rolesElsewhere: 'clear' });
  const isSame = sameJson(held, entry) && rolesHeldBy(gallery, entry.id).length === 0;
  return { steps: removed.ok ? removed.value : [], ...(isSame ? {} : { found: { now: held } }) };
}

function addition(gallery: Gallery, change: Extract<Change, { kind: 'entry-removed' }>, stores: ReadonlySet<StoreCode>): StepsBack {
  const held = findEntry(gallery, change.entry.id);
  if (held !== undefined) return { steps: [], found: { now: held } };
  const { global, stores: layers } = change.entry.values;
  const left = Object.fromEntries(Object.entries(layers).filter(([store]) => stores.has(store as StoreCode)));
  return { steps: [invert({ ...change, entry: { ...change.entry, values: { global, stores: left } } })] };
}

/** Whatever the order of members. */
function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && sameJson((a as never)[key], (b as never)[key]));
}
