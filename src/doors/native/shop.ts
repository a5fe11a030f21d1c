/** The shop around the galleries: store views, attribute sets, presets, and the service itself. */
import Type, { type Static } from 'typebox';
import { RESOURCES, SETTINGS } from '../../app/access.js';
import type { AttributeSet, Shop, StoreView } from '../../app/ports.js';
import { defaultStore } from '../../app/stores.js';
import { refuse } from '../../core/fault.js';
import { parseStoreCode, type RoleCode, type StoreCode } from '../../core/ids.js';
import { DEFAULT_LIMITS, type Limits } from '../../core/limits.js';
import { faultAnswer, invalidRequest } from './faults.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { dryRun, NOTHING, nameText } from './shapes.js';

const StoreViewOut = Type.Object(
  { code: Type.String(), name: Type.String(), locale: Type.String(), website: Type.String(), group: Type.String() },
  { title: 'StoreView', description: '`website` and `group` by their codes.' },
);
const StoreBody = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$', description: 'Stands in addresses; neither `all` nor `admin`.' }),
    name: nameText,
    website: Type.Optional(
      Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$', description: 'Code of its website; one that is new is made with its group. Absent: `base`.' }),
    ),
    locale: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$', description: '`de_DE`; absent: `en_US`.' })),
  },
  { title: 'NewStoreView', additionalProperties: false },
);
const RenameBody = Type.Object({ name: nameText }, { title: 'StoreViewName', additionalProperties: false });
const RemoveQuery = Type.Object({ dry_run: dryRun }, { additionalProperties: false });
const RemovedOut = Type.Object(
  {
    dry_run: Type.Boolean(),
    remains: Type.Object(
      { values: Type.Integer(), roles: Type.Integer(), attributes: Type.Integer() },
      { description: 'What it overrides, and what goes with it.' },
    ),
  },
  { title: 'RemovedStoreView' },
);
const SetOut = Type.Object(
  { id: Type.Integer(), name: Type.String(), has_gallery: Type.Boolean(), roles: Type.Array(Type.String()) },
  { title: 'AttributeSet', description: '`has_gallery`: whether its products may have pictures; `roles`: what their pictures may play.' },
);
const SetBody = Type.Object(
  {
    name: nameText,
    has_gallery: Type.Boolean(),
    roles: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }), { maxItems: 100, uniqueItems: true }),
  },
  { title: 'NewAttributeSet', additionalProperties: false },
);
const AboutOut = Type.Object(
  {
    version: Type.String(),
    database: Type.String({ description: 'Kind of the database.' }),
    blobs: Type.String({ description: 'Kind of place that pictures are kept in.' }),
    limits: Type.Record(Type.String(), Type.Integer(), { description: 'What one picture, gallery, label or page may have at most.' }),
  },
  { title: 'About' },
);

const codeOf = (rows: readonly { readonly id: number; readonly code: string }[], id: number): string => rows.find((one) => one.id === id)?.code ?? '';
const storeOut = ({ websites, groups }: Pick<Shop, 'websites' | 'groups'>, { code, name, locale, website, group }: StoreView): Static<typeof StoreViewOut> => ({
  ...{ code, name, locale },
  website: codeOf(websites, website),
  group: codeOf(groups, group),
});

const listStores = async ({ shop }: Call): Promise<Answer> => success({ stores: shop.stores.map((store) => storeOut(shop, store)) });

async function addStore({ app, body }: Call<unknown, Static<typeof StoreBody>>): Promise<Answer> {
  const code = parseStoreCode(body.code);
  if (code === undefined) return invalidRequest([{ place: '/code', message: 'means all store views' }]);
  const added = await app.catalog.addStore({ code, name: body.name, website: body.website, locale: body.locale ?? 'en_US' });
  return added.ok ? { status: 201, body: storeOut(await app.catalog.shop(), added.value) } : faultAnswer(added.fault);
}

async function renameStore({ app, params, body, shop }: Call<unknown, Static<typeof RenameBody>>): Promise<Answer> {
  const renamed = await app.catalog.renameStore(params.code as StoreCode, body.name);
  return renamed.ok ? success(storeOut(shop, renamed.value)) : faultAnswer(renamed.fault);
}

async function removeStore({ app, shop, params, query }: Call<Static<typeof RemoveQuery>>): Promise<Answer> {
  const code = params.code as StoreCode;
  const isPreview = query.dry_run === true;
  const preview = () => (defaultStore(shop).code === code ? refuse({ code: 'store-needed', store: code }) : app.catalog.remains(code));
  const gone = isPreview ? await preview() : await app.stores.remove(code);
  if (!gone.ok) return faultAnswer(gone.fault);
  const { values, roles, attributes } = gone.value;
  return success({ dry_run: isPreview, remains: { values, roles, attributes } });
}

const setOut = ({ id, name, hasGallery, roles }: AttributeSet): Static<typeof SetOut> => ({ id, name, has_gallery: hasGallery, roles: [...roles] });
const listSets = async ({ shop }: Call): Promise<Answer> => success({ sets: shop.sets.map(setOut) });

async function addSet({ app, body }: Call<unknown, Static<typeof SetBody>>): Promise<Answer> {
  const added = await app.catalog.addSet({ name: body.name, roles: body.roles as RoleCode[], hasGallery: body.has_gallery });
  return added.ok ? { status: 201, body: setOut(added.value) } : faultAnswer(added.fault);
}

const listPresets = async ({ options }: Call): Promise<Answer> =>
  success({ presets: Object.entries(options.presets).map(([name, query]) => ({ name, query: String(new URLSearchParams(Object.entries(query))) })) });
const listResources = async (): Promise<Answer> => success({ resources: Object.entries(RESOURCES).map(([code, about]) => ({ code, about })) });

async function readAbout({ app }: Call): Promise<Answer> {
  // By name: the object at hand may hold more than limits.
  const limits = (Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]).map((name) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    app.limits[name],
  ]);
  return success({ ...app.about, limits: Object.fromEntries(limits) });
}

export const SHOP_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/stores',
    name: 'listStores',
    summary: 'Store views',
    about: 'The store views there are; their codes stand wherever a call takes `store`.',
    resource: 'any',
    query: NOTHING,
    answer: Type.Object({ stores: Type.Array(StoreViewOut) }, { title: 'StoreViews' }),
    example: { url: '/api/v1/stores' },
    handle: listStores,
  }),
  route({
    method: 'POST',
    path: '/stores',
    name: 'addStore',
    summary: 'Add a store view',
    about: 'It inherits everything until somebody overrides it.',
    resource: SETTINGS,
    query: NOTHING,
    body: StoreBody,
    status: 201,
    answer: StoreViewOut,
    example: { url: '/api/v1/stores', body: { code: 'german', name: 'Deutsch', locale: 'de_DE' } },
    handle: addStore,
  }),
  route({
    method: 'PATCH',
    path: '/stores/{code}',
    name: 'renameStore',
    summary: 'Rename a store view',
    about: 'What people call it; its code stays.',
    resource: SETTINGS,
    query: NOTHING,
    body: RenameBody,
    answer: StoreViewOut,
    example: { url: '/api/v1/stores/german', body: { name: 'Deutschland' } },
    handle: renameStore,
  }),
  route({
    method: 'DELETE',
    path: '/stores/{code}',
    name: 'removeStore',
    summary: 'Remove a store view',
    about: 'With everything that it overrides, for good: no undo brings that back. The default store view stays.',
    resource: SETTINGS,
    query: RemoveQuery,
    answer: RemovedOut,
    example: { url: '/api/v1/stores/german?dry_run=true' },
    handle: removeStore,
  }),
  route({
    method: 'GET',
    path: '/sets',
    name: 'listSets',
    summary: 'Attribute sets',
    about: 'What kinds of products there are, and which roles their pictures may play.',
    resource: 'any',
    query: NOTHING,
    answer: Type.Object({ sets: Type.Array(SetOut) }, { title: 'AttributeSets' }),
    example: { url: '/api/v1/sets' },
    handle: listSets,
  }),
  route({
    method: 'POST',
    path: '/sets',
    name: 'addSet',
    summary: 'Add an attribute set',
    about: 'Its products may have pictures or not, and these the roles that it names.',
    resource: SETTINGS,
    query: NOTHING,
    body: SetBody,
    status: 201,
    answer: SetOut,
    example: { url: '/api/v1/sets', body: { name: 'Shoes', has_gallery: true, roles: ['image', 'small_image', 'thumbnail', 'sole'] } },
    handle: addSet,
  }),
  route({
    method: 'GET',
    path: '/presets',
    name: 'listPresets',
    summary: 'Renditions by name',
    about: 'The presets that pictures may be asked for by, each with what it stands for.',
    resource: 'any',
    query: NOTHING,
    answer: Type.Object(
      { presets: Type.Array(Type.Object({ name: Type.String(), query: Type.String() }, { title: 'Preset' })) },
      { title: 'Presets', description: '`query`: as in the address of a rendition.' },
    ),
    example: { url: '/api/v1/presets' },
    handle: listPresets,
  }),
  route({
    method: 'GET',
    path: '/resources',
    name: 'listResources',
    summary: 'What rights are given on',
    about: 'Each stands alone: none includes another.',
    resource: 'any',
    query: NOTHING,
    answer: Type.Object({ resources: Type.Array(Type.Object({ code: Type.String(), about: Type.String() }, { title: 'Resource' })) }, { title: 'Resources' }),
    example: { url: '/api/v1/resources' },
    handle: listResources,
  }),
  route({
    method: 'GET',
    path: '/about',
    name: 'readAbout',
    summary: 'The service itself',
    about: 'Its version, what it keeps things in, and its limits.',
    resource: 'any',
    query: NOTHING,
    answer: AboutOut,
    example: { url: '/api/v1/about' },
    handle: readAbout,
  }),
];
