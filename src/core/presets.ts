/** Named renditions: the names that themes of Adobe Commerce use, with the sizes of its default theme. */
import { ok, type Result } from './fault.js';
import type { Length, Rendition } from './rendition.js';
import { parseRendition } from './rendition-query.js';

export type PresetQuery = Readonly<Record<string, string>>;

/** The whole picture inside of a box of exactly this size, as themes expect it: never enlarged, the rest filled up. */
const framed = (width: number, height: number): PresetQuery => ({ width: `${width}`, height: `${height}`, fit: 'bounds', canvas: `${width},${height}` });
/** Inside of the box, without anything around it. */
const bare = (width: number, height: number): PresetQuery => ({ width: `${width}`, height: `${height}`, fit: 'bounds' });

/** By name. Source: `etc/view.xml` of the theme Luma; a shop's own stand in the settings. */
export const PRESETS: Readonly<Record<string, PresetQuery>> = {
  bundled_product_customization_page: framed(140, 140),
  cart_cross_sell_products: framed(200, 248),
  cart_page_product_thumbnail: framed(165, 165),
  category_page_grid: framed(240, 300),
  'category_page_grid-1': framed(240, 300),
  category_page_list: framed(240, 300),
  customer_account_my_tags_tag_view: framed(100, 100),
  customer_account_product_review_page: framed(285, 285),
  customer_shared_wishlist: framed(113, 113),
  gift_messages_checkout_small_image: framed(75, 75),
  gift_messages_checkout_thumbnail: framed(100, 100),
  mini_cart_product_thumbnail: framed(75, 75),
  new_products_content_widget_grid: framed(240, 300),
  new_products_content_widget_list: framed(270, 340),
  new_products_images_only_widget: framed(78, 78),
  product_base_image: framed(265, 265),
  product_comparison_list: framed(140, 140),
  product_page_image_large: framed(700, 700),
  product_page_image_large_no_frame: bare(1600, 1600),
  product_page_image_medium: framed(560, 700),
  product_page_image_medium_no_frame: bare(700, 700),
  product_page_image_small: framed(88, 110),
  product_page_main_image: framed(560, 700),
  product_page_main_image_default: framed(560, 700),
  product_page_more_views: framed(88, 110),
  product_small_image: framed(135, 135),
  product_stock_alert_email_product_image: framed(76, 76),
  product_thumbnail_image: framed(75, 75),
  recently_compared_products_grid_content_widget: framed(240, 300),
  recently_compared_products_images_names_widget: framed(75, 90),
  recently_compared_products_images_only_widget: framed(76, 76),
  recently_compared_products_list_content_widget: framed(270, 340),
  recently_viewed_products_grid_content_widget: framed(240, 300),
  recently_viewed_products_images_names_widget: framed(75, 90),
  recently_viewed_products_images_only_widget: framed(76, 76),
  recently_viewed_products_list_content_widget: framed(270, 340),
  related_products_list: framed(152, 190),
  review_page_product_image: framed(285, 285),
  rss_thumbnail: framed(75, 75),
  sendfriend_small_image: framed(75, 75),
  shared_wishlist_email: framed(135, 135),
  side_column_widget_product_thumbnail: framed(75, 90),
  swatch_image: framed(30, 20),
  swatch_thumb: framed(110, 90),
  upsell_products_list: framed(152, 190),
  wishlist_sidebar_block: framed(75, 90),
  wishlist_small_image: framed(113, 113),
  wishlist_thumbnail: framed(240, 300),
};

/** A preset's rendition; `Accept` chooses the format unless the preset names one. Refused as a query would be. */
export function parsePreset(query: PresetQuery): Result<Rendition> {
  const read = parseRendition(query);
  if (!read.ok || read.value.format !== undefined || read.value.auto !== undefined) return read;
  return ok({ ...read.value, auto: ['avif', 'webp'] });
}

/**
 * The text whose MD5 names a preset's folder below `catalog/product/cache/`, so that a theme's links keep working.
 * 240 by 300: `h:300_w:240_rgb255,255,255_r:empty_q:80_proportional_frame_transparency_doconstrainonly`.
 * Source: `adobe-rest.md` section 10.
 */
export function cacheText(preset: Rendition): string {
  const { r, g, b } = preset.background ?? { r: 255, g: 255, b: 255 };
  const isExact = preset.width !== undefined && preset.height !== undefined && preset.fit === undefined;
  return [
    `h:${pixels(preset.height)}`,
    `w:${pixels(preset.width)}`,
    `rgb${r},${g},${b}`,
    `r:${ANGLES[preset.orient ?? 1] ?? 'empty'}`,
    `q:${preset.quality?.value ?? 80}`,
    isExact ? 'nonproportional' : 'proportional',
    preset.canvas === undefined ? 'noframe' : 'frame',
    'transparency',
    preset.upscale === undefined ? 'doconstrainonly' : 'notconstrainonly',
  ].join('_');
}
const pixels = (length: Length | undefined): string => (length?.unit === 'px' ? String(length.value) : 'empty');
const ANGLES: Readonly<Record<number, string>> = { 3: '180', 6: '90', 8: '270' };
