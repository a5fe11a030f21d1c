/** Signatures of OAuth 1.0a. Sources: RFC 5849 section 3.4, adobe-rest sections 2.3 and 13. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets, SignatureMethod } from '../app/ports.js';

const HASHES: Readonly<Record<SignatureMethod, string>> = { 'HMAC-SHA256': 'sha256', 'HMAC-SHA1': 'sha1' };

/**
 * Clients differ, so each reading counts that one of them signs: pairs sorted by encoded key (the standard) or by raw
 * key (the original), `+` in a query as itself or as a blank, every origin. They come to one in most requests.
 */
export const isSigned: Secrets['isSigned'] = ({ method, origins, path, query }, parameters, by) => {
  const key = `${encode(toBytes(by.consumerSecret))}&${encode(toBytes(by.tokenSecret))}`;
  const given = Buffer.from(by.signature);
  const texts = new Set<string>();
  for (const reading of new Set([query, query.replaceAll('+', '%20')]))
    for (const order of ORDERS) texts.add(encode(joined([...queryPairs(reading), ...ownPairs(parameters)].sort(order))));
  return origins.some((origin) =>
    [...texts].some((text) => {
      const base = `${method}&${encode(origin + path)}&${text}`;
      const right = Buffer.from(createHmac(HASHES[by.method], key).update(base).digest('base64'));
      return right.length === given.length && timingSafeEqual(right, given);
    }),
  );
};

/** Key and value, each raw and encoded. A character is a byte throughout, so that also what is no UTF-8 is signed as it came. */
interface Pair {
  readonly raw: string;
  readonly key: string;
  readonly value: string;
}

const pair = (raw: string, value: string): Pair => ({ raw, key: encode(raw), value: encode(value) });

const ORDERS: readonly ((a: Pair, b: Pair) => number)[] = [
  (a, b) => compare(a.key, b.key) || compare(a.value, b.value),
  (a, b) => compare(a.raw, b.raw) || compare(a.value, b.value),
];
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const joined = (pairs: readonly Pair[]): string => pairs.map(({ key, value }) => `${key}=${value}`).join('&');

/** Decoded once; a key without `=` has an empty value. */
function queryPairs(query: string): Pair[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? pair(decode(part), '') : pair(decode(part.slice(0, at)), decode(part.slice(at + 1)));
    });
}

const ownPairs = (parameters: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(parameters)
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => pair(toBytes(name), toBytes(value)));

/** UTF-8, a character a byte. */
const toBytes = (text: string): string => Buffer.from(text).toString('latin1');

const decode = (text: string): string =>
  text.includes('%') ? text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
const encode = (bytes: string): string => bytes.replace(/[^A-Za-z0-9._~-]/g, (byte) => ENCODED[byte.charCodeAt(0)] ?? '');
const ENCODED = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);
