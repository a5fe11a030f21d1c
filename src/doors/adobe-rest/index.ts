/** The Adobe Commerce REST door. One pipeline, in the original's order: renderer, store, verb, route, caller, body, service. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Shop, User } from '../../app/ports.js';
import { scopeOf } from '../../app/stores.js';
import type { Scope } from '../../core/scope.js';
import { authorOf, type Door, type DoorOptions, publicBase, rawPath } from '../door.js';
import { type Address, createMatcher, isVersioned, type Match, parseAddress } from './address.js';
import { type Answer, cannotBeProcessed, joined, noRoute, notAuthorized, refusal, verbRefused } from './answer.js';
import { bindArguments, bindScalar } from './binder.js';
import { acceptsJson, notAcceptable, parseBody } from './body.js';
import { jsonOf } from './rendered.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

const VERBS = new Set(['GET', 'POST', 'PUT', 'DELETE']);
const match = createMatcher(ROUTES);

export const adobeRest: Door = {
  name: 'adobe-rest',
  register(server, app, options) {
    server.register(async (door: FastifyInstance) => {
      door.setErrorHandler((error, request, reply) => send(reply, failure(error, request, options)));
      for (const url of ['/rest', '/rest/*', '/index.php/rest', '/index.php/rest/*']) {
        door.all(url, async (request, reply) => send(reply, await answer(app, options, request)));
      }
    });
  },
};

function send(reply: FastifyReply, { status, body }: Answer) {
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(jsonOf(body));
}

async function answer(app: App, options: DoorOptions, request: FastifyRequest): Promise<Answer> {
  const { accept } = request.headers;
  if (!acceptsJson(accept)) return notAcceptable(accept ?? '');
  const address = parseAddress(rawPath(request));
  const shop = await shopWith(app, address.store);
  if (scopeOf(shop, address.store) === undefined) return cannotBeProcessed();
  if (!VERBS.has(request.method)) return verbRefused(request.method);
  if (!isVersioned(address)) return cannotBeProcessed();
  const matched = match(request.method, address.segments);
  if (matched === undefined) return noRoute();
  const caller = await authorize(app, request, matched.route, address);
  return 'answer' in caller ? caller.answer : serve(app, options, request, matched, caller);
}

/** The shop as last seen, read again before a store view is called unknown. */
async function shopWith(app: App, store: string | undefined): Promise<Shop> {
  const shop = await app.stores.shop();
  return scopeOf(shop, store) === undefined ? app.stores.refresh() : shop;
}

interface Caller {
  readonly user: User;
  readonly shop: Shop;
  readonly scope: Scope;
}

const NOBODY: User = { name: '', passwordHash: '', resources: [], stores: [] };

/** A bad token makes the caller a guest, as the original has it: what needs no rights goes on. */
async function authorize(app: App, request: FastifyRequest, { resource }: Route, { store }: Address): Promise<Caller | { answer: Answer }> {
  const token = /^bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const known = token === undefined || resource === 'anonymous' ? undefined : await app.access.authenticate(token);
  // The version came with the token, so a store view added or removed elsewhere counts from this very request.
  const shop = known === undefined ? await app.stores.refresh() : await app.stores.shop(known.shopVersion);
  const scope = scopeOf(shop, store);
  if (scope === undefined) return { answer: cannotBeProcessed() };
  if (resource === 'anonymous') return { user: NOBODY, shop, scope };
  if (known === undefined || !may(known.user, resource, scope)) return { answer: notAuthorized(resource) };
  request.principal = known.user;
  return { user: known.user, shop, scope };
}

async function serve(app: App, options: DoorOptions, request: FastifyRequest, { route, params }: Match, { user, shop, scope }: Caller): Promise<Answer> {
  const body =
    route.body === undefined ? ({ ok: true, value: undefined } as const) : parseBody(request.headers['content-type'], request.body as Buffer | undefined);
  if (!body.ok) return body.answer;
  const args: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(route.params ?? {})) {
    const bound = bindScalar(shape, params[name] ?? '');
    if (!bound.ok) return bound.answer;
    args[name] = bound.value;
  }
  const bound = bindArguments(route.body ?? {}, body.value, options.compat);
  if (!bound.ok) return joined(bound.refusals);
  return route.handle({
    app,
    options,
    shop,
    scope,
    by: authorOf(request, user, adobeRest.name, app),
    args: { ...args, ...bound.value },
    query: queryOf(request),
    base: publicBase(request, options),
  });
}

function queryOf({ originalUrl }: FastifyRequest): URLSearchParams {
  const at = originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : originalUrl.slice(at + 1));
}

/** Whatever threw: the framework's refusals in this door's envelope, a bug without its inside. */
function failure(error: unknown, request: FastifyRequest, options: DoorOptions): Answer {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return refusal(413, 'The request body is over the limit of %limit bytes.', { limit: request.routeOptions.bodyLimit });
  if (statusCode !== undefined && statusCode < 500) return refusal(statusCode, 'Decoding error.');
  request.log.error({ err: error }, 'request failed');
  const answer = refusal(500, `Internal Error. Details are available in Magento log file. Report ID: webapi-${request.id}`);
  return options.developer && error instanceof Error ? { ...answer, body: { ...(answer.body as object), trace: error.stack } } : answer;
}
