/** The HTTP server that the doors stand in: raw bodies, bounded; one log line a request; nothing of its own in an answer. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type ConnectionError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { App } from '../app/app.js';
import type { Principal } from '../app/ports.js';
import type { Metrics } from '../app/ports-metrics.js';
import { createByteGate, type Door, type DoorOptions, pathOf, type QuickLane, registerOrigins } from './door.js';
import { outageWords } from './outage.js';
import { createRequestLog, type RequestLog } from './request-log.js';

export interface ServerOptions extends DoorOptions {
  readonly bodyLimit: number;
  readonly bytesInFlight: number;
  readonly trustProxy: readonly string[];
  /** Log one in N picture requests that went well; 0: none. */
  readonly logDelivery: number;
}

/** A body that is held in memory has to be there within this time. */
const BODY_TIMEOUT_MS = 120_000;
/** One that goes through as it comes may take longer, and may rest so long. */
const [STREAM_TIMEOUT_MS, STREAM_REST_MS] = [3_600_000, 120_000];

export function createServer(app: App, doors: readonly Door[], options: ServerOptions, log: Logger): FastifyInstance {
  const nextId = createRequestIds();
  const server: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    genReqId: nextId,
    // A logger of its own for each request costs more than the line it writes; who logs names the request.
    childLoggerFactory: (logger) => logger,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 4096 },
    requestTimeout: STREAM_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    rewriteUrl: ({ url }) => routable(url ?? '/'),
    clientErrorHandler: (error, socket) => hangUp(error, socket),
    frameworkErrors: (_error, _request, reply) => void (reply as unknown as FastifyReply).code(400).send(),
  }) as unknown as FastifyInstance;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  measureRequests(server, app.metrics);
  server.addHook('onRequest', (request, reply, done) => {
    app.seeAnew();
    // Nothing is read of a body that is nobody's.
    if (request.is404) reply.code(404).send();
    else done();
  });
  boundBodies(server, options);
  const requests = createRequestLog(log);
  const tell = tellTo(requests, options.logDelivery);
  server.addHook('onClose', async () => requests.close());
  server.addHook('onResponse', (request, reply, done) => {
    done();
    tell(request.id, request.method, pathOf(request.originalUrl), reply.statusCode, reply.elapsedTime, request.principal);
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send());
  server.setErrorHandler((error, request, reply) => {
    const outage = outageWords(error);
    const status = outage?.status ?? (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error({ reqId: request.id, err: error }, 'request failed');
    for (const name of ['etag', 'vary', 'content-type', 'content-length', 'cache-control']) if (outage !== undefined) reply.removeHeader(name);
    return reply
      .code(status)
      .headers(outage?.headers ?? {})
      .send();
  });
  registerOrigins(server, options);
  for (const door of doors)
    void server.register(async (own) => {
      own.addHook('onRoute', (route) => {
        route.config = { ...route.config, door: door.name };
      });
      const lane = door.register(own, app, options);
      if (lane !== undefined) openLane(server, lane, door.name, app, (path, ms) => tell(nextId(), 'GET', path, 200, ms));
    });
  return server;
}

/** Unlike any other process's or start's, and in the order of arrival. */
function createRequestIds(): () => string {
  const start = randomUUID().replaceAll('-', '').slice(0, 10);
  let count = 0;
  return () => `${start}${(count++).toString(16).padStart(6, '0')}`;
}

/** To bytes that are no request, or too slow to be one: a status, and the connection ends. */
function hangUp({ code }: Pick<ConnectionError, 'code'>, socket: Socket): void {
  const status =
    code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}

/**
 * What the router matches: slashes in front count as one, and a path that it cannot decode loses its escapes, for the
 * doors decode the path as it came, each in its own way.
 */
function routable(url: string): string {
  const path = url.startsWith('//') ? url.replace(/^\/+/, '/') : url;
  return path.includes('%') && !isDecodable(path) ? path.replaceAll('%', '_') : path;
}

/** The result is used: the bundler takes a call for its throwing alone to be of no effect, and drops it. */
function isDecodable(url: string): boolean {
  try {
    return decodeURI(url) !== '';
  } catch {
    return false;
  }
}

/** Nothing is read of a body until there is room for it. The room is kept until the answer is out or the caller is gone. */
function boundBodies(server: FastifyInstance, { bytesInFlight, bodyLimit }: ServerOptions): void {
  const gate = createByteGate(bytesInFlight);
  server.addHook('preParsing', (request, reply, payload, done) => {
    if (request.routeOptions.config.isStreamed === true) {
      // Whoever rests for longer is cut off; the next request on the connection starts anew.
      request.raw.setTimeout(STREAM_REST_MS);
      return done(null, payload);
    }
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (length === undefined && coding === undefined) return done(null, payload);
    boundTime(request);
    const leave = gate(bodyBytes(request, bodyLimit), () => done(null, payload));
    if (leave === undefined) return;
    // Not the framework's own hooks: none of them runs for a caller who goes between sending and being answered.
    const { socket } = request.raw;
    const close = () => {
      socket.off('close', close);
      leave();
    };
    reply.raw.once('close', close);
    socket.once('close', close);
    // Gone already, while others had their turn: no event tells of it any more.
    if (socket.closed) close();
  });
}

function boundTime({ raw }: FastifyRequest): void {
  const late = setTimeout(() => hangUp({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket), BODY_TIMEOUT_MS);
  for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(late));
}

/** As the caller announces them; a body of unknown length may come to the limit. */
function bodyBytes({ headers }: FastifyRequest, bodyLimit: number): number {
  return Math.min(Number(headers['content-length'] ?? bodyLimit), bodyLimit);
}

/** Also those that nobody answers to: what is asked of no door has no route. */
function measureRequests(server: FastifyInstance, metrics: Metrics): void {
  const words = new Set(server.supportedMethods);
  followRequests(server, metrics);
  server.addHook('onResponse', (request, reply, done) => {
    done();
    const { config, url } = request.routeOptions;
    const figure = {
      door: config.door ?? '-',
      method: words.has(request.method) ? request.method : '-',
      route: request.matched ?? (config.door === undefined ? '-' : (url ?? '-')),
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    };
    metrics.request(figure);
    request.traced?.end(figure);
  });
}

/** Where somebody follows single requests. A body comes in from outside of what was begun with it, which is entered again then. */
function followRequests(server: FastifyInstance, metrics: Metrics): void {
  if (metrics.trace === undefined) return;
  server.decorateRequest('traced');
  server.addHook('onRequest', (request, _reply, done) => {
    request.traced = metrics.trace?.(request);
    request.traced?.inside(done);
  });
  server.addHook('preHandler', (request, _reply, done) => (request.traced === undefined ? done() : request.traced.inside(done)));
}

type Tell = (id: string, method: string, path: string, status: number, ms: number, principal?: Principal) => void;

/** Of pictures that went well one in so many. */
function tellTo(requests: RequestLog, logDelivery: number): Tell {
  let pictures = 0;
  return (reqId, method, path, status, ms, principal) => {
    const isPicture = /^\/+(pub\/)?media\//.test(path);
    if (path.startsWith('/health/') && status < 400) return;
    if (isPicture && status < 500 && (logDelivery === 0 || pictures++ % logDelivery !== 0)) return;
    requests.add({ reqId, method, route: path.slice(0, 500), status, ms: Math.round(ms * 10) / 10, principal: principal?.name ?? null });
  };
}

/** Whoever follows single requests sees them all go the long way, and so it is when the server comes to its end. */
function openLane(server: FastifyInstance, lane: QuickLane, door: string, app: App, tell: (path: string, ms: number) => void): void {
  if (app.metrics.trace !== undefined) return;
  const { server: http } = server;
  const longWay = http.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  const goOn = (request: IncomingMessage, response: ServerResponse) => {
    for (const listener of longWay) listener.call(http, request, response);
  };
  http.removeAllListeners('request');
  http.on('request', (request, response) => {
    const from = performance.now();
    app.seeAnew();
    const answer = http.listening ? lane(request, response) : undefined;
    if (answer === undefined) return goOn(request, response);
    const answered = (route: string | undefined) => {
      if (route === undefined) return goOn(request, response);
      const ms = performance.now() - from;
      app.metrics.request({ door, method: 'GET', route, status: 200, seconds: ms / 1000 });
      tell(pathOf(request.url ?? ''), ms);
    };
    answer.then(answered, () => goOn(request, response));
  });
}
