/** The HTTP server that the doors stand in: raw bodies, bounded; one log line a request; nothing of its own in an answer. */
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { App } from '../app/app.js';
import { createByteGate, type Door, type DoorOptions, rawPath } from './door.js';

export interface ServerOptions extends DoorOptions {
  readonly bodyLimit: number;
  readonly bytesInFlight: number;
  readonly trustProxy: readonly string[];
  /** Log one in N picture requests that went well; 0: none. */
  readonly logDelivery: number;
}

export function createServer(app: App, doors: readonly Door[], options: ServerOptions, log: Logger): FastifyInstance {
  const server: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    genReqId: () => randomUUID().replaceAll('-', '').slice(0, 16),
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 4096 },
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    // A path that the router cannot decode is no route; the doors decode for themselves.
    frameworkErrors: (_error, _request, reply) => void (reply as unknown as FastifyReply).code(400).send(),
  }) as unknown as FastifyInstance;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  boundBodies(server, options);
  logRequests(server, options.logDelivery);
  server.setNotFoundHandler((_request, reply) => reply.code(404).send());
  server.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    return reply.code(status).send();
  });
  for (const door of doors) door.register(server, app, options);
  return server;
}

/** Nothing is read of a body until there is room for it. */
function boundBodies(server: FastifyInstance, { bytesInFlight, bodyLimit }: ServerOptions): void {
  const gate = createByteGate(bytesInFlight);
  const releases = new WeakMap<FastifyRequest, () => void>();
  server.addHook('preParsing', async (request) => {
    const length = request.headers['content-length'];
    releases.set(
      request,
      await gate(length === undefined ? (request.headers['transfer-encoding'] === undefined ? 0 : bodyLimit) : Math.min(Number(length), bodyLimit)),
    );
  });
  const release = async (request: FastifyRequest) => releases.get(request)?.();
  server.addHook('onResponse', release);
  server.addHook('onRequestAbort', release);
}

function logRequests(server: FastifyInstance, logDelivery: number): void {
  let pictures = 0;
  server.addHook('onResponse', async (request, reply) => {
    const path = rawPath(request);
    const isPicture = path.includes('/media/catalog/');
    if (path.startsWith('/health/') && reply.statusCode < 400) return;
    if (isPicture && reply.statusCode < 500 && (logDelivery === 0 || pictures++ % logDelivery !== 0)) return;
    request.log.info({
      method: request.method,
      route: path.slice(0, 500),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      principal: request.principal?.name ?? null,
    });
  });
}
