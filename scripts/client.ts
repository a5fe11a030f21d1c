/** Writes client/generated.ts from the native API's OpenAPI document; with `--check` says whether it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { openApi } from '../src/doors/native/openapi.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly description?: string;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A type's name; what is thrown is called `Problem` already. */
const typeName = (title: string): string =>
  title === 'Problem'
    ? 'ProblemBody'
    : title.replaceAll(/(^|[^A-Za-z0-9])([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase()).replaceAll(/[^A-Za-z0-9]/g, '');
const memberName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);
const comment = (text: string | undefined, indent: string): string => (text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '* /')} */\n`);
const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');
/** In front of `[]`, and among others. */
const grouped = (type: string): string => (/^[\w.]+$/.test(type) ? type : `(${type})`);

function typeOf(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return typeName(schema.$ref.split('/').at(-1) ?? '');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((one) => JSON.stringify(one)));
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return union(either.map((one) => typeOf(one, indent)));
  if (schema.allOf !== undefined) return schema.allOf.map((one) => grouped(typeOf(one, indent))).join(' & ');
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  switch (schema.type) {
    case 'array':
      return `readonly ${grouped(schema.items === undefined ? 'unknown' : typeOf(schema.items, indent))}[]`;
    case 'object':
      return objectType(schema, indent);
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      return schema.properties === undefined ? 'unknown' : objectType(schema, indent);
  }
}

function objectType({ properties, patternProperties, additionalProperties, required = [] }: Schema, indent: string): string {
  const [pattern] = Object.values(patternProperties ?? {});
  const rest = pattern ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
  if (properties === undefined || Object.keys(properties).length === 0)
    return `Readonly<Record<string, ${rest === undefined ? 'unknown' : typeOf(rest, indent)}>>`;
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(
    ([name, one]) => `${comment(one.description, inner)}${inner}readonly ${memberName(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one, inner)};\n`,
  );
  return `{\n${members.join('')}${indent}}`;
}

/** Path, query and body as one object; undefined: the call takes nothing. */
function askOf({ parameters = [], requestBody }: Operation): { readonly type: string; readonly isNeeded: boolean } | undefined {
  const indent = '    ';
  const named = parameters.filter((one) => one.in === 'path' || one.in === 'query');
  const members = named.map(({ name, in: place, description, required, schema }) => {
    const isNeeded = required === true;
    const type = place === 'path' ? 'string | number' : typeOf(schema, indent);
    return {
      isNeeded,
      text: `${comment(description, indent)}${indent}readonly ${memberName(name)}${isNeeded ? '' : '?'}: ${type}${isNeeded ? '' : ' | undefined'};\n`,
    };
  });
  const json = requestBody?.content['application/json']?.schema;
  if (requestBody !== undefined) members.push({ isNeeded: true, text: `${indent}readonly body: ${json === undefined ? 'FormData' : typeOf(json, indent)};\n` });
  return members.length === 0 ? undefined : { type: `{\n${members.map(({ text }) => text).join('')}  }`, isNeeded: members.some(({ isNeeded }) => isNeeded) };
}

function answerOf({ responses }: Operation): string {
  const [content] = Object.entries(responses).flatMap(([status, response]) =>
    status.startsWith('2') && response.content !== undefined ? [response.content] : [],
  );
  if (content === undefined) return 'void';
  const schema = content['application/json']?.schema;
  return schema === undefined ? 'Blob' : typeOf(schema, '  ');
}

function methodOf(operation: Operation): string {
  const ask = askOf(operation);
  const parameters = `ask${ask?.isNeeded === true ? '' : '?'}: ${ask?.type ?? 'Readonly<Record<string, never>>'}, options?: CallOptions`;
  return `${comment(`${operation.summary}.`, '  ')}  ${operation.operationId}(${parameters}): Promise<${answerOf(operation)}>;\n`;
}

function written({ paths, components }: Document): string {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const types = Object.entries(components.schemas).map(
    ([title, schema]) => `${comment(schema.description, '')}export type ${typeName(title)} = ${typeOf(schema)};\n`,
  );
  return [
    '// Made of the OpenAPI document by `npm run client`.\n',
    "import type { CallOptions } from './index.js';\n\n",
    types.join('\n'),
    '\n/** Every call, by its name in the document. */\nexport interface Calls {\n',
    calls.map(({ operation }) => methodOf(operation)).join(''),
    '}\n\n/** Method and path of each. */\nexport const CALLS: Readonly<Record<keyof Calls, readonly [method: string, path: string]>> = {\n',
    calls.map(({ method, path, operation }) => `  ${operation.operationId}: ['${method}', '${path}'],\n`).join(''),
    '};\n',
  ].join('');
}

const PLACE = 'client/generated.ts';
const wanted = written(openApi('https://vitrine.example/') as unknown as Document);
if (!process.argv.includes('--check')) writeFileSync(PLACE, wanted);
else if (wanted !== readFileSync(PLACE, 'utf8')) {
  process.stderr.write(`${PLACE}: is not of this API; npm run client makes it anew\n`);
  process.exitCode = 1;
}
