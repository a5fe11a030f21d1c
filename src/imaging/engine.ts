/** The image engine: inspects here and now, decodes in a process of its own. */
import type { ImageEngine } from '../app/ports.js';
import { DecoderQueue } from './decoder-queue.js';
import { inspectImage } from './structure.js';

export interface ImageEngineOptions {
  /** The decoder's module; absent: the one beside this module, built or as source. */
  readonly decoderUrl?: URL;
  /** Absent: 30 s without a picture end the decoder process. */
  readonly idleMs?: number;
  /** Absent: 30 s for one picture. */
  readonly timeoutMs?: number;
}

/** Costs nothing until the first `decode`, which starts the decoder process; `close` ends it. */
export function createImageEngine(options: ImageEngineOptions = {}): ImageEngine {
  const { decoderUrl = besideThis(), idleMs = 30_000, timeoutMs = 30_000 } = options;
  const decoders = new DecoderQueue({ url: decoderUrl, idleMs, timeoutMs });
  return {
    inspect: inspectImage,
    decode: (bytes, limits) => decoders.decode(bytes, limits.imagePixels),
    close: () => decoders.close(),
  };
}

function besideThis(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './decoder.ts' : './decoder.js', import.meta.url);
}
