/** A gallery as this door shows it: per store view, entry and field the value, where it comes from, and since when. */
import type { ExplainedGallery, Origin } from '../../app/history.js';
import { type Explained, explainField, explainOrder, explainRole } from '../../core/explanation.js';
import { FIELD_NAMES, type FieldName } from '../../core/fields.js';
import { type Entry, findEntry, type Gallery, servedPicture, view } from '../../core/gallery.js';
import type { MediaPath } from '../../core/ids.js';
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
  /** A cell that most store views share is made once. */
  field(entry: Entry, scope: Scope, field: FieldName): object;
  order(gallery: Gallery, scope: Scope): object;
}

function createCells({ origins }: ExplainedGallery): Cells {
  const shared = new Map<CellName, object>();
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
  return {
    of,
    field(entry, scope, field) {
      const explained = explainField(entry, scope, field);
      const name = valueCell(entry.id, explained.source, field);
      const cell = shared.get(name) ?? cellOf(explained, origins.get(name));
      shared.set(name, cell);
      return cell;
    },
    /** Since the last of its positions was set. */
    order(gallery, scope) {
      const explained = explainOrder(gallery, scope);
      const positions = gallery.entries.flatMap(({ id }) => origins.get(valueCell(id, explained.source, 'position')) ?? []);
      return cellOf(explained, positions.sort((a, b) => b.number - a.number)[0]);
    },
  };
}

function viewOut(gallery: Gallery, store: string, scope: Scope, cells: Cells) {
  const roles = gallery.roleCodes.map((role) => [role, cells.of(explainRole(gallery, scope, role), (source) => roleCell(source, role))]);
  const entries = view(gallery, scope).flatMap(({ id, mediaType, roles: plays }) => {
    const entry = findEntry(gallery, id);
    const fields = mediaType === 'image' ? IMAGE_FIELDS : VIDEO_FIELDS;
    return entry === undefined
      ? []
      : { id, media_type: mediaType, ...Object.fromEntries(fields.map((field) => [FIELD_WORDS[field], cells.field(entry, scope, field)])), roles: plays };
  });
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
