/**
 * Traces over OTLP. What is timed is told with its duration when it ends, in the context of the request that it was done
 * for, so that a span is made of just that, and nothing else of the program knows of traces.
 * Endpoint, headers, sampling and names come from the OTEL_ variables, as the specification has them.
 */
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Metrics } from '../app/ports-metrics.js';

/** The same figures, and spans of them. */
export function traceMetrics(metrics: Metrics): Metrics {
  const { OTEL_SERVICE_NAME: name = 'vitrine' } = process.env;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = trace.getTracer('vitrine');
  return {
    ...metrics,
    time(what, operation, outcome, seconds) {
      metrics.time(what, operation, outcome, seconds);
      if (trace.getActiveSpan() === undefined) return;
      const end = Date.now();
      const span = tracer.startSpan(`${what} ${operation}`, { startTime: end - seconds * 1000, attributes: { 'vitrine.outcome': outcome } });
      if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(end);
    },
    trace({ method, headers }) {
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, propagation.extract(context.active(), headers));
      const inside = trace.setSpan(context.active(), span);
      return {
        inside: (work) => context.with(inside, work),
        end({ door, route, status }) {
          span.updateName(`${method} ${route}`);
          span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status, 'vitrine.door': door });
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async close() {
      await metrics.close();
      // What cannot be told is lost: nobody waits for a collector.
      await provider.shutdown().catch(() => undefined);
    },
  };
}
