/** Who asks over HTTP: a bearer token, or a request that an integration has signed. Source: adobe-rest sections 2.2 and 2.3. */
import type { FastifyRequest } from 'fastify';
import type { Known } from '../app/access.js';
import type { App } from '../app/app.js';
import type { OAuthRefusal } from '../app/oauth.js';
import type { SignedRequest } from '../app/ports.js';
import { type DoorOptions, rawPath } from './door.js';
import { parseOAuthHeader } from './oauth-header.js';

/** `known` undefined: nobody, or a token that is none. A bad signature comes with its reason. */
export async function identify(
  app: App,
  options: DoorOptions,
  request: FastifyRequest,
): Promise<{ readonly known: Known | undefined } | { readonly refused: OAuthRefusal }> {
  const header = request.headers.authorization ?? '';
  const token = /^bearer ([^ ]+)$/i.exec(header)?.[1];
  if (token !== undefined) return { known: await app.access.authenticate(token) };
  const parameters = parseOAuthHeader(header);
  return parameters === undefined ? { known: undefined } : app.oauth.identify(signedRequest(request, options), parameters);
}

/** As it came, at the Host that the client named; a public address may stand before what a proxy left of it. */
function signedRequest(request: FastifyRequest, { baseUrl }: DoorOptions): SignedRequest {
  const path = rawPath(request);
  const asked = `${request.protocol}://${request.host}`;
  return {
    method: request.method,
    origins: baseUrl === '' ? [asked] : [asked, baseUrl.slice(0, -1)],
    path,
    query: request.originalUrl.slice(path.length + 1),
  };
}
