/** Who asks of this door, and what is answered to a request that is signed badly. Source: adobe-rest sections 2.2 and 2.3. */
import type { FastifyRequest } from 'fastify';
import type { Known } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { OAuthRefusal } from '../../app/oauth.js';
import { identify as identifyCaller } from '../caller.js';
import type { DoorOptions } from '../door.js';
import { type Answer, joined, refusal, required } from './answer.js';

/**
 * A bad token makes the caller a guest, as the original has it (`known` undefined): what needs no rights goes on. A bad
 * signature is refused with its reason.
 */
export async function identify(
  app: App,
  options: DoorOptions,
  request: FastifyRequest,
): Promise<{ readonly known: Known | undefined } | { readonly answer: Answer }> {
  const caller = await identifyCaller(app, options, request);
  return 'refused' in caller ? { answer: refused(caller.refused) } : caller;
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
