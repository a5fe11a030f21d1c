/** The methods of the envelope: sessions, and the ways to call what resources offer. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import type { Foreseen } from '../../app/kept.js';
import type { Principal } from '../../app/ports.js';
import { authorOf, type DoorOptions, publicBase } from '../door.js';
import { keyIn } from '../idempotency.js';
import { outageWords } from '../outage.js';
import { tooOften } from '../rate-limit.js';
import { type ApiResource, type Call, Rendered, type ResourceMethod, Streamed } from './call.js';
import { type Caller, callerOf } from './caller.js';
import type { Dialect, RpcRequest } from './dialect.js';
import { joined } from './envelope.js';
import {
  done,
  type FaultTable,
  faultOut,
  GLOBAL_FAULTS,
  globalFault,
  INTERNAL,
  invalidParams,
  METHOD_NOT_FOUND,
  type Outcome,
  tooManyRequests,
} from './faults.js';
import { type Bound, bindParameters, type Names, names } from './parameters.js';
import { findMethod, findResource, RESOURCES } from './resources.js';

/** A whole HTTP request, which may hold several calls. */
export interface Exchange {
  readonly app: App;
  readonly options: DoorOptions;
  readonly dialect: Dialect;
  readonly request: FastifyRequest;
  /** Pictures that were cut out of the body, by the mark that stands for them. */
  readonly cuts: ReadonlyMap<string, Uint8Array>;
  /** What makes the call that is being made the same as one before; undefined: nothing. */
  readonly key: string | undefined;
  readonly foreseen?: Foreseen | undefined;
  readonly tally: Tally;
}
/** Of a whole request, over all batches and lists in it. */
export interface Tally {
  /** Calls that may still be made. */
  callsLeft: number;
  /** Whether a call was answered as it was before. */
  isReplay: boolean;
  /** Seconds until the next call will do; undefined: none came too often. */
  waitS?: number;
}

export const CALLS_A_REQUEST = 1000;
const DOOR = 'shipstream-rpc';

type Run = (exchange: Exchange, given: Bound) => Promise<Outcome>;
interface RpcMethod {
  readonly params: Names;
  /** Those that the ancestor wants by name. */
  readonly required: readonly string[];
  readonly run: Run;
}

const METHODS: Readonly<Record<string, RpcMethod>> = {
  login: { params: names('username', 'apiKey'), required: ['username', 'apiKey'], run: login },
  startSession: { params: names(), required: [], run: async ({ app }) => done(app.sessions.newId()) },
  endSession: { params: names('sessionId'), required: ['sessionId'], run: endSession },
  call: { params: names('sessionId', 'apiPath', 'args'), required: ['sessionId', 'apiPath'], run: callOne },
  multiCall: { params: names('sessionId', 'calls', 'options'), required: ['sessionId'], run: callMany },
  resources: { params: names('sessionId'), required: ['sessionId'], run: listResources },
  resourceFaults: { params: names('sessionId', 'resourceName', 'store'), required: ['sessionId', 'resourceName'], run: listResourceFaults },
  globalFaults: { params: names('sessionId'), required: [], run: async ({ dialect }) => done(faultList({ ...GLOBAL_FAULTS, 6: dialect.missingParameter })) },
};

/** One call of an exchange: the JSON of its result. What throws is a bug or an outage: it is logged, and nothing of it is told. */
export async function perform(exchange: Exchange, sent: RpcRequest, header?: unknown): Promise<Outcome<string | AsyncIterable<string>>> {
  const key = keyIn((sent.meta as { readonly idempotencyKey?: unknown } | null | undefined)?.idempotencyKey ?? header);
  if (!key.ok) return faultOut(key.fault, 'product');
  try {
    const outcome = await dispatch({ ...exchange, key: key.value }, sent);
    if (!outcome.ok) return outcome;
    return done(outcome.value instanceof Streamed ? outcome.value.parts : jsonOf(outcome.value));
  } catch (error) {
    return { ok: false, fault: broken(exchange, error) };
  }
}

function broken({ request }: Exchange, error: unknown) {
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  return { ...INTERNAL, message: outageWords(error)?.title ?? INTERNAL.message, data: { request: request.id } };
}

async function dispatch(exchange: Exchange, { method: sentName, params }: RpcRequest): Promise<Outcome> {
  const { dialect } = exchange;
  const name = typeof sentName === 'string' ? sentName : '';
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined)
    return name.includes('.') || dialect.name === 'openmage' ? callDirectly(exchange, name, params) : { ok: false, fault: METHOD_NOT_FOUND };
  const bound = bindParameters(method.params, params, true);
  if (!bound.ok) return bound;
  const isNamed = params !== undefined && !Array.isArray(params);
  if (dialect.name === 'openmage' && isNamed && method.required.some((one) => !Object.hasOwn(bound.value, one))) return invalidParams('one is missing');
  return method.run(exchange, bound.value);
}

/** The path as the method: `[session, …arguments]`, or the session and the arguments by name. */
function callDirectly(exchange: Exchange, path: string, params: unknown): Promise<Outcome> {
  if (params === undefined || Array.isArray(params)) {
    const [sessionId, ...args] = (params ?? []) as readonly unknown[];
    return callOne(exchange, { sessionId, apiPath: path, args });
  }
  if (typeof params !== 'object' || params === null) return Promise.resolve(invalidParams('a list or an object is expected'));
  const { sessionId, args, ...named } = params as Record<string, unknown>;
  return callOne(exchange, { sessionId, apiPath: path, args: args ?? named });
}

async function login(exchange: Exchange, { username, apiKey }: Bound): Promise<Outcome> {
  const { app, dialect } = exchange;
  const isMissing = (value: unknown) => value === undefined || value === null || value === '';
  if (isMissing(username) || isMissing(apiKey)) return { ok: false, fault: { code: 6, message: dialect.missingParameter } };
  if (typeof username !== 'string' || typeof apiKey !== 'string') return invalidParams('username and apiKey are texts');
  const limited = await refuseTooMany(exchange);
  if (limited !== undefined) return limited;
  const session = await app.sessions.open(username, apiKey);
  return session.ok ? session : globalFault(2);
}

/** Undefined: it does not come too often. */
async function refuseTooMany({ app, request, tally }: Exchange, principal?: Principal): Promise<Extract<Outcome, { ok: false }> | undefined> {
  const waitS = await tooOften(app, request, DOOR, principal);
  if (waitS === undefined) return undefined;
  tally.waitS = waitS;
  return { ok: false, fault: tooManyRequests(waitS) };
}

/** Who asks, where he does not ask too often: the calls of a list are one. */
async function admit(exchange: Exchange, sessionId: unknown): Promise<Outcome<Caller>> {
  const caller = await callerOf(exchange.app, exchange.request, sessionId);
  return (await refuseTooMany(exchange, caller.ok ? caller.value.principal : undefined)) ?? caller;
}

async function endSession({ app }: Exchange, { sessionId }: Bound): Promise<Outcome> {
  if (typeof sessionId === 'string') await app.sessions.end(sessionId);
  return done(true);
}

async function callOne(exchange: Exchange, { sessionId, apiPath, args }: Bound): Promise<Outcome> {
  const foreseen = foresee(exchange, args);
  const caller = await admit(exchange, sessionId);
  return caller.ok ? callOnce({ ...exchange, foreseen }, caller.value, apiPath, args) : caller;
}

/** What most calls are about stands first, or has a name. A call with a key sees the shop from inside of a transaction. */
function foresee({ app, key }: Exchange, args: unknown): Foreseen | undefined {
  const sku: unknown = Array.isArray(args) ? args[0] : typeof args === 'object' && args !== null ? (args as Bound).sku : args;
  return typeof sku === 'string' && key === undefined ? app.galleries.foresee(sku) : undefined;
}

/**
 * A call with a key is done once, in whatever session. Of a list each call is, by its place: the whole would hold
 * everybody up who writes.
 */
async function callOnce(exchange: Exchange, caller: Caller, path: unknown, args: unknown, place?: number): Promise<Outcome> {
  const { app, key, cuts, tally } = exchange;
  if (key === undefined) return callPath(exchange, caller, path, args);
  const answered = await app.idempotency.once(
    { door: DOOR, principal: caller.principal, key: place === undefined ? key : `${key} ${place}`, request: textOf([path, args], cuts) },
    (inside) => callPath({ ...exchange, app: inside }, caller, path, args),
    // What is made while it is sent was only read.
    (outcome) => (outcome.ok && !(outcome.value instanceof Streamed) ? { status: 200, headers: {}, body: jsonOf(outcome.value) } : undefined),
  );
  if (!answered.ok) return faultOut(answered.fault, 'product');
  if ('fresh' in answered.value) return answered.value.fresh;
  if (place === undefined) tally.isReplay = true;
  return done(new Rendered(answered.value.kept.body));
}

/** As JSON, a digest in place of each picture that was cut out. */
function textOf(call: unknown, cuts: Exchange['cuts']): string {
  return JSON.stringify(call, (_, value: unknown) => {
    const picture = typeof value === 'string' ? cuts.get(value) : undefined;
    return picture === undefined ? value : createHash('sha256').update(picture).digest('hex');
  });
}

/** Path, rights, parameters, and then the method itself. */
async function callPath(exchange: Exchange, caller: Caller, path: unknown, args: unknown): Promise<Outcome> {
  const { dialect, app, options, request } = exchange;
  if (Array.isArray(path)) return invalidParams('apiPath is a text');
  const method = findMethod(path);
  if (method === undefined) return globalFault(3);
  request.matched = method.title;
  if (!isAllowed(caller.principal, method)) return globalFault(2);
  const bound = bindParameters(method.params, argumentsOf(dialect, args), dialect.name === 'openmage');
  if (!bound.ok) return bound;
  const missing = method.params.find(([name], at) => at < method.required && !Object.hasOwn(bound.value, name));
  if (missing !== undefined) return invalidParams(`${missing[0]} is missing`);
  // Written out: members behind a spread cost as much as the list itself.
  return method.run({
    principal: caller.principal,
    shop: caller.shop,
    app,
    dialect,
    results: options.rpcResults,
    hidesNew: dialect.name === 'openmage' || options.compat === 'strict',
    by: authorOf(request, caller.principal, DOOR, app, caller.shop),
    args: bound.value,
    cuts: exchange.cuts,
    foreseen: exchange.foreseen,
    base: publicBase(request, options),
  } satisfies Call);
}

/** A scalar is the only argument; null is one to the ancestor. */
function argumentsOf(dialect: Dialect, args: unknown): unknown {
  if (args === null) return dialect.name === 'openmage' ? [null] : undefined;
  return typeof args === 'object' || args === undefined ? args : [args];
}

const isAllowed = ({ resources }: Principal, { resource }: ResourceMethod): boolean => resources === 'every' || resources.includes(resource);

async function callMany(exchange: Exchange, { sessionId, calls = [], options }: Bound): Promise<Outcome> {
  const caller = await admit(exchange, sessionId);
  if (!caller.ok) return caller;
  if (!Array.isArray(calls)) return invalidParams('calls is a list');
  if (calls.length > exchange.tally.callsLeft) return invalidParams(`at most ${CALLS_A_REQUEST} calls in one request`);
  exchange.tally.callsLeft -= calls.length;
  const stopsAtFault = typeof options === 'object' && options !== null && Boolean((options as Bound).break);
  const results: string[] = [];
  for (const [place, one] of (calls as readonly unknown[]).entries()) {
    const [path, args] = Array.isArray(one) ? one : [one];
    const outcome = await callOnce(exchange, caller.value, path ?? '', args, place).catch(
      (error: unknown): Outcome => ({ ok: false, fault: broken(exchange, error) }),
    );
    results.push(outcome.ok ? await wholeOf(outcome.value) : JSON.stringify(faultItem(outcome.fault)));
    if (!outcome.ok && stopsAtFault) break;
  }
  return done(new Rendered(`[${results.join(',')}]`));
}

/** Inside a list our own failure has a number of the table. */
function faultItem({ code, message }: { readonly code: number; readonly message: string }) {
  const isOurs = code === INTERNAL.code;
  return { isFault: true, faultCode: isOurs ? '1' : String(code), faultMessage: isOurs ? GLOBAL_FAULTS[1] : message };
}

async function listResources(exchange: Exchange, { sessionId }: Bound): Promise<Outcome> {
  const caller = await admit(exchange, sessionId);
  if (!caller.ok) return caller;
  return done(RESOURCES.map((one) => resourceOut(one, caller.value.principal)).filter(({ methods }) => methods.length > 0));
}

const resourceOut = ({ name, aliases, title, methods }: ApiResource, principal: Principal) => ({
  title,
  description: null,
  name,
  aliases,
  methods: methods
    .filter((method) => isAllowed(principal, method))
    .map((method) => ({
      title: method.title,
      description: null,
      path: `${name}.${method.name}`,
      name: method.name,
      aliases: aliases.map((alias) => `${alias}.${method.name}`),
    })),
});

async function listResourceFaults(exchange: Exchange, { sessionId, resourceName }: Bound): Promise<Outcome> {
  const caller = await admit(exchange, sessionId);
  if (!caller.ok) return caller;
  const resource = findResource(resourceName);
  if (resource === undefined) return globalFault(3);
  return resource.methods.some((method) => isAllowed(caller.value.principal, method)) ? done(faultList(resource.faults)) : globalFault(2);
}

const faultList = (table: FaultTable) => Object.entries(table).map(([code, message]) => ({ code, message }));

const wholeOf = async (value: unknown): Promise<string> => (value instanceof Streamed ? joined(value.parts) : jsonOf(value));

const jsonOf = (value: unknown): string => (value instanceof Rendered ? value.text : JSON.stringify(value));
