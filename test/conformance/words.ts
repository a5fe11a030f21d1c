/** Placeholders: what `{{…}}` stands for in what a row sends and expects. */
import { picture } from './pictures.js';
import type { Json } from './row.js';

export type Words = Map<string, Json>;

const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;
const WHOLE = /^\{\{([^{}]+)\}\}$/;

/** Draws every picture that a row names, so that filling in needs no waiting. */
export async function drawPictures(row: unknown, words: Words): Promise<void> {
  const names = [...JSON.stringify(row).matchAll(PLACEHOLDER)].map(([, name]) => name ?? '').filter((name) => /^(image|bytes):/.test(name));
  for (const name of new Set(names)) words.set(name, (await picture(name)).toString('base64'));
}

/** A text that is one placeholder becomes its value, of whatever type; inside a text the value is written out. */
export function fill(value: Json, words: Words): Json {
  if (typeof value === 'string') return fillText(value, words);
  if (Array.isArray(value)) return value.map((item) => fill(item, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, words)]));
}

export const fillString = (text: string, words: Words): string => String(fillText(text, words));

function fillText(text: string, words: Words): Json {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return word(whole, words);
  return text.replaceAll(PLACEHOLDER, (_, name: string) => String(word(name, words)));
}

function word(name: string, words: Words): Json {
  const known = words.get(name);
  if (known !== undefined) return known;
  const [kind, what = '', count = '1'] = name.split(':');
  if (kind === 'sku') return `${String(words.get('row'))}-${what}`;
  if (kind === 'now') return String(Math.floor(Date.now() / 1000) + Number(what));
  if (kind === 'fill') return what.repeat(Number(count));
  if (kind === 'nested') return '['.repeat(Number(what)) + ']'.repeat(Number(what));
  throw new Error(`nothing is called {{${name}}} here`);
}

/** What a path such as `$.items[0].id` finds; undefined: nothing. */
export function at(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const [, member, index] of path.matchAll(/\.([A-Za-z_]\w*)|\[(\d+)\]/g)) {
    if (found === null || typeof found !== 'object') return undefined;
    found = Array.isArray(found) ? found[Number(index)] : found[String(member)];
  }
  return found;
}
