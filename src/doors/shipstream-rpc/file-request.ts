/** A picture that the service is to fetch by itself; this door's own extension of the page. */
import type { FetchRequest } from '../../app/ports.js';
import { done, invalidData, type Outcome } from './faults.js';

/** `{url, method?, headers?, auth?, name?}`; `auth`: `{username, password}`, or the two in a list. */
export function fileRequestIn(sent: unknown): Outcome<{ readonly fetched: FetchRequest; readonly name: string }> {
  if (typeof sent !== 'object' || sent === null) return invalidData('file_request: has to be an object');
  const { url, method = 'GET', headers = {}, auth, name = 'image' } = sent as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || url === '') return invalidData('file_request.url: has to be a text');
  if (typeof name !== 'string') return invalidData('file_request.name: has to be a text');
  const verb = typeof method === 'string' ? method.toUpperCase() : undefined;
  if (verb !== 'GET' && verb !== 'POST') return invalidData('file_request.method: has to be GET or POST');
  if (!isTexts(headers)) return invalidData('file_request.headers: has to be an object of texts');
  const credentials = authIn(auth);
  if (credentials === undefined && auth !== undefined && auth !== null) return invalidData('file_request.auth: has to be a username and a password');
  return done({ fetched: { url, method: verb, headers, ...(credentials === undefined ? {} : { auth: credentials }) }, name: name || 'image' });
}

function isTexts(headers: unknown): headers is Readonly<Record<string, string>> {
  if (Array.isArray(headers)) return headers.length === 0;
  return typeof headers === 'object' && headers !== null && Object.values(headers).every((value) => typeof value === 'string');
}

function authIn(auth: unknown): FetchRequest['auth'] | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  const { username, password } = Array.isArray(auth) ? { username: auth[0], password: auth[1] } : (auth as { username?: unknown; password?: unknown });
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}
