/** The native door: see where a value comes from, change it safely, take it back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { maySee } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Principal, Shop } from '../../app/ports.js';
import { identify } from '../caller.js';
import { allowOrigins, authorOf, type Door, type DoorOptions, publicBase } from '../door.js';
import { flawsOf, jsonIn, queryIn } from './checks.js';
import { badlySigned, bodyTooLong, type Flaw, faultAnswer, internalError, invalidRequest, methodRefused, noSuchRoute, notJson, notSignedIn } from './faults.js';
import { openApi } from './openapi.js';
import { docsPage } from './page.js';
import { RESOURCE } from './patch.js';
import type { Answer, Route } from './route.js';
import { ROUTES } from './routes.js';

/** Of a body; what is longer holds no operations that one call may ask for. */
const [BODY_BYTES, ANONYMOUS_BODY_BYTES] = [4 * 1024 * 1024, 64 * 1024];
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const CORS = { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], exposedHeaders: ['ETag'] };

/** Who asks, and the shop as it is. */
interface Admitted {
  readonly principal: Principal;
  readonly shop: Shop;
}
declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the native door before it reads a body. */
    nativeCaller?: Admitted;
  }
}

export const native: Door = {
  name: 'native',
  register(server, app, options) {
    server.register(async (door: FastifyInstance) => {
      allowOrigins(door, options, CORS);
      door.decorateRequest('nativeCaller');
      door.setErrorHandler((error, request, reply) => send(reply, failure(error, request)));
      for (const row of ROUTES) registerRow(door, app, options, row);
      registerDocuments(door, options);
      for (const url of ['/api/v1', '/api/v1/*']) door.all(url, async (request, reply) => send(reply, nowhere(request)));
    });
  },
};

function registerRow(door: FastifyInstance, app: App, options: DoorOptions, row: Route): void {
  door.route({
    method: row.method,
    url: `/api/v1${row.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    bodyLimit: row.isAnonymous === true ? ANONYMOUS_BODY_BYTES : BODY_BYTES,
    // Before a byte of the body is read: a stranger's takes no room.
    onRequest: async (request, reply) => {
      const caller = await admit(app, options, request, row);
      if ('status' in caller) return send(reply, caller);
      request.nativeCaller = caller;
    },
    handler: async (request, reply) => send(reply, await serve(app, options, request, row)),
  });
}

const NOBODY: Principal = { id: 0, kind: 'user', name: '', resources: [], stores: [] };

async function admit(app: App, options: DoorOptions, request: FastifyRequest, { isAnonymous, resource = RESOURCE }: Route): Promise<Admitted | Answer> {
  if (isAnonymous === true) return { principal: NOBODY, shop: await app.stores.shop() };
  const caller = await identify(app, options, request);
  if ('refused' in caller) return badlySigned(caller.refused);
  if (caller.known === undefined) return notSignedIn();
  const { principal, shopVersion } = caller.known;
  request.principal = principal;
  if (!maySee(principal, resource)) return faultAnswer({ code: 'not-authorized', resource });
  return { principal, shop: await app.stores.shop(shopVersion) };
}

async function serve(app: App, options: DoorOptions, request: FastifyRequest, row: Route): Promise<Answer> {
  const { principal, shop } = request.nativeCaller as Admitted;
  const query = row.query === undefined ? {} : queryIn(row.query, request.query as Record<string, unknown>);
  const sent = row.body === undefined ? undefined : bodyOf(request);
  if (sent !== undefined && 'status' in sent) return sent;
  const flaws: readonly Flaw[] = [
    ...(row.query === undefined ? [] : flawsOf(row.query, query, 'query')),
    ...(row.body === undefined ? [] : flawsOf(row.body, sent?.value)),
  ];
  if (flaws.length > 0) return invalidRequest(flaws);
  const by = authorOf(request, principal, native.name, app);
  const params = request.params as Readonly<Record<string, string>>;
  return row.handle({
    app,
    options,
    request,
    shop,
    principal,
    by,
    base: publicBase(request, options),
    params,
    query: query as never,
    body: sent?.value as never,
  });
}

function bodyOf(request: FastifyRequest): { readonly value: unknown } | Answer {
  const media = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (media !== 'application/json') return notJson();
  return jsonIn((request.body as Uint8Array | undefined) ?? new Uint8Array()) ?? invalidRequest([{ place: '', message: 'is no JSON' }]);
}

/** The documents are the same for everybody. */
function registerDocuments(door: FastifyInstance, options: DoorOptions): void {
  door.get('/api/v1/openapi.json', async (request, reply) => send(reply, { status: 200, body: openApi(publicBase(request, options)) }));
  for (const url of ['/api/docs', '/api/docs/']) {
    door.get(url, async (_, reply) => {
      const { html, policy } = docsPage();
      return reply.headers({ ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).send(html);
    });
  }
}

/** An address that there is, with another method, or one that there is not. */
function nowhere({ url }: FastifyRequest): Answer {
  const path = url.split('?', 1)[0] ?? '';
  const methods = ROUTES.filter((row) => new RegExp(`^/api/v1${row.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)).map(({ method }) => method);
  return methods.length === 0 ? noSuchRoute() : methodRefused(methods);
}

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  if (status === 204)
    return reply
      .code(204)
      .headers({ ...HEADERS, ...headers })
      .send();
  const isProblem = status >= 400;
  const shown = isProblem ? { ...(body as object), request: reply.request.id } : body;
  return reply
    .code(status)
    .headers({ ...HEADERS, ...headers, 'content-type': isProblem ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8' })
    .send(JSON.stringify(shown));
}

/** Whatever threw: the framework's refusals as problems, a bug without its inside. */
function failure(error: unknown, request: FastifyRequest): Answer {
  const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLong(request.routeOptions.bodyLimit);
  if (statusCode < 500) return invalidRequest([{ place: '', message: 'cannot be read' }]);
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  return internalError();
}
