/** Requests signed as client programs sign them (OAuth 1.0a), by a library that many of them use. */
import { createHmac, randomUUID } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { IntegrationKeys } from '../../src/app/access.js';

export const KEYS: IntegrationKeys = {
  consumerKey: 'c'.repeat(32),
  consumerSecret: 's'.repeat(32),
  accessToken: 't'.repeat(32),
  accessTokenSecret: 'u'.repeat(32),
};

const HASHES: Readonly<Record<string, string>> = { 'HMAC-SHA256': 'sha256', 'HMAC-SHA1': 'sha1' };

/** Of the `oauth_` parameters and the URL as the client has it. */
export function clientSignature(method: string, url: string, parameters: Readonly<Record<string, string>>, keys: IntegrationKeys = KEYS): string {
  const { oauth_signature_method: signatureMethod = '' } = parameters;
  const client = new OAuth({
    consumer: { key: keys.consumerKey, secret: keys.consumerSecret },
    signature_method: signatureMethod,
    hash_function: (base, key) =>
      createHmac(HASHES[signatureMethod] ?? 'sha256', key)
        .update(base)
        .digest('base64'),
  });
  return client.getSignature({ method, url }, keys.accessTokenSecret, { ...parameters } as unknown as OAuth.Data);
}

/** A member that is undefined is left out; the signature is over what is left, unless it is given. */
export type OAuthParameters = Readonly<Record<string, string | undefined>>;

/** The Authorization header of a request to this URL, as the client has it. */
export function signedHeader(method: string, url: string, keys: IntegrationKeys, more: OAuthParameters = {}): string {
  const all = {
    oauth_consumer_key: keys.consumerKey,
    oauth_token: keys.accessToken,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomUUID(),
    oauth_version: '1.0',
    ...more,
  };
  const given = Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const signature = 'oauth_signature' in more ? more.oauth_signature : clientSignature(method, url, given, keys);
  return headerOf(signature === undefined ? given : { ...given, oauth_signature: signature });
}

export const headerOf = (parameters: Readonly<Record<string, string>>): string =>
  `OAuth ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
    .join(', ')}`;
