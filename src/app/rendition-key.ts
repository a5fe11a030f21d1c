/** What names a rendition: its row, its file and its ETag. */
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
    const focal = usesFocal(rendition) ? file.owner?.focal : undefined;
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
  ({ file, rendition }: Pick<Wish, 'file' | 'rendition'>): RenditionLook => {
    const focal = usesFocal(rendition) ? file.owner?.focal : undefined;
    return digest([formatLook(rendition), focal?.x, focal?.y].join('\n')).slice(0, 32) as RenditionLook;
  };

/** Whether it cuts anything off, and does not itself say where. */
const usesFocal = ({ precrop, crop, fit }: Rendition): boolean => precrop !== undefined || crop !== undefined || fit === 'crop';
