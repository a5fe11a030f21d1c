/** What the calls of this door answer, for the schema. */
import type { ObjectShape, Shape } from './binder.js';
import { bool, int, listOf, type NamedShape, named, string, unkeptList, whole } from './shape.js';
import { CRITERIA, ENTRY, PRODUCT } from './shapes.js';

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
