/**
 * Fetches what callers name. The name is resolved once and the connection made to the very address that was checked, so
 * an answer that changes in between reaches nothing; each redirect goes through the same checks.
 */
import { Buffer } from 'node:buffer';
import { promises as dns, type LookupAddress } from 'node:dns';
import http, { type IncomingMessage, type RequestOptions, validateHeaderName, validateHeaderValue } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Fetcher, FetchRequest } from '../app/ports.js';
import { ok, type Result, refuse } from '../core/fault.js';
import { isPublicAddress } from './addresses.js';

export interface FetcherOptions {
  /** `name` or `name:port`, lower case: hosts that may be asked although their addresses are not public. */
  readonly hosts: readonly string[];
  /** For everything, redirects included. Absent: 10 s. */
  readonly timeoutMs?: number;
  /** Absent: what the system says. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

const REDIRECTS = 5;
/** Each holds a whole picture. */
const AT_ONCE = 8;
const HEADERS = 32;
const HEADER_CHARS = 8192;
/** The connection's own, and what would pretend to be somebody. */
const REFUSED_HEADERS =
  /^(host|cookie|cookie2|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|accept-encoding|expect|http2-settings)$/i;

/** Why there are no bytes, on its way out of wherever it came up. */
class Refused extends Error {}
const refuseFetch = (reason: string): never => {
  throw new Refused(reason);
};

export function createFetcher({ hosts, timeoutMs = 10_000, resolve = (host) => dns.lookup(host, { all: true, verbatim: true }) }: FetcherOptions): Fetcher {
  let running = 0;
  const addressOf = async (url: URL, signal: AbortSignal): Promise<LookupAddress> => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const found = isIP(host) === 0 ? await raced(resolve(host), signal) : [{ address: host, family: isIP(host) }];
    const isListed = hosts.includes(url.hostname) || hosts.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
    // One that is not public among several is enough: nobody's own name points there by mistake.
    if (!isListed && !found.every(({ address }) => isPublicAddress(address))) return refuseFetch('the address is not public');
    return found[0] ?? refuseFetch('the host has no address');
  };
  async function follow(request: FetchRequest, limitBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    let url = urlOf(request.url);
    let method = request.method;
    let own: Readonly<Record<string, string>> = { ...checkedHeaders(request.headers), ...authorization(request.auth) };
    for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
      const answer = await ask(url, method, own, await addressOf(url, signal), signal);
      const target = redirectOf(answer, url);
      if (target === undefined) return bytesOf(answer, limitBytes);
      answer.destroy();
      // What the caller gave was for one host, and for nobody that it points to.
      if (target.origin !== url.origin) own = {};
      if (answer.statusCode !== 307 && answer.statusCode !== 308) method = 'GET';
      url = target;
    }
    return refuseFetch(`more than ${REDIRECTS} redirects`);
  }
  return {
    async fetch(request, limitBytes) {
      if (running >= AT_ONCE) return failed('too many are being fetched now');
      running++;
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return ok(await follow(request, limitBytes, signal));
      } catch (error) {
        return failed(
          error instanceof Refused ? error.message : signal.aborted ? `no answer within ${timeoutMs / 1000} s` : 'the host did not answer as it should',
        );
      } finally {
        running--;
      }
    },
  };
}

const failed = (reason: string): Result<never> => refuse({ code: 'fetch-failed', reason });

function urlOf(text: string, base?: URL): URL {
  if (text.length > HEADER_CHARS || !URL.canParse(text, base?.href)) return refuseFetch('the address is none');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuseFetch('the address is neither http nor https');
  return url.username === '' && url.password === '' ? url : refuseFetch('the address holds a name or a password');
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = Object.entries(headers);
  if (all.length > HEADERS) refuseFetch(`more than ${HEADERS} headers`);
  for (const [name, value] of all) {
    if (REFUSED_HEADERS.test(name)) refuseFetch('a header is not for the caller to set');
    if (!isHeader(name, value)) refuseFetch('a header cannot be sent');
  }
  return headers;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return value.length <= HEADER_CHARS;
  } catch {
    return false;
  }
}

function authorization(auth: FetchRequest['auth']): Readonly<Record<string, string>> {
  return auth === undefined ? {} : { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}

function ask(
  url: URL,
  method: string,
  own: Readonly<Record<string, string>>,
  { address, family }: LookupAddress,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const lookup = ((_host, options, found) => (options.all ? found(null, [{ address, family }]) : found(null, address, family))) as LookupFunction;
  const options: RequestOptions = {
    method,
    lookup,
    signal,
    agent: false,
    headers: { ...own, 'accept-encoding': 'identity', ...(method === 'POST' ? { 'content-length': '0' } : {}) },
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http).request(url, options, resolve);
    sent.on('error', reject);
    sent.end();
  });
}

/** Where an answer sends on to; undefined: nowhere. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined ? urlOf(headers.location, from) : undefined;
}

async function bytesOf(answer: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const refuseAnswer = (reason: string) => {
    answer.destroy();
    return refuseFetch(reason);
  };
  if (answer.statusCode !== 200) return refuseAnswer(`the host answered ${answer.statusCode}`);
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') return refuseAnswer('the host answered in an encoding that was not asked for');
  const parts: Buffer[] = [];
  if (Number(answer.headers['content-length'] ?? 0) > limitBytes) return refuseAnswer(`the limit is ${limitBytes} bytes`);
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limitBytes) return refuseAnswer(`the limit is ${limitBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A look-up of names cannot be broken off; it is not waited for. */
function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  return Promise.race([work, ended]);
}
