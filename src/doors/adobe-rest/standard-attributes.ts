/**
 * The product attributes that a fresh installation of the original has, so that a client that looks for one finds it,
 * whether or not any product has a value. In the original's order, which its numbers follow (73 on; recorded: the
 * roles'). Source: a shop's attributes; adobe-rest sections 6 and 7.
 */

/** Code, label, input, how it is kept. */
type Row = readonly [code: string, label: string, input: string, backend: string];

const ROWS: readonly Row[] = [
  ['name', 'Product Name', 'text', 'varchar'],
  ['sku', 'SKU', 'text', 'static'],
  ['description', 'Description', 'textarea', 'text'],
  ['short_description', 'Short Description', 'textarea', 'text'],
  ['price', 'Price', 'price', 'decimal'],
  ['special_price', 'Special Price', 'price', 'decimal'],
  ['special_from_date', 'Special Price From Date', 'date', 'datetime'],
  ['special_to_date', 'Special Price To Date', 'date', 'datetime'],
  ['cost', 'Cost', 'price', 'decimal'],
  ['weight', 'Weight', 'weight', 'decimal'],
  ['manufacturer', 'Manufacturer', 'select', 'int'],
  ['meta_title', 'Meta Title', 'text', 'varchar'],
  ['meta_keyword', 'Meta Keywords', 'textarea', 'text'],
  ['meta_description', 'Meta Description', 'textarea', 'varchar'],
  ['image', 'Base', 'media_image', 'varchar'],
  ['small_image', 'Small', 'media_image', 'varchar'],
  ['thumbnail', 'Thumbnail', 'media_image', 'varchar'],
  ['media_gallery', 'Media Gallery', 'gallery', 'static'],
  ['old_id', 'Old ID', 'text', 'int'],
  ['tier_price', 'Tier Price', 'text', 'decimal'],
  ['color', 'Color', 'select', 'int'],
  ['news_from_date', 'Set Product as New from Date', 'date', 'datetime'],
  ['news_to_date', 'Set Product as New to Date', 'date', 'datetime'],
  ['gallery', 'Image Gallery', 'gallery', 'varchar'],
  ['status', 'Enable Product', 'select', 'int'],
  ['minimal_price', 'Minimal Price', 'price', 'decimal'],
  ['visibility', 'Visibility', 'select', 'int'],
  ['custom_design', 'New Theme', 'select', 'varchar'],
  ['custom_design_from', 'Active From', 'date', 'datetime'],
  ['custom_design_to', 'Active To', 'date', 'datetime'],
  ['custom_layout_update', 'Layout Update XML', 'textarea', 'text'],
  ['page_layout', 'Layout', 'select', 'varchar'],
  ['category_ids', 'Categories', 'text', 'static'],
  ['options_container', 'Display Product Options In', 'select', 'varchar'],
  ['required_options', 'Required Options', 'text', 'static'],
  ['has_options', 'Has Options', 'text', 'static'],
  ['image_label', 'Image Label', 'text', 'varchar'],
  ['small_image_label', 'Small Image Label', 'text', 'varchar'],
  ['thumbnail_label', 'Thumbnail Label', 'text', 'varchar'],
  ['created_at', 'Created At', 'date', 'static'],
  ['updated_at', 'Updated At', 'date', 'static'],
  ['country_of_manufacture', 'Country of Manufacture', 'select', 'varchar'],
  ['quantity_and_stock_status', 'Quantity', 'select', 'int'],
  ['custom_layout', 'New Layout', 'select', 'varchar'],
  ['custom_layout_update_file', 'Custom Layout Update', 'select', 'varchar'],
  ['url_key', 'URL Key', 'text', 'varchar'],
  ['url_path', 'URL Path', 'text', 'varchar'],
  ['msrp', "Manufacturer's Suggested Retail Price", 'price', 'decimal'],
  ['msrp_display_actual_price_type', 'Display Actual Price', 'select', 'varchar'],
  ['price_type', 'Dynamic Price', 'boolean', 'int'],
  ['sku_type', 'Dynamic SKU', 'boolean', 'int'],
  ['weight_type', 'Dynamic Weight', 'boolean', 'int'],
  ['price_view', 'Price View', 'select', 'int'],
  ['shipment_type', 'Ship Bundle Items', 'select', 'int'],
  ['links_purchased_separately', 'Links can be purchased separately', 'boolean', 'int'],
  ['samples_title', 'Samples title', 'text', 'varchar'],
  ['links_title', 'Links title', 'text', 'varchar'],
  ['links_exist', 'Links exist', 'text', 'int'],
  ['gift_message_available', 'Allow Gift Message', 'boolean', 'varchar'],
  ['ts_dimensions_length', 'Length', 'text', 'decimal'],
  ['ts_dimensions_width', 'Width', 'text', 'decimal'],
  ['ts_dimensions_height', 'Height', 'text', 'decimal'],
  ['swatch_image', 'Swatch', 'media_image', 'varchar'],
  ['tax_class_id', 'Tax Class', 'select', 'int'],
];

/** What is known of a code; another is a shop's own. */
interface Known {
  readonly id: number;
  readonly label: string;
  readonly input: string;
  readonly backend: string;
}
const STANDARD: ReadonlyMap<string, Known> = new Map(ROWS.map(([code, label, input, backend], at) => [code, { id: 73 + at, label, input, backend }]));

export const STANDARD_CODES: ReadonlySet<string> = new Set(STANDARD.keys());

/** The attribute object of a code; `at` numbers those of the shop's own. */
export function attributeOut(code: string, at: number, ownInput: 'text' | 'media_image') {
  const label = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
  const known = STANDARD.get(code) ?? { id: 1000 + at, label, input: ownInput, backend: 'varchar' };
  return {
    is_wysiwyg_enabled: false,
    is_html_allowed_on_front: false,
    used_for_sort_by: false,
    is_filterable: false,
    is_filterable_in_search: false,
    is_used_in_grid: false,
    is_visible_in_grid: false,
    is_filterable_in_grid: false,
    position: 0,
    apply_to: [],
    is_searchable: '0',
    is_visible_in_advanced_search: '0',
    is_comparable: '0',
    is_used_for_promo_rules: '0',
    is_visible_on_front: '0',
    used_in_product_listing: '1',
    is_visible: true,
    scope: known.backend === 'static' ? 'global' : 'store',
    attribute_id: known.id,
    attribute_code: code,
    frontend_input: known.input,
    entity_type_id: '4',
    is_required: false,
    options: [],
    is_user_defined: !STANDARD.has(code),
    default_frontend_label: known.label,
    frontend_labels: [],
    backend_type: known.backend,
    is_unique: '0',
    validation_rules: [],
  };
}
