/** Alternative texts: what is there, what is missing, and how far each store view has come. */
import Type, { type Static } from 'typebox';
import type { AltItem } from '../../app/alt-texts.js';
import type { Shop } from '../../app/ports.js';
import type { AltCounts, AltPlace } from '../../app/ports-product-list.js';
import { defaultStore, scopeOf } from '../../app/stores.js';
import { ALT_STATES } from '../../core/alt-text.js';
import { explainField } from '../../core/explanation.js';
import { servedPicture } from '../../core/gallery.js';
import type { EntryId, SkuKey } from '../../core/ids.js';
import { effectiveCell, type Scope } from '../../core/scope.js';
import { CursorText, cursorOut, limitOf, NextOut, placeIn } from './cursor.js';
import { faultAnswer } from './faults.js';
import { type PictureShowing, pictureOut } from './picture.js';
import { factsOf, LISTED_PRESETS, nameOf, QuestionText } from './products.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { EntryNumber, NOTHING, nullable, Picture } from './shapes.js';
import { sourceOut } from './wire.js';

const [PAGE, PAGE_MOST] = [50, 200];

const StateText = Type.Enum([...ALT_STATES], {
  description:
    '`missing`: there is none, or only blanks. `inherited`: a store view shows the common one. `written`: its own. `decorative`: the picture says nothing, and its text is to be empty.',
});
const AltQuery = Type.Object(
  {
    store: Type.Optional(Type.String({ maxLength: 32, description: 'A store view, or `all`. Absent: `all`.' })),
    state: Type.Optional(StateText),
    q: Type.Optional(QuestionText),
    limit: limitOf(PAGE, PAGE_MOST),
    cursor: Type.Optional(CursorText),
  },
  { additionalProperties: false },
);
const localeText = (description: string) => Type.String({ description });
const AltItemOut = Type.Object(
  {
    sku: Type.String(),
    name: nullable(Type.String()),
    entry: EntryNumber,
    state: StateText,
    label: Type.Object({
      value: nullable(Type.String()),
      source: Type.String({ description: '`global`, or the store view that overrides it.' }),
      fallback: Type.Optional(nullable(Type.String({ description: 'What would be shown without the override.' }))),
    }),
    decorative: Type.Boolean(),
    lang: nullable(
      localeText(
        'Language of the text that is shown (`de-DE`): that of the store view it comes from, of the default one for common texts; null: there is no text.',
      ),
    ),
    locale: localeText('Of the store view that was asked for (`de_DE`); of the default one for `all`.'),
    picture: nullable(Picture),
  },
  { title: 'AltText' },
);
const AltOut = Type.Object({ items: Type.Array(AltItemOut), next: NextOut }, { title: 'AltTexts' });
const count = Type.Integer();
const CoverageOut = Type.Object(
  {
    stores: Type.Array(
      Type.Object(
        { store: Type.String(), locale: Type.String(), total: count, missing: count, inherited: count, written: count, decorative: count },
        { title: 'AltCoverage' },
      ),
    ),
  },
  { title: 'AltCoverages', description: 'Entries in each state, first for `all`. Of a large shop up to a minute old.' },
);

async function listAltTexts({ app, options, shop, base, query }: Call<Static<typeof AltQuery>>): Promise<Answer> {
  const scope = scopeOf(shop, query.store ?? 'all');
  if (scope === undefined) return faultAnswer({ code: 'store-not-found', store: query.store ?? '' });
  const asked = placeIn(query, ['text', 'number']);
  if ('answer' in asked) return asked.answer;
  const after = asked.place && altPlace(...asked.place);
  const { items, next } = await app.altTexts.page({ text: query.q ?? '', scope, state: query.state }, after, query.limit ?? PAGE);
  const facts = await factsOf(
    app,
    items.map(({ entry }) => servedPicture(entry, scope).blob),
  );
  const showing = { presets: LISTED_PRESETS, known: options.presets, base, facts };
  return success({ items: items.map((item) => itemOut(shop, item, scope, showing)), next: next === undefined ? null : cursorOut(next.sku, next.entry ?? 0) });
}

/** 0 stands for no entry: none has that number. */
const altPlace = (sku: string, entry: number): AltPlace => ({ sku: sku as SkuKey, entry: entry === 0 ? undefined : (entry as EntryId) });

function itemOut(shop: Shop, { stored, entry, state }: AltItem, scope: Scope, showing: PictureShowing) {
  const { value, source, fallback } = explainField(entry, scope, 'label');
  return {
    sku: stored.product.sku,
    name: nameOf(stored.attributes, scope),
    entry: entry.id,
    state,
    label: { value, source: sourceOut(source), ...(fallback === undefined ? {} : { fallback }) },
    decorative: effectiveCell(entry.values, scope, 'decorative'),
    // Source: BCP 47 writes a hyphen where locales of shops have an underscore.
    lang: value === null ? null : localeOf(shop, source).replaceAll('_', '-'),
    locale: localeOf(shop, scope),
    picture: pictureOut(servedPicture(entry, scope), showing) ?? null,
  };
}

function localeOf(shop: Shop, scope: Scope): string {
  const asked = scope === 'global' ? undefined : shop.stores.find(({ code }) => code === scope.store);
  return (asked ?? defaultStore(shop)).locale;
}

async function readCoverage({ app, shop }: Call): Promise<Answer> {
  const codes = ['all', ...shop.stores.map(({ code }) => code as string)];
  const counts = await app.altTexts.coverage(codes.map((code) => scopeOf(shop, code) ?? 'global'));
  if (!counts.ok) return faultAnswer(counts.fault);
  return success({ stores: codes.map((store, at) => coverageOut(shop, store, counts.value[at] as AltCounts)) });
}

function coverageOut(shop: Shop, store: string, counts: AltCounts) {
  const total = ALT_STATES.reduce((sum, state) => sum + counts[state], 0);
  return { store, locale: (shop.stores.find(({ code }) => code === store) ?? defaultStore(shop)).locale, total, ...counts };
}

export const ALT_TEXT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/alt-text',
    name: 'listAltTexts',
    summary: 'Alternative texts',
    about: `Entry by entry, in the order of the SKUs; only those in one state, where one is named. ${PAGE} a page; a page may hold fewer, even none, while \`next\` leads on.`,
    query: AltQuery,
    answer: AltOut,
    example: { url: '/api/v1/alt-text?store=german&state=missing' },
    handle: listAltTexts,
  }),
  route({
    method: 'GET',
    path: '/alt-text/coverage',
    name: 'readAltCoverage',
    summary: 'How far alternative texts are',
    about: 'How many entries of the shop are in which state, for each store view.',
    query: NOTHING,
    answer: CoverageOut,
    example: { url: '/api/v1/alt-text/coverage' },
    handle: readCoverage,
  }),
];
