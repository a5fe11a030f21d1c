/** The data objects of this door's calls: every field the original's callers may send. */
import type { ObjectShape, Shape } from './binder.js';

const int: Shape = { kind: 'int' };
const string: Shape = { kind: 'string' };
const bool: Shape = { kind: 'bool' };
const any: Shape = { kind: 'any' };
const listOf = (of: ObjectShape): Shape => ({ kind: 'list', of });
const object = (fields: Readonly<Record<string, Shape>>): ObjectShape => ({ kind: 'object', fields });

/** A data object that the schema knows by a name. */
export interface NamedShape extends ObjectShape {
  readonly name: string;
  /** Members that the original's schema calls required. The binder asks for none of them. */
  readonly required: readonly string[];
  /** Members whose null is a value of its own: "Use Default Value", or nothing there yet. */
  readonly nullable: readonly string[];
}
const named = (name: string, fields: ObjectShape['fields'], required: readonly string[] = [], nullable: readonly string[] = []): NamedShape => ({
  ...object(fields),
  name,
  required,
  nullable,
});
/** The same with every member required. */
const whole = (name: string, fields: ObjectShape['fields'], nullable?: readonly string[]): NamedShape => named(name, fields, Object.keys(fields), nullable);

/** A part that is taken and not kept: of the schema alone. */
export interface UnkeptShape {
  readonly kind: 'any';
  readonly schema: Readonly<Record<string, unknown>>;
}
const unkept = (schema: UnkeptShape['schema']): UnkeptShape => ({ kind: 'any', schema });
const unkeptText = unkept({ type: 'string' });
const unkeptObject = unkept({ type: 'object' });
const unkeptIds = unkept({ type: 'array', items: { type: 'integer' } });
const unkeptList = unkept({ type: 'array', items: { type: 'object' } });

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

const STORE = whole('store-data-store-interface', { id: int, code: string, name: string, website_id: int, store_group_id: int, is_active: int });
const GROUP = whole('store-data-group-interface', {
  id: int,
  website_id: int,
  root_category_id: int,
  default_store_id: int,
  name: string,
  code: string,
});
const WEBSITE = whole('store-data-website-interface', { id: int, code: string, name: string, default_group_id: int });
const CONFIG = whole('store-data-store-config-interface', {
  id: int,
  code: string,
  website_id: int,
  locale: string,
  base_currency_code: string,
  default_display_currency_code: string,
  timezone: string,
  weight_unit: string,
  base_url: string,
  base_link_url: string,
  base_static_url: string,
  base_media_url: string,
  secure_base_url: string,
  secure_base_link_url: string,
  secure_base_static_url: string,
  secure_base_media_url: string,
});
const ATTRIBUTE = named(
  'catalog-data-product-attribute-interface',
  {
    is_wysiwyg_enabled: bool,
    is_html_allowed_on_front: bool,
    used_for_sort_by: bool,
    is_filterable: bool,
    is_filterable_in_search: bool,
    is_used_in_grid: bool,
    is_visible_in_grid: bool,
    is_filterable_in_grid: bool,
    position: int,
    apply_to: { kind: 'texts' },
    is_searchable: string,
    is_visible_in_advanced_search: string,
    is_comparable: string,
    is_used_for_promo_rules: string,
    is_visible_on_front: string,
    used_in_product_listing: string,
    is_visible: bool,
    scope: string,
    attribute_id: int,
    attribute_code: string,
    frontend_input: string,
    entity_type_id: string,
    is_required: bool,
    options: unkeptList,
    is_user_defined: bool,
    default_frontend_label: string,
    frontend_labels: unkeptList,
    backend_type: string,
    is_unique: string,
    validation_rules: unkeptList,
  },
  ['attribute_code', 'frontend_input', 'entity_type_id', 'is_required', 'frontend_labels'],
);

const SET = whole('eav-data-attribute-set-interface', { attribute_set_id: int, attribute_set_name: string, sort_order: int, entity_type_id: int });
const TYPE = whole('catalog-data-product-type-interface', { name: string, label: string });
const pageOf = (name: string, of: ObjectShape): NamedShape => whole(name, { items: listOf(of), search_criteria: CRITERIA, total_count: int });

/** What calls answer. */
export const RESULTS = {
  products: pageOf('catalog-data-product-search-results-interface', PRODUCT),
  types: listOf(TYPE),
  attribute: ATTRIBUTE,
  attributes: pageOf('catalog-data-product-attribute-search-results-interface', ATTRIBUTE),
  set: SET,
  sets: pageOf('eav-data-attribute-set-search-results-interface', SET),
  names: { kind: 'texts' } as Shape,
  entries: listOf(ENTRY),
  stores: listOf(STORE),
  groups: listOf(GROUP),
  websites: listOf(WEBSITE),
  configs: listOf(CONFIG),
  roles: listOf(ATTRIBUTE),
};

/** What every queued call answers. */
export const ACCEPTED = named(
  'asynchronous-operations-data-async-response-interface',
  {
    bulk_uuid: string,
    request_items: listOf(
      named('asynchronous-operations-data-item-status-interface', { id: int, data_hash: string, status: string, error_message: string, error_code: int }, [
        'id',
        'status',
      ]),
    ),
    errors: bool,
  },
  ['bulk_uuid', 'request_items'],
);

const OPERATION_STATE = { status: int, result_message: string, error_code: int };
/** Nothing before the operation is done, or once its data are cleared away. */
const NOT_YET = ['result_message', 'error_code', 'serialized_data', 'result_serialized_data'];
const BULK = { user_type: int, bulk_id: string, description: string, start_time: string, user_id: int, operation_count: int };
export const BULK_STATUS = whole('asynchronous-operations-data-bulk-operations-status-interface', {
  operations_list: listOf(whole('asynchronous-operations-data-summary-operation-status-interface', { id: int, ...OPERATION_STATE }, NOT_YET)),
  ...BULK,
});
const OPERATION_FIELDS = { id: int, bulk_uuid: string, topic_name: string, serialized_data: string, result_serialized_data: string, ...OPERATION_STATE };
const OPERATION = named(
  'asynchronous-operations-data-operation-interface',
  { ...OPERATION_FIELDS, extension_attributes: named('asynchronous-operations-data-operation-extension-interface', { start_time: string }) },
  Object.keys(OPERATION_FIELDS),
  NOT_YET,
);
export const OPERATIONS = pageOf('asynchronous-operations-data-operation-search-results-interface', OPERATION);
export const BULK_DETAILS = whole('asynchronous-operations-data-detailed-bulk-operations-status-interface', { operations_list: listOf(OPERATION), ...BULK });

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
