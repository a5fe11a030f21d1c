/** What names a rendition: its row, its file and its ETag. */
import type { FocalPoint } from '../core/fields.js';
import type { RenditionKey, RenditionLook } from '../core/ids.js';
import { formatLook, type OutputFormat, type Rendition } from '../core/rendition.js';
import { renditionKey } from '../core/rendition-format.js';
import type { Secrets, ServedFile } from './ports.js';

/** Part of every key: another one as soon as the same wish comes to other bytes. */
const RULES = '2';

/** What is wished of a picture that is served. */
export interface Wish {
  readonly file: ServedFile;
  readonly rendition: Rendition;
  readonly format: OutputFormat;
}

/** The door reads an address into the same rendition each time, so that what it came to last mostly stands. */
export function createKeys({ digest }: Pick<Secrets, 'digest'>): (wish: Wish) => RenditionKey {
  const last = new WeakMap<Rendition, Wish & { readonly key: RenditionKey }>();
  return ({ file, rendition, format }) => {
    const known = last.get(rendition);
    if (known?.file === file && known.format === format) return known.key;
    const focal = focalOf({ file, rendition });
    const key = digest([RULES, file.blob, renditionKey(rendition, format), focal?.x, focal?.y].join('\n')) as RenditionKey;
    last.set(rendition, { file, rendition, format, key });
    return key;
  };
}

/** The key of the same made with more work: another file, with an ETag of its own. */
export const betterKeys =
  ({ digest }: Pick<Secrets, 'digest'>) =>
  (key: RenditionKey): RenditionKey =>
    digest(`${key}\nthorough`) as RenditionKey;

/** What stands for the look of a wish; another one's that is the same shows the same part of the same original in the same way. */
export const looks =
  ({ digest }: Pick<Secrets, 'digest'>) =>
  (wish: Shown): RenditionLook => {
    const focal = focalOf(wish);
    return digest([formatLook(wish.rendition), focal?.x, focal?.y].join('\n')).slice(0, 32) as RenditionLook;
  };

type Shown = Pick<Wish, 'file' | 'rendition'>;
/** The one of its entry, where anything is cut off. */
function focalOf({ file, rendition: { precrop, crop, fit } }: Shown): FocalPoint | undefined {
  return precrop !== undefined || crop !== undefined || fit === 'crop' ? file.owner?.focal : undefined;
}
