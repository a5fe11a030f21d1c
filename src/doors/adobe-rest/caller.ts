/** Who asks: a bearer token, or a request that an integration has signed. Source: adobe-rest sections 2.2 and 2.3. */
import type { FastifyRequest } from 'fastify';
import type { Known } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { OAuthRefusal } from '../../app/oauth.js';
import type { SignedRequest } from '../../app/ports.js';
import { type DoorOptions, rawPath } from '../door.js';
import { type Answer, joined, refusal, required } from './answer.js';
import { parseOAuthHeader } from './oauth-header.js';

/**
 * A bad token makes the caller a guest, as the original has it (`known` undefined): what needs no rights goes on. A bad
 * signature is refused with its reason.
 */
export async function identify(
  app: App,
  options: DoorOptions,
  request: FastifyRequest,
): Promise<{ readonly known: Known | undefined } | { readonly answer: Answer }> {
  const header = request.headers.authorization ?? '';
  const token = /^bearer ([^ ]+)$/i.exec(header)?.[1];
  if (token !== undefined) return { known: await app.access.authenticate(token) };
  const parameters = parseOAuthHeader(header);
  if (parameters === undefined) return { known: undefined };
  const caller = await app.oauth.identify(signedRequest(request, options), parameters);
  return 'refused' in caller ? { answer: refused(caller.refused) } : caller;
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

type Wording = { readonly [C in OAuthRefusal['code']]: (refused: Extract<OAuthRefusal, { code: C }>) => Answer };

/** The text of the original; that of another version is our reading. */
const WORDING: Wording = {
  'version-unsupported': ({ version }) => refusal(400, 'OAuth version %1 is not supported', [version]),
  'fields-missing': ({ fields: [first, ...more] }) => joined([required(first), ...more.map(required)]),
  'method-unsupported': ({ method }) => refusal(400, 'Signature method %1 is not supported', [method]),
  'consumer-malformed': () => refusal(401, 'Consumer key is not the correct length'),
  'consumer-unknown': () => refusal(401, 'A consumer having the specified key does not exist'),
  'time-refused': () => refusal(401, 'An error occurred validating the nonce'),
  'token-unknown': () => refusal(401, 'Specified token does not exist'),
  'token-revoked': () => refusal(401, 'Access token has been revoked'),
  'signature-wrong': () => refusal(401, 'The signature is invalid. Verify and try again.'),
  'nonce-used': ({ consumer }) => refusal(401, 'The nonce is already being used by the consumer with ID %1', [consumer]),
};

const refused = (refusal: OAuthRefusal): Answer => (WORDING[refusal.code] as (refusal: OAuthRefusal) => Answer)(refusal);
