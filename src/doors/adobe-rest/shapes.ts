/** The data objects that are sent to this door: every field the original's callers may send. */
import { any, bool, int, listOf, named, string, unkeptIds, unkeptList, unkeptObject, unkeptText, whole } from './shape.js';

const VIDEO = whole('framework-data-video-content-interface', {
  media_type: string,
  video_provider: string,
  video_url: string,
  video_title: string,
  video_description: string,
  video_metadata: string,
});
const CONTENT = whole('framework-data-image-content-interface', { base64_encoded_data: { kind: 'bytes' }, type: string, name: { kind: 'bytes' } });
const ENTRY_NAME = 'catalog-data-product-attribute-media-gallery-entry';

export const ENTRY = named(
  `${ENTRY_NAME}-interface`,
  {
    id: int,
    media_type: string,
    label: string,
    position: int,
    disabled: bool,
    types: { kind: 'texts' },
    file: string,
    content: CONTENT,
    extension_attributes: named(`${ENTRY_NAME}-extension-interface`, { video_content: VIDEO }),
  },
  ['media_type', 'label', 'position', 'disabled', 'types'],
  ['label', 'position', 'disabled', 'types'],
);

/** `unkept` fields are part of the original's product that this service has no use for. */
export const PRODUCT = named(
  'catalog-data-product-interface',
  {
    id: int,
    sku: string,
    name: string,
    attribute_set_id: int,
    price: { kind: 'float' },
    status: int,
    visibility: int,
    type_id: string,
    created_at: unkeptText,
    updated_at: unkeptText,
    weight: { kind: 'float' },
    extension_attributes: named('catalog-data-product-extension-interface', {
      website_ids: unkeptIds,
      category_links: unkeptList,
      stock_item: unkeptObject,
      discounts: unkeptList,
      bundle_product_options: unkeptList,
      configurable_product_options: unkeptList,
      configurable_product_links: unkeptIds,
      downloadable_product_links: unkeptList,
      downloadable_product_samples: unkeptList,
      giftcard_amounts: unkeptList,
      is_available: any,
    }),
    product_links: unkeptList,
    options: unkeptList,
    media_gallery_entries: listOf(ENTRY),
    tier_prices: unkeptList,
    custom_attributes: { kind: 'attributes' },
  },
  ['sku'],
);

/** One of a product's custom attributes, as the schema knows it: a value is a text, a list, or null for "Use Default Value". */
export const CUSTOM_ATTRIBUTE = whole('framework-attribute-interface', { attribute_code: string, value: any });

/** A list query. Source: adobe-rest section 5. */
export const CRITERIA = named(
  'framework-search-criteria-interface',
  {
    filter_groups: listOf(
      named('framework-search-filter-group', {
        filters: listOf(named('framework-filter', { field: string, value: string, condition_type: string }, ['field', 'value'])),
      }),
    ),
    sort_orders: listOf(whole('framework-sort-order', { field: string, direction: string }, ['direction'])),
    page_size: int,
    current_page: int,
  },
  ['filter_groups'],
);

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
