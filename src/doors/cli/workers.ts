/**
 * One port, several processes. This one only starts them, starts them again, passes on that they are to stop, and
 * carries figures between them: everything that one of them needs of another stands in the database.
 */
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerMessage } from '../../app/ports-metrics.js';

/** After an end that nobody asked for; twice as long each time, until one lives for a while. */
const [PAUSE_MS, LONGEST_PAUSE_MS, LIVED_MS] = [500, 30_000, 60_000];
const FIGURES_WITHIN_MS = 1000;

/** Until it is told to stop and all have ended; earlier, with the exit code of the first, where none can start at all. */
export async function superviseWorkers(count: number, stopping: Promise<void>): Promise<void> {
  let isStopping = false;
  void stopping.then(() => {
    isStopping = true;
    for (const worker of all()) worker.process.kill('SIGTERM');
  });
  let isUp = false;
  const hasStarted = new Promise<void>((resolve) =>
    cluster.on('message', (worker, message: WorkerMessage) => {
      if (message.kind !== 'up') return void relay(worker, message);
      isUp = true;
      resolve();
    }),
  );
  // The first alone: what cannot start is said once, and a fresh folder is filled in peace.
  const keepers = [keep()];
  await Promise.race([hasStarted, keepers[0]]);
  while (isUp && !isStopping && keepers.length < count) keepers.push(keep());
  const codes = await Promise.all(keepers);
  process.exit(isStopping ? 0 : (codes.find((code) => code !== 0) ?? 0));

  /** One place: its process, and those that come after it. */
  async function keep(): Promise<number> {
    for (let waitMs = PAUSE_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_PAUSE_MS)) {
      const from = Date.now();
      const code = await run();
      // What could never start will not: its reason is said, and a supervisor of ours may know more.
      if (isStopping || !isUp) return code;
      if (Date.now() - from > LIVED_MS) waitMs = PAUSE_MS;
      process.stderr.write(`vitrine: a worker ended (${code}); another one starts in ${waitMs} ms\n`);
      await Promise.race([pause(waitMs), stopping]);
      if (isStopping) return code;
    }
  }
}

const all = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

/** The exit code of one; 1 where a signal ended it. */
const run = (): Promise<number> => new Promise((resolve) => cluster.fork().once('exit', (code: number | null) => resolve(code ?? 1)));

/** A worker that is about to end tells nothing, and is not waited for. */
async function relay(asker: Worker, message: WorkerMessage): Promise<void> {
  if (message.kind !== 'figures-wanted') return;
  const told = await Promise.all(all().map((worker) => figuresOf(worker, nextAsk++)));
  const figures = told.filter((one) => one !== undefined);
  if (asker.isConnected()) asker.send({ kind: 'figures-of-all', ask: message.ask, figures } satisfies WorkerMessage);
}

let nextAsk = 0;
function figuresOf(worker: Worker, ask: number): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (figures?: unknown) => {
      clearTimeout(timer);
      worker.off('message', hear);
      resolve(figures);
    };
    const hear = (message: WorkerMessage) => {
      if (message.kind === 'figures-told' && message.ask === ask) end(message.figures);
    };
    const timer = setTimeout(end, FIGURES_WITHIN_MS);
    worker.on('message', hear);
    if (worker.isConnected()) worker.send({ kind: 'figures-asked', ask } satisfies WorkerMessage);
    else end();
  });
}
