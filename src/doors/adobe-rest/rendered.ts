/**
 * What was rendered of a product stays with it: as long as nothing has changed, reads hand out the same object, so
 * the same body and the same text stand for it, and go when it goes.
 */
const bodies = new WeakMap<object, unknown>();
const texts = new WeakMap<object, string>();

/** The body for `stored`, made once. `make` may depend on nothing else. */
export function bodyOf<T extends object>(stored: T, make: (stored: T) => unknown): unknown {
  let body = bodies.get(stored);
  if (body === undefined) {
    body = make(stored);
    bodies.set(stored, body);
  }
  return body;
}

/** A body that is written already, in whatever format it was. */
export class Rendered {
  constructor(readonly text: string) {}
}

export function jsonOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return JSON.stringify(body);
  let text = texts.get(body);
  if (text === undefined) {
    text = JSON.stringify(body);
    texts.set(body, text);
  }
  return text;
}
