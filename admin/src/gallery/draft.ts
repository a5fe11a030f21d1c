/**
 * Unsaved edits of a gallery in one store view, as data that can be kept over a reload: what a person sees with them, and
 * the operations of a patch that they come to. Nothing is changed in place.
 */

import type { EntryView, Upload, View } from '../../../client/index.js';
import { type Cell, cellOf, type Field, type FieldValues } from '../api/shapes.js';
import { freshKey } from '../fresh-key.js';

export type FieldEdit<F extends Field = Field> = { readonly set: FieldValues[F] } | 'inherit';
type Edits = { readonly [F in Field]?: FieldEdit<F> };

/** Bytes that the service has taken in already. */
export interface NewPicture extends Omit<Upload, 'sha256'> {
  /** A small picture of it as a data URL; null: the browser could not make one. */
  readonly preview: string | null;
}
export interface NewVideo {
  readonly url: string;
  /** Empty: none. */
  readonly title: string;
  readonly description: string;
  /** Counts only where the address does not tell it. */
  readonly provider: string;
  readonly metadata: string;
}
export interface Added {
  /** Names it until it has a number. */
  readonly key: string;
  /** Of a video: its preview. */
  readonly picture: NewPicture;
  /** Absent: a picture. */
  readonly video?: NewVideo;
  readonly label: string;
  readonly roles: readonly string[];
}
export const newEntry = (picture: NewPicture, video: NewVideo | undefined): Added => ({
  key: freshKey(),
  picture,
  ...(video === undefined ? {} : { video }),
  label: '',
  roles: [],
});
/** Who plays a role: an entry, deliberately nobody, or whoever does for all store views. */
export type RoleEdit = number | 'nobody' | 'inherit';

export interface Draft {
  readonly fields: Readonly<Record<number, Edits>>;
  readonly pictures: Readonly<Record<number, NewPicture | 'inherit'>>;
  readonly roles: Readonly<Record<string, RoleEdit>>;
  /** null: as it is. */
  readonly order: readonly number[] | 'inherit' | null;
  readonly removed: readonly number[];
  readonly added: readonly Added[];
}
export const NO_EDITS: Draft = { fields: {}, pictures: {}, roles: {}, order: null, removed: [], added: [] };

/** How many values differ from what is kept. */
export function countEdits(draft: Draft): number {
  const fields = Object.values(draft.fields).reduce((sum, edits) => sum + Object.keys(edits).length, 0);
  const others = [draft.pictures, draft.roles].reduce((sum, edits) => sum + Object.keys(edits).length, 0);
  return fields + others + (draft.order === null ? 0 : 1) + draft.removed.length + draft.added.length;
}

const isCommon = (view: View): boolean => view.store === 'all';
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isOwn = (cell: Pick<Cell<unknown>, 'source'>): boolean => cell.source !== 'global';
/** What would be seen without the override. */
const defaultOf = <T>(cell: Cell<T>): T => (cell.fallback === undefined ? cell.value : cell.fallback);

/** A record with a member set, or without it. */
function withMember<K extends string | number, V>(record: Readonly<Record<K, V>>, key: K, value: V | undefined): Record<K, V> {
  const { [key]: _, ...rest } = record;
  return (value === undefined ? rest : { ...rest, [key]: value }) as Record<K, V>;
}

const cellIn = (view: View, entry: number, field: Field): Cell<unknown> | undefined => {
  const found = view.entries.find(({ id }) => id === entry);
  return found && cellOf(found, field);
};

/** An edit to what is there anyway is none. */
export function editField<F extends Field>(draft: Draft, view: View, entry: number, field: F, edit: FieldEdit<F>): Draft {
  const cell = cellIn(view, entry, field);
  const held = cell !== undefined && (isOwn(cell) || isCommon(view));
  const isNothing = edit === 'inherit' ? cell !== undefined && !isOwn(cell) : held && same(edit.set, cell.value);
  const edits: Edits = withMember<Field, unknown>((draft.fields[entry] ?? {}) as Record<Field, unknown>, field, isNothing ? undefined : edit) as Edits;
  return { ...draft, fields: withMember(draft.fields, entry, Object.keys(edits).length === 0 ? undefined : edits) };
}

export function editPicture(draft: Draft, view: View, entry: number, edit: NewPicture | 'inherit' | undefined): Draft {
  const cell = view.entries.find(({ id }) => id === entry)?.file;
  const isNothing = edit === 'inherit' && (cell === undefined || !isOwn(cell));
  return { ...draft, pictures: withMember(draft.pictures, entry, isNothing ? undefined : edit) };
}

export function editRole(draft: Draft, view: View, role: string, edit: RoleEdit): Draft {
  const cell = view.roles[role];
  const wanted = edit === 'nobody' ? null : edit;
  const held = cell !== undefined && (isOwn(cell) || isCommon(view));
  const isNothing = edit === 'inherit' ? cell !== undefined && !isOwn(cell) : held && cell.value === wanted;
  const added = draft.added.map((one) => ({ ...one, roles: one.roles.filter((code) => code !== role) }));
  return { ...draft, added, roles: withMember(draft.roles, role, isNothing ? undefined : edit) };
}

/** A new picture plays it once it is saved; nobody else does then. */
export function editAddedRole(draft: Draft, key: string, role: string, has: boolean): Draft {
  const added = draft.added.map((one) => {
    const others = one.roles.filter((code) => code !== role);
    return { ...one, roles: one.key === key && has ? [...others, role] : others };
  });
  return { ...draft, added, roles: has ? withMember(draft.roles, role, undefined) : draft.roles };
}

export function editOrder(draft: Draft, view: View, order: readonly number[] | 'inherit'): Draft {
  // Dragged back to where it was: the store view follows the common order if it did before.
  const isNothing = order === 'inherit' ? !isOwn(view.order) : same(order, present(view.order.value, draft));
  return { ...draft, order: isNothing ? null : order };
}
const present = (order: readonly number[], { removed }: Draft): readonly number[] => order.filter((id) => !removed.includes(id));

export function removeEntry(draft: Draft, entry: number): Draft {
  const roles = Object.fromEntries(Object.entries(draft.roles).filter(([, holder]) => holder !== entry));
  const order = Array.isArray(draft.order) ? draft.order.filter((id: number) => id !== entry) : draft.order;
  return {
    ...draft,
    roles,
    order,
    fields: withMember(draft.fields, entry, undefined),
    pictures: withMember(draft.pictures, entry, undefined),
    removed: [...draft.removed, entry],
  };
}
export const keepEntry = (draft: Draft, view: View, entry: number): Draft => refit({ ...draft, removed: draft.removed.filter((id) => id !== entry) }, view);

/** The same edits on the gallery as it has become: those of entries that are gone are left away. */
export function refit(draft: Draft, view: View): Draft {
  const ids = new Set(view.entries.map(({ id }) => id));
  const keep = <V>(edits: Readonly<Record<number, V>>) => Object.fromEntries(Object.entries(edits).filter(([id]) => ids.has(Number(id)))) as Record<number, V>;
  const roles = Object.fromEntries(
    Object.entries(draft.roles).filter(([code, holder]) => Object.hasOwn(view.roles, code) && (typeof holder !== 'number' || ids.has(holder))),
  );
  const removed = draft.removed.filter((id) => ids.has(id));
  const order = Array.isArray(draft.order) ? woven(draft.order, present(view.order.value, { ...draft, removed })) : draft.order;
  return { ...draft, fields: keep(draft.fields), pictures: keep(draft.pictures), roles, removed, order };
}

/** The wanted order of those that are still there; the others stay behind whom they followed. */
function woven(wanted: readonly number[], now: readonly number[]): number[] {
  const order = wanted.filter((id) => now.includes(id));
  for (const [at, id] of now.entries()) if (!order.includes(id)) order.splice(at === 0 ? 0 : order.indexOf(now[at - 1] as number) + 1, 0, id);
  return order;
}

/** A value as it would be seen after saving. */
export interface Shown<T> {
  readonly value: T;
  /** The store view has it for itself. */
  readonly isOwn: boolean;
  readonly isEdited: boolean;
  /** What the store view shows when it inherits. */
  readonly fallback: T;
  /** As it is kept now. */
  readonly cell: Cell<T>;
}

export function shownField<F extends Field>(draft: Draft, view: View, entry: EntryView, field: F): Shown<FieldValues[F]> | undefined {
  const cell = cellOf(entry, field);
  if (cell === undefined) return undefined;
  const edit = draft.fields[entry.id]?.[field] as FieldEdit<F> | undefined;
  const fallback = defaultOf(cell);
  if (edit === undefined) return { value: cell.value, isOwn: isOwn(cell), isEdited: false, fallback, cell };
  if (edit === 'inherit') return { value: fallback, isOwn: false, isEdited: true, fallback, cell };
  return { value: edit.set, isOwn: !isCommon(view), isEdited: true, fallback, cell };
}

/** Who plays a role: an entry's number, a new picture's key, or null. */
export interface ShownRole {
  readonly holder: number | string | null;
  readonly isOwn: boolean;
  readonly isEdited: boolean;
  /** The entry that plays it where the store view inherits. */
  readonly fallback: number | null;
}
export function shownRole(draft: Draft, view: View, role: string): ShownRole | undefined {
  const cell = view.roles[role];
  if (cell === undefined) return undefined;
  const fallback = defaultOf(cell);
  const claimant = draft.added.find(({ roles }) => roles.includes(role));
  if (claimant !== undefined) return { holder: claimant.key, isOwn: !isCommon(view), isEdited: true, fallback };
  const edit = draft.roles[role];
  if (edit === 'inherit') return { holder: gone(draft, fallback), isOwn: false, isEdited: true, fallback };
  if (edit !== undefined) return { holder: edit === 'nobody' ? null : edit, isOwn: !isCommon(view), isEdited: true, fallback };
  return { holder: gone(draft, cell.value), isOwn: isOwn(cell), isEdited: false, fallback };
}
const gone = ({ removed }: Draft, holder: number | null): number | null => (holder !== null && removed.includes(holder) ? null : holder);

/** Entries in the order that would be seen, without those that go. */
export function shownOrder(draft: Draft, view: View): { readonly order: readonly number[]; readonly isOwn: boolean; readonly isEdited: boolean } {
  if (draft.order === 'inherit') return { order: present(defaultOf(view.order), draft), isOwn: false, isEdited: true };
  if (draft.order !== null) return { order: draft.order, isOwn: !isCommon(view), isEdited: true };
  return { order: present(view.order.value, draft), isOwn: isOwn(view.order), isEdited: false };
}

export interface Operation {
  readonly op: string;
  readonly [member: string]: unknown;
}
/** What the edits come to, for a patch. Removals first, so that what follows names nothing that goes. */
export function operationsOf(draft: Draft, view: View): Operation[] {
  const { store } = view;
  return [
    ...draft.removed.map((entry) => ({ op: 'remove', entry })),
    ...Object.entries(draft.pictures).map(([entry, edit]) => pictureOperation(Number(entry), edit, store)),
    ...Object.entries(draft.fields).flatMap(([entry, edits]) => fieldOperations(Number(entry), edits, store)),
    ...Object.entries(draft.roles).map(([role, edit]) => roleOperation(role, edit, store)),
    ...orderOperations(draft, view),
    ...draft.added.map((added) => addOperation(added, store)),
  ];
}

const addOperation = ({ picture, video, label, roles }: Added, store: string): Operation => ({
  op: 'add',
  picture: { upload: picture.upload },
  store,
  ...(video === undefined ? {} : { media_type: 'external-video', ...videoTexts(video) }),
  ...(label === '' ? {} : { label }),
  ...(roles.length === 0 ? {} : { roles }),
});

function videoTexts({ url, title, description, provider, metadata }: NewVideo) {
  const given = {
    video_provider: providerOf(url) ?? provider.trim(),
    video_title: title.trim(),
    video_description: description.trim(),
    video_metadata: metadata.trim(),
  };
  return { video_url: url.trim(), ...Object.fromEntries(Object.entries(given).filter(([, text]) => text !== '')) };
}

/** Whose players a shop has; by the host of a video's address, or one below it. */
const PROVIDERS = { 'youtube.com': 'youtube', 'youtu.be': 'youtube', 'youtube-nocookie.com': 'youtube', 'vimeo.com': 'vimeo' } as const;

/** undefined: nobody's who is known, or no address. */
export function providerOf(url: string): 'youtube' | 'vimeo' | undefined {
  const host = URL.canParse(url.trim()) ? new URL(url.trim()).hostname : '';
  return Object.entries(PROVIDERS).find(([name]) => host === name || host.endsWith(`.${name}`))?.[1];
}

const pictureOperation = (entry: number, edit: NewPicture | 'inherit', store: string): Operation =>
  edit === 'inherit' ? { op: 'inherit', entry, store, fields: ['picture'] } : { op: 'replace', entry, picture: { upload: edit.upload }, store };

function fieldOperations(entry: number, edits: Edits, store: string): Operation[] {
  const all = Object.entries(edits) as [Field, FieldEdit][];
  const set = all.flatMap(([field, edit]) => (edit === 'inherit' ? [] : [[field, edit.set] as const]));
  const inherited = all.flatMap(([field, edit]) => (edit === 'inherit' ? [field] : []));
  return [
    ...(set.length === 0 ? [] : [{ op: 'set', entry, store, ...Object.fromEntries(set) }]),
    ...(inherited.length === 0 ? [] : [{ op: 'inherit', entry, store, fields: inherited }]),
  ];
}

function roleOperation(role: string, edit: RoleEdit, store: string): Operation {
  if (edit === 'inherit') return { op: 'inherit-role', role, store };
  return edit === 'nobody' ? { op: 'take-role', role, store } : { op: 'give-role', role, entry: edit, store };
}

/** As few moves as there are entries out of line: whoever keeps its place stands still. */
function orderOperations(draft: Draft, view: View): Operation[] {
  const { store } = view;
  if (draft.order === null) return [];
  if (draft.order === 'inherit') return [{ op: 'inherit-order', store }];
  const still = new Set(longestRun(draft.order, view.order.value));
  const first = draft.order.findIndex((id) => still.has(id));
  const before = draft.order.slice(0, first).map((entry, at) => ({ op: 'move-before', entry, before: draft.order?.[at + 1], store }));
  const after = draft.order.flatMap((entry, at) => (at <= first || still.has(entry) ? [] : [{ op: 'move-after', entry, after: draft.order?.[at - 1], store }]));
  return [...before.reverse(), ...after];
}

/** The most entries that stand in the wanted order already. */
function longestRun(wanted: readonly number[], now: readonly number[]): number[] {
  const place = new Map(now.map((id, at) => [id, at]));
  const best: number[][] = [];
  for (const id of wanted) {
    const at = place.get(id) ?? -1;
    let longest: number[] = [];
    for (const run of best) if ((place.get(run.at(-1) as number) ?? -1) < at && run.length > longest.length) longest = run;
    best.push([...longest, id]);
  }
  return best.reduce((longest, run) => (run.length > longest.length ? run : longest), [] as number[]);
}
