/** Figures as Prometheus has them. The names here are what dashboards and alerts stand on. */
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, type MetricObject, Registry } from 'prom-client';
import type { Counted, Metrics, Readings, Timed } from '../app/ports-metrics.js';
import { createSiblings } from './siblings.js';

/** Few: each makes a row of every route. */
const REQUEST_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const WORK_BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.25, 1, 5, 30];

const TIMED: Readonly<Record<Timed, { readonly name: string; readonly help: string }>> = {
  blob: { name: 'vitrine_blob_duration_seconds', help: 'Calls of the place where bytes are kept; a stream until it begins' },
  sql: { name: 'vitrine_sql_duration_seconds', help: 'Transactions and searches of the database, waiting for their turn included' },
  rendition: { name: 'vitrine_rendition_duration_seconds', help: 'Renditions made, waiting for a process included' },
  decode: { name: 'vitrine_decode_duration_seconds', help: 'Pictures decoded whole' },
};
const COUNTED: Readonly<Record<Counted, { readonly name: string; readonly help: string }>> = {
  intake: { name: 'vitrine_pictures_in_total', help: 'Pictures that were looked at as they came in' },
  delivered: { name: 'vitrine_renditions_delivered_total', help: 'What visitors got who asked for a rendition' },
  quota: { name: 'vitrine_quota_refused_total', help: 'Pictures refused because their sender has no room left' },
  limited: { name: 'vitrine_rate_limited_total', help: 'Calls refused for coming too often, by door' },
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'vitrine_request_duration_seconds',
    help: 'Requests answered',
    labelNames: ['door', 'method', 'route', 'status'],
    buckets: REQUEST_BUCKETS_S,
    registers,
  });
  const timed = mapped(TIMED, (row) => new Histogram({ ...row, labelNames: ['operation', 'outcome'], buckets: WORK_BUCKETS_S, registers }));
  const counted = mapped(COUNTED, (row) => new Counter({ ...row, labelNames: ['outcome'], registers }));
  const siblings = createSiblings(() => registry.getMetricsAsJSON());
  return {
    request: ({ seconds, door, method, route, status }) => requests.observe({ door, method, route, status }, seconds),
    time: (what, operation, outcome, seconds) => timed[what].observe({ operation, outcome }, seconds),
    count: (what, outcome) => counted[what].inc({ outcome }),
    watch: (readings) => watch(readings, registers),
    close: async () => undefined,
    async read() {
      const others = (await siblings.figures()) as readonly MetricObject[][] | undefined;
      const whole = others === undefined ? registry : AggregatorRegistry.aggregate(others as unknown as object[]);
      return { type: registry.contentType, text: await whole.metrics() };
    },
  };
}

/** Asked when figures are read. Where the database does not answer there is no figure; the others are told all the same. */
function watch({ version, queued, storeViews, performed, quota }: Readings, registers: Registry[]): void {
  new Gauge({ name: 'vitrine_info', help: 'The program', labelNames: ['version'], aggregator: 'max', registers }).set({ version }, 1);
  const gauge = (name: string, help: string, look: () => Promise<number>) =>
    new Gauge({
      ...{ name, help, registers },
      // Every worker sees the same shop.
      aggregator: 'max',
      async collect() {
        this.reset();
        await look().then(
          (value) => this.set(value),
          () => this.set(Number.NaN),
        );
      },
    });
  gauge('vitrine_queue_operations', 'Operations of bulk calls and jobs that wait or are being performed', queued);
  gauge('vitrine_store_views', 'Store views', storeViews);
  if (quota !== undefined) {
    gauge('vitrine_quota_bytes', 'Bytes of pictures that one caller may have', async () => quota.limitBytes);
    gauge('vitrine_quota_most_used_bytes', 'What those of whoever has most come to', quota.mostBytes);
  }
  new Counter({
    name: 'vitrine_operations_performed_total',
    help: 'Operations of the queue that were settled here',
    registers,
    collect() {
      this.reset();
      this.inc(performed());
    },
  });
}

const mapped = <K extends string, A, B>(rows: Readonly<Record<K, A>>, make: (row: A) => B): Record<K, B> =>
  Object.fromEntries(Object.entries<A>(rows).map(([key, row]) => [key, make(row)])) as Record<K, B>;
