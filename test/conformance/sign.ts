/** Signs a request as an integration does (OAuth 1.0a), independent of the service. `http` alone: that is what the runner speaks. */
import { createHmac, randomUUID } from 'node:crypto';

export interface Keys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

export interface Signing {
  /** A `given` integration. */
  readonly as: string;
  /** Other parameters than the usual ones; null leaves one out. `oauth_signature` takes the place of the right one. */
  readonly set?: Readonly<Record<string, string | null>>;
  /** Pairs in the order of their names as they stand; absent: as they are encoded. */
  readonly order?: 'raw';
  /** `VERB path` that is signed in place of the one that is sent. */
  readonly of?: string;
  /** The word in front; absent: `OAuth`. */
  readonly scheme?: string;
}

/** RFC 3986: of the signs that encodeURIComponent spares these five are encoded too. */
const encoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The Authorization header of a request to `http://<host><path>`. */
export function signedHeader(method: string, host: string, path: string, keys: Keys, { set = {}, order, scheme = 'OAuth' }: Signing): string {
  const usual: Record<string, string | null> = {
    oauth_consumer_key: keys.consumerKey,
    oauth_token: keys.accessToken,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomUUID(),
    oauth_version: '1.0',
  };
  const { oauth_signature: given, ...parameters } = { ...usual, ...set };
  const signed = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null);
  const [bare = '', ...query] = path.split('?');
  const asked = query.join('?').split('&').filter(Boolean).map(pairOf);
  const spelled = (name: string) => (order === 'raw' ? name : encoded(name));
  const pairs = [...signed, ...asked]
    .sort(([a, one], [b, other]) => byText(spelled(a), spelled(b)) || byText(encoded(one), encoded(other)))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const base = [method, `http://${host}${bare}`, pairs.join('&')].map(encoded).join('&');
  const hash = parameters.oauth_signature_method === 'HMAC-SHA1' ? 'sha1' : 'sha256';
  const right = createHmac(hash, `${encoded(keys.consumerSecret)}&${encoded(keys.accessTokenSecret)}`)
    .update(base)
    .digest('base64');
  const sent = given === null ? signed : [...signed, ['oauth_signature', given ?? right] as const];
  return `${scheme} ${sent.map(([name, value]) => `${name}="${encoded(value)}"`).join(', ')}`;
}

function pairOf(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [decodeURIComponent(name), decodeURIComponent(value.join('='))];
}
