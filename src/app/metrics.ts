/** Ports that tell how long they took and what came of it; to who uses them nothing is different. */
import type { Blobs, ImageEngine } from './ports.js';
import { type Metrics, timed } from './ports-metrics.js';
import type { Renditions } from './renditions.js';

export function measureBlobs(blobs: Blobs, metrics: Metrics): Blobs {
  return {
    ...blobs,
    put: (...args) => timed(metrics, 'blob', 'put', () => blobs.put(...args)),
    putFile: (...args) => timed(metrics, 'blob', 'put', () => blobs.putFile(...args)),
    read: (...args) => timed(metrics, 'blob', 'read', () => blobs.read(...args)),
    // Until they begin to come.
    stream: (...args) => timed(metrics, 'blob', 'stream', () => blobs.stream(...args)),
    deleteOlder: (...args) => timed(metrics, 'blob', 'delete', () => blobs.deleteOlder(...args)),
  };
}

export function measureImages(images: ImageEngine, metrics: Metrics): ImageEngine {
  const told = <T extends { readonly ok: boolean }>(result: T): T => {
    metrics.count('intake', result.ok ? 'taken' : 'refused');
    return result;
  };
  return {
    ...images,
    inspect: (...args) => told(images.inspect(...args)),
    inspectFile: async (...args) => told(await images.inspectFile(...args)),
    decode: (...args) =>
      timed(
        metrics,
        'decode',
        'decode',
        () => images.decode(...args),
        ({ state }) => state,
      ),
    render: (...args) =>
      timed(
        metrics,
        'rendition',
        args[1].priority,
        () => images.render(...args),
        ({ state }) => state,
      ),
  };
}

/** What visitors got: from memory, `ready` from disk or made for them, another one `instead`, the `original`, or `refused`. */
export function countRenditions(renditions: Renditions, metrics: Metrics): Renditions {
  return {
    ...renditions,
    peek(wish, key) {
      const ready = renditions.peek(wish, key);
      if (ready !== undefined) metrics.count('delivered', 'memory');
      return ready;
    },
    async serve(wish, key) {
      const served = await renditions.serve(wish, key);
      metrics.count('delivered', served.state);
      return served;
    },
  };
}
