/** The shop's products: found by words and filters, page by page, and each with what is common to all store views. */
import Type, { type Static } from 'typebox';
import type { BlobFacts, Shop, StoredProduct } from '../../app/ports.js';
import type { ListAsk } from '../../app/product-list.js';
import { scopeOf } from '../../app/stores.js';
import { coverOf } from '../../core/cover.js';
import { type Gallery, servedPicture } from '../../core/gallery.js';
import type { BlobHash, SkuKey } from '../../core/ids.js';
import { effectiveCell, type Scope } from '../../core/scope.js';
import { CursorText, cursorOut, limitOf, NextOut, placeIn } from './cursor.js';
import { faultAnswer, invalidRequest } from './faults.js';
import { pictureOut } from './picture.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { nullable, Picture } from './shapes.js';
import { versionOut } from './versions.js';
import { timeOut } from './wire.js';

const [PAGE, PAGE_MOST] = [50, 200];
/** What lists of products and of pictures show of each. */
export const LISTED_PRESETS = ['product_small_image', 'product_page_image_medium'];

export const QuestionText = Type.String({
  maxLength: 200,
  description: 'Words, each of which begins some word of the SKU or of a name (of any store view); upper case and accents do not matter.',
});
const FilterText = Type.Enum(['no-picture', 'missing-alt', 'overrides'], {
  description:
    '`no-picture`: without any entry. `missing-alt`: some entry is without its alternative text, as `store` sees it. `overrides`: `store` has values or roles of its own.',
});
const StoreAsked = Type.String({ maxLength: 32, description: 'Whose values are meant: a store view, or `all`. Absent: `all`.' });
const ProductQuery = Type.Object({ store: Type.Optional(StoreAsked) }, { additionalProperties: false });
/** Which products are meant: of lists, and of what is done to many. */
export const searchMembers = { q: Type.Optional(QuestionText), filter: Type.Optional(FilterText), store: Type.Optional(StoreAsked) };
export const SearchShape = Type.Object(searchMembers, { additionalProperties: false });
const ProductsQuery = Type.Object({ ...searchMembers, limit: limitOf(PAGE, PAGE_MOST), cursor: Type.Optional(CursorText) }, { additionalProperties: false });

const name = nullable(Type.String({ description: 'null: it has none.' }));
const ListedProduct = Type.Object(
  {
    sku: Type.String(),
    name,
    type: Type.String(),
    set: Type.String({ description: 'Name of its attribute set.' }),
    entries: Type.Integer({ description: 'How many pictures and videos it has.' }),
    overrides: Type.Boolean({ description: '`store` has values or roles of its own, as the filter means it; false of `all`.' }),
    picture: nullable(Picture),
    updated_at: Type.String({ format: 'date-time' }),
  },
  {
    title: 'ListedProduct',
    description: 'As `store` sees it. `picture`: its thumbnail, else the next larger one, else the first that is not hidden; null: none.',
  },
);
const ProductsOut = Type.Object(
  {
    products: Type.Array(ListedProduct),
    next: NextOut,
    total: nullable(
      Type.Integer({ description: 'Of all products, with the first page; null: not counted, as only some are asked for, or there are too many.' }),
    ),
    partial: Type.Optional(Type.Boolean({ description: 'Words of products from before an update are still being learned: there may be more than are found.' })),
  },
  { title: 'Products' },
);
const ProductOut = Type.Object(
  {
    sku: Type.String(),
    name,
    type: Type.String(),
    set: Type.Object({ id: Type.Integer(), name: Type.String() }),
    roles: Type.Array(Type.String({ description: 'A role that its pictures may play.' })),
    entries: Type.Integer(),
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
    version: Type.String({ description: 'As that of its gallery.' }),
  },
  { title: 'Product' },
);

/** Which products a search means, or what is wrong with it. `place`: where it stands. */
export function askIn(
  shop: Shop,
  { q = '', filter, store = 'all' }: Static<typeof SearchShape>,
  place: string,
): { readonly ask: ListAsk } | { readonly answer: Answer } {
  const scope = scopeOf(shop, store);
  if (scope === undefined) return { answer: faultAnswer({ code: 'store-not-found', store }) };
  if (filter === 'overrides' && store === 'all')
    return { answer: invalidRequest([{ place: `${place}/store`, message: 'has to be a store view: nothing is overridden for all of them' }]) };
  return { ask: { text: q, filter, scope } };
}

async function listProducts({ app, options, shop, base, query }: Call<Static<typeof ProductsQuery>>): Promise<Answer> {
  const asked = askIn(shop, query, 'query');
  if ('answer' in asked) return asked.answer;
  const from = placeIn(query, ['text']);
  if ('answer' in from) return from.answer;
  const { products, next, total, isPartial } = await app.productLists.page(asked.ask, (from.place?.[0] ?? '') as SkuKey | '', query.limit ?? PAGE);
  const { scope } = asked.ask;
  const covers = products.map(({ gallery }) => coverOf(gallery, scope)).map((entry) => entry && servedPicture(entry, scope));
  const facts = await factsOf(
    app,
    covers.flatMap((cover) => cover?.blob ?? []),
  );
  const showing = { presets: LISTED_PRESETS, known: options.presets, base, facts };
  const rows = products.map((stored, at) => {
    const cover = covers[at];
    return {
      ...listedOut(shop, stored, scope),
      overrides: hasOwn(stored.gallery, scope),
      picture: (cover && pictureOut(cover, showing)) ?? null,
      updated_at: timeOut(stored.product.updatedAt),
    };
  });
  return success({ products: rows, next: next === undefined ? null : cursorOut(next), total: total ?? null, ...(isPartial ? { partial: true } : {}) });
}

const hasOwn = ({ entries, roles }: Gallery, scope: Scope): boolean =>
  scope !== 'global' && [roles, ...entries.map(({ values }) => values)].some(({ stores }) => Object.hasOwn(stores, scope.store));

/** In one step, and none where there are none. */
export async function factsOf({ index }: Call['app'], hashes: readonly BlobHash[]): Promise<ReadonlyMap<BlobHash, BlobFacts>> {
  return hashes.length === 0 ? new Map() : index.facts([...new Set(hashes)]);
}

const listedOut = ({ sets }: Shop, { product, gallery, attributes }: StoredProduct, scope: Scope) => ({
  sku: product.sku,
  name: nameOf(attributes, scope),
  type: product.type,
  set: sets.find(({ id }) => id === product.set)?.name ?? '',
  entries: gallery.entries.length,
});

/** null where it is no text. */
export function nameOf(attributes: StoredProduct['attributes'], scope: Scope): string | null {
  const found = effectiveCell(attributes, scope, 'name');
  return typeof found === 'string' ? found : null;
}

async function readProduct({ app, shop, params, query }: Call<Static<typeof ProductQuery>>): Promise<Answer> {
  const { sku = '' } = params;
  const { store = 'all' } = query;
  const scope = scopeOf(shop, store);
  if (scope === undefined) return faultAnswer({ code: 'store-not-found', store });
  const stored = await app.galleries.readProduct(sku, scope);
  if (stored === undefined) return faultAnswer({ code: 'product-not-found', sku });
  const { product, gallery, version } = stored;
  const listed = listedOut(shop, stored, scope);
  return success({
    ...listed,
    set: { id: product.set, name: listed.set },
    roles: gallery.roleCodes,
    created_at: timeOut(product.createdAt),
    updated_at: timeOut(product.updatedAt),
    version: versionOut(version),
  });
}

export const PRODUCT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/products',
    name: 'listProducts',
    summary: 'Products',
    about: `In the order of their SKUs, ${PAGE} a page. A page looks at a few thousand products at most: with a filter or common words it may hold fewer than asked for, even none, while \`next\` leads on.`,
    query: ProductsQuery,
    answer: ProductsOut,
    example: { url: '/api/v1/products?q=shirt&filter=missing-alt&store=german' },
    handle: listProducts,
  }),
  route({
    method: 'GET',
    path: '/products/{sku}',
    name: 'readProduct',
    summary: 'A product',
    about: 'What is known of a product beside its gallery. Its name is that of `store`; all else is the same everywhere.',
    query: ProductQuery,
    answer: ProductOut,
    example: { url: '/api/v1/products/shirt' },
    handle: readProduct,
  }),
];
