/** A Swagger 2.0 document, as far as tests read it, and whether a value keeps to one of its types. */

export interface Type {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Type;
  readonly properties?: Readonly<Record<string, Type>>;
  readonly required?: readonly string[];
  readonly 'x-nullable'?: boolean;
}

export interface Operation {
  readonly operationId: string;
  readonly consumes: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly type?: string; readonly schema?: Type }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly schema?: Type }>>;
}

export interface Swagger {
  readonly host: string;
  readonly basePath: string;
  readonly schemes: readonly string[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, Type>>;
}

/** What of `value` is not as declared; each with its place. A type without a word takes anything. */
export function misfits(schema: Swagger, type: Type, value: unknown, place = ''): string[] {
  if (type.$ref !== undefined) return misfits(schema, schema.definitions[type.$ref.replace('#/definitions/', '')] ?? { type: 'nothing' }, value, place);
  if (type.type === undefined || (value === null && type['x-nullable'] === true)) return [];
  const kind = kindOf(value);
  if (kind !== type.type && !(kind === 'integer' && type.type === 'number'))
    return [`${place}: ${kind === 'object' ? 'an object' : String(value)} is no ${type.type}`];
  if (Array.isArray(value)) return value.flatMap((one, at) => misfits(schema, type.items ?? {}, one, `${place}[${at}]`));
  if (kind !== 'object' || type.properties === undefined) return [];
  return Object.entries(value as object).flatMap(([name, one]) => {
    const declared = type.properties?.[name];
    return declared === undefined ? [`${place}.${name}: not declared`] : misfits(schema, declared, one, `${place}.${name}`);
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}
