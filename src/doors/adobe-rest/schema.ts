/** What this door says of itself: Swagger 2.0 made of the route table, for the caller who asks. Source: adobe-rest section 9. */
import { type Address, bulkPath } from './address.js';
import { type Answer, refusal, success } from './answer.js';
import { type Argument, camelCase, type ObjectShape, type Shape } from './binder.js';
import type { QueryValue } from './query.js';
import { ACCEPTED } from './results.js';
import type { Operation, Route } from './route.js';
import type { NamedShape, UnkeptShape } from './shape.js';
import { CUSTOM_ATTRIBUTE } from './shapes.js';

export interface SchemaRequest extends Pick<Address, 'store'> {
  readonly calls: NonNullable<Address['schemaOf']>;
  /** Names between commas, or `all`; undefined: all. */
  readonly services: QueryValue | undefined;
  /** The service's public address, with a slash at its end. */
  readonly base: string;
  /** Whether the caller may make this call; what it says no to is not shown. */
  readonly allows: (route: Route) => boolean;
}

/** Of those calls that the caller may make. A service that none of `routes` belongs to is a refusal. */
export function schemaOf(routes: readonly Route[], { calls, store, services, base, allows }: SchemaRequest): Answer {
  const wanted = servicesIn(routes, services);
  if (wanted === undefined) return refusal(400, 'Incorrect format of request URI or Requested services are missing.');
  const shown = routes.filter((route) => wanted.has(serviceOf(route.operation)) && allows(route));
  const definitions: Definitions = new Map();
  const paths = pathsOf(shown, calls, definitions);
  const [, scheme, host, prefix] = /^([^:]+):\/\/([^/]+)(.*)\/$/.exec(base) ?? [];
  return success({
    swagger: '2.0',
    info: { version: '2.4', title: 'Magento Community' },
    host,
    basePath: `${prefix}/rest${store === undefined ? '' : `/${store}`}${PREFIXES[calls]}`,
    schemes: [scheme],
    securityDefinitions: { api_key: { type: 'apiKey', name: 'api_key', in: 'header' } },
    tags: [...new Set(shown.map(({ operation }) => operation.interface))].map((name) => ({ name: serviceNameOf(name), description: name })),
    paths,
    definitions: { ...ERRORS, ...Object.fromEntries(definitions) },
  });
}

type Schema = Readonly<Record<string, unknown>>;
/** By name; filled by whoever refers to one. */
type Definitions = Map<string, Schema>;

const PREFIXES = { sync: '', async: '/async', bulk: '/async/bulk' } as const;

/** undefined: a name that is none. */
function servicesIn(routes: readonly Route[], asked: QueryValue = 'all'): ReadonlySet<string> | undefined {
  const known = new Set(routes.map(({ operation }) => serviceOf(operation)));
  if (asked === 'all') return known;
  const names = typeof asked === 'string' ? asked.split(',') : [''];
  return names.every((name) => known.has(name)) ? new Set(names) : undefined;
}

const serviceOf = (operation: Operation): string => serviceNameOf(operation.interface);

/** `Magento\Catalog\Api\ProductRepositoryInterface` → `catalogProductRepositoryV1` */
function serviceNameOf(name: string): string {
  const [, ...parts] = name.split('\\');
  const words = parts.filter((part) => !['Api', 'Service', 'V1'].includes(part)).join('');
  return `${words.charAt(0).toLowerCase()}${words.slice(1).replace(/Interface$/, '')}V1`;
}

function pathsOf(routes: readonly Route[], calls: SchemaRequest['calls'], into: Definitions): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    const template = calls === 'bulk' ? bulkPath(route) : route.path;
    const path = `/${template.replace(/:([A-Za-z]+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, template, calls, into) };
  }
  return paths;
}

function operationOf(route: Route, template: string, calls: SchemaRequest['calls'], into: Definitions): Schema {
  const operationId = [capital(route.method.toLowerCase()), ...template.split('/').map((part) => capital(part.replace(/[^A-Za-z0-9]/g, '')))].join('');
  const parameters = parametersOf(route, template, calls, operationId, into);
  const success = calls === 'sync' ? { 200: answered('200 Success.', route.result, into) } : { 202: answered('202 Accepted.', ACCEPTED, into) };
  return {
    tags: [serviceOf(route.operation)],
    description: route.resource === 'anonymous' ? 'Anybody may call it.' : `Needs ${route.resource}.`,
    operationId,
    consumes: FORMATS,
    produces: FORMATS,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: { ...success, ...(route.resource === 'anonymous' ? {} : UNAUTHORIZED), ...REFUSALS },
  };
}

const FORMATS = ['application/json', 'application/xml'];
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const answered = (description: string, shape: Shape, into: Definitions): Schema => ({ description, schema: typeOf(shape, into) });

/** What stands in the path, then what a GET takes from the query and every other call from its body; a bulk call has all in each item of its body. */
function parametersOf({ method, args }: Route, template: string, calls: SchemaRequest['calls'], operationId: string, into: Definitions): readonly Schema[] {
  const given = Object.entries(args).map(([name, shape]) => [camelCase(name), shape] as const);
  const shapes = new Map(given);
  const inPath = [...template.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name);
  const others = given.filter(([name]) => !inPath.includes(name));
  const path = inPath.map((name) => ({ name, in: 'path', ...typeOf(shapes.get(name) ?? { kind: 'string' }, into), required: true }));
  if (method === 'GET') return [...path, ...others.flatMap(([name, shape]) => queryOf(name, shape, into))];
  if (others.length === 0) return path;
  const request = bodyOf(others, into);
  const schema = calls === 'bulk' ? { type: 'array', items: request } : request;
  return [...path, { name: `${operationId}Body`, in: 'body', schema: { ...schema, xml: { name: 'request' } } }];
}

function bodyOf(members: readonly (readonly [string, Argument])[], into: Definitions): Schema {
  const required = members.filter(([, shape]) => shape.optional !== true).map(([name]) => name);
  const properties = Object.fromEntries(members.map(([name, shape]) => [name, typeOf(shape, into)]));
  return { ...(required.length === 0 ? {} : { required }), properties, type: 'object' };
}

function queryOf(name: string, shape: Argument, into: Definitions): readonly Schema[] {
  const leaves = leavesOf(name, shape);
  return leaves.map(([spelled, leaf]) => ({
    name: spelled,
    in: 'query',
    type: 'string',
    ...typeOf(leaf, into),
    ...(shape.kind === 'object' ? {} : { required: shape.optional !== true }),
  }));
}

/** `searchCriteria[filterGroups][0][filters][0][conditionType]`: an object is spelled out, a list by its first item. */
function leavesOf(name: string, shape: Shape): readonly (readonly [string, Shape])[] {
  if (shape.kind === 'list') return leavesOf(`${name}[0]`, shape.of);
  if (shape.kind !== 'object') return [[name, shape]];
  return Object.entries(shape.fields).flatMap(([field, member]) => leavesOf(`${name}[${camelCase(field)}]`, member));
}

function typeOf(shape: Shape | NamedShape | UnkeptShape, into: Definitions): Schema {
  switch (shape.kind) {
    case 'int':
      return { type: 'integer' };
    case 'float':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'string':
    case 'bytes':
      return { type: 'string' };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'list':
      return { type: 'array', items: typeOf(shape.of, into) };
    case 'attributes':
      return { type: 'array', items: typeOf(CUSTOM_ATTRIBUTE, into) };
    case 'any':
      return 'schema' in shape ? shape.schema : {};
    case 'object':
      return 'name' in shape ? referenceTo(shape, into) : objectType(shape, [], [], into);
  }
}

function referenceTo(shape: NamedShape, into: Definitions): Schema {
  if (!into.has(shape.name)) {
    // Its place is in front of what it refers to.
    into.set(shape.name, {});
    into.set(shape.name, objectType(shape, shape.required, shape.nullable, into));
  }
  return { $ref: `#/definitions/${shape.name}` };
}

function objectType({ fields }: ObjectShape, required: readonly string[], nullable: readonly string[], into: Definitions): Schema {
  const properties = Object.entries(fields).map(([name, shape]) => [
    name,
    { ...typeOf(shape, into), ...(nullable.includes(name) ? { 'x-nullable': true } : {}) },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) };
}

const refused = (description: string): Schema => ({ description, schema: { $ref: '#/definitions/error-response' } });
const UNAUTHORIZED = { 401: refused('401 Unauthorized') };
const REFUSALS = { 400: refused('400 Bad Request'), 500: refused('Internal Server error'), default: refused('Unexpected error') };
const PARAMETERS = { $ref: '#/definitions/error-parameters' };
const text: Schema = { type: 'string' };
const ERRORS: Readonly<Record<string, Schema>> = {
  'error-response': {
    type: 'object',
    properties: { message: text, errors: { $ref: '#/definitions/error-errors' }, code: { type: 'integer' }, parameters: PARAMETERS, trace: text },
    required: ['message'],
  },
  'error-errors': { type: 'array', items: { $ref: '#/definitions/error-errors-item' } },
  'error-errors-item': { type: 'object', properties: { message: text, parameters: PARAMETERS } },
  // The original declares a list, and answers objects as well.
  'error-parameters': { description: 'A list for %1 and %2, an object for names.' },
};
