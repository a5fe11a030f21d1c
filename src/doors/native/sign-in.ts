/**
 * Who asks at this door: as at any other, or a browser with the cookie of its session. Browsers send a cookie along
 * whoever made them ask, so that a write by cookie also needs what only the session's own pages know.
 */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import { identify } from '../caller.js';
import { type DoorOptions, publicBase } from '../door.js';

/** Name of the cookie that holds a browser's token where there is no https. Both names are read. */
export const COOKIE = 'vitrine_session';
/** And where there is: by this name browsers take it from this very host alone, over https. */
const HOST_COOKIE = `__Host-${COOKIE}`;
const CSRF_HEADER = 'x-csrf-token';

/** The token that the request comes with, and whether by cookie alone; undefined: with none. */
export function tokenOf({ headers }: Pick<FastifyRequest, 'headers'>): { readonly token: string; readonly isCookie: boolean } | undefined {
  if (headers.authorization !== undefined) {
    const token = /^bearer ([^ ]+)$/i.exec(headers.authorization)?.[1];
    return token === undefined ? undefined : { token, isCookie: false };
  }
  const token = cookieOf(headers.cookie, HOST_COOKIE) ?? cookieOf(headers.cookie, COOKIE);
  return token === undefined ? undefined : { token, isCookie: true };
}

/** Undefined: there is none of that name, or it is empty. */
function cookieOf(cookies: string | undefined, name: string): string | undefined {
  const pair = cookies?.split(';').find((one) => one.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1) || undefined;
}

/** What a page of the session has to say with each write. It follows from the token and does not tell it, so that it need not be kept. */
export const csrfOf = (token: string): string => createHash('sha256').update(`vitrine csrf ${token}`).digest('hex').slice(0, 32);

type Identified = Awaited<ReturnType<typeof identify>> | { readonly isForged: true };

/** As at every door, or by cookie. `isForged`: a write that no page of the session has sent. An Authorization header wins over the cookie. */
export async function identifyCaller(app: App, options: DoorOptions, request: FastifyRequest): Promise<Identified> {
  const sent = tokenOf(request);
  if (sent?.isCookie !== true) return identify(app, options, request);
  const known = await app.access.authenticate(sent.token);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return known === undefined || isRead || request.headers[CSRF_HEADER] === csrfOf(sent.token) ? { known } : { isForged: true };
}

/** For the session's end, or its token. No page can read it; only pages of this very origin make a browser send it. */
export function sessionCookie(token: string | undefined, request: FastifyRequest, options: DoorOptions): string {
  // The public address may lead through a proxy that speaks http to us; whoever comes past it, at another host, has no https.
  const base = publicBase(request, options).toLowerCase();
  const isSecure = request.protocol === 'https' || base.startsWith(`https://${request.host.toLowerCase()}/`);
  return [
    `${isSecure ? HOST_COOKIE : COOKIE}=${token ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure ? ['Secure'] : []),
    ...(token === undefined ? ['Max-Age=0'] : []),
  ].join('; ');
}
