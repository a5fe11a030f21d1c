/** JSON from outside. */
import sjson from 'secure-json-parse';

/**
 * Throws where the text is no JSON, and at keys that would reach into a prototype. A text without the word, plain or
 * escaped, is safe to parse as it is: looking for it in megabytes costs more than parsing them.
 */
export function parseJson(text: string): unknown {
  const isSuspect = text.includes('__proto__') || text.includes('\\u');
  return isSuspect ? sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'ignore' }) : JSON.parse(text);
}
