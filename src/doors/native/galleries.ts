/** Galleries with the reason for everything in them: one, or many at once. */
import Type, { type Static } from 'typebox';
import type { ExplainedGallery } from '../../app/history.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import { pictures } from '../../core/gallery.js';
import { skuKey } from '../../core/ids.js';
import { columnsOf, storesWanted } from './columns.js';
import { type Column, galleryOut, type Showing } from './explained.js';
import { faultAnswer, invalidRequest } from './faults.js';
import { createKeptTexts } from './kept-texts.js';
import { type Answer, type Call, success } from './route.js';
import { etagOf, versionOut } from './versions.js';

/** Entries times store views of one answer: more would be tens of megabytes. */
const SHOWN_AT_ONCE = 25_000;
export const SKUS_AT_ONCE = 100;

export const ViewQuery = Type.Object(
  {
    store: Type.Optional(
      Type.String({
        maxLength: 65_536,
        description: 'A store view, several (`german,french`), `all` (the common values), or `*` for all of them and every store view. Absent: `all`.',
      }),
    ),
    presets: Type.Optional(
      Type.String({
        maxLength: 2000,
        description: 'Names of renditions (`product_page_main_image,swatch_thumb`) whose addresses come with each picture. Absent: none.',
      }),
    ),
  },
  { additionalProperties: false },
);
export const GalleryQuery = Type.Object(
  {
    ...ViewQuery.properties,
    as_of: Type.Optional(
      Type.String({ maxLength: 40, description: 'A time that has passed (`2026-11-22T03:00:00Z`): the gallery as it was then. Absent: as it is.' }),
    ),
  },
  { additionalProperties: false },
);
export type ViewQuery = Static<typeof ViewQuery>;
export const ManyQuery = Type.Object(
  {
    sku: Type.String({
      minLength: 1,
      maxLength: 65_536,
      description: `SKUs with commas between them, ${SKUS_AT_ONCE} at most; a comma in one is written %2C, twice encoded.`,
    }),
    ...ViewQuery.properties,
  },
  { additionalProperties: false },
);

/** A gallery that nobody has changed is asked for again and again; the same object stands for it as long. */
const texts = createKeptTexts<{ readonly text: string; readonly etag: string }>(8_000_000);

export async function readGallery(call: Call<Static<typeof GalleryQuery>>): Promise<Answer> {
  const { sku = '' } = call.params;
  const columns = columnsOf(call.shop, call.query.store);
  if (!columns.ok) return faultAnswer(columns.fault);
  const at = call.query.as_of === undefined ? undefined : timeIn(call.query.as_of);
  if (at !== undefined && !(at <= call.app.clock())) return invalidRequest([{ place: 'query/as_of', message: 'is no time that has passed' }]);
  const explained = await explain(call, sku, at, columns.value);
  if (!explained.ok) return faultAnswer(explained.fault);
  if (explained.value === undefined) return faultAnswer({ code: 'product-not-found', sku });
  const showing = await showingOf(call, columns.value, [explained.value]);
  if (!showing.ok) return faultAnswer(showing.fault);
  const one = explained.value;
  // What was is not what a write can mean.
  if (at !== undefined) return success(shownIn(call, one, showing.value));
  const { store = '', presets = '' } = call.query;
  const question = JSON.stringify([skuKey(sku), store, presets, call.base]);
  const facts = JSON.stringify([...showing.value.facts.values()]);
  const { text, etag } = texts.of(question, [one, facts], () => {
    const written = JSON.stringify(shownIn(call, one, showing.value));
    return { text: written, etag: etagOf(versionOf(call, columns.value, one), written) };
  });
  return { status: 200, body: undefined, text, headers: { etag } };
}

/** What a precondition names: of one store view alone its own, else the product's. */
export function versionOf({ app }: Pick<Call, 'app'>, columns: readonly Column[], { gallery, version }: ExplainedGallery): string {
  const [only, ...more] = columns;
  return only === undefined || more.length > 0 || only.scope === 'global' ? version : app.edits.versionsOf(gallery)(only.scope);
}

async function explain({ app, shop }: Call, sku: string, at: number | undefined, columns: readonly Column[]): Promise<Result<ExplainedGallery | undefined>> {
  if (at === undefined) return ok(await app.history.explain(sku, storesWanted(columns)));
  return app.history.explainAt(sku, at, new Set(shop.stores.map(({ code }) => code)));
}

/** Epoch milliseconds; NaN: no time. Source: RFC 3339. */
export const timeIn = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;

export async function readGalleries(call: Call<Static<typeof ManyQuery>>): Promise<Answer> {
  const skus = skusIn(call.query.sku);
  if (skus.length > SKUS_AT_ONCE) return invalidRequest([{ place: 'sku', message: `more than ${SKUS_AT_ONCE}` }]);
  const columns = columnsOf(call.shop, call.query.store);
  if (!columns.ok) return faultAnswer(columns.fault);
  const found = await Promise.all(skus.map((sku) => call.app.history.explain(sku, storesWanted(columns.value))));
  const shown = await show(
    call,
    columns.value,
    found.flatMap((explained) => explained ?? []),
  );
  if (!shown.ok) return faultAnswer(shown.fault);
  return success({ galleries: shown.value, missing: skus.filter((_, at) => found[at] === undefined) });
}

/** Each product once, however its SKU is written. */
function skusIn(text: string): readonly string[] {
  const written = text.split(',').map((sku) => sku.replaceAll(/%2c/gi, ','));
  return [...new Map(written.map((sku) => [skuKey(sku), sku])).values()];
}

/** In one step for all of their pictures. */
export async function show(call: Call<ViewQuery>, columns: readonly Column[], explained: readonly ExplainedGallery[]): Promise<Result<readonly object[]>> {
  const showing = await showingOf(call, columns, explained);
  return showing.ok ? ok(explained.map((one) => shownIn(call, one, showing.value))) : showing;
}

const shownIn = ({ app }: Pick<Call, 'app'>, one: ExplainedGallery, showing: Showing): object =>
  galleryOut(one, versionOut(one.version), app.edits.versionsOf(one.gallery), showing);

async function showingOf(call: Call<ViewQuery>, columns: readonly Column[], explained: readonly ExplainedGallery[]): Promise<Result<Showing>> {
  const presets = call.query.presets === undefined ? [] : call.query.presets.split(',');
  const unknown = presets.find((preset) => !Object.hasOwn(call.options.presets, preset));
  if (unknown !== undefined) return refuse({ code: 'rendition-refused', parameter: 'presets', reason: `there is no ${unknown.slice(0, 100)}` });
  const count = explained.reduce((sum, { gallery }) => sum + Math.max(1, gallery.entries.length) * columns.length, 0);
  if (count > SHOWN_AT_ONCE) return refuse({ code: 'limit-passed', what: 'entries', limit: SHOWN_AT_ONCE, unit: 'entries times store views an answer' });
  const hashes = new Set(explained.flatMap(({ gallery }) => [...pictures(gallery).values()]));
  return ok({ columns, presets, known: call.options.presets, base: call.base, facts: await call.app.index.facts([...hashes]) });
}
