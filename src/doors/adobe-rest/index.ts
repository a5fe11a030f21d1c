/** The Adobe Commerce REST door. One pipeline, in the original's order: renderer, store, verb, route, caller, body, service. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Principal, Shop } from '../../app/ports.js';
import { scopeOf, storeOf } from '../../app/stores.js';
import type { Scope } from '../../core/scope.js';
import { authorOf, type Door, type DoorOptions, publicBase, rawPath } from '../door.js';
import { type Address, createMatcher, isVersioned, type Match, parseAddress } from './address.js';
import { type Answer, bodyTooLarge, cannotBeProcessed, joined, noRoute, notAuthorized, refusal, verbRefused } from './answer.js';
import { bindArguments, bindScalar } from './binder.js';
import { acceptsJson, NOTHING, notAcceptable, parseBody, refusedType } from './body.js';
import { jsonOf } from './rendered.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

const VERBS = new Set(['GET', 'POST', 'PUT', 'DELETE']);
/** A name and a password need no more; who has not signed in may not send more. */
const ANONYMOUS_BODY_BYTES = 64 * 1024;
const match = createMatcher(ROUTES);

export const adobeRest: Door = {
  name: 'adobe-rest',
  register(server, app, options) {
    server.register(async (door: FastifyInstance) => {
      door.decorateRequest('admitted');
      // Before a byte of the body is read: a stranger's upload takes no room.
      door.addHook('onRequest', async (request, reply) => {
        const caller = await admit(app, request);
        if ('answer' in caller) return send(reply, caller.answer);
        request.admitted = caller;
      });
      door.setErrorHandler((error, request, reply) => send(reply, failure(error, request, options)));
      for (const url of ['/rest', '/rest/*', '/index.php/rest', '/index.php/rest/*']) {
        door.all(url, async (request, reply) => send(reply, await serve(app, options, request, request.admitted as Admitted)));
      }
    });
  },
};

function send(reply: FastifyReply, { status, body }: Answer) {
  return reply
    .code(status)
    .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send(jsonOf(body));
}

/** A request that may go on. */
interface Admitted {
  readonly principal: Principal;
  readonly shop: Shop;
  readonly scope: Scope;
  readonly match: Match;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by this door before it reads a body. */
    admitted?: Admitted;
  }
}

async function admit(app: App, request: FastifyRequest): Promise<Admitted | { answer: Answer }> {
  const { accept } = request.headers;
  if (!acceptsJson(accept)) return { answer: notAcceptable(accept ?? '') };
  const address = parseAddress(rawPath(request));
  const shop = await shopWith(app, address.store);
  if (storeOf(shop, address.store) === undefined) return { answer: cannotBeProcessed() };
  if (!VERBS.has(request.method)) return { answer: verbRefused(request.method) };
  if (!isVersioned(address)) return { answer: cannotBeProcessed() };
  const matched = match(request.method, address.segments);
  return matched === undefined ? { answer: noRoute() } : authorize(app, request, matched, address);
}

/** The shop as last seen, read again before a store view is called unknown. */
async function shopWith(app: App, store: string | undefined): Promise<Shop> {
  const shop = await app.stores.shop();
  return storeOf(shop, store) === undefined ? app.stores.refresh() : shop;
}

const NOBODY: Principal = { name: '', resources: [], stores: [] };

/** A bad token makes the caller a guest, as the original has it: what needs no rights goes on. */
async function authorize(app: App, request: FastifyRequest, matched: Match, address: Address): Promise<Admitted | { answer: Answer }> {
  const { resource } = matched.route;
  const token = /^bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const known = token === undefined || resource === 'anonymous' ? undefined : await app.access.authenticate(token);
  // The version came with the token, so a store view added or removed elsewhere counts from this very request.
  const shop = known === undefined ? await app.stores.refresh() : await app.stores.shop(known.shopVersion);
  const [store, scope] = [storeOf(shop, address.store), scopeOf(shop, address.store)];
  if (store === undefined || scope === undefined) return { answer: cannotBeProcessed() };
  if (resource === 'anonymous')
    return announcedBytes(request) > ANONYMOUS_BODY_BYTES ? { answer: bodyTooLarge(ANONYMOUS_BODY_BYTES) } : { principal: NOBODY, shop, scope, match: matched };
  if (known === undefined || !may(known.principal, resource, store)) return { answer: notAuthorized(resource) };
  request.principal = known.principal;
  return { principal: known.principal, shop, scope, match: matched };
}

/** Of a body of unknown length nobody knows how long it gets. */
function announcedBytes({ headers }: FastifyRequest): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}

async function serve(app: App, options: DoorOptions, request: FastifyRequest, { principal, shop, scope, match: { route, params } }: Admitted): Promise<Answer> {
  const body = route.body === undefined ? NOTHING : parseBody(request.headers['content-type'], request.body as Buffer | undefined);
  if (!body.ok) return body.answer;
  const args = bindPath(route, params);
  if (!args.ok) return args.answer;
  const bound = bindArguments(route.body ?? {}, body.value, options.compat);
  if (!bound.ok) return joined(bound.refusals);
  return route.handle({
    app,
    options,
    shop,
    scope,
    by: authorOf(request, principal, adobeRest.name, app),
    args: { ...args.value, ...bound.value },
    cuts: body.cuts,
    query: () => queryOf(request),
    base: () => publicBase(request, options),
  });
}

function bindPath({ params }: Route, given: Readonly<Record<string, string>>): { ok: true; value: Record<string, unknown> } | { ok: false; answer: Answer } {
  const value: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(params ?? {})) {
    const bound = bindScalar(shape, given[name] ?? '');
    if (!bound.ok) return bound;
    value[name] = bound.value;
  }
  return { ok: true, value };
}

function queryOf({ originalUrl }: FastifyRequest): URLSearchParams {
  const at = originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : originalUrl.slice(at + 1));
}

/** Whatever threw: the framework's refusals in this door's envelope, a bug without its inside. */
function failure(error: unknown, request: FastifyRequest, options: DoorOptions): Answer {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(request.routeOptions.bodyLimit);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refusal(400, refusedType(request.headers['content-type'] ?? '') ?? 'Content-Type header is invalid.');
  if (statusCode !== undefined && statusCode < 500) return refusal(statusCode, 'Decoding error.');
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  const answer = refusal(500, `Internal Error. Details are available in Magento log file. Report ID: webapi-${request.id}`);
  return options.developer && error instanceof Error ? { ...answer, body: { ...(answer.body as object), trace: error.stack } } : answer;
}
