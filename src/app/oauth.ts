/**
 * Who has signed a request (OAuth 1.0a). Source: adobe-rest section 2.3. The consumer is looked up first, then come time,
 * token, signature, and last the nonce: whoever cannot sign uses none up.
 */
import type { Known } from './access.js';
import { createKeptCallers } from './kept-callers.js';
import type { Accounts, Clock, Credentials, Integration, Integrations, Principal, Secrets, SignatureMethod, SignedRequest } from './ports.js';

export interface OAuth {
  /** `parameters`: those of the header whose names begin with `oauth_`, decoded. */
  identify(request: SignedRequest, parameters: Readonly<Record<string, string>>): Promise<{ readonly known: Known } | { readonly refused: OAuthRefusal }>;
}

/** A refusal of this protocol, which only one door speaks; so it is none of the core's faults. */
export type OAuthRefusal =
  | { readonly code: 'version-unsupported'; readonly version: string }
  | { readonly code: 'fields-missing'; readonly fields: readonly [string, ...string[]] }
  | { readonly code: 'method-unsupported'; readonly method: string }
  | { readonly code: 'consumer-malformed' }
  | { readonly code: 'consumer-unknown' }
  /** No number of seconds, too far ahead, or older than the nonces that are kept. */
  | { readonly code: 'time-refused' }
  | { readonly code: 'token-unknown' }
  | { readonly code: 'token-revoked' }
  | { readonly code: 'signature-wrong' }
  | { readonly code: 'nonce-used'; readonly consumer: number };

const FIELDS = ['oauth_consumer_key', 'oauth_token', 'oauth_signature_method', 'oauth_signature', 'oauth_timestamp', 'oauth_nonce'] as const;
type Fields = Readonly<Record<(typeof FIELDS)[number], string>>;

const KEY_CHARS = 32;
const NONCE_CHARS = 255;
const AHEAD_MS = 600_000;
/**
 * Older requests are refused. The original takes them, and forgets nonces after as long: there a request that was
 * overheard may be sent again two hours later. Here it may never be.
 */
const BEHIND_MS = 7_200_000;
/** Nonces stay longer than any clock among the processes is wrong. */
export const NONCE_LIFE_MS = BEHIND_MS + AHEAD_MS;

export interface OAuthPorts {
  readonly accounts: Pick<Accounts, 'versions'>;
  readonly integrations: Integrations;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** `sha1`: also the older signature, for clients that know no other. */
export function createOAuth({ accounts, integrations, secrets, clock }: OAuthPorts, { sha1 }: { readonly sha1: boolean }): OAuth {
  const methods: readonly SignatureMethod[] = sha1 ? ['HMAC-SHA256', 'HMAC-SHA1'] : ['HMAC-SHA256'];
  const consumers = createKeptCallers<Consumer>(accounts);
  const find = async (hash: string): Promise<Consumer | undefined> => {
    const found = await integrations.findConsumer(hash);
    if (found === undefined || found.revoked) return found;
    return { ...found, consumerSecret: secrets.decrypt(found.consumerSecret), tokenSecret: secrets.decrypt(found.tokenSecret) };
  };
  return {
    async identify(request, parameters) {
      const fields = fieldsOf(parameters, methods);
      if ('refused' in fields) return fields;
      const hash = secrets.digest(fields.oauth_consumer_key);
      const { value: consumer, shopVersion } = await consumers(hash, () => find(hash));
      if (consumer === undefined) return { refused: { code: 'consumer-unknown' } };
      const at = timeOf(fields, clock());
      if (at === undefined) return { refused: { code: 'time-refused' } };
      if (secrets.digest(fields.oauth_token) !== consumer.tokenHash) return { refused: { code: 'token-unknown' } };
      if (consumer.revoked) return { refused: { code: 'token-revoked' } };
      const by = { ...consumer, method: fields.oauth_signature_method as SignatureMethod, signature: fields.oauth_signature };
      if (!secrets.isSigned(request, parameters, by)) return { refused: { code: 'signature-wrong' } };
      const isNew = await integrations.useNonce({ integration: consumer.id, nonce: fields.oauth_nonce, at });
      return isNew ? { known: { principal: principalOf(consumer), shopVersion } } : { refused: { code: 'nonce-used', consumer: consumer.id } };
    },
  };
}

/** With its secrets in the clear; a revoked one has none. */
type Consumer = Integration & Credentials;

function fieldsOf(parameters: Readonly<Record<string, string>>, methods: readonly string[]): Fields | { refused: OAuthRefusal } {
  const { oauth_version: version = '1.0', oauth_signature_method: method = '', oauth_consumer_key: key } = parameters;
  if (version !== '1.0') return { refused: { code: 'version-unsupported', version } };
  const [missing, ...more] = FIELDS.filter((field) => parameters[field] === undefined);
  if (missing !== undefined) return { refused: { code: 'fields-missing', fields: [missing, ...more] } };
  if (!methods.includes(method)) return { refused: { code: 'method-unsupported', method } };
  if (key?.length !== KEY_CHARS) return { refused: { code: 'consumer-malformed' } };
  return parameters as Fields;
}

/** Epoch milliseconds. A nonce that cannot be kept makes the time as bad as one that is none. */
function timeOf({ oauth_timestamp: seconds, oauth_nonce: nonce }: Fields, now: number): number | undefined {
  if (nonce.length > NONCE_CHARS || nonce.includes('\0')) return undefined;
  const at = /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : Number.NaN;
  return at <= now + AHEAD_MS && at >= now - BEHIND_MS ? at : undefined;
}

const principalOf = ({ id, kind, name, resources, stores }: Consumer): Principal => ({ id, kind, name, resources, stores });
