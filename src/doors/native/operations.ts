/** What a patch may ask for, a row each: its members, and the commands that it comes to. */
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import type { Command } from '../../core/commands.js';
import { type EntryValues, FIELD_NAMES, type FieldName, sameValue } from '../../core/fields.js';
import { findEntry, type Gallery, roleHolder } from '../../core/gallery.js';
import type { EntryId, RoleCode } from '../../core/ids.js';
import type { RoleHolder } from '../../core/roles.js';
import { cellAt, inherits, type Patch, type Scope } from '../../core/scope.js';
import { Focal, StoreText } from './shapes.js';
import { FIELD_WORDS } from './wire.js';

/** Fields that a store view can have for itself here, by the words of this wire. */
const EDITABLE = [
  'label',
  'position',
  'disabled',
  'focal',
  'videoProvider',
  'videoUrl',
  'videoTitle',
  'videoDescription',
  'videoMetadata',
] as const satisfies readonly FieldName[];
const WORDS = EDITABLE.map((field) => FIELD_WORDS[field]);
const TEXT_CHARS = 65_535;

const entry = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of an entry of the product.' });
const role = Type.String({ maxLength: 60, description: 'Code of a role, for example `thumbnail`.' });
const anywhere = Type.Optional(Type.String({ ...StoreText, description: 'A store view; absent or `all`: for all of them.' }));
const oneStore = Type.String({ ...StoreText, description: 'A store view.' });
const text = Type.Optional(Type.Union([Type.String({ maxLength: TEXT_CHARS }), Type.Null()]));
const nullable = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

export interface Kind<Members extends TProperties = TProperties> {
  readonly about: string;
  readonly members: Members;
  /** Only at a store view: there is nothing to inherit from elsewhere. */
  readonly needsStore?: boolean;
  readonly commands: (sent: Static<TObject<Members>>, scope: Scope, gallery: Gallery) => readonly Command[];
}
const kind = <Members extends TProperties>(row: Kind<Members>): Kind => row as unknown as Kind;

export const OPERATIONS: Readonly<Record<string, Kind>> = {
  set: kind({
    about: 'Sets the fields that are named, and no others. null at a store view: it inherits again.',
    members: {
      entry,
      store: anywhere,
      label: text,
      position: nullable(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
      disabled: nullable(Type.Boolean()),
      focal: nullable(Focal),
      video_provider: text,
      video_url: nullable(Type.String({ maxLength: TEXT_CHARS, pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' })),
      video_title: text,
      video_description: text,
      video_metadata: text,
    },
    commands: (sent, scope, gallery) => [
      setValues(sent.entry, scope, Object.fromEntries(editable(gallery, sent.entry).flatMap((field) => sentValue(sent, field)))),
    ],
  }),
  inherit: kind({
    about: 'Lets fields inherit again in a store view. Without `fields` all of them, without `entry` those of every entry.',
    members: {
      entry: Type.Optional(entry),
      store: oneStore,
      fields: Type.Optional(Type.Array(Type.Enum([...WORDS]), { minItems: 1, maxItems: WORDS.length })),
    },
    needsStore: true,
    commands: ({ entry: id, fields = WORDS }, scope, gallery) =>
      (id === undefined ? gallery.entries.map((one) => one.id) : [id]).map((one) =>
        setValues(
          one,
          scope,
          Object.fromEntries(
            editable(gallery, one)
              .filter((field) => fields.includes(FIELD_WORDS[field]))
              .map((field) => [field, null]),
          ),
        ),
      ),
  }),
  'inherit-equal': kind({
    about:
      'Drops the overrides of a store view that say what the common values say anyway, roles too: nothing looks different, and the next common change reaches it.',
    members: { store: oneStore },
    needsStore: true,
    commands: (_, scope, gallery) => dropEqual(gallery, scope),
  }),
  'inherit-order': kind({
    about: 'Lets the display order of a store view follow the common one again.',
    members: { store: oneStore },
    needsStore: true,
    commands: (_, scope) => [{ kind: 'restore-order', scope }],
  }),
  hide: kind({
    about: 'Hides an entry, in one store view or in all.',
    members: { entry, store: anywhere },
    commands: (sent, scope) => [setValues(sent.entry, scope, { disabled: true })],
  }),
  show: kind({
    about: 'Shows an entry, in one store view or in all.',
    members: { entry, store: anywhere },
    commands: (sent, scope) => [setValues(sent.entry, scope, { disabled: false })],
  }),
  'move-before': kind({
    about: 'Puts an entry right before another one, in as few positions as it takes.',
    members: { entry, before: entry, store: anywhere },
    commands: (sent, scope) => [{ kind: 'move-entry', entry: sent.entry as EntryId, scope, place: { side: 'before', of: sent.before as EntryId } }],
  }),
  'move-after': kind({
    about: 'Puts an entry right after another one.',
    members: { entry, after: entry, store: anywhere },
    commands: (sent, scope) => [{ kind: 'move-entry', entry: sent.entry as EntryId, scope, place: { side: 'after', of: sent.after as EntryId } }],
  }),
  'give-role': kind({
    about: 'Gives a role to an entry; who played it there plays it no more.',
    members: { entry, role, store: anywhere },
    commands: (sent, scope) => [setRole(sent.role, scope, sent.entry as EntryId)],
  }),
  'take-role': kind({
    about: 'Lets deliberately nobody play a role.',
    members: { role, store: anywhere },
    commands: (sent, scope) => [setRole(sent.role, scope, 'none')],
  }),
  'inherit-role': kind({
    about: 'Lets a role inherit again in a store view.',
    members: { role, store: oneStore },
    needsStore: true,
    commands: (sent, scope) => [setRole(sent.role, scope, null)],
  }),
  remove: kind({
    about: 'Removes an entry from every store view, with its roles. Undo brings it back with everything it had.',
    members: { entry },
    commands: (sent) => [{ kind: 'remove-entry', entry: sent.entry as EntryId, scope: 'global', rolesElsewhere: 'clear' }],
  }),
};

/** Whole operations, as bodies carry them. */
export const OPERATION_SHAPES: Readonly<Record<string, TObject>> = Object.fromEntries(
  Object.entries(OPERATIONS).map(([op, { about, members }]) => [
    op,
    Type.Object({ op: Type.Literal(op), ...members }, { title: `Operation-${op}`, description: about, additionalProperties: false }),
  ]),
);

function dropEqual(gallery: Gallery, scope: Scope): Command[] {
  const values = gallery.entries.map(({ id, values: held }) => {
    const equal = FIELD_NAMES.filter((field) => !inherits(held, scope, field) && sameValue(cellAt(held, scope, field), held.global[field]));
    return setValues(id, scope, Object.fromEntries(equal.map((field) => [field, null])));
  });
  const isEqual = (code: RoleCode) => !inherits(gallery.roles, scope, code) && roleHolder(gallery, scope, code) === roleHolder(gallery, 'global', code);
  return [...values, ...gallery.roleCodes.filter(isEqual).map((code) => setRole(code, scope, null))];
}

const setValues = (id: number, scope: Scope, values: Patch<EntryValues>): Command => ({ kind: 'set-values', entry: id as EntryId, scope, values });
const setRole = (code: string, scope: Scope, holder: RoleHolder | null): Command => ({ kind: 'set-roles', scope, roles: { [code as RoleCode]: holder } });

/** A picture's video texts are nobody's. */
const editable = (gallery: Gallery, id: number): readonly (typeof EDITABLE)[number][] =>
  findEntry(gallery, id as EntryId)?.mediaType === 'image' ? EDITABLE.filter((field) => !field.startsWith('video')) : EDITABLE;

function sentValue(sent: object, field: (typeof EDITABLE)[number]): [string, unknown][] {
  const word = FIELD_WORDS[field];
  return Object.hasOwn(sent, word) ? [[field, (sent as Readonly<Record<string, unknown>>)[word]]] : [];
}
