/** What no answer may tell. */
import type { TestService } from './running.js';

/** The first word of the inside that stands in a text: a path of this machine, a driver's message, a stack; undefined: none. */
export function insideTold({ data }: Pick<TestService, 'data'>, text: string): string | undefined {
  return [process.cwd(), data, 'node_modules', 'SQLITE', 'at file:', '\n    at '].find((inside) => text.includes(inside));
}
