/** Pictures against store views: what each cell holds, which are chosen, and the operations that an action on them comes to. */
import type { EntryView, Gallery, OrderCell, RoleCell, View } from '../../../../client/index.js';
import type { Operation } from '../../gallery/draft.js';

/** Fields of an entry that a store view may have for itself, as operations call them. */
export const ENTRY_FIELDS = ['label', 'decorative', 'disabled', 'picture', 'position', 'focal', 'video_url', 'video_title', 'video_description'] as const;
export type EntryField = (typeof ENTRY_FIELDS)[number];
/** What the cells show: everything at once, one field, or who plays the roles. */
export type Lens = 'everything' | EntryField | 'roles';

export type Row =
  | { readonly key: string; readonly kind: 'entry'; readonly entry: number }
  | { readonly key: string; readonly kind: 'role'; readonly role: string }
  | { readonly key: string; readonly kind: 'order' };

/** A value with where it comes from; `source` is `global` where a store view inherits. */
export interface Held {
  readonly value: unknown;
  readonly source: string;
  readonly fallback?: unknown;
  readonly since: string | null;
  readonly by: string | null;
}
export interface Facts {
  readonly entry?: EntryView | undefined;
  /** What the store view has for itself, of what the lens shows. */
  readonly own: readonly { readonly field: EntryField | 'role' | 'order'; readonly cell: Held }[];
  /** The value that the cell is about: of `everything` the alternative text. */
  readonly main: Held | undefined;
}

export interface Matrix {
  readonly lens: Lens;
  readonly rows: readonly Row[];
  /** First that of all store views. */
  readonly views: readonly View[];
  facts(row: Row, view: View): Facts;
}
/** Of a view: has nothing to inherit. */
export const isCommon = (view: View): boolean => view.store === 'all';
const isOwn = ({ source }: Pick<Held, 'source'>): boolean => source !== 'global';
/** `picture` is told as its file. */
export const heldOf = (entry: EntryView, field: EntryField): Held | undefined => (field === 'picture' ? entry.file : entry[field]);

/** `onlyOwn`: rows in which some store view has something for itself. `first`: this store view comes right after the common values. */
export function matrixOf(gallery: Gallery, lens: Lens, { onlyOwn, first }: { readonly onlyOwn: boolean; readonly first: string }): Matrix {
  const rank = ({ store }: View): number => (store === 'all' ? 0 : store === first ? 1 : 2);
  const views = [...gallery.views].sort((a, b) => rank(a) - rank(b));
  const entries = new Map(views.map((view) => [view, new Map(view.entries.map((entry) => [entry.id, entry]))]));
  const known = new Map<View, Map<string, Facts>>(views.map((view) => [view, new Map()]));
  function facts(row: Row, view: View): Facts {
    const kept = known.get(view)?.get(row.key);
    if (kept !== undefined) return kept;
    const made = row.kind === 'entry' ? factsOf(entries.get(view)?.get(row.entry), lens) : factsOfView(row, view);
    known.get(view)?.set(row.key, made);
    return made;
  }
  const rows = rowsOf(views[0], lens).filter((row) => !onlyOwn || views.some((view) => !isCommon(view) && facts(row, view).own.length > 0));
  return { lens, rows, views, facts };
}

function rowsOf(view: View | undefined, lens: Lens): Row[] {
  if (view === undefined) return [];
  const entries = view.order.value.map((entry): Row => ({ key: `entry ${entry}`, kind: 'entry', entry }));
  const roles = Object.keys(view.roles).map((role): Row => ({ key: `role ${role}`, kind: 'role', role }));
  if (lens === 'roles') return roles;
  if (lens === 'position') return [...entries, { key: 'order', kind: 'order' }];
  return lens === 'everything' ? [...entries, ...roles, { key: 'order', kind: 'order' }] : entries;
}

function factsOf(entry: EntryView | undefined, lens: Lens): Facts {
  if (entry === undefined || lens === 'roles') return NOTHING;
  const fields = lens === 'everything' ? ENTRY_FIELDS : [lens];
  const own = fields.flatMap((field) => {
    const cell = heldOf(entry, field);
    return cell === undefined || !isOwn(cell) ? [] : [{ field, cell }];
  });
  return { entry, own, main: heldOf(entry, lens === 'everything' ? 'label' : lens) };
}
const NOTHING: Facts = { own: [], main: undefined };

function factsOfView(row: Exclude<Row, { kind: 'entry' }>, view: View): Facts {
  const cell: RoleCell | OrderCell | undefined = row.kind === 'role' ? view.roles[row.role] : view.order;
  if (cell === undefined) return NOTHING;
  return { own: isOwn(cell) ? [{ field: row.kind, cell }] : [], main: cell };
}

/** By store view, the keys of the rows that are chosen there. */
export type Selection = ReadonlyMap<string, ReadonlySet<string>>;
export const NO_CELLS: Selection = new Map();

export const countCells = (selection: Selection): number => [...selection.values()].reduce((sum, rows) => sum + rows.size, 0);
export const isChosen = (selection: Selection, row: Row, view: View): boolean => selection.get(view.store)?.has(row.key) === true;

/** From one corner to the other, with what was chosen before. The common values are left out: they have nothing to restore. */
export function withRange(before: Selection, rows: readonly Row[], views: readonly View[]): Selection {
  const next = new Map(before);
  for (const view of views) {
    if (!isCommon(view)) next.set(view.store, new Set([...(next.get(view.store) ?? []), ...rows.map(({ key }) => key)]));
  }
  return next;
}
export function withoutRange(before: Selection, rows: readonly Row[], views: readonly View[]): Selection {
  const gone = new Set(rows.map(({ key }) => key));
  const next = new Map(before);
  for (const { store } of views) {
    const left = [...(next.get(store) ?? [])].filter((key) => !gone.has(key));
    if (left.length === 0) next.delete(store);
    else next.set(store, new Set(left));
  }
  return next;
}
/** All of them are chosen already: then none of them is. */
export function toggled(before: Selection, rows: readonly Row[], views: readonly View[]): Selection {
  const all = views.every((view) => isCommon(view) || rows.every((row) => isChosen(before, row, view)));
  return all ? withoutRange(before, rows, views) : withRange(before, rows, views);
}
/** Of rows and store views that are still there. */
export function refitSelection(before: Selection, { rows, views }: Matrix): Selection {
  const keys = new Set(rows.map(({ key }) => key));
  const stores = new Set(views.map(({ store }) => store));
  const kept = [...before].map(([store, chosen]) => [store, new Set([...chosen].filter((key) => keys.has(key)))] as const);
  return new Map(kept.filter(([store, chosen]) => stores.has(store) && chosen.size > 0));
}

export type Action = { readonly kind: 'restore' } | { readonly kind: 'push-down' } | { readonly kind: 'copy-from'; readonly from: string };
/** A patch takes no more operations, and no more entries over all of them. */
const [OPERATIONS_AT_ONCE, ENTRIES_AT_ONCE] = [1000, 10_000];

export function isTooMuch(operations: readonly Operation[], { views }: Matrix): boolean {
  const all = views[0]?.entries.length ?? 0;
  const entries = operations.reduce((sum, { entry }) => sum + (entry === undefined ? all : 1), 0);
  return operations.length > OPERATIONS_AT_ONCE || entries > ENTRIES_AT_ONCE;
}

/** Only what would change something. */
export function operationsFor(action: Action, matrix: Matrix, selection: Selection): Operation[] {
  return matrix.views.flatMap((view) => {
    const rows = matrix.rows.filter((row) => isChosen(selection, row, view));
    if (isCommon(view) || (action.kind === 'copy-from' && action.from === view.store)) return [];
    return [
      ...entryOperations(action, matrix, view, rows),
      ...rows.flatMap((row) => (row.kind === 'role' ? roleOperations(action, matrix, view, row.role) : [])),
      ...(rows.some(({ kind }) => kind === 'order') ? orderOperations(action, view) : []),
    ];
  });
}

function entryOperations(action: Action, { lens, views, facts }: Matrix, view: View, rows: readonly Row[]): Operation[] {
  const chosen = rows.filter((row) => row.kind === 'entry');
  const all = new Set(views.find(isCommon)?.order.value ?? []);
  const named = lens === 'everything' || lens === 'roles' ? {} : { fields: [lens] };
  const operation = {
    ...(action.kind === 'restore' ? { op: 'inherit' } : { op: action.kind }),
    ...(action.kind === 'copy-from' ? { from: action.from } : {}),
    store: view.store,
    ...named,
  };
  // Without `fields` as well as `entry` a push-down would take the roles along, too.
  const fields = action.kind === 'push-down' && lens === 'everything' ? { fields: [...ALL_FIELDS] } : {};
  const meant = action.kind === 'copy-from' ? chosen : chosen.filter((row) => facts(row, view).own.length > 0);
  // One operation for all of them counts as many entries: that pays where it stands for many operations.
  if (chosen.length === all.size && meant.length > (all.size * OPERATIONS_AT_ONCE) / ENTRIES_AT_ONCE) return [{ ...operation, ...fields }];
  return meant.map(({ entry }) => ({ ...operation, entry }));
}
const ALL_FIELDS = [...ENTRY_FIELDS, 'video_provider', 'video_metadata'] as const;

function roleOperations(action: Action, { views }: Matrix, view: View, role: string): Operation[] {
  const { store } = view;
  const cell = view.roles[role];
  if (cell === undefined) return [];
  if (action.kind === 'copy-from') {
    const wanted = views.find((other) => other.store === action.from)?.roles[role];
    return wanted === undefined || wanted.value === cell.value ? [] : [give(role, wanted.value, store)];
  }
  if (!isOwn(cell)) return [];
  const follow = { op: 'inherit-role', role, store };
  return action.kind === 'restore' ? [follow] : [give(role, cell.value, 'all'), follow];
}
const give = (role: string, entry: number | null, store: string): Operation =>
  entry === null ? { op: 'take-role', role, store } : { op: 'give-role', role, entry, store };

function orderOperations(action: Action, { store, order }: View): Operation[] {
  if (action.kind === 'copy-from') return [{ op: 'copy-from', from: action.from, store, fields: ['position'] }];
  if (!isOwn(order)) return [];
  return [action.kind === 'restore' ? { op: 'inherit-order', store } : { op: 'push-down', store, fields: ['position'] }];
}
