/** Figures for operators. Every label is a word of the program's own, never of a caller, so that there are few of them. */

/** What is timed, and by which labels: of blobs and SQL the operation, and whether it came to an end (`ok`, `failed`). */
export type Timed = 'blob' | 'sql' | 'rendition' | 'decode';
/** What is counted: pictures that came in, by what was said to them; renditions, by what visitors got; calls over the limit; pictures for which somebody had no room left. */
export type Counted = 'intake' | 'delivered' | 'limited' | 'quota';

export interface RequestFigure {
  readonly door: string;
  readonly method: string;
  /** The pattern that matched, not the path; `-`: none did. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  request(figure: RequestFigure): void;
  time(what: Timed, operation: string, outcome: string, seconds: number): void;
  count(what: Counted, outcome: string): void;
  /** What is looked up whenever figures are asked for. */
  watch(readings: Readings): void;
  /** A request begins; absent: nobody follows single ones. `headers` may say what it is a part of (W3C traceparent). */
  trace?(request: { readonly method: string; readonly headers: Readonly<Record<string, unknown>> }): TracedRequest;
  /** In Prometheus' text format, of this process and those that share its port. */
  read(): Promise<{ readonly type: string; readonly text: string }>;
  /** Tells what is left to be told. */
  close(): Promise<void>;
}
export interface TracedRequest {
  /** What `work` does, and what comes of it later, is a part of the request. */
  inside(work: () => void): void;
  end(figure: RequestFigure): void;
}

/** Of the program: its version. Of the whole shop: operations that wait in the queue, store views. Of this process: operations performed so far. */
export interface Readings {
  readonly version: string;
  queued(): Promise<number>;
  storeViews(): Promise<number>;
  performed(): number;
  /** Absent: nobody is bounded. */
  readonly quota?: { readonly limitBytes: number; mostBytes(): Promise<number> } | undefined;
}

const nothing = () => undefined;
/** Counts nothing, for commands that nobody watches. */
export const NO_METRICS: Metrics = {
  request: nothing,
  time: nothing,
  count: nothing,
  watch: nothing,
  read: async () => ({ type: 'text/plain', text: '' }),
  close: async () => undefined,
};

/** Does `work` and tells how long it took. `outcomeOf`: a word for what was answered; what throws has `failed`. */
export async function timed<T>(
  metrics: Pick<Metrics, 'time'>,
  what: Timed,
  operation: string,
  work: () => Promise<T>,
  outcomeOf: (answer: T) => string = () => 'ok',
): Promise<T> {
  const from = performance.now();
  const tell = (outcome: string) => metrics.time(what, operation, outcome, (performance.now() - from) / 1000);
  try {
    const answer = await work();
    tell(outcomeOf(answer));
    return answer;
  } catch (error) {
    tell('failed');
    throw error;
  }
}

/** A worker says that it answers. It asks for the figures of all workers, and each is asked for its own: both go through the process that started them. */
export type WorkerMessage =
  | { readonly kind: 'up' }
  | { readonly kind: 'figures-wanted'; readonly ask: number }
  | { readonly kind: 'figures-of-all'; readonly ask: number; readonly figures: readonly unknown[] }
  | { readonly kind: 'figures-asked'; readonly ask: number }
  | { readonly kind: 'figures-told'; readonly ask: number; readonly figures: unknown };
