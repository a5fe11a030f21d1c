/**
 * `/metrics`, for Prometheus. On the service's own port it is for who is signed in and may read metrics: addresses tell
 * nothing behind a proxy. On a port of its own, which the operator keeps to himself, it is for everybody.
 */
import { createServer, type Server } from 'node:http';
import { maySee } from '../../app/access.js';
import type { App } from '../../app/app.js';
import { identify } from '../caller.js';
import type { Door } from '../door.js';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export const metrics: Door = {
  name: 'metrics',
  register(server, app, options) {
    server.get('/metrics', async (request, reply) => {
      const caller = await identify(app, options, request);
      reply.headers(HEADERS);
      if ('refused' in caller || caller.known === undefined) return reply.code(401).header('www-authenticate', 'Bearer').send();
      request.principal = caller.known.principal;
      if (!maySee(caller.known.principal, 'Vitrine::metrics')) return reply.code(403).send();
      const { type, text } = await app.metrics.read();
      return reply.header('content-type', type).send(text);
    });
  },
};

/** A server for the figures alone, not yet listening. */
export function createMetricsServer({ metrics: figures }: Pick<App, 'metrics'>): Server {
  return createServer({ requestTimeout: 10_000 }, (request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
    if (!isAsked) return void response.writeHead(404, HEADERS).end();
    void figures.read().then(
      ({ type, text }) => response.writeHead(200, { ...HEADERS, 'content-type': type }).end(text),
      () => response.writeHead(503, HEADERS).end(),
    );
  });
}
