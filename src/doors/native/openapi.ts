/** The routes as an OpenAPI 3.1 document. */
import type { TObject, TSchema } from 'typebox';
import { PROBLEMS } from './faults.js';
import { OPERATION_SHAPES } from './operations.js';
import { hasDryRun, isKeyed, type Route } from './route.js';
import { ROUTES } from './routes.js';
import { ProblemOut } from './shapes.js';
import { COOKIE } from './sign-in.js';

type Json = Readonly<Record<string, unknown>>;

/** `base`: the service's address, with a slash at its end. */
export function openApi(base: string): Json {
  const types = new Map<string, unknown>();
  const refer = (schema: TSchema) => referred(JSON.parse(JSON.stringify(schema)), types);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const row of ROUTES) paths[row.path] = { ...paths[row.path], [row.method.toLowerCase()]: operationOf(row, refer) };
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Vitrine',
      version: '1',
      summary: 'One gallery per product; every store view its own values.',
      description: `Where each value comes from, changes that touch only what they name, and a history that takes them back.\n\nProblems (RFC 9457) have one of these types: ${PROBLEMS.map(({ type, status }) => `\`${type}\` (${status})`).join(', ')}.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${base}api/v1` }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of POST /tokens, or the access token of an integration.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: COOKIE,
          description: 'Of POST /session, over https `__Host-vitrine_session`; writes say `X-CSRF-Token`, too.',
        },
      },
      schemas: Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operationOf(row: Route, refer: (schema: TSchema) => unknown): Json {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const path = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const json = (schema: unknown, example?: unknown) => ({ content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } } });
  return {
    operationId: row.name,
    summary: row.summary,
    description: row.about,
    ...(row.isAnonymous === true ? { security: [] } : {}),
    parameters: [...path, ...queryParameters(row.query), ...headerParameters(row)],
    ...(row.takesFiles === true ? { requestBody: FORM_BODY } : {}),
    ...(row.body === undefined ? {} : { requestBody: { required: true, ...json(refer(bodyShape(row.body)), row.example.body) } }),
    responses: {
      [String(row.status ?? (row.answer === undefined && row.answersImage === undefined ? 204 : 200))]: {
        description: row.summary,
        ...(row.answer === undefined ? {} : json(refer(row.answer))),
        ...(row.answersImage === undefined ? {} : { content: { [row.answersImage]: {} } }),
      },
      default: { description: 'A problem.', content: { 'application/problem+json': { schema: refer(ProblemOut) } } },
    },
  };
}

function headerParameters(row: Route): Json[] {
  const header = (name: string, description: string, schema: Json = { type: 'string' }) => ({ name, in: 'header', description, schema });
  const key = { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' };
  return [
    ...(row.isConditional === true ? [header('If-Match', 'The ETag that is meant; another one is a 412 with what happened since.')] : []),
    ...(isKeyed(row)
      ? [header('Idempotency-Key', 'The same call again within a day gets the answer of the first, with `Idempotency-Replayed: true`.', key)]
      : []),
    ...(hasDryRun(row) ? [header('Prefer', '`handling=preview` is `dry_run=true`; the answer says `Preference-Applied`.')] : []),
  ];
}

const FORM_BODY = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', properties: { file: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } } } },
    },
  },
};

/** A patch is documented with all of its operations, although each is checked on its own. */
function bodyShape(body: TObject): TSchema {
  const { operations } = body.properties as { operations?: object };
  if (operations === undefined) return body;
  return {
    ...body,
    properties: { ...body.properties, operations: { ...operations, items: { oneOf: Object.values(OPERATION_SHAPES) } } },
  } as unknown as TSchema;
}

function queryParameters(query: TObject | undefined): Json[] {
  const required = new Set<string>(query?.required ?? []);
  return Object.entries(query?.properties ?? {}).map(([name, schema]) => {
    const { description, ...shape } = JSON.parse(JSON.stringify(schema)) as { description?: string };
    return { name, in: 'query', required: required.has(name), ...(description === undefined ? {} : { description }), schema: shape };
  });
}

/** Each schema with a title stands once, under that name; everywhere else it is referred to. */
function referred(schema: unknown, types: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((one) => referred(one, types));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { title, ...shape } = schema as { title?: unknown };
  // Among properties a title is a member like any other.
  if (typeof title !== 'string') return Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, referred(one, types)]));
  if (!types.has(title)) {
    types.set(title, {});
    types.set(title, referred(shape, types));
  }
  return { $ref: `#/components/schemas/${title}` };
}
