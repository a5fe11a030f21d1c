/** Signed addresses: whoever has the key may ask for any rendition, and nobody else. */
import { createHmac, timingSafeEqual } from 'node:crypto';

type Query = Readonly<Record<string, string>>;

/** Beside what is signed: the signature itself, and what does not change the picture. */
const UNSIGNED: readonly string[] = ['s', 'v', 'store'];

/**
 * HMAC-SHA256 as hex over the path below `catalog/product` and the other parameters in order of their names:
 * `/m/j/mj03.jpg?fit=crop&height=300&width=300`, values percent-encoded.
 */
export function sign(key: string, path: string, query: Query): string {
  const signed = Object.entries(query).filter(([name]) => !UNSIGNED.includes(name));
  const text = signed
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  return createHmac('sha256', key).update(`${path}?${text}`).digest('hex');
}

export function isSigned(key: string, path: string, query: Query): boolean {
  const [given, right] = [Buffer.from(query.s ?? ''), Buffer.from(sign(key, path, query))];
  return given.length === right.length && timingSafeEqual(given, right);
}
