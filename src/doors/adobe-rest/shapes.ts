/** The data objects of this door's calls: every field the original's callers may send. */
import type { ObjectShape, Shape } from './binder.js';

const int: Shape = { kind: 'int' };
const string: Shape = { kind: 'string' };
const bool: Shape = { kind: 'bool' };
const any: Shape = { kind: 'any' };
const listOf = (of: ObjectShape): Shape => ({ kind: 'list', of });
const object = (fields: Readonly<Record<string, Shape>>): ObjectShape => ({ kind: 'object', fields });

const VIDEO = object({ media_type: string, video_provider: string, video_url: string, video_title: string, video_description: string, video_metadata: string });

export const ENTRY = object({
  id: int,
  media_type: string,
  label: string,
  position: int,
  disabled: bool,
  types: { kind: 'texts' },
  file: string,
  content: object({ base64_encoded_data: { kind: 'bytes' }, type: string, name: { kind: 'bytes' } }),
  extension_attributes: object({ video_content: VIDEO }),
});

/** `any` fields are part of the original's product that this service has no use for: taken, and not kept. */
export const PRODUCT = object({
  id: int,
  sku: string,
  name: string,
  attribute_set_id: int,
  price: { kind: 'float' },
  status: int,
  visibility: int,
  type_id: string,
  created_at: any,
  updated_at: any,
  weight: { kind: 'float' },
  extension_attributes: object({
    website_ids: any,
    category_links: any,
    stock_item: any,
    discounts: any,
    bundle_product_options: any,
    configurable_product_options: any,
    configurable_product_links: any,
    downloadable_product_links: any,
    downloadable_product_samples: any,
    giftcard_amounts: any,
    is_available: any,
  }),
  product_links: any,
  options: any,
  media_gallery_entries: listOf(ENTRY),
  tier_prices: any,
  custom_attributes: { kind: 'attributes' },
});

/** A list query. Source: adobe-rest section 5. */
export const CRITERIA = object({
  filter_groups: listOf(object({ filters: listOf(object({ field: string, value: string, condition_type: string })) })),
  sort_orders: listOf(object({ field: string, direction: string })),
  page_size: int,
  current_page: int,
});

const STORE = object({ id: int, code: string, name: string, website_id: int, store_group_id: int, is_active: int });
const GROUP = object({ id: int, website_id: int, root_category_id: int, default_store_id: int, name: string, code: string });
const WEBSITE = object({ id: int, code: string, name: string, default_group_id: int });
const ROLE_ATTRIBUTE = object({ attribute_id: int, attribute_code: string, frontend_input: string, default_frontend_label: string, scope: string });

/** What calls answer. */
export const RESULTS = { entries: listOf(ENTRY), stores: listOf(STORE), groups: listOf(GROUP), websites: listOf(WEBSITE), roles: listOf(ROLE_ATTRIBUTE) };

/** What {@link ENTRY} binds to. Absent and null differ. */
export interface SentEntry {
  readonly id?: number | null;
  readonly media_type?: string | null;
  readonly label?: string | null;
  readonly position?: number | null;
  readonly disabled?: boolean | null;
  readonly types?: readonly string[] | null;
  readonly file?: string | null;
  readonly content?: SentContent | null;
  readonly extension_attributes?: { readonly video_content?: SentVideo | null } | null;
}
export interface SentContent {
  readonly base64_encoded_data?: string | null;
  readonly type?: string | null;
  readonly name?: string | null;
}
export interface SentVideo {
  readonly video_provider?: string | null;
  readonly video_url?: string | null;
  readonly video_title?: string | null;
  readonly video_description?: string | null;
  readonly video_metadata?: string | null;
}
export interface SentProduct {
  readonly sku?: string | null;
  readonly name?: string | null;
  readonly attribute_set_id?: number | null;
  readonly price?: number | null;
  readonly status?: number | null;
  readonly visibility?: number | null;
  readonly type_id?: string | null;
  readonly weight?: number | null;
  readonly extension_attributes?: { readonly website_ids?: unknown } | null;
  readonly media_gallery_entries?: readonly SentEntry[] | null;
  readonly custom_attributes?: Readonly<Record<string, unknown>> | null;
}
