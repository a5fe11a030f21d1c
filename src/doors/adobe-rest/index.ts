/** The Adobe Commerce REST door. One pipeline, in the original's order: renderer, store, verb, processor, route, caller, body, service. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may, maySee } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Principal } from '../../app/ports.js';
import { scopeOf, storeOf } from '../../app/stores.js';
import type { StoreCode } from '../../core/ids.js';
import { allowOrigins, authorOf, type Door, type DoorOptions, publicBase, rawPath } from '../door.js';
import { isPreview } from '../idempotency.js';
import { outageWords } from '../outage.js';
import { tooOften } from '../rate-limit.js';
import { type Address, bulkPath, createMatcher, type Match, parseAddress } from './address.js';
import { type Answer, bodyTooLarge, cannotBeProcessed, noRoute, notAuthorized, refusal, success, tooManyRequests, verbRefused } from './answer.js';
import { acceptCalls, performCall, previewCalls, QUEUED } from './async.js';
import { bindArguments } from './binder.js';
import { NOTHING, parseBody, type ReadBody } from './body.js';
import { identify } from './caller.js';
import { bodyFormat, chooseFormat, type Format, notAcceptable } from './negotiation.js';
import { serveAsAsked } from './preferences.js';
import { parseFields, project } from './projection.js';
import { parseQuery, type QueryMap, type QueryValue } from './query.js';
import { jsonOf, Rendered } from './rendered.js';
import type { Route, Surroundings } from './route.js';
import { ROUTES } from './routes.js';
import { schemaOf } from './schema.js';
import { renderXml } from './xml.js';

const VERBS = new Set(['GET', 'POST', 'PUT', 'DELETE']);
/** A name and a password need no more; who has not signed in may not send more. */
const ANONYMOUS_BODY_BYTES = 64 * 1024;

const MATCHERS = { sync: createMatcher(ROUTES), async: createMatcher(QUEUED), bulk: createMatcher(QUEUED, bulkPath) };

export const adobeRest: Door = {
  name: 'adobe-rest',
  perform: performCall,
  register(server, app, options) {
    server.register(async (door: FastifyInstance) => {
      allowOrigins(door, options, { exposedHeaders: ['Idempotency-Replayed', 'Preference-Applied', 'Vitrine-Changes'] });
      // To an OPTIONS that is no preflight the plugin says 400; here it is a verb like any other that is none.
      if (options.corsOrigins.length > 0)
        door.addHook('onSend', async (request, reply, payload) => {
          if (request.method !== 'OPTIONS' || reply.statusCode !== 400) return payload;
          reply.code(405).type('application/json; charset=utf-8');
          return jsonOf(verbRefused(request.method).body);
        });
      door.decorateRequest('admitted');
      door.decorateRequest('answerFormat');
      // Before a byte of the body is read: a stranger's upload takes no room.
      door.addHook('onRequest', async (request, reply) => {
        const caller = await admit(app, options, request);
        if ('answer' in caller) return send(reply, caller.answer);
        request.admitted = caller;
      });
      door.setErrorHandler((error, request, reply) => send(reply, failure(error, request, options)));
      for (const url of ['/rest', '/rest/*', '/index.php/rest', '/index.php/rest/*']) {
        door.all(url, async (request, reply) => answer(app, options, request, reply, request.admitted as Admitted));
      }
    });
  },
};

/** Reads, and calls of nobody, are what they are; a write may be asked for with a wish. */
async function answer(app: App, options: DoorOptions, request: FastifyRequest, reply: FastifyReply, admitted: Admitted): Promise<FastifyReply> {
  const { principal, match } = admitted;
  if (request.method === 'GET' || match?.route.resource === 'anonymous') return send(reply, await serve(app, options, request, admitted));
  const format = request.answerFormat ?? 'json';
  const call = { app, request, door: adobeRest.name, principal };
  const shown = ({ body, headers }: Answer) => ({ headers: { ...headers, 'content-type': typeOf(format) }, body: RENDERERS[format](body) });
  return send(reply, await serveAsAsked(call, options.compat, (over) => serve(over, options, request, admitted), shown));
}

const RENDERERS: Readonly<Record<Format, (body: unknown) => string>> = { json: jsonOf, xml: renderXml };

function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  const format = reply.request.answerFormat ?? 'json';
  reply.code(status).headers({ 'content-type': typeOf(format), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  if (headers !== undefined) reply.headers(headers);
  return reply.send(body instanceof Rendered ? body.text : RENDERERS[format](body));
}

const typeOf = (format: Format): string => `application/${format}; charset=utf-8`;

/** A request that may go on. */
interface Admitted extends Pick<Surroundings, 'principal' | 'shop' | 'scope' | 'foreseen'> {
  readonly address: Address;
  /** undefined: the schema is asked for. */
  readonly match: Match | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by this door before it reads a body. */
    admitted?: Admitted;
    /** As the caller's Accept header chooses; set by this door. */
    answerFormat?: Format;
  }
}

async function admit(app: App, options: DoorOptions, request: FastifyRequest): Promise<Admitted | { answer: Answer }> {
  const { accept } = request.headers;
  const format = chooseFormat(accept);
  if (format === undefined) return { answer: notAcceptable(accept ?? '') };
  request.answerFormat = format;
  if (!VERBS.has(request.method)) return { answer: verbRefused(request.method) };
  const address = parseAddress(rawPath(request));
  // A schema has one form, whatever a browser asks for.
  if (address.processor === 'schema') request.answerFormat = 'json';
  if (!(await isTaken(app, address, request.method))) return { answer: cannotBeProcessed() };
  const { processor, segments } = address;
  const matched = processor === 'schema' || processor === undefined ? undefined : MATCHERS[processor](request.method, segments);
  if (matched !== undefined) request.matched = `${processor} ${matched.route.path}`;
  return matched === undefined && processor !== 'schema' ? { answer: noRoute() } : authorize(app, options, request, matched, address);
}

/** Whether there is such a store view, and somebody who takes such a path. Before a store view is called unknown the shop is read again. */
async function isTaken(app: App, { store, processor }: Address, method: string): Promise<boolean> {
  if (processor === undefined || (processor !== 'sync' && (method === 'GET') !== (processor === 'schema'))) return false;
  return storeOf(await app.stores.shop(), store) !== undefined || storeOf(await app.stores.refresh(), store) !== undefined;
}

const NOBODY: Principal = { id: 0, kind: 'user', name: '', resources: [], stores: [] };

async function authorize(
  app: App,
  options: DoorOptions,
  request: FastifyRequest,
  match: Match | undefined,
  address: Address,
): Promise<Admitted | { answer: Answer }> {
  const resource = match?.route.resource;
  const sku = match?.route.method === 'GET' ? match.params.sku : undefined;
  const foreseen = sku === undefined ? undefined : app.galleries.foresee(sku);
  const caller = resource === 'anonymous' ? { known: undefined } : await identify(app, options, request);
  if ('answer' in caller) return caller;
  const { known } = caller;
  const waitS = await tooOften(app, request, adobeRest.name, known?.principal);
  if (waitS !== undefined) return { answer: tooManyRequests(waitS) };
  // By its version, so a store view added or removed elsewhere counts from this very request.
  const shop = await app.stores.shop(known?.shopVersion ?? (await app.accounts.versions()).shop);
  const [store, scope] = [storeOf(shop, address.store), scopeOf(shop, address.store)];
  if (store === undefined || scope === undefined) return { answer: cannotBeProcessed() };
  const admitted = { principal: known?.principal ?? NOBODY, shop, scope, address, match, foreseen };
  if (resource === 'anonymous' || resource === undefined)
    return announcedBytes(request) > ANONYMOUS_BODY_BYTES ? { answer: bodyTooLarge(ANONYMOUS_BODY_BYTES) } : admitted;
  if (known === undefined || !isAllowed(known.principal, match?.route ?? { method: 'GET', resource }, store)) return { answer: notAuthorized(resource) };
  request.principal = known.principal;
  return admitted;
}

/** Rights for some store views are enough to see them all. */
function isAllowed(principal: Principal, { method, resource }: Pick<Route, 'method' | 'resource'>, store: StoreCode | 'every'): boolean {
  if (resource === 'anonymous') return true;
  return method === 'GET' ? maySee(principal, resource) : may(principal, resource, store);
}

/** Of a body of unknown length nobody knows how long it gets. */
function announcedBytes({ headers }: FastifyRequest): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}

async function serve(app: App, options: DoorOptions, request: FastifyRequest, { principal, shop, scope, address, match, foreseen }: Admitted): Promise<Answer> {
  const query = parseQuery(request.originalUrl);
  if (match === undefined) return answerSchema(address, query?.services, { shop, principal }, publicBase(request, options));
  // A DELETE that is answered at once has no body; one that is queued may.
  const hasBody = request.method === 'DELETE' ? address.processor !== 'sync' : request.method !== 'GET';
  const body = hasBody ? parseBody(request.headers['content-type'], request.body as Buffer | undefined, options.developer) : NOTHING;
  if (!body.ok) return body.answer;
  const by = authorOf(request, principal, adobeRest.name, app, shop);
  const around: Surroundings = { app, options, shop, scope, principal, by, base: () => publicBase(request, options), foreseen };
  if (address.processor === 'sync') return answerCall(match, query, body, around);
  return (isPreview(request.headers) ? previewCalls : acceptCalls)(match, body, address, around);
}

/** What there is to call here, for this caller at this address. */
function answerSchema(
  { store, schemaOf: calls = 'sync' }: Address,
  services: QueryValue | undefined,
  { shop, principal }: Pick<Admitted, 'shop' | 'principal'>,
  base: string,
) {
  const at = storeOf(shop, store);
  const allows = (route: Route) => route.resource === 'anonymous' || (at !== undefined && isAllowed(principal, route, at));
  return schemaOf(calls === 'sync' ? ROUTES : QUEUED, { calls, store, services, base, allows });
}

/** A call that is answered with what it comes to. */
async function answerCall({ route, params }: Match, query: QueryMap | undefined, body: ReadBody, around: Surroundings): Promise<Answer> {
  const bound = bindArguments(route, { path: params, query, body: body.value }, around.options.compat);
  if (!bound.ok) return bound.answer;
  const fields = parseFields(query?.fields);
  // Member by member: a spread costs as much as a query.
  const { app, options, shop, scope, principal, by, base, foreseen } = around;
  const answer = await route.handle({ app, options, shop, scope, principal, by, base, foreseen, args: bound.value, cuts: body.cuts, fields });
  return answer.status === 200 && fields !== undefined ? success(project(answer.body, fields)) : answer;
}

/** Whatever threw: the framework's refusals in this door's envelope, a bug without its inside. */
function failure(error: unknown, request: FastifyRequest, options: DoorOptions): Answer {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge(request.routeOptions.bodyLimit);
  const type = bodyFormat(request.headers['content-type']);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refusal(400, 'refused' in type ? type.refused : 'Content-Type header is invalid.');
  if (statusCode !== undefined && statusCode < 500) return refusal(statusCode, 'Decoding error.');
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  const outage = outageWords(error);
  if (outage !== undefined) return { ...refusal(outage.status, outage.detail), headers: outage.headers };
  const answer = refusal(500, `Internal Error. Details are available in Magento log file. Report ID: webapi-${request.id}`);
  return options.developer && error instanceof Error ? { ...answer, body: { ...(answer.body as object), trace: error.stack } } : answer;
}
