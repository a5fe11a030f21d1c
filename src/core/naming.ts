/**
 * From the name a client gives a picture to the path it is served at, as the original makes it:
 * `new image.png` → `/n/e/new_image.png`, taken → `/n/e/new_image_1.png`.
 * Source: the original's uploader and image validator, recorded names in the conformance rows.
 */
import { ok, type Result, refuse } from './fault.js';
import type { MediaPath } from './ids.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';

/** The image types a gallery may keep, with the extension that a nameless one gets. */
export const IMAGE_TYPES = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
} as const satisfies Record<string, readonly [string, ...string[]]>;
export type ImageType = keyof typeof IMAGE_TYPES;

/** Refused outright: path separators, what shells and file systems read, and what the original's validator lists. */
const FORBIDDEN = /[\\/?*:";<>(){}|]/;

/**
 * The cleaned file name: outside `A-Za-z0-9_.-` each run becomes one `_`, leading dots go, a name of nothing else
 * becomes `file`, a missing extension comes from the type. `types`: whose extensions are taken.
 */
export function cleanName(name: string, type: ImageType, types: readonly ImageType[], limits: Limits = DEFAULT_LIMITS): Result<string> {
  if (name === '' || FORBIDDEN.test(name)) return refuse({ code: 'name-forbidden' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return refuse({ code: 'name-unusable', reason: 'control characters' });
  const { stem, extension } = splitName(name);
  const wanted = extension ?? IMAGE_TYPES[type][0];
  if (!types.some((t) => (IMAGE_TYPES[t] as readonly string[]).includes(wanted.toLowerCase())))
    return refuse({ code: 'name-unusable', reason: "the extension is no picture's" });
  const cleaned = stem.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^\.+/, '');
  if (cleaned === '' && stem === '') return refuse({ code: 'name-unusable', reason: 'an extension without a name' });
  const whole = `${/^_*$/.test(cleaned) ? 'file' : cleaned}.${wanted}`;
  return whole.length > limits.nameBytes ? refuse({ code: 'limit-passed', what: 'name', limit: limits.nameBytes, unit: 'bytes' }) : ok(whole);
}

/** The path of a cleaned name: its first two characters are folders, a dot among them is `_`. */
export function pathOf(name: string): MediaPath {
  const [first, second] = [name.charAt(0), name.charAt(1)].map((c) => (c === '.' || c === '' ? '_' : c));
  return `/${first}/${second}/${name}` as MediaPath;
}

/** A path as its stem (folder, name and extension without the number) and its number, 0 where there is none. `x_1.png` is `x.png` number 1 however it came about. */
export interface NumberedPath {
  readonly stem: string;
  readonly number: number;
}

/** Takes a path apart; {@link numberedPath} puts the same path together again. */
export function parsePath(path: MediaPath): NumberedPath {
  const match = /^(.*\/.*)_([1-9][0-9]{0,8})(\.[^./]*)$/.exec(path);
  return match === null ? { stem: path, number: 0 } : { stem: `${match[1]}${match[3]}`, number: Number(match[2]) };
}

export function numberedPath({ stem, number }: NumberedPath): MediaPath {
  const dot = stem.lastIndexOf('.');
  return (number === 0 ? stem : `${stem.slice(0, dot)}_${number}${stem.slice(dot)}`) as MediaPath;
}

function splitName(name: string): { stem: string; extension: string | undefined } {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? { stem: name, extension: undefined } : { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}
