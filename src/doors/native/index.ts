/** The native door: see where a value comes from, change it safely, take it back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { maySee } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Principal, Shop } from '../../app/ports.js';
import { ok } from '../../core/fault.js';
import { allowOrigins, authorOf, type Door, type DoorOptions, publicBase } from '../door.js';
import { isPreview, keyIn, once, PREVIEWED, REPLAYED } from '../idempotency.js';
import { outageWords } from '../outage.js';
import { tooOften } from '../rate-limit.js';
import { flawsOf, jsonIn, queryIn, textFlaws } from './checks.js';
import { sendCoded } from './content-coding.js';
import {
  badlySigned,
  bodyTooLong,
  csrfRefused,
  type Flaw,
  faultAnswer,
  internalError,
  invalidRequest,
  methodRefused,
  noSuchRoute,
  notForm,
  notJson,
  notSignedIn,
  outage,
  tooManyRequests,
} from './faults.js';
import { performStep } from './job-steps.js';
import { FormRefusal, type TakenFile, takeFiles, takeForms, textOfFiles } from './multipart.js';
import { openApi } from './openapi.js';
import { docsPage } from './page.js';
import { RESOURCE } from './patch.js';
import { type Answer, hasDryRun, isKeyed, type Route } from './route.js';
import { ROUTES } from './routes.js';
import { identifyCaller } from './sign-in.js';
import { TUS_HEADERS, TUS_METHODS, TUS_PATH, type Tus } from './tus-protocol.js';

/** Of a body; what is longer holds no operations that one call may ask for. */
const [BODY_BYTES, ANONYMOUS_BODY_BYTES] = [4 * 1024 * 1024, 64 * 1024];
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const CORS = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposedHeaders: ['ETag', 'Idempotency-Replayed', 'Preference-Applied', ...TUS_HEADERS],
};

/** Who asks, and the shop as it is. */
interface Admitted {
  readonly principal: Principal;
  readonly shop: Shop;
}
declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the native door before it reads a body. */
    nativeCaller?: Admitted;
    /** Set by the native door once the files of a form are in. */
    nativeFiles?: readonly TakenFile[];
  }
}

export const native: Door = {
  name: 'native',
  perform: (app, _, operation) => performStep(app, operation),
  register(server, app, options) {
    server.register(async (door: FastifyInstance) => {
      allowOrigins(door, options, CORS);
      door.decorateRequest('nativeCaller');
      door.decorateRequest('nativeFiles');
      door.setErrorHandler((error, request, reply) => send(reply, failure(error, request)));
      for (const row of ROUTES.filter(({ takesFiles }) => takesFiles !== true)) registerRow(door, app, options, row);
      door.register(async (streams: FastifyInstance) => {
        // Nothing of a body is read before its route asks for it.
        streams.removeAllContentTypeParsers();
        streams.addContentTypeParser('*', (_request, _payload, next) => next(null));
        await takeForms(streams);
        for (const row of ROUTES.filter(({ takesFiles }) => takesFiles === true)) registerRow(streams, app, options, row);
        registerTus(streams, app, options);
      });
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
    onRequest: (request, reply) => enter(app, options, request, reply, row),
    config: { isStreamed: row.takesFiles === true },
    handler: async (request, reply) => {
      if (row.takesFiles === true && !(await areFilesIn(app, request))) return send(reply, notForm());
      return answerOnce(app, options, request, reply, row);
    },
  });
}

function registerTus(streams: FastifyInstance, app: App, options: DoorOptions): void {
  // The library is loaded when somebody speaks the protocol.
  let loaded: Promise<Tus> | undefined;
  const load = () => {
    loaded ??= import('./tus.js').then(({ createTus }) => createTus(app, options));
    return loaded;
  };
  for (const url of [TUS_PATH, `${TUS_PATH}/:id`])
    streams.route({
      method: [...TUS_METHODS],
      url,
      config: { isStreamed: true },
      onRequest: (request, reply) => enter(app, options, request, reply, { isAnonymous: request.method === 'OPTIONS' }),
      handler: async (request, reply) => {
        const tus = await load();
        const told = await tus(request, (request.nativeCaller as Admitted).principal);
        if ('answer' in told) return send(reply, told.answer);
        return reply
          .code(told.status)
          .headers({ ...HEADERS, ...told.headers })
          .send();
      },
    });
}

/** Before anything is written: bytes come as slowly as they like. False: it is no form. */
async function areFilesIn(app: App, request: FastifyRequest): Promise<boolean> {
  const { principal } = request.nativeCaller as Admitted;
  const files = await takeFiles(app, request, principal);
  if (files === undefined) return false;
  request.nativeFiles = files;
  request.body = Buffer.from(textOfFiles(files));
  return true;
}

async function enter(app: App, options: DoorOptions, request: FastifyRequest, reply: FastifyReply, row: Admission): Promise<FastifyReply | undefined> {
  const caller = await admit(app, options, request, row);
  if ('status' in caller) return send(reply, caller);
  request.nativeCaller = caller;
  return undefined;
}
/** What a route says of who may call it. */
type Admission = Pick<Route, 'isAnonymous' | 'resource'>;

const NOBODY: Principal = { id: 0, kind: 'user', name: '', resources: [], stores: [] };

async function admit(app: App, options: DoorOptions, request: FastifyRequest, { isAnonymous, resource = RESOURCE }: Admission): Promise<Admitted | Answer> {
  const caller = isAnonymous === true ? { known: undefined } : await identifyCaller(app, options, request);
  const waitS = await tooOften(app, request, native.name, 'known' in caller ? caller.known?.principal : undefined);
  if (waitS !== undefined) return tooManyRequests(waitS);
  if (isAnonymous === true) return { principal: NOBODY, shop: await app.stores.shop() };
  if ('isForged' in caller) return csrfRefused();
  if ('refused' in caller) return badlySigned(caller.refused);
  if (caller.known === undefined) return notSignedIn();
  const { principal, shopVersion } = caller.known;
  request.principal = principal;
  if (resource !== 'any' && !maySee(principal, resource)) return faultAnswer({ code: 'not-authorized', resource });
  return { principal, shop: await app.stores.shop(shopVersion) };
}

/** A write that comes with a key is done once. Nobody's key is no key. */
async function answerOnce(app: App, options: DoorOptions, request: FastifyRequest, reply: FastifyReply, row: Route): Promise<FastifyReply> {
  const key = isKeyed(row) ? keyIn(request.headers['idempotency-key']) : ok(undefined);
  if (!key.ok) return send(reply, faultAnswer(key.fault));
  if (key.value === undefined) return send(reply, await serve(app, options, request, row));
  const { principal } = request.nativeCaller as Admitted;
  const by = { door: native.name, principal, key: key.value };
  const shown = (answer: Answer) => ({ headers: answer.headers ?? {}, body: textOf(answer) });
  const done = await once(app, request, by, (inside) => serve(inside, options, request, row), shown);
  if (!done.ok) return send(reply, faultAnswer(done.fault));
  if ('fresh' in done.value) return send(reply, done.value.fresh);
  const { status, headers, body } = done.value.kept;
  return sendText(reply, status, { ...headers, ...REPLAYED }, body);
}

async function serve(app: App, options: DoorOptions, request: FastifyRequest, row: Route): Promise<Answer> {
  const { principal, shop } = request.nativeCaller as Admitted;
  const isTried = row.method !== 'GET' && hasDryRun(row) && isPreview(request.headers);
  const query = {
    ...(row.query === undefined ? {} : queryIn(row.query, request.query as Record<string, unknown>)),
    ...(isTried ? { dry_run: true } : {}),
  };
  const sent = row.body === undefined ? undefined : bodyOf(request);
  if (sent !== undefined && 'status' in sent) return sent;
  const params = request.params as Readonly<Record<string, string>>;
  const flaws: readonly Flaw[] = [
    ...textFlaws(params, 'path'),
    ...(row.query === undefined ? [] : flawsOf(row.query, query, 'query')),
    ...(row.body === undefined ? [] : flawsOf(row.body, sent?.value)),
  ];
  if (flaws.length > 0) return invalidRequest(flaws);
  const by = authorOf(request, principal, native.name, app, shop);
  const answer = await row.handle({
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
    files: request.nativeFiles ?? [],
  });
  return isTried && answer.status < 400 ? { ...answer, headers: { ...answer.headers, ...PREVIEWED } } : answer;
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
      return sendCoded(reply.headers({ ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }), html);
    });
  }
}

/** An address that there is, with another method, or one that there is not. */
function nowhere({ url }: FastifyRequest): Answer {
  const path = url.split('?', 1)[0] ?? '';
  const methods = ROUTES.filter((row) => new RegExp(`^/api/v1${row.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)).map(({ method }) => method);
  return methods.length === 0 ? noSuchRoute() : methodRefused(methods);
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, headers = {}, body } = answer;
  if (body instanceof Uint8Array)
    return reply
      .code(status)
      .headers({ ...HEADERS, ...headers })
      .send(body);
  if (status < 400) return sendText(reply, status, headers, textOf(answer));
  const problem = JSON.stringify({ ...(answer.body as object), request: reply.request.id });
  return sendText(reply, status, headers, problem, 'application/problem+json; charset=utf-8');
}

const textOf = ({ status, body, text }: Answer): string => text ?? (status === 204 ? '' : JSON.stringify(body));

function sendText(reply: FastifyReply, status: number, headers: Answer['headers'], text: string, type = 'application/json; charset=utf-8'): FastifyReply {
  reply.code(status).headers({ ...HEADERS, ...headers });
  return status === 204 ? reply.send() : sendCoded(reply.header('content-type', type), text);
}

/** Whatever threw: the framework's refusals as problems, a bug without its inside. */
function failure(error: unknown, request: FastifyRequest): Answer {
  const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLong(request.routeOptions.bodyLimit);
  if (statusCode < 500) return invalidRequest([{ place: '', message: error instanceof FormRefusal ? error.message : 'cannot be read' }]);
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  const words = outageWords(error);
  return words === undefined ? internalError() : outage(words);
}
