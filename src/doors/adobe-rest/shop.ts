/** Store views, groups, websites and role attributes, as clients ask for them first. Source: adobe-rest section 6; recorded answers. */
import type { StoreView } from '../../app/ports.js';
import { type Answer, success } from './answer.js';
import type { Call } from './route.js';
import { attributeOut } from './standard-attributes.js';

const storeOut = ({ id, code, name, website, group }: Omit<StoreView, 'locale' | 'code'> & { code: string }) => ({
  id,
  code,
  name,
  website_id: website,
  store_group_id: group,
  is_active: 1,
});

/** The default store view first, then the admin store, then the others. */
export async function listStores({ shop }: Call): Promise<Answer> {
  const [first, ...others] = shop.stores.map(storeOut);
  return success([first, storeOut({ id: 0, code: 'admin', name: 'Admin', website: 0, group: 0 }), ...others]);
}

export async function listGroups({ shop }: Call): Promise<Answer> {
  return success(
    shop.groups.map(({ id, website, name, code, defaultStore }) => ({
      id,
      website_id: website,
      root_category_id: id === 0 ? 0 : 2,
      default_store_id: defaultStore,
      name,
      code,
    })),
  );
}

export async function listWebsites({ shop }: Call): Promise<Answer> {
  return success(shop.websites.map(({ id, code, name, defaultGroup }) => ({ id, code, name, default_group_id: defaultGroup })));
}

/** Where pictures are: `base_media_url` + `catalog/product` + file. Currency, time zone and weight are not ours: the original's defaults. */
export async function listConfigs({ shop, base: baseOf, args }: Call): Promise<Answer> {
  const urls = (prefix: string) => ({
    [`${prefix}base_url`]: base,
    [`${prefix}base_link_url`]: base,
    [`${prefix}base_static_url`]: `${base}static/`,
    [`${prefix}base_media_url`]: `${base}media/`,
  });
  const base = baseOf();
  const wanted = args.store_codes as readonly string[] | undefined;
  const stores = wanted === undefined || wanted.length === 0 ? shop.stores : shop.stores.filter(({ code }) => wanted.includes(code));
  return success(
    stores.map(({ id, code, website, locale }) => ({
      id,
      code,
      website_id: website,
      locale,
      base_currency_code: 'USD',
      default_display_currency_code: 'USD',
      timezone: 'UTC',
      weight_unit: 'lbs',
      ...urls(''),
      ...urls('secure_'),
    })),
  );
}

/** By the set's name; an unknown one has none. */
export async function listRoles({ shop, args }: Call): Promise<Answer> {
  const set = shop.sets.find(({ name }) => name === args.attribute_set_name);
  return success((set?.roles ?? []).map((code, at) => attributeOut(code, at, 'media_image')));
}
