/** What a patch may ask for, a row each: its members, and the commands that it comes to. */
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import type { Step, StepOutcome } from '../../app/edits.js';
import type { Claims } from '../../app/ports.js';
import type { TakenPicture } from '../../app/uploads.js';
import type { Command } from '../../core/commands.js';
import { decideDuplicate, type OnDuplicate } from '../../core/duplicates.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import type { EntryValues, FieldName } from '../../core/fields.js';
import { findEntry, type Gallery, keptPath, type MediaType } from '../../core/gallery.js';
import type { EntryId, RoleCode } from '../../core/ids.js';
import { copyFrom, dropEqual, type Part, pushDown } from '../../core/layers.js';
import type { RoleHolder } from '../../core/roles.js';
import type { Patch, Scope } from '../../core/scope.js';
import { Bytes, Focal, nullable, StoreText } from './shapes.js';
import { FIELD_WORDS } from './wire.js';

/** Fields that a store view can have for itself here, by the words of this wire. */
const EDITABLE = [
  'label',
  'position',
  'disabled',
  'decorative',
  'focal',
  'videoProvider',
  'videoUrl',
  'videoTitle',
  'videoDescription',
  'videoMetadata',
] as const satisfies readonly FieldName[];
/** Path and bytes are one thing to who changes them. */
const PICTURE = 'picture';
const WORDS = [...EDITABLE.map((field) => FIELD_WORDS[field]), PICTURE] as const;
const TEXT_CHARS = 65_535;

const entry = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of an entry of the product.' });
const role = Type.String({ maxLength: 60, description: 'Code of a role, for example `thumbnail`.' });
const anywhere = Type.Optional(Type.String({ ...StoreText, description: 'A store view; absent or `all`: for all of them.' }));
const oneStore = Type.String({ ...StoreText, description: 'A store view.' });
const clearable = <T extends TSchema>(schema: T) => Type.Optional(nullable(schema));
const text = clearable(Type.String({ maxLength: TEXT_CHARS }));

const fields = Type.Optional(Type.Array(Type.Enum([...WORDS]), { minItems: 1, maxItems: WORDS.length }));
const decorative = Type.Boolean({ description: 'The picture says nothing: its alternative text is to be empty.' });
const VALUES = {
  label: text,
  position: clearable(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  focal: clearable(Focal),
  video_provider: text,
  video_url: clearable(Type.String({ maxLength: TEXT_CHARS, pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' })),
  video_title: text,
  video_description: text,
  video_metadata: text,
};

export interface Kind<Members extends TProperties = TProperties> {
  readonly about: string;
  readonly members: Members;
  /** Only at a store view: there is nothing to inherit from elsewhere. */
  readonly needsStore?: boolean;
  /** Writes what all store views share, whichever is named. */
  readonly isCommon?: boolean;
  readonly step: (sent: Static<TObject<Members>>, at: At) => ReturnType<Step>;
}
/** What an operation has to know beside its members. */
export interface At {
  readonly scope: Scope;
  /** As the operations before have left it. */
  readonly gallery: Gallery;
  readonly claims: Claims;
  /** Of `from`; absent: the operation has none. */
  readonly from: Scope | undefined;
  /** Of `picture`; absent: the operation has none. */
  readonly picture: TakenPicture | undefined;
}
const kind = <Members extends TProperties>(row: Kind<Members>): Kind => row as unknown as Kind;
/** An operation that is nothing but commands. */
const plain = <Members extends TProperties>({
  commands,
  ...row
}: Omit<Kind<Members>, 'step'> & { readonly commands: (sent: Static<TObject<Members>>, scope: Scope, gallery: Gallery) => readonly Command[] }): Kind =>
  kind<Members>({ ...row, step: (sent, { scope, gallery }) => ok({ commands: commands(sent, scope, gallery) }) });

export const OPERATIONS: Readonly<Record<string, Kind>> = {
  add: kind({
    about:
      'Adds a picture, or a video with its preview. Other store views see it without its label, not hidden. Without `position` it comes last; without `roles` the first picture of a gallery plays all of them, any other none. `on_duplicate`: what to do where the product has an entry with the very same bytes.',
    members: {
      picture: Bytes,
      media_type: Type.Optional(Type.Enum(['image', 'external-video'])),
      store: Type.Optional(
        Type.String({ ...StoreText, description: 'The store view that the label and what else is scoped are for; absent or `all`: for all of them.' }),
      ),
      ...VALUES,
      disabled: Type.Optional(Type.Boolean()),
      decorative: Type.Optional(decorative),
      roles: Type.Optional(Type.Array(role, { maxItems: 100 })),
      on_duplicate: Type.Optional(
        Type.Enum(['reuse', 'error', 'allow'], { description: 'Absent: `reuse`, the entry that is there is meant, and nothing of it changes.' }),
      ),
    },
    isCommon: true,
    step: addPicture,
  }),
  replace: kind({
    about:
      'Other bytes in the same entry, place and roles: for all store views, or in one alone, which from then on shows a picture of its own (`inherit` with `picture` ends that).',
    members: { entry, picture: Bytes, store: anywhere },
    async step(sent, { gallery, scope, claims, picture }) {
      const entry = findEntry(gallery, sent.entry as EntryId);
      if (entry === undefined) return refuse({ code: 'entry-not-found', entry: sent.entry });
      if (picture === undefined) throw new Error('the picture was not taken');
      const file = keptPath(entry, scope, picture.path) ?? (await claims.path(picture.path));
      return ok({ commands: [setValues(entry.id, scope, { file, blob: picture.blob.hash })] });
    },
  }),
  set: plain({
    about: 'Sets the fields that are named, and no others. null at a store view: it inherits again.',
    members: {
      entry,
      store: anywhere,
      ...VALUES,
      disabled: clearable(Type.Boolean()),
      decorative: clearable(decorative),
    },
    commands: (sent, scope, gallery) => [
      setValues(
        sent.entry,
        scope,
        Object.fromEntries(EDITABLE.filter((field) => isOwn(gallery, sent.entry, field)).flatMap((field) => sentValue(sent, field))),
      ),
    ],
  }),
  inherit: plain({
    about: 'Lets fields inherit again in a store view; `picture` is the common picture. Without `fields` all of them, without `entry` those of every entry.',
    members: {
      entry: Type.Optional(entry),
      store: oneStore,
      fields,
    },
    needsStore: true,
    commands: ({ entry: id, fields: named = WORDS }, scope, gallery) =>
      (id === undefined ? gallery.entries.map((one) => one.id) : [id]).map((one) =>
        setValues(
          one,
          scope,
          Object.fromEntries(
            fieldsOf(named)
              .filter((field) => isOwn(gallery, one, field))
              .map((field) => [field, null]),
          ),
        ),
      ),
  }),
  'push-down': plain({
    about:
      "Makes a store view's own values the common ones and lets it follow them; others keep what they override. Without `fields` all of them, without `entry` those of every entry; without both its roles, too.",
    members: { entry: Type.Optional(entry), store: oneStore, fields },
    needsStore: true,
    isCommon: true,
    commands: (sent, scope, gallery) => pushDown(gallery, scope, partOf(sent)),
  }),
  'copy-from': kind({
    about: 'Writes down in a store view what another one shows, where it shows something else now. `entry` and `fields` as in push-down.',
    members: {
      from: Type.String({ ...StoreText, description: 'The store view whose values are copied, or `all`.' }),
      store: oneStore,
      entry: Type.Optional(entry),
      fields,
    },
    needsStore: true,
    async step(sent, { gallery, scope, from = 'global', claims }) {
      return ok({ commands: await copyFrom(gallery, from, scope, partOf(sent), (wanted) => claims.path(wanted)) });
    },
  }),
  'inherit-equal': plain({
    about:
      'Drops the overrides of a store view that say what the common values say anyway, roles too: nothing looks different, and the next common change reaches it.',
    members: { store: oneStore },
    needsStore: true,
    commands: (_, scope, gallery) => dropEqual(gallery, scope),
  }),
  'inherit-order': plain({
    about: 'Lets the display order of a store view follow the common one again.',
    members: { store: oneStore },
    needsStore: true,
    commands: (_, scope) => [{ kind: 'restore-order', scope }],
  }),
  hide: plain({
    about: 'Hides an entry, in one store view or in all.',
    members: { entry, store: anywhere },
    commands: (sent, scope) => [setValues(sent.entry, scope, { disabled: true })],
  }),
  show: plain({
    about: 'Shows an entry, in one store view or in all.',
    members: { entry, store: anywhere },
    commands: (sent, scope) => [setValues(sent.entry, scope, { disabled: false })],
  }),
  'move-before': plain({
    about: 'Puts an entry right before another one, in as few positions as it takes.',
    members: { entry, before: entry, store: anywhere },
    commands: (sent, scope) => [{ kind: 'move-entry', entry: sent.entry as EntryId, scope, place: { side: 'before', of: sent.before as EntryId } }],
  }),
  'move-after': plain({
    about: 'Puts an entry right after another one.',
    members: { entry, after: entry, store: anywhere },
    commands: (sent, scope) => [{ kind: 'move-entry', entry: sent.entry as EntryId, scope, place: { side: 'after', of: sent.after as EntryId } }],
  }),
  'give-role': plain({
    about: 'Gives a role to an entry; who played it there plays it no more.',
    members: { entry, role, store: anywhere },
    commands: (sent, scope) => [setRole(sent.role, scope, sent.entry as EntryId)],
  }),
  'take-role': plain({
    about: 'Lets deliberately nobody play a role.',
    members: { role, store: anywhere },
    commands: (sent, scope) => [setRole(sent.role, scope, 'none')],
  }),
  'inherit-role': plain({
    about: 'Lets a role inherit again in a store view.',
    members: { role, store: oneStore },
    needsStore: true,
    commands: (sent, scope) => [setRole(sent.role, scope, null)],
  }),
  remove: plain({
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

const setValues = (id: number, scope: Scope, values: Patch<EntryValues>): Command => ({ kind: 'set-values', entry: id as EntryId, scope, values });
const setRole = (code: string, scope: Scope, holder: RoleHolder | null): Command => ({ kind: 'set-roles', scope, roles: { [code as RoleCode]: holder } });

/** A picture's video texts are nobody's. */
const isOwn = (gallery: Gallery, id: number, field: FieldName): boolean =>
  !field.startsWith('video') || findEntry(gallery, id as EntryId)?.mediaType !== 'image';

const partOf = ({ entry, fields }: { readonly entry?: number; readonly fields?: readonly string[] }): Part => ({
  entry: entry as EntryId | undefined,
  fields: fields && fieldsOf(fields),
});

/** By the words of this wire; `picture` is where it is served and what. */
const fieldsOf = (words: readonly string[]): readonly FieldName[] => [
  ...EDITABLE.filter((field) => words.includes(FIELD_WORDS[field])),
  ...(words.includes(PICTURE) ? (['file', 'blob'] as const) : []),
];

async function addPicture(sent: SentPicture, { gallery, scope, claims, picture }: At): Promise<Result<StepOutcome>> {
  if (picture === undefined) throw new Error('the picture was not taken');
  const { media_type: mediaType = 'image', roles, on_duplicate: wish = 'reuse' } = sent;
  const given = EDITABLE.filter((field) => mediaType !== 'image' || !field.startsWith('video')).flatMap((field) => sentValue(sent, field));
  const values = { ...(Object.fromEntries(given) as Partial<EntryValues>), blob: picture.blob.hash };
  if (mediaType === 'external-video' && values.videoUrl == null) return refuse({ code: 'video-missing' });
  const there = decideDuplicate(gallery, scope, { mediaType, blob: values.blob, videoUrl: values.videoUrl ?? null }, wish);
  if (!there.ok) return there;
  if (there.value !== undefined) return ok({ commands: [], meant: { entry: there.value, isNew: false } });
  const [id, file] = [await claims.entryId(), await claims.path(picture.path)];
  const plays = roles ?? (gallery.entries.length === 0 ? gallery.roleCodes : []);
  return ok({
    commands: [
      { kind: 'add-entry', id, mediaType, scope, values: { ...values, file } },
      { kind: 'claim-roles', entry: id, scope, roles: plays, pin: true },
    ],
    meant: { entry: id, isNew: true },
  });
}
interface SentPicture {
  readonly media_type?: MediaType;
  readonly roles?: readonly string[];
  readonly on_duplicate?: OnDuplicate;
}

function sentValue(sent: object, field: (typeof EDITABLE)[number]): [string, unknown][] {
  const word = FIELD_WORDS[field];
  return Object.hasOwn(sent, word) ? [[field, (sent as Readonly<Record<string, unknown>>)[word]]] : [];
}
