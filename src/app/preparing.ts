/** Renditions made before anybody asks: of each picture each preset, in every format that a visitor may get. */

import { pictures } from '../core/gallery.js';
import type { Sku } from '../core/ids.js';
import { skuKey } from '../core/ids.js';
import { type PresetQuery, parsePreset } from '../core/presets.js';
import { formatRendition, type Rendition } from '../core/rendition.js';
import { chooseFormat } from '../core/rendition-format.js';
import type { Originals } from './originals.js';
import type { GalleryStore } from './ports.js';
import type { Renditions } from './renditions.js';

const FILES_AT_ONCE = 500;
/** What programs say that they take: new ones, somewhat older ones, old ones. */
const ACCEPTS = ['image/avif,image/webp', 'image/webp', undefined];

/** What came of one picture. `fault`: why one of its renditions could not be made; the others may be there. */
export interface Prepared {
  readonly path: string;
  readonly made: number;
  readonly kept: number;
  readonly fault: string | undefined;
}
export interface Preparing {
  /** The paths of all pictures, or of one product's; undefined: no such product. */
  paths(sku?: Sku): Promise<AsyncIterable<string> | undefined>;
  /** Makes what is not kept yet; so a run that was cut short goes on where it was. */
  prepare(path: string, presets: Readonly<Record<string, PresetQuery>>): Promise<Prepared>;
}

export function createPreparing(deps: { store: GalleryStore; originals: Originals; renditions: Renditions }): Preparing {
  const { store, originals, renditions } = deps;
  async function* everyPath(): AsyncIterable<string> {
    for (let files = await store.files('', FILES_AT_ONCE); files.length > 0; files = await store.files(files.at(-1) ?? '', FILES_AT_ONCE)) yield* files;
  }
  return {
    async paths(sku) {
      if (sku === undefined) return everyPath();
      const stored = await store.loadGallery(skuKey(sku), 'every');
      return stored && listed([...pictures(stored.gallery).keys()]);
    },
    async prepare(path, presets) {
      const original = await originals.find(path);
      let [made, kept, fault]: [number, number, string | undefined] = [0, 0, undefined];
      // Gone since it was listed: nothing is to be done.
      if (original === undefined) return { path, made, kept, fault };
      const { file } = original;
      if (file.verdict.state === 'failed') return { path, made, kept, fault: file.verdict.reason };
      const source = { ...file, hasAlpha: file.verdict.state === 'ready' ? file.verdict.pixels.hasAlpha : undefined };
      for (const rendition of different(presets)) {
        for (const format of new Set(ACCEPTS.map((accept) => chooseFormat(rendition, source, accept)))) {
          const { made: outcome, isNew } = await renditions.prepare({ file, rendition, format });
          if (outcome.state !== 'ready') fault ??= outcome.state === 'refused' ? `${outcome.parameter}: ${outcome.reason}` : WORDS[outcome.state];
          else if (isNew) made++;
          else kept++;
        }
      }
      return { path, made, kept, fault };
    },
  };
}

const WORDS = { failed: 'it cannot be made', busy: 'it cannot be made now', missing: 'its bytes are missing' } as const;

async function* listed(paths: readonly string[]): AsyncIterable<string> {
  yield* paths;
}

/** Presets of several names may ask for the same. */
function different(presets: Readonly<Record<string, PresetQuery>>): readonly Rendition[] {
  const renditions = Object.values(presets).flatMap((query) => {
    const rendition = parsePreset(query);
    return rendition.ok ? [rendition.value] : [];
  });
  return [...new Map(renditions.map((rendition) => [formatRendition(rendition), rendition])).values()];
}
