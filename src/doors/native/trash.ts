/** What was removed: a list to look through, its pictures, and the way back. */
import Type, { type Static } from 'typebox';
import type { TrashItem } from '../../app/trash.js';
import type { EntryId } from '../../core/ids.js';
import { CursorText, limitOf, NextOut, pageOf, placeIn } from './cursor.js';
import { answerEdit, previewQuery } from './edits.js';
import { faultAnswer, pictureNotThere } from './faults.js';
import { undoAsk } from './history.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { EditOut, EntryNumber, nullable } from './shapes.js';
import { expectedVersions } from './versions.js';
import { timeOut } from './wire.js';

const [ITEMS_A_PAGE, ITEMS_MOST, SHOWN_PX] = [50, 200, 256];
const TrashQuery = Type.Object({ limit: limitOf(ITEMS_A_PAGE, ITEMS_MOST), cursor: Type.Optional(CursorText) }, { additionalProperties: false });
const TrashOut = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          sku: Type.String(),
          entry: EntryNumber,
          media_type: Type.Enum(['image', 'external-video']),
          label: nullable(Type.String()),
          roles: Type.Array(Type.String(), { description: 'That it played, anywhere.' }),
          removed_at: Type.String({ format: 'date-time' }),
          by: Type.String(),
          change: Type.Integer({ description: 'The change of the history that removed it.' }),
          gone_at: Type.String({ format: 'date-time', description: 'From then on it may be gone for good.' }),
          picture: Type.Object({
            url: nullable(Type.String({ description: 'For who is signed in; null: the bytes are gone.' })),
            thumbnail: nullable(Type.String({ description: 'The same, smaller.' })),
            width: nullable(Type.Integer({ description: 'Of the original.' })),
            height: nullable(Type.Integer()),
            thumbhash: nullable(Type.String()),
          }),
        },
        { title: 'TrashItem' },
      ),
    ),
    next: NextOut,
  },
  { title: 'Trash' },
);
const RestoreQuery = Type.Object(previewQuery, { additionalProperties: false });
const RestoreBody = Type.Object({ entry: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, { title: 'Restore', additionalProperties: false });
const PictureQuery = Type.Object(
  { width: Type.Optional(Type.Integer({ minimum: 32, maximum: 512, description: `In pixels, rounded up to one of a few; absent: ${SHOWN_PX}.` })) },
  { additionalProperties: false },
);

async function listTrash({ app, base, params, query }: Call<Static<typeof TrashQuery>>): Promise<Answer> {
  const asked = placeIn(query, ['number', 'number']);
  if ('answer' in asked) return asked.answer;
  const limit = query.limit ?? ITEMS_A_PAGE;
  const after = asked.place && { change: asked.place[0], entry: asked.place[1] as EntryId };
  const found = await app.trash.list({ sku: params.sku, after, limit: limit + 1 });
  if (!found.ok) return faultAnswer(found.fault);
  const { page, next } = pageOf(found.value, limit, ({ change, entry }) => [change, entry]);
  return success({ items: page.map((item) => itemOut(item, base)), next });
}

function itemOut({ sku, entry, mediaType, label, roles, removedAt, actor, change, goneAt, facts }: TrashItem, base: string) {
  const pixels = facts?.verdict.state === 'ready' ? facts.verdict.pixels : undefined;
  const url = (widthPx: number) => (facts === undefined ? null : `${base}api/v1/trash/${entry}/picture?width=${widthPx}`);
  return {
    ...{ sku, entry, media_type: mediaType, label, roles, removed_at: timeOut(removedAt), by: actor, change, gone_at: timeOut(goneAt) },
    picture: {
      ...{ url: url(512), thumbnail: url(SHOWN_PX) },
      width: pixels?.widthPx ?? facts?.widthPx ?? null,
      height: pixels?.heightPx ?? facts?.heightPx ?? null,
      thumbhash: pixels?.thumbhash ?? null,
    },
  };
}

async function restoreEntry(call: Call<Static<typeof RestoreQuery>, Static<typeof RestoreBody>>): Promise<Answer> {
  const { app, params, query, request } = call;
  const { sku = '' } = params;
  const { entry } = call.body;
  const [product, found] = [await app.galleries.read(sku, 'global'), await app.trash.find(entry as EntryId)];
  if (product === undefined) return faultAnswer({ code: 'product-not-found', sku });
  if (found?.product !== product.product.id) return faultAnswer({ code: 'not-in-trash', entry });
  const how = { isForced: true, isPreview: query.dry_run === true, expected: expectedVersions(request.headers['if-match']) };
  const ask = undoAsk(call, sku, { change: found.change, restored: found.entry }, how);
  return answerEdit(call, ask, await app.edits.undo(ask));
}

async function readPicture({ app, params, query }: Call<Static<typeof PictureQuery>>): Promise<Answer> {
  const entry = /^\d{1,15}$/.test(params.entry ?? '') ? Number(params.entry) : 0;
  const picture = await app.trash.picture(entry as EntryId, query.width ?? SHOWN_PX);
  if (picture === undefined) return pictureNotThere();
  return { status: 200, body: picture, headers: { 'content-type': 'image/webp', 'cache-control': 'private, max-age=3600' } };
}

export const TRASH_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/trash',
    name: 'listTrash',
    summary: 'The trash',
    about: 'Removed entries of all products, the last removed first, as long as they can come back.',
    query: TrashQuery,
    answer: TrashOut,
    example: { url: '/api/v1/trash?limit=20' },
    handle: listTrash,
  }),
  route({
    method: 'GET',
    path: '/products/{sku}/trash',
    name: 'listProductTrash',
    summary: 'The trash of a product',
    about: 'As the trash, of one product.',
    query: TrashQuery,
    answer: TrashOut,
    example: { url: '/api/v1/products/shirt/trash' },
    handle: listTrash,
  }),
  route({
    method: 'POST',
    path: '/products/{sku}/restore',
    name: 'restoreEntry',
    summary: 'Bring a removed entry back',
    about:
      'With everything that it had: number, bytes, overrides, place, and the roles that no other entry got since. Its path is the old one, or gets a number where that is somebody else’s by now. A removed product does not come back, nor do its entries.',
    isConditional: true,
    query: RestoreQuery,
    body: RestoreBody,
    answer: EditOut,
    example: { url: '/api/v1/products/shirt/restore?dry_run=true', body: { entry: 3 } },
    handle: restoreEntry,
  }),
  route({
    method: 'GET',
    path: '/trash/{entry}/picture',
    name: 'readTrashPicture',
    summary: 'A picture in the trash',
    about: 'Small, for who is signed in: what is removed is served to nobody else.',
    query: PictureQuery,
    answersImage: 'image/webp',
    example: { url: '/api/v1/trash/3/picture?width=128' },
    handle: readPicture,
  }),
];
