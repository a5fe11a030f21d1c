/** Whether a caller comes too often. Each door says it in its own words, all with the status 429 and Retry-After. */
import type { FastifyRequest } from 'fastify';
import type { App } from '../app/app.js';
import type { Principal } from '../app/ports.js';

/** Seconds until the next call will do; undefined: this one does. Who has not signed in is known by the address. */
export async function tooOften({ rateLimit, metrics }: App, request: FastifyRequest, door: string, principal?: Principal): Promise<number | undefined> {
  if (rateLimit === undefined) return undefined;
  const waitS = await rateLimit.take(principal === undefined ? `address ${networkOf(request.ip)}` : `${principal.kind} ${principal.id}`);
  if (waitS !== undefined) metrics.count('limited', door);
  return waitS;
}

/** Whoever has one address of IPv6 has 2^64 of them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::', 2);
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const whole = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}
