/** The Shipstream door: `product_media.*` and its neighbours over JSON-RPC, in the page's dialect or that of its ancestor. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowOrigins, type Door } from '../door.js';
import { REPLAYED } from '../idempotency.js';
import { DIALECTS, type Dialect } from './dialect.js';
import { answer, readBody } from './envelope.js';
import { INTERNAL, INVALID_REQUEST, type WireFault } from './faults.js';
import { CALLS_A_REQUEST, type Exchange, perform, type Tally } from './methods.js';

const PATHS = ['/api/jsonrpc', '/api/jsonrpc/', '/index.php/api/jsonrpc', '/index.php/api/jsonrpc/', '/index.php/api/jsonrpc/index/', '/api.php'];

export const shipstreamRpc: Door = {
  name: 'shipstream-rpc',
  register(server, app, options) {
    const dialect = DIALECTS[options.rpcDialect];
    server.register(async (door: FastifyInstance) => {
      allowOrigins(door, options, { exposedHeaders: ['Idempotency-Replayed'] });
      door.addHook('onRequest', (request, reply, done) => {
        if (request.url.startsWith('/api.php') && !isAddressed(request)) return void reply.code(404).send();
        if (request.method === 'POST' || dialect.takesEveryVerb) return done();
        return void send(reply.code(405).header('allow', 'POST'), dialect, dialect.fault(undefined, INVALID_REQUEST));
      });
      door.setErrorHandler((error, request, reply) => fail(reply, dialect, error, request));
      for (const url of PATHS) {
        door.all(url, async (request, reply) => {
          const body = readBody(request.body as Buffer | undefined);
          // A header is about one call.
          const key = 'value' in body && !Array.isArray(body.value) ? request.headers['idempotency-key'] : undefined;
          const tally: Tally = { callsLeft: CALLS_A_REQUEST, isReplay: false };
          const exchange: Exchange = { app, options, dialect, request, cuts: body.cuts, key: undefined, tally };
          const text = await answer(dialect, body, (sent) => perform(exchange, sent, key));
          // Of a batch others may have been done.
          if (tally.waitS !== undefined && 'value' in body && !Array.isArray(body.value)) reply.code(429).header('retry-after', String(tally.waitS));
          if (tally.isReplay && 'value' in body && !Array.isArray(body.value)) reply.headers(REPLAYED);
          return send(reply, dialect, text);
        });
      }
    });
  },
};

/** The ancestor's one entry point for all its formats. */
const isAddressed = ({ originalUrl }: FastifyRequest): boolean => new URLSearchParams(originalUrl.split('?', 2)[1]).get('type') === 'jsonrpc';

function send(reply: FastifyReply, dialect: Dialect, text: string | AsyncIterable<string>): FastifyReply {
  return reply
    .headers({ 'content-type': dialect.contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send(typeof text === 'string' ? text : Readable.from(text, { objectMode: false }));
}

/** Whatever threw before a call could be read: a body that is too long keeps its status, everything else is an answer like any other. */
function fail(reply: FastifyReply, dialect: Dialect, error: unknown, request: FastifyRequest): FastifyReply {
  const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
  if (statusCode >= 500) request.log.error({ reqId: request.id, err: error }, 'request failed');
  const isTooLong = code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  const fault: WireFault = isTooLong
    ? { ...INVALID_REQUEST, message: `Invalid Request: the body is over the limit of ${request.routeOptions.bodyLimit} bytes` }
    : statusCode >= 500
      ? { ...INTERNAL, data: { request: request.id } }
      : INVALID_REQUEST;
  return send(reply.code(isTooLong ? 413 : 200), dialect, dialect.fault(undefined, fault));
}
