/** Traces go to a collector: a span a request, and what was done for it below. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { AS_USER, aJpeg, anUpload, aProduct, freshPlace, serve, signIn } from './vitrine.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}
interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

async function collector(): Promise<{ readonly url: string; readonly spans: Span[] }> {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as Sent;
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

test('a request goes on with the trace that its caller began; transactions and blobs stand below it', { timeout: 60_000 }, async () => {
  const { data } = await freshPlace();
  const { url, spans } = await collector();
  const server = await serve(data, { ...AS_USER, OTEL_EXPORTER_OTLP_ENDPOINT: url });
  const { body: token } = await signIn(server.url);
  const [traceId, parent] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const send = (path: string, body: unknown, headers = {}) =>
    fetch(`${server.url}/rest/all/V1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  expect((await send('products', aProduct('vase'))).status).toBe(200);
  const traceparent = `00-${traceId}-${parent}-01`;
  expect((await send('products/vase/media', anUpload(await aJpeg(1, 600)), { traceparent })).status).toBe(200);
  expect((await server.stop()).code, 'what is left is sent at the end').toBe(0);

  const [request, ...more] = spans.filter(({ parentSpanId }) => parentSpanId === parent);
  expect([request?.name, request?.traceId, more]).toEqual(['POST sync V1/products/:sku/media', traceId, []]);
  const attributes = Object.fromEntries(request?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? []);
  expect(attributes).toMatchObject({ 'vitrine.door': 'adobe-rest', 'http.route': 'sync V1/products/:sku/media', 'http.response.status_code': 200 });
  const below = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
  expect(below).toEqual(expect.arrayContaining(['sql transaction', 'blob put']));
});
