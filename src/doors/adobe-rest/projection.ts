/** `fields=a,b[c]`: only these members of an answer. Source: adobe-rest sections 5 and 13. */

/** Members by name; an empty tree keeps all below. */
export interface FieldTree {
  readonly [name: string]: FieldTree;
}

const MAX_CHARS = 8192;

/** undefined where nothing was asked for; `malformed` where it cannot be read, which leaves nothing. */
export function parseFields(text: unknown): FieldTree | 'malformed' | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  if (text.length > MAX_CHARS || /[^\w[\],]/.test(text)) return 'malformed';
  const stack: Record<string, FieldTree>[] = [newTree()];
  let last: Record<string, FieldTree> | undefined;
  for (const [token] of text.matchAll(/\w+|[[\],]/g)) {
    const top = stack.at(-1) as Record<string, FieldTree>;
    if (token === '[') {
      if (last === undefined) return 'malformed';
      stack.push(last);
    } else if (token === ']') stack.pop();
    if (stack.length === 0) return 'malformed';
    last = /\w/.test(token) ? newTree() : undefined;
    if (last !== undefined) top[token] = last;
  }
  return stack.length === 1 ? stack[0] : 'malformed';
}

const newTree = (): Record<string, FieldTree> => Object.create(null) as Record<string, FieldTree>;

/** A list is projected item by item; a scalar stays; what nothing is left of is an empty list. */
export function project(body: unknown, fields: FieldTree | 'malformed' | undefined): unknown {
  if (fields === undefined || typeof body !== 'object' || body === null) return body;
  if (fields === 'malformed') return [];
  return Array.isArray(body) ? body.map((one) => project(one, fields)) : members(body, fields);
}

function members(object: object, fields: FieldTree): unknown {
  const kept = Object.entries(object).flatMap(([name, value]) => {
    const below = fields[name];
    return below === undefined ? [] : [[name, belowOf(value, name, below)]];
  });
  return kept.length === 0 ? [] : Object.fromEntries(kept);
}

function belowOf(value: unknown, name: string, below: FieldTree): unknown {
  if (Object.keys(below).length === 0 || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return members(value, below);
  if (value.length === 0) return null;
  return name === 'custom_attributes' && !('attribute_code' in below || 'value' in below)
    ? value.filter(({ attribute_code: code }) => code in below)
    : value.map((one) => project(one, below));
}
