/** The image engine: inspects here and now, decodes and makes renditions in processes of their own. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { ImageEngine, RenderOutcome, Verdict } from '../app/ports.js';
import { refuse } from '../core/fault.js';
import { PicturePool } from './picture-pool.js';
import { inspectImage } from './structure.js';

export interface ImageEngineOptions {
  /** The module of a process; absent: the one beside this module, built or as source. */
  readonly processUrl?: URL;
  /** Processes at most; absent: one a core, two at least. */
  readonly size?: number;
  /** Visitors' pictures that may wait a process; absent: 16. */
  readonly waitingEach?: number;
  /** Absent: 30 s without a picture end a process. */
  readonly idleMs?: number;
  readonly picturesEach?: number;
  /** Absent: 30 s for one picture. */
  readonly timeoutMs?: number;
}

/** So much of a file is looked at here: it takes a few milliseconds. */
const HERE_BYTES = 1024 * 1024;

/** Costs nothing until the first picture, which starts a process; `close` ends them all. */
export function createImageEngine(options: ImageEngineOptions = {}): ImageEngine {
  const {
    processUrl = besideThis(),
    size = Math.max(2, availableParallelism()),
    waitingEach = 16,
    idleMs = 30_000,
    picturesEach = 1000,
    timeoutMs = 30_000,
  } = options;
  const pool = new PicturePool({ url: processUrl, size, waiting: waitingEach * size, idleMs, picturesEach, timeoutMs });
  return {
    inspect: inspectImage,
    async inspectFile(file, sizeBytes, limits) {
      if (sizeBytes <= HERE_BYTES) return inspectImage(await readFile(file.path), limits);
      const outcome = await pool.run({ do: 'inspect', file, limits, limitPixels: limits.imagePixels }, 'background');
      if (outcome === 'busy' || outcome === 'closed') throw new Error('no process for pictures');
      if (outcome.state === 'inspected') return outcome.facts;
      return refuse({ code: 'image-unreadable', reason: 'reason' in outcome ? outcome.reason : outcome.state });
    },
    async decode(source, { imagePixels }) {
      const outcome = await pool.run({ do: 'decode', source, limitPixels: imagePixels }, 'background');
      return outcome === 'busy' || outcome === 'closed' ? { state: 'unchecked' } : (outcome as Verdict);
    },
    async render(source, ask, { imagePixels }) {
      const outcome = await pool.run({ do: 'render', source, ask, limitPixels: imagePixels, mayBeHeavy: false }, ask.priority);
      return outcome === 'busy' || outcome === 'closed' ? { state: 'busy' } : (outcome as RenderOutcome);
    },
    close: async () => pool.close(),
  };
}

function besideThis(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './picture-process.ts' : './picture-process.js', import.meta.url);
}
