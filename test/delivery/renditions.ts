/** The renditions use case over memory, with an engine that makes nothing but bytes of its own and can be held up. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createHot } from '../../src/app/hot.js';
import type { ImageEngine, RenderOutcome, RenditionIndex, ServedFile } from '../../src/app/ports.js';
import type { Wish } from '../../src/app/rendition-key.js';
import { createRenditions, type RenditionOptions, type Renditions } from '../../src/app/renditions.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { parseRendition } from '../../src/core/rendition-query.js';
import { createMemoryBlobs } from '../../src/storage/memory/blobs.js';
import { emptyMemory } from '../../src/storage/memory/galleries.js';
import { createMemoryRenditionIndex } from '../../src/storage/memory/renditions.js';
import { blobOf } from '../contract/writing.js';
import { accepted } from '../support/gallery.js';

export const BLOB = blobOf('/a/a/a.jpg');
const PIXELS = { thumbhash: '', dominantColor: '#000000', hasAlpha: false, isAnimated: false };
export const FILE: ServedFile = {
  ...{ blob: BLOB, type: 'image/jpeg', widthPx: 1200, heightPx: 900, frames: 1, sizeBytes: 8, owner: undefined },
  verdict: { state: 'ready', pixels: { ...PIXELS, widthPx: 1200, heightPx: 900 } },
};
export const wish = (query: string, format: Wish['format'] = 'webp', file: ServedFile = FILE): Wish => ({
  ...{ file, format },
  rendition: accepted(parseRendition(Object.fromEntries(new URLSearchParams(query)))),
});

export interface Bench extends Renditions {
  readonly index: RenditionIndex;
  readonly room: ReturnType<typeof createMemoryBlobs>;
  /** What was asked of the engine, as widths. */
  readonly asked: (number | undefined)[];
  /** The bytes that it was given, as text. */
  readonly sources: string[];
  readonly errors: unknown[];
  /** From now on nothing comes out of the engine until it is called. */
  hold(): () => void;
  /** What the engine answers instead of a picture from now on. */
  answer: RenderOutcome | Error | undefined;
  now: number;
  /** Another process on the same store. */
  beside(): Bench;
  get(wish: Wish): ReturnType<Renditions['serve']>;
}

type Shared = Pick<Bench, 'index' | 'room'> & { readonly originals: ReturnType<typeof createMemoryBlobs> };

export async function createBench(options: Partial<RenditionOptions & { hotBytes: number }> = {}): Promise<Bench> {
  const memory = emptyMemory();
  const originals = createMemoryBlobs();
  await originals.put(BLOB, Buffer.from('original'));
  return benchOn({ index: createMemoryRenditionIndex(memory), room: createMemoryBlobs(), originals }, options);
}

function benchOn(shared: Shared, options: Partial<RenditionOptions & { hotBytes: number }>): Bench {
  let gate: Promise<void> = Promise.resolve();
  const state = { asked: [] as (number | undefined)[], sources: [] as string[], errors: [] as unknown[], answer: undefined as Bench['answer'], now: 1_000_000 };
  const images: Pick<ImageEngine, 'render'> = {
    async render(source, { rendition, format, isThorough }) {
      state.asked.push(rendition.width?.value);
      state.sources.push(source instanceof Uint8Array ? Buffer.from(source).toString() : source.path);
      await gate;
      if (state.answer instanceof Error) throw state.answer;
      const widthPx = rendition.width?.value ?? 1200;
      const from = { widthPx: 1200, heightPx: 900, frames: 1, hasAlpha: false };
      const bytes = Buffer.from(`${isThorough === true ? 'better ' : ''}${format} ${widthPx}`);
      const made = { bytes, type: format === 'avif' ? 'image/avif' : 'image/webp', widthPx, heightPx: Math.round(widthPx * 0.75), source: from } as const;
      return state.answer ?? { state: 'made', ...made };
    },
  };
  const renditions = createRenditions(
    {
      ...shared,
      images,
      hot: createHot(options.hotBytes ?? 1_000_000),
      secrets: { digest: (data) => createHash('sha256').update(data).digest('hex') },
      clock: () => state.now,
      limits: DEFAULT_LIMITS,
      onError: (error) => state.errors.push(error),
      onKept: () => undefined,
    },
    { atOnce: 2, waiting: 4, patienceMs: 10_000, ...options },
  );
  return Object.assign(state, shared, renditions, {
    hold() {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    beside: () => benchOn(shared, options),
    get: (one: Wish) => renditions.serve(one, renditions.keyOf(one)),
  });
}
