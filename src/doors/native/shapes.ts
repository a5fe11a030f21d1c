/** What bodies and answers are made of, as JSON Schema (2020-12). One with a title is a type of its own in the documents. */
import Type, { type TSchema } from 'typebox';

/** Of a call that takes nothing. */
export const NOTHING = Type.Object({}, { additionalProperties: false });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (description: string) => Type.String({ description });
export const StoreText = Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$', description: 'Code of a store view; `all`: the values for all of them.' });
/** Of whatever people name. */
export const nameText = Type.String({ minLength: 1, maxLength: 255, pattern: '\\S' });
export const dryRun = Type.Optional(Type.Boolean({ description: 'Only tell what it would change; nothing is written.' }));
export const EntryNumber = Type.Integer({ description: 'Number of an entry.' });

/** Value, source and origin of one cell. */
const cell = (value: TSchema) =>
  Type.Object({
    value,
    source: text('`global`, or the store view that overrides it.'),
    fallback: Type.Optional(value),
    since: nullable(Type.String({ format: 'date-time', description: 'null: before the history that is looked through.' })),
    by: nullable(text('Who set it.')),
    change: nullable(Type.Integer({ description: 'The change of the history that set it.' })),
  });
const cellOf = (title: string, value: TSchema) =>
  Type.Object(cell(value).properties, { title, description: '`fallback`: what would be seen without the override.' });

export const Focal = Type.Object(
  { x: Type.Number({ minimum: 0, maximum: 1 }), y: Type.Number({ minimum: 0, maximum: 1 }) },
  { title: 'FocalPoint', additionalProperties: false, description: 'What must stay in sight, in shares of width and height from the top left corner.' },
);
const file = { name: Type.String({ maxLength: 1000, description: 'File name; a missing extension comes from the bytes.' }) };
export const Bytes = Type.Union(
  [
    Type.Object({ upload: Type.String({ minLength: 1, maxLength: 4096, description: 'The handle of an upload.' }) }, { additionalProperties: false }),
    Type.Object({ base64: Type.String({ minLength: 1, description: 'For small ones.' }), ...file }, { additionalProperties: false }),
    Type.Object(
      {
        url: Type.String({ maxLength: 2048, pattern: '^[Hh][Tt][Tt][Pp][Ss]?://', description: 'The service fetches it; never from inside its own network.' }),
        name: Type.Optional(Type.String({ maxLength: 1000, description: 'Absent: as the address calls it.' })),
      },
      { additionalProperties: false },
    ),
  ],
  { title: 'Bytes', description: 'A picture: uploaded before, right here, or to be fetched.' },
);
const TextCell = cellOf('TextCell', nullable(Type.String()));
const NumberCell = cellOf('NumberCell', nullable(Type.Integer()));
const FlagCell = cellOf('FlagCell', Type.Boolean());
const FocalCell = cellOf('FocalCell', nullable(Focal));
const RoleCell = cellOf('RoleCell', nullable(EntryNumber));
const OrderCell = cellOf('OrderCell', Type.Array(EntryNumber));

const EntryView = Type.Object(
  {
    id: EntryNumber,
    media_type: Type.Enum(['image', 'external-video']),
    label: TextCell,
    position: NumberCell,
    disabled: FlagCell,
    decorative: FlagCell,
    focal: FocalCell,
    file: TextCell,
    video_provider: Type.Optional(TextCell),
    video_url: Type.Optional(TextCell),
    video_title: Type.Optional(TextCell),
    video_description: Type.Optional(TextCell),
    video_metadata: Type.Optional(TextCell),
    roles: Type.Array(Type.String()),
  },
  { title: 'EntryView' },
);
const View = Type.Object(
  {
    store: text('The store view, or `all`.'),
    version: text('For `If-Match`, in quotes: nothing that this one shows or holds has changed.'),
    order: OrderCell,
    roles: Type.Record(Type.String(), RoleCell),
    entries: Type.Array(EntryView),
  },
  { title: 'View', description: 'What one store view shows, in its display order.' },
);
const Rendition = Type.Object(
  { url: Type.String(), width: Type.Integer(), height: Type.Integer(), srcset: text('Empty: `url` is all there is.') },
  { title: 'Rendition' },
);
export const Picture = Type.Object(
  {
    url: text('The original, at an address that may be kept for ever.'),
    type: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    size_bytes: Type.Integer(),
    state: Type.Enum(['unchecked', 'ready', 'failed']),
    thumbhash: nullable(text('A placeholder, base64; null: not decoded yet.')),
    dominant_color: nullable(Type.String()),
    renditions: Type.Record(Type.String(), Rendition),
  },
  { title: 'Picture' },
);
export const GalleryOut = Type.Object(
  {
    sku: Type.String(),
    version: text('For `If-Match`, in quotes: nothing of the product has changed.'),
    views: Type.Array(View),
    pictures: Type.Record(Type.String(), Picture, { description: 'By the path in `file`.' }),
  },
  { title: 'Gallery' },
);
export const GalleriesOut = Type.Object({ galleries: Type.Array(GalleryOut), missing: Type.Array(text('A SKU that is none.')) }, { title: 'Galleries' });

export const ProblemOut = Type.Object(
  { type: text('The code of the fault.'), title: Type.String(), status: Type.Integer(), detail: Type.String(), request: Type.Optional(Type.String()) },
  { title: 'Problem', description: 'RFC 9457, with members of its own beside these.' },
);
export const ChangeOut = Type.Object(
  {
    kind: Type.Enum(['entry-added', 'entry-removed', 'value-changed', 'role-changed', 'attribute-changed', 'product-added', 'product-removed']),
    entry: Type.Optional(EntryNumber),
    media_type: Type.Optional(Type.String()),
    field: Type.Optional(Type.String()),
    role: Type.Optional(Type.String()),
    attribute: Type.Optional(Type.String()),
    store: Type.Optional(text('The store view, or `all`.')),
    before: Type.Optional(Type.Unknown({ description: 'Absent: the store view held nothing there, it inherited.' })),
    after: Type.Optional(Type.Unknown({ description: 'Absent: from then on the store view inherits.' })),
    values: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()))),
  },
  { title: 'Change', description: 'One cell that changed, or an entry that came or went.' },
);
export const WarningOut = Type.Object(
  {
    code: Type.Enum(['pins-value', 'pins-role', 'role-lost', 'in-trash']),
    text: Type.String(),
    entry: Type.Optional(EntryNumber),
    field: Type.Optional(Type.String()),
    role: Type.Optional(Type.String()),
    store: Type.String(),
  },
  { title: 'Warning' },
);
const Added = Type.Object(
  {
    operation: Type.Integer({ description: 'Which one of those sent, from 0 on.' }),
    entry: EntryNumber,
    reused: Type.Boolean({ description: 'The entry was there already, with the very same bytes.' }),
  },
  { title: 'Added' },
);
export const EditOut = Type.Object(
  {
    dry_run: Type.Boolean(),
    change: nullable(Type.Integer({ description: 'Its number in the history, for undo; null: nothing was written.' })),
    changes: Type.Array(ChangeOut),
    warnings: Type.Array(WarningOut),
    added: Type.Array(Added),
    gallery: GalleryOut,
  },
  { title: 'Edit', description: 'What was changed, or would be, cell by cell, and the gallery as it is then.' },
);
export const Result = Type.Object(
  {
    sku: Type.String(),
    change: Type.Optional(nullable(Type.Integer({ description: 'For undo; null: nothing was written.' }))),
    changes: Type.Optional(Type.Array(ChangeOut)),
    warnings: Type.Optional(Type.Array(WarningOut)),
    added: Type.Optional(Type.Array(Added)),
    problem: Type.Optional(ProblemOut),
  },
  { title: 'Result', description: 'What became of one product; with `problem` nothing did.' },
);
export const ResultsOut = Type.Object({ dry_run: Type.Boolean(), results: Type.Array(Result) }, { title: 'Results' });
export const HistoryLineOut = Type.Object(
  {
    change: Type.Integer(),
    revision: Type.Integer(),
    at: Type.String({ format: 'date-time' }),
    by: Type.String(),
    door: Type.String(),
    request: Type.String(),
    changes: Type.Array(ChangeOut),
  },
  { title: 'HistoryLine' },
);
export const HistoryOut = Type.Object(
  {
    lines: Type.Array(HistoryLineOut),
    next: nullable(Type.Integer({ description: 'The `cursor` of the lines before; null: there are none.' })),
  },
  { title: 'History' },
);
