/** Every call of this door, a row each. */
import Type from 'typebox';
import { GalleryQuery, ManyQuery, readGalleries, readGallery, SKUS_AT_ONCE } from './galleries.js';
import { HistoryQuery, ManyUndoBody, readHistory, UndoBody, UndoQuery, undoChange, undoChanges } from './history.js';
import { ManyPatchBody, ManyPatchQuery, OPERATIONS_AT_ONCE, PatchBody, PatchQuery, patchGalleries, patchGallery } from './patch.js';
import { type Route, route } from './route.js';
import { listStores, makeToken, TokenBody, TokenOut } from './session.js';
import { EditOut, GalleriesOut, GalleryOut, HistoryOut, ResultsOut, StoresOut } from './shapes.js';

const NOTHING = Type.Object({}, { additionalProperties: false });

export const ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/tokens',
    name: 'createToken',
    summary: 'Sign in',
    about: 'A bearer token for a name and its password. The access token of an integration is one, too, and never runs out.',
    isAnonymous: true,
    query: NOTHING,
    body: TokenBody,
    status: 201,
    answer: TokenOut,
    example: { url: '/api/v1/tokens', body: { username: 'anna', password: '…' } },
    handle: makeToken,
  }),
  route({
    method: 'GET',
    path: '/stores',
    name: 'listStores',
    summary: 'Store views',
    about: 'The store views there are; their codes stand wherever a call takes `store`.',
    query: NOTHING,
    answer: StoresOut,
    example: { url: '/api/v1/stores' },
    handle: listStores,
  }),
  route({
    method: 'GET',
    path: '/products/{sku}/gallery',
    name: 'readGallery',
    summary: 'A gallery, explained',
    about:
      'Per store view, entry and field the value, where it comes from, what would be there without the override, since when, by whom, and with which change of the history. With several store views it is the matrix of them. `as_of` shows how it was; pictures whose bytes are gone are left away then.',
    query: GalleryQuery,
    answer: GalleryOut,
    example: { url: '/api/v1/products/shirt/gallery?store=german,french' },
    handle: readGallery,
  }),
  route({
    method: 'GET',
    path: '/galleries',
    name: 'readGalleries',
    summary: 'Many galleries at once',
    about: `As the gallery of one product, for up to ${SKUS_AT_ONCE} of them.`,
    query: ManyQuery,
    answer: GalleriesOut,
    example: { url: '/api/v1/galleries?sku=shirt,mug&store=german' },
    handle: readGalleries,
  }),
  route({
    method: 'PATCH',
    path: '/products/{sku}/gallery',
    name: 'patchGallery',
    summary: 'Change what is named, and nothing else',
    about: `Up to ${OPERATIONS_AT_ONCE} operations, over any entries and store views of the product, all of them or none. Who may write single store views only may do there whatever is not common to all. The answer tells cell by cell what has changed; \`store\` says which store views its gallery shows.`,
    isConditional: true,
    query: PatchQuery,
    body: PatchBody,
    answer: EditOut,
    example: {
      url: '/api/v1/products/shirt/gallery?store=german&dry_run=true',
      body: {
        operations: [
          { op: 'set', entry: 3, store: 'german', label: 'Vorderseite' },
          { op: 'inherit', entry: 4, store: 'german', fields: ['label'] },
          { op: 'give-role', entry: 3, role: 'thumbnail', store: 'german' },
        ],
      },
    },
    handle: patchGallery,
  }),
  route({
    method: 'PATCH',
    path: '/galleries',
    name: 'patchGalleries',
    summary: 'The same change on many products',
    about: `The operations of a patch on up to ${SKUS_AT_ONCE} products, each of them wholly or not at all; one that is refused stops no other. Restores what was overridden on purpose (\`inherit\`, \`inherit-order\`, \`inherit-role\`) or for nothing (\`inherit-equal\`).`,
    query: ManyPatchQuery,
    body: ManyPatchBody,
    answer: ResultsOut,
    example: {
      url: '/api/v1/galleries?dry_run=true',
      body: {
        skus: ['shirt', 'mug'],
        operations: [
          { op: 'inherit', store: 'german', fields: ['label'] },
          { op: 'inherit', store: 'french', fields: ['label'] },
        ],
      },
    },
    handle: patchGalleries,
  }),
  route({
    method: 'GET',
    path: '/products/{sku}/history',
    name: 'readHistory',
    summary: 'What happened',
    about:
      'Every change of the product by every door, the newest first: when, by whom, through which door and with which request, and each cell before and after.',
    query: HistoryQuery,
    answer: HistoryOut,
    example: { url: '/api/v1/products/shirt/history?limit=20' },
    handle: readHistory,
  }),
  route({
    method: 'POST',
    path: '/products/{sku}/undo',
    name: 'undoChange',
    summary: 'Take a change back',
    about:
      'Overrides, roles, bytes, removed entries. Where something of it was changed again since, it is refused with the difference; `force` does it all the same. Taking back is a change like any other, and can be taken back itself. Bytes come back as long as the service keeps what nothing refers to.',
    isConditional: true,
    query: UndoQuery,
    body: UndoBody,
    answer: EditOut,
    example: { url: '/api/v1/products/shirt/undo?dry_run=true', body: { change: 17 } },
    handle: undoChange,
  }),
  route({
    method: 'POST',
    path: '/undo',
    name: 'undoChanges',
    summary: 'Take changes of many products back',
    about: `One change of each of up to ${SKUS_AT_ONCE} products, as a patch of many has answered them; one that is refused stops no other.`,
    query: ManyPatchQuery,
    body: ManyUndoBody,
    answer: ResultsOut,
    example: {
      url: '/api/v1/undo?dry_run=true',
      body: {
        changes: [
          { sku: 'shirt', change: 17 },
          { sku: 'mug', change: 18 },
        ],
      },
    },
    handle: undoChanges,
  }),
];
