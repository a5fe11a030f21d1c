/**
 * What an address asks for. By default sizes that are free go up to the next step of a ladder; themes' own cache links
 * (`…/cache/<md5>/m/j/x.jpg`) mean the preset whose parameters the MD5 is of.
 */
import { createHash } from 'node:crypto';
import { cacheText, type PresetQuery, parsePreset } from '../../core/presets.js';
import { formatRendition, type Rendition, snapRendition } from '../../core/rendition.js';
import { autoFormats } from '../../core/rendition-format.js';
import { parseRendition } from '../../core/rendition-query.js';
import type { DoorOptions } from '../door.js';
import { isSigned } from './signature.js';

/** `presets`: presets, and sizes on the ladder. `free`: any size. `signed`: presets, and whatever carries a signature. */
export type AddressRules = Pick<DoorOptions, 'delivery' | 'deliveryKey' | 'presets'>;
export type Address =
  /** Nothing can be there. */
  | { readonly state: 'none' }
  | { readonly state: 'unsigned' }
  | { readonly state: 'refused'; readonly parameter: string; readonly reason: string }
  | {
      readonly state: 'picture';
      readonly path: string;
      /** Absent: the original. */
      readonly rendition?: Rendition;
      /** Whether `Accept` has a say. */
      readonly varies: boolean;
      /** `v`: of the content that the caller means. */
      readonly version: string | undefined;
      /** `store`: the store view whose page asks. */
      readonly store: string | undefined;
    };

type Query = Readonly<Record<string, string>>;

const NONE: Address = { state: 'none' };
const SHAPE = /^\/+(?:pub\/)?media\/(?:catalog\/product(?:\/cache\/([0-9a-f]{32}))?|p\/([^/]+))(\/.*)$/;
const KEPT_ADDRESSES = 1000;
const KEPT_CHARS = 300;

/** Reads addresses as they came; what one means never changes, so that the last ones are kept. */
export function createAddresses(rules: AddressRules): (url: string) => Address {
  const read = addressReader(rules);
  const kept = new Map<string, Address>();
  return (url) => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const address = read(url);
    if (kept.size >= KEPT_ADDRESSES) kept.clear();
    if (url.length <= KEPT_CHARS) kept.set(url, address);
    return address;
  };
}

function addressReader(rules: AddressRules): (url: string) => Address {
  const folders = cacheFolders(rules.presets);
  const presetWidths = new Set(Object.values(rules.presets).map(({ width }) => Number(width)));
  const isStep = ({ width }: Rendition) => width?.unit === 'px' && presetWidths.has(width.value);
  const bounded = (rendition: Rendition) => (rules.delivery === 'presets' && !isStep(rendition) ? snapRendition(rendition) : rendition);
  return (url) => {
    const mark = url.indexOf('?');
    const [, folder, name, encoded] = SHAPE.exec(mark < 0 ? url : url.slice(0, mark)) ?? [];
    const [path, preset] = [decode(encoded), folder !== undefined ? folders.get(folder) : ownPreset(rules.presets, decode(name))];
    if (path === undefined || (preset === undefined && (folder ?? name) !== undefined)) return NONE;
    const query: Query = mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1)));
    const rendition = preset === undefined ? parseRendition(query) : parsePreset({ ...preset, ...wholeDpr(query) });
    if (!rendition.ok) return rendition.fault.code === 'rendition-refused' ? { state: 'refused', ...rendition.fault } : NONE;
    const picture = { state: 'picture', path, version: query.v, store: query.store } as const;
    if (formatRendition(rendition.value) === '') return { ...picture, varies: false };
    if (preset === undefined && rules.delivery === 'signed' && !isSigned(rules.deliveryKey, path, query)) return { state: 'unsigned' };
    const asked = preset === undefined ? bounded(rendition.value) : rendition.value;
    return { ...picture, rendition: asked, varies: autoFormats(asked).length > 0 };
  };
}

const ownPreset = (presets: AddressRules['presets'], name: string | undefined): PresetQuery | undefined =>
  name !== undefined && Object.hasOwn(presets, name) ? presets[name] : undefined;

/** A preset has few sizes: a density between two comes as the higher one. */
const wholeDpr = ({ dpr }: Query): Query => (dpr === undefined ? {} : { dpr: /^\d+(\.\d+)?$/.test(dpr) ? String(Math.ceil(Number(dpr))) : dpr });

/** Each preset with and without its frame: themes say that beside the size. */
function cacheFolders(presets: AddressRules['presets']): ReadonlyMap<string, PresetQuery> {
  const folders = new Map<string, PresetQuery>();
  for (const { canvas, ...bare } of Object.values(presets)) {
    const framed = { ...bare, canvas: canvas ?? `${bare.width},${bare.height}` };
    for (const query of [framed, bare]) {
      const rendition = parsePreset(query);
      if (rendition.ok) folders.set(createHash('md5').update(cacheText(rendition.value)).digest('hex'), query);
    }
  }
  return folders;
}

/** Undefined: no text at all. A NUL would end it early where it is looked up. */
function decode(text: string | undefined): string | undefined {
  try {
    const decoded = text === undefined ? undefined : decodeURIComponent(text);
    return decoded?.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}
