/** A gallery as this door shows it: per store view, entry and field the value, where it comes from, and since when. */
import type { ExplainedGallery, Origin } from '../../app/history.js';
import { type Explained, explainField, explainOrder, explainRole } from '../../core/explanation.js';
import { FIELD_NAMES, type FieldName } from '../../core/fields.js';
import { type Entry, type Gallery, servedPicture, view } from '../../core/gallery.js';
import type { EntryId, MediaPath } from '../../core/ids.js';
import { type CellName, roleCell, valueCell } from '../../core/provenance.js';
import type { Scope } from '../../core/scope.js';
import { type PictureShowing, pictureOut } from './picture.js';
import { FIELD_WORDS, holderOut, sourceOut, timeOut } from './wire.js';

/** A store view that was asked for, or `all`. */
export interface Column {
  readonly store: string;
  readonly scope: Scope;
}
export interface Showing extends PictureShowing {
  readonly columns: readonly Column[];
}

const IMAGE_FIELDS = ['label', 'position', 'disabled', 'decorative', 'focal', 'file'] as const satisfies readonly FieldName[];
const VIDEO_FIELDS = FIELD_NAMES.filter((field) => field !== 'blob');

/** `versionOf`: of what one column shows and holds. */
export function galleryOut(explained: ExplainedGallery, version: string, versionOf: (scope: Scope) => string, showing: Showing) {
  const { product, gallery } = explained;
  const cells = createCells(explained);
  const views = showing.columns.map(({ store, scope }) => ({ ...viewOut(gallery, store, scope, cells), version: versionOf(scope) }));
  return { sku: product.sku, version, views, pictures: picturesOut(gallery, showing) };
}

interface Cells {
  of(explained: Explained<unknown>, name: (source: Scope) => CellName): object;
  /** Per field its cell. What most store views share is made once. */
  ofEntry(id: EntryId, scope: Scope): object;
  order(gallery: Gallery, scope: Scope): object;
}

function createCells({ origins, gallery: { entries } }: ExplainedGallery): Cells {
  const since = new Map<number, string>();
  const cellOf = ({ value, source, fallback }: Explained<unknown>, origin: Origin | undefined): object => {
    if (origin !== undefined && !since.has(origin.at)) since.set(origin.at, timeOut(origin.at));
    return {
      value: holderOut(value),
      source: sourceOut(source),
      ...(fallback === undefined ? {} : { fallback: holderOut(fallback) }),
      since: origin === undefined ? null : since.get(origin.at),
      by: origin?.actor ?? null,
      change: origin?.number ?? null,
    };
  };
  const of: Cells['of'] = (explained, name) => cellOf(explained, origins.get(name(explained.source)));
  const rowOf = (entry: Entry, scope: Scope, common: Readonly<Record<string, object>> = {}): Readonly<Record<string, object>> =>
    Object.fromEntries(
      fieldsOf(entry).map((field) => {
        const [word, explained] = [FIELD_WORDS[field], explainField(entry, scope, field)];
        const shared = explained.source === 'global' ? common[word] : undefined;
        return [word, shared ?? of(explained, (source) => valueCell(entry.id, source, field))];
      }),
    );
  const rows = new Map(entries.map((entry) => [entry.id, { entry, common: rowOf(entry, 'global') }]));
  return {
    of,
    ofEntry(id, scope) {
      const row = rows.get(id);
      const isOwn = scope !== 'global' && row?.entry.values.stores[scope.store] !== undefined;
      return row === undefined ? {} : isOwn ? rowOf(row.entry, scope, row.common) : row.common;
    },
    /** Since the last of its positions was set. */
    order(gallery, scope) {
      const explained = explainOrder(gallery, scope);
      const positions = gallery.entries.flatMap(({ id }) => origins.get(valueCell(id, explained.source, 'position')) ?? []);
      return cellOf(explained, positions.sort((a, b) => b.number - a.number)[0]);
    },
  };
}

const fieldsOf = ({ mediaType }: Entry): readonly FieldName[] => (mediaType === 'image' ? IMAGE_FIELDS : VIDEO_FIELDS);

function viewOut(gallery: Gallery, store: string, scope: Scope, cells: Cells) {
  const roles = gallery.roleCodes.map((role) => [role, cells.of(explainRole(gallery, scope, role), (source) => roleCell(source, role))]);
  const entries = view(gallery, scope).map(({ id, mediaType, roles: plays }) => ({ id, media_type: mediaType, ...cells.ofEntry(id, scope), roles: plays }));
  return { store, order: cells.order(gallery, scope), roles: Object.fromEntries(roles), entries };
}

/** Each picture that one of the columns shows, by its path. */
function picturesOut(gallery: Gallery, showing: Showing): Record<MediaPath, object> {
  const shown = new Map<MediaPath, ReturnType<typeof servedPicture>>();
  for (const { scope } of showing.columns)
    for (const entry of gallery.entries) {
      const picture = servedPicture(entry, scope);
      shown.set(picture.file, picture);
    }
  return Object.fromEntries(
    [...shown].flatMap(([file, picture]) => {
      const out = pictureOut(picture, showing);
      return out === undefined ? [] : [[file, out]];
    }),
  );
}
