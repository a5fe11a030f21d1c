/** A product's pictures as a page tells search engines of them. */
import Type, { type Static } from 'typebox';
import { scopeOf } from '../../app/stores.js';
import { findEntry, pictures, servedPicture, view } from '../../core/gallery.js';
import { imageObjects } from '../../core/json-ld.js';
import { faultAnswer } from './faults.js';
import { pictureOut } from './picture.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { StoreText } from './shapes.js';

const Query = Type.Object(
  { store: Type.Optional(Type.String({ ...StoreText, description: 'A store view; absent: `all`.' })) },
  { additionalProperties: false },
);
const ImageObject = Type.Object(
  {
    '@type': Type.Literal('ImageObject'),
    contentUrl: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    encodingFormat: Type.String(),
    caption: Type.Optional(Type.String()),
    representativeOfPage: Type.Optional(Type.Literal(true)),
  },
  { title: 'ImageObject' },
);
const JsonLd = Type.Object(
  { '@context': Type.Literal('https://schema.org'), '@type': Type.Literal('ImageGallery'), image: Type.Array(ImageObject) },
  { title: 'JsonLd', description: 'As it stands, what a page has in a script of type application/ld+json.' },
);

async function readJsonLd({ app, shop, params, query, base, options }: Call<Static<typeof Query>>): Promise<Answer> {
  const { sku = '' } = params;
  const scope = scopeOf(shop, query.store ?? 'all');
  if (scope === undefined) return faultAnswer({ code: 'store-not-found', store: query.store ?? '' });
  const stored = await app.galleries.read(sku, scope);
  if (stored === undefined) return faultAnswer({ code: 'product-not-found', sku });
  const { gallery } = stored;
  const facts = await app.index.facts([...new Set(pictures(gallery).values())]);
  const image = imageObjects(view(gallery, scope), ({ id }) => {
    const entry = findEntry(gallery, id);
    return entry && pictureOut(servedPicture(entry, scope), { presets: [], known: options.presets, base, facts });
  });
  const body = { '@context': 'https://schema.org', '@type': 'ImageGallery', image };
  // It stands in a script element as it is: a caption must not end that.
  return { ...success(body), text: JSON.stringify(body).replaceAll('<', '\\u003c') };
}

export const JSON_LD_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/products/{sku}/json-ld',
    name: 'readJsonLd',
    summary: 'For search engines',
    about:
      'The pictures that a store view shows, in its order, as schema.org has them: to be put into a page as it stands. Hidden ones are left away; a decorative one has no caption.',
    query: Query,
    answer: JsonLd,
    example: { url: '/api/v1/products/shirt/json-ld?store=german' },
    handle: readJsonLd,
  }),
];
