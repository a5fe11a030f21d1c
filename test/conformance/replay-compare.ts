import { type Exchange, isObject, type Json, type JsonObject } from './replay-records.js';
import type { Answer } from './replay-wire.js';

/** A difference between the recorded answer (in our ids and paths) and ours. */
export interface Difference {
  readonly at: string;
  readonly recorded: Json | undefined;
  readonly ours: Json | undefined;
}

/**
 * Members of the original's answers that this service does not keep, or keeps as something else. They are left out on both sides, in a second
 * comparison only: what matches thanks to this table is counted apart.
 */
export const membersNotKept: Readonly<Record<string, string>> = {
  'extension_attributes.stock_item': 'an inventory is no part of a media service',
  'custom_attributes.options_container': 'a page layout of the original shop front',
  'custom_attributes.url_key': 'a URL of the original shop front',
  'custom_attributes.msrp_display_actual_price_type': 'a price display of the original shop front',
  'custom_attributes.required_options': 'product options are no part of a media service',
  'custom_attributes.has_options': 'product options are no part of a media service',
  'custom_attributes.tax_class_id': 'taxes are no part of a media service',
  'custom_attributes.category_ids': 'categories are no part of a media service',
  'custom_attributes.image_label': 'derived from the label of the entry that plays the role; the original stores a copy that goes stale (adobe-live.md 2)',
  'custom_attributes.small_image_label': 'as image_label',
  'custom_attributes.thumbnail_label': 'as image_label',
};

/** Left out before any comparison: moments, tokens, bytes, hashes of what holds ids and bytes, the address of the recorded shop. */
const LEFT_OUT: readonly { readonly holds: (key: string, value: string) => boolean; readonly as: string }[] = [
  { holds: (key, value) => /^((created|updated)_at|start_time)$/.test(key) && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value), as: '<moment>' },
  { holds: (key, value) => key === 'data_hash' && /^[\da-f]{64}$/.test(value), as: '<hash>' },
  { holds: (key, value) => key === 'base64_encoded_data' && value !== '', as: '<bytes>' },
  { holds: (key) => /base_(url|link_url|static_url|media_url)$/.test(key), as: '<address>' },
];

const codeOf = (attribute: Json): string => (isObject(attribute) ? String(attribute.attribute_code) : '');
const byCode = (a: Json, b: Json): number => codeOf(a).localeCompare(codeOf(b));

/** Entries of one position stand in no stable order in the original (adobe-live.md 6): such runs are put in the order of their ids. */
function withTiesSorted(list: Json[]): Json[] {
  const key = (item: Json, name: string): number => (isObject(item) && typeof item[name] === 'number' ? item[name] : Number.MAX_SAFE_INTEGER);
  const isGallery = list.every((item) => isObject(item) && typeof item.id === 'number' && 'position' in item);
  const sorted = list.every((item, n) => n === 0 || key(list[n - 1] ?? null, 'position') <= key(item, 'position'));
  return isGallery && sorted ? [...list].sort((a, b) => key(a, 'position') - key(b, 'position') || key(a, 'id') - key(b, 'id')) : list;
}

function normalised(value: Json, key = ''): Json {
  if (typeof value === 'string') return LEFT_OUT.find(({ holds }) => holds(key, value))?.as ?? value;
  if (Array.isArray(value)) {
    const list = value.map((item) => normalised(item));
    return key === 'custom_attributes' ? list.sort(byCode) : withTiesSorted(list);
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, normalised(member, name)])) : value;
}

/** The value without the members of the table; `used` collects which ones were met. */
function kept(value: Json, path: string, used: Set<string>): Json {
  if (Array.isArray(value)) return value.filter((item) => !drops(`${path}.${codeOf(item)}`, used)).map((item) => kept(item, path, used));
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name]) => !drops(`${path}.${name}`, used));
  return Object.fromEntries(members.map(([name, member]) => [name, kept(member, name, used)]));
}

function drops(path: string, used: Set<string>): boolean {
  if (!(path in membersNotKept)) return false;
  used.add(path);
  return true;
}

function* differences(recorded: Json | undefined, ours: Json | undefined, at: string): Generator<Difference> {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    for (let n = 0; n < Math.max(recorded.length, ours.length); n++) yield* differences(recorded[n], ours[n], `${at}[${n}]`);
  } else if (isObject(recorded) && isObject(ours)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(ours)])) yield* differences(recorded[name], ours[name], `${at}.${name}`);
  } else if (recorded !== ours) yield { at, recorded, ours };
}

/** The label attributes of our own answer, where they are not what the table says they are. */
function* underivedLabels(ours: Json): Generator<Difference> {
  const gallery = isObject(ours) && ours.media_gallery_entries;
  const attributes = isObject(ours) && ours.custom_attributes;
  if (!Array.isArray(gallery) || !Array.isArray(attributes)) return;
  for (const role of ['image', 'small_image', 'thumbnail']) {
    const entry = gallery.find((item): item is JsonObject => isObject(item) && Array.isArray(item.types) && item.types.includes(role));
    const recorded = entry?.label || undefined;
    const attribute = attributes.find((item): item is JsonObject => codeOf(item) === `${role}_label`);
    if (attribute?.value !== recorded) yield { at: `${role}_label as derived`, recorded, ours: attribute?.value };
  }
}

function* envelope(exchange: Exchange, answer: Answer): Generator<Difference> {
  if (exchange.status !== answer.status) yield { at: 'status', recorded: exchange.status, ours: answer.status };
  for (const [name, value] of Object.entries(exchange.responseHeaders ?? {})) {
    if (answer.headers[name]?.toLowerCase() !== value.toLowerCase()) yield { at: `header ${name}`, recorded: value, ours: answer.headers[name] };
  }
}

const typeOf = (value: Json | undefined): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);
/** What a refusal says is compared word by word, everything else by its members and their types. */
const WORDS = new Set(['message', 'result_message', 'fieldName', 'resources']);

/** Whether both have the same shape: items of a list, however many, are compared with the other's first. */
function alike(recorded: Json | undefined, ours: Json | undefined, key = ''): boolean {
  if (typeof recorded === 'string' && WORDS.has(key)) return recorded === ours;
  if (recorded === null || ours === null) return true;
  if (typeOf(recorded) !== typeOf(ours)) return false;
  if (Array.isArray(recorded) && Array.isArray(ours)) return recorded.every((item) => ours.length === 0 || alike(item, ours[0]));
  if (!isObject(recorded) || !isObject(ours)) return true;
  return [...new Set([...Object.keys(recorded), ...Object.keys(ours)])].every((name) => alike(recorded[name], ours[name], name));
}

/** Status, messages and shape are the recorded ones, whatever the values; members that we do not keep aside. */
export function fits(exchange: Exchange, recorded: Json, answer: Answer): boolean {
  const used = new Set<string>();
  return exchange.status === answer.status && alike(kept(normalised(recorded), '$', used), kept(normalised(answer.body), '$', used));
}

/** How an answer stands to the recorded one; `recorded` is the recorded body in our ids and paths. */
export function compare(exchange: Exchange, recorded: Json, answer: Answer): { differences: Difference[]; without: string[]; keyOrder: boolean } {
  if (recorded === '<jwt>' && typeof answer.body === 'string' && answer.body !== '')
    return { differences: [...envelope(exchange, answer)], without: [], keyOrder: true };
  const [theirs, mine] = [normalised(recorded), normalised(answer.body)];
  const outer = [...envelope(exchange, answer)];
  const all = [...differences(theirs, mine, '$')];
  if (all.length === 0) return { differences: outer, without: [], keyOrder: JSON.stringify(theirs) === JSON.stringify(mine) };
  const used = new Set<string>();
  const [less, own] = [kept(theirs, '$', used), kept(mine, '$', used)];
  return {
    differences: [...outer, ...differences(less, own, '$'), ...underivedLabels(answer.body)],
    without: [...used],
    keyOrder: JSON.stringify(less) === JSON.stringify(own),
  };
}
