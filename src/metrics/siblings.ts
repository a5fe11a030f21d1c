/** Workers that share a port: whichever is asked for figures tells those of all, for a scrape comes to any of them. */
import cluster from 'node:cluster';
import type { WorkerMessage } from '../app/ports-metrics.js';

/** Longer than the process that gathers them waits for each. */
const WAIT_MS = 3000;

export interface Siblings {
  /** Of every worker, this one included; undefined: this process is alone. */
  figures(): Promise<readonly unknown[] | undefined>;
}

/** `own`: of this process, as plain data. */
export function createSiblings(own: () => Promise<unknown>): Siblings {
  if (!cluster.isWorker) return { figures: async () => undefined };
  const send = (message: WorkerMessage) => void (process.connected && process.send?.(message));
  const waiting = new Map<number, (figures: readonly unknown[]) => void>();
  let asked = 0;
  process.on('message', (message: WorkerMessage) => {
    if (message.kind === 'figures-of-all') waiting.get(message.ask)?.(message.figures);
    if (message.kind === 'figures-asked') void own().then((figures) => send({ kind: 'figures-told', ask: message.ask, figures }));
  });
  return {
    async figures() {
      const ask = asked++;
      try {
        return await new Promise<readonly unknown[] | undefined>((resolve) => {
          waiting.set(ask, resolve);
          setTimeout(() => resolve(undefined), WAIT_MS).unref();
          send({ kind: 'figures-wanted', ask });
        });
      } finally {
        waiting.delete(ask);
      }
    },
  };
}
