/** Every call of this door, a row each. */
import { ALT_TEXT_ROUTES } from './alt-text.js';
import { GalleryQuery, ManyQuery, readGalleries, readGallery, SKUS_AT_ONCE } from './galleries.js';
import { HistoryQuery, ManyUndoBody, readHistory, UndoBody, UndoQuery, undoChange, undoChanges } from './history.js';
import { INTEGRATION_ROUTES } from './integrations.js';
import { JOB_ROUTES } from './jobs.js';
import { JOURNAL_ROUTES } from './journal.js';
import { JSON_LD_ROUTES } from './json-ld.js';
import { LABEL_ROUTES } from './labels.js';
import { ME_ROUTES } from './me.js';
import { ManyPatchBody, ManyPatchQuery, OPERATIONS_AT_ONCE, PatchBody, PatchQuery, patchGalleries, patchGallery } from './patch.js';
import { PRODUCT_ROUTES } from './products.js';
import { type Route, route } from './route.js';
import { SESSION_ROUTES } from './session.js';
import { EditOut, GalleriesOut, GalleryOut, HistoryOut, ResultsOut } from './shapes.js';
import { SHOP_ROUTES } from './shop.js';
import { TRASH_ROUTES } from './trash.js';
import { UPLOAD_ENTRY_ROUTES } from './upload-entries.js';
import { UPLOAD_ROUTES } from './uploads.js';
import { USER_ROUTES } from './users.js';

export const ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...ME_ROUTES,
  ...SHOP_ROUTES,
  ...UPLOAD_ROUTES,
  ...UPLOAD_ENTRY_ROUTES,
  ...USER_ROUTES,
  ...JOURNAL_ROUTES,
  ...TRASH_ROUTES,
  ...INTEGRATION_ROUTES,
  ...PRODUCT_ROUTES,
  ...ALT_TEXT_ROUTES,
  ...LABEL_ROUTES,
  ...JOB_ROUTES,
  ...JSON_LD_ROUTES,
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
      'Every change of the product by every door, the newest first: when, by whom, through which door and with which request, and each cell before and after. Where changes are very large a page holds fewer lines than asked for, and `next` leads on.',
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
      'Overrides, roles, bytes, removed entries. Where something of it was changed again since, it is refused with the difference; `force` does it all the same. Taking back is a change like any other, and can be taken back itself. Bytes and removed entries come back as long as the trash keeps them.',
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
