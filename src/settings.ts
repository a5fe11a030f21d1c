/**
 * Every setting, a row each: the environment is the only place they come from. All faults are reported at once, and
 * the README's table is made of these rows.
 */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Intake } from './app/uploads.js';
import { DEFAULT_LIMITS } from './core/limits.js';
import { PRESETS, type PresetQuery, parsePreset } from './core/presets.js';
import { parseS3Place } from './storage/blobs/s3-place.js';
import { checkPostgresAddress } from './storage/sql/dialects/postgres-address.js';

interface Setting<T> {
  readonly name: string;
  /** As it would be written in the environment. */
  readonly default: string;
  readonly means: string;
  /** Throws with what is wrong, in a few words. */
  readonly parse: (text: string) => T;
}

const MIB = 1024 * 1024;

const setting = <T>(name: string, fallback: string, means: string, parse: (text: string) => T): Setting<T> => ({ name, default: fallback, means, parse });
const whole = (min: number, max: number) => (text: string) => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) throw new Error(`a whole number from ${min} to ${max}`);
  return number;
};
const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (text: string): T => {
    if (!words.includes(text as T)) throw new Error(`one of ${words.join(', ')}`);
    return text as T;
  };
const text = (value: string) => value;

const ROWS = {
  port: setting('PORT', '8080', 'port to listen on; 0 takes any free one', whole(0, 65_535)),
  host: setting('HOST', '127.0.0.1', 'address to listen on', text),
  data: setting('VITRINE_DATA', './data', 'data folder; made where it is missing', (value) => resolve(value)),
  databaseUrl: setting(
    'VITRINE_DATABASE_URL',
    '',
    '`sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`; empty: a file in the data folder',
    urlWith({ 'sqlite:': text, 'postgres://': checkPostgresAddress, 'postgresql://': checkPostgresAddress }),
  ),
  databasePool: setting('VITRINE_DATABASE_POOL', '10', 'connections to PostgreSQL that a process may open; two of them are for searches', whole(4, 1000)),
  blobsUrl: setting(
    'VITRINE_BLOBS_URL',
    '',
    '`file:PATH` or `s3://BUCKET/PREFIX?endpoint=&region=&path_style=` (credentials as AWS tools take them: AWS_ACCESS_KEY_ID …); empty: a folder in the data folder',
    blobsUrl,
  ),
  renditionsUrl: setting('VITRINE_RENDITIONS_URL', '', 'where renditions are kept, as `VITRINE_BLOBS_URL`; nodes that share a database share it', blobsUrl),
  baseUrl: setting('VITRINE_BASE_URL', '', 'public address, for links in answers; empty: the Host of the request', baseUrl),
  trustProxy: setting('VITRINE_TRUST_PROXY', '', 'addresses or networks whose X-Forwarded-* count, comma-separated; empty: nobody', networks),
  corsOrigins: setting('VITRINE_CORS_ORIGINS', '', "whose pages may call the doors from a browser: origins, comma-separated, or `*`; empty: nobody's", origins),
  adminUser: setting('VITRINE_ADMIN_USER', 'admin', 'first user; made by `serve` where there is none of that name and a password is set', text),
  adminPassword: setting('VITRINE_ADMIN_PASSWORD', '', 'its password; empty: a random one, printed once, where there is no user at all', text),
  secretKey: setting(
    'VITRINE_SECRET_KEY',
    '',
    '32 bytes as hex or base64 that kept secrets are encrypted with; empty: the file `secret.key` in the data folder, made on first need',
    secretKey,
  ),
  oauthSha1: setting('VITRINE_OAUTH_SHA1', 'off', '`on` also takes OAuth signatures by HMAC-SHA1, for clients that know no other', oneOf('on', 'off')),
  compat: setting('VITRINE_COMPAT', 'friendly', '`strict` shows the oddities of Adobe Commerce too', oneOf('friendly', 'strict')),
  rpcDialect: setting('VITRINE_RPC_DIALECT', 'shipstream', 'how `/api/jsonrpc` speaks; `openmage`: as its ancestor', oneOf('shipstream', 'openmage')),
  rpcResults: setting('VITRINE_RPC_RESULTS', 'prose', 'its answers as the page tells them, or as its `samples` show them', oneOf('prose', 'samples')),
  rpcSessionLifeS: setting(
    'VITRINE_RPC_SESSION_LIFE',
    '0',
    'seconds that its sessions live after a call; 0: a day, in `openmage` an hour',
    whole(0, 31_536_000),
  ),
  fetchHosts: setting(
    'VITRINE_FETCH_HOSTS',
    '',
    'hosts (`name` or `name:port`) that pictures may be fetched from although they are not public, comma-separated',
    hosts,
  ),
  mode: setting('VITRINE_MODE', 'production', '`developer` answers with traces', oneOf('production', 'developer')),
  intake: setting(
    'VITRINE_INTAKE',
    'behind',
    'full decode of a new picture: `behind` the answer, never (`structure`), or before it (`decode`)',
    oneOf<Intake>('behind', 'structure', 'decode'),
  ),
  bodyLimit: setting('VITRINE_BODY_LIMIT', String(32 * MIB), 'bytes of a request body', whole(1024, 1024 * MIB)),
  bytesInFlight: setting(
    'VITRINE_BYTES_IN_FLIGHT',
    String(128 * MIB),
    'bytes of request bodies taken in at once; further ones wait',
    whole(MIB, 64 * 1024 * MIB),
  ),
  tokenLifeS: setting('VITRINE_TOKEN_LIFE', '14400', 'seconds that a token lives', whole(60, 31_536_000)),
  retentionS: setting('VITRINE_RETENTION', '86400', 'seconds that bytes stay that nothing refers to any more', whole(3600, 315_360_000)),
  trashS: setting('VITRINE_TRASH', '2592000', 'seconds that removed entries and replaced pictures can come back', whole(0, 315_360_000)),
  delivery: setting(
    'VITRINE_DELIVERY',
    'presets',
    'which renditions may be asked for: presets and sizes on a ladder, any (`free`), or presets and what is `signed`',
    oneOf('presets', 'free', 'signed'),
  ),
  deliveryKey: setting('VITRINE_DELIVERY_KEY', '', 'what signatures of picture addresses are made with; needed by `signed`', text),
  presets: setting('VITRINE_PRESETS', '{}', 'presets beside or instead of the built-in ones, as JSON: `{"hero": "width=1600&height=600&fit=crop"}`', presets),
  renditionBytes: setting(
    'VITRINE_RENDITION_BYTES',
    String(10 * 1024 * MIB),
    'bytes of renditions to keep; the longest unused go first',
    whole(MIB, Number.MAX_SAFE_INTEGER),
  ),
  hotBytes: setting('VITRINE_HOT_BYTES', String(32 * MIB), 'bytes of pictures asked for lately to hold in memory', whole(0, 64 * 1024 * MIB)),
  accelPrefix: setting(
    'VITRINE_ACCEL_PREFIX',
    '',
    'address below which a web server in front finds `blobs/` and `renditions/` of the data folder, to send the files itself (`X-Accel-Redirect`); empty: none does',
    accelPrefix,
  ),
  deliveryRedirect: setting(
    'VITRINE_DELIVERY_REDIRECT',
    'off',
    'sends callers to where the bytes are, where that is S3: `presigned`, or the address of a CDN that has them below `blobs/` and `renditions/`',
    redirect,
  ),
  logDelivery: setting('VITRINE_LOG_DELIVERY', '0', 'log one in N picture requests; 0: errors only', whole(0, 1_000_000)),
  imageBytes: setting('VITRINE_MAX_IMAGE_BYTES', String(DEFAULT_LIMITS.imageBytes), 'bytes of one picture', whole(1024, 1024 * MIB)),
  uploadBytes: setting(
    'VITRINE_MAX_UPLOAD_BYTES',
    String(DEFAULT_LIMITS.uploadBytes),
    'bytes of one picture that is uploaded as a file of its own (multipart, tus), and so is never whole in memory',
    whole(1024, 16 * 1024 * MIB),
  ),
  imagePixels: setting('VITRINE_MAX_IMAGE_PIXELS', String(DEFAULT_LIMITS.imagePixels), 'width × height × frames of one picture', whole(1, 1_000_000_000)),
  entries: setting('VITRINE_MAX_ENTRIES', String(DEFAULT_LIMITS.entries), 'entries of one gallery', whole(1, 10_000)),
  labelChars: setting('VITRINE_MAX_LABEL_CHARS', String(DEFAULT_LIMITS.labelChars), 'characters of a label', whole(1, 65_535)),
  nameBytes: setting('VITRINE_MAX_NAME_BYTES', String(DEFAULT_LIMITS.nameBytes), 'bytes of a file name', whole(16, 244)),
  valueBytes: setting('VITRINE_MAX_VALUE_BYTES', String(DEFAULT_LIMITS.valueBytes), 'bytes of one product attribute', whole(255, 16 * MIB)),
  attributes: setting('VITRINE_MAX_ATTRIBUTES', String(DEFAULT_LIMITS.attributes), 'attributes of one product', whole(10, 100_000)),
  pageSize: setting('VITRINE_MAX_PAGE_SIZE', String(DEFAULT_LIMITS.pageSize), 'rows of one page of a list', whole(1, 100_000)),
  defaultPageSize: setting(
    'VITRINE_DEFAULT_PAGE_SIZE',
    String(DEFAULT_LIMITS.defaultPageSize),
    'rows of a page where none are asked for; 0: all, if the largest page holds them',
    whole(0, 100_000),
  ),
  searchS: setting('VITRINE_SEARCH_SECONDS', '10', 'seconds that a search may take, and may wait for others before it', whole(1, 3600)),
  skuChars: setting('VITRINE_MAX_SKU_CHARS', String(DEFAULT_LIMITS.skuChars), 'characters of a SKU', whole(1, 255)),
  operations: setting('VITRINE_MAX_BULK_ITEMS', String(DEFAULT_LIMITS.operations), 'items of one bulk call', whole(1, 100_000)),
  workers: setting('VITRINE_WORKERS', '1', 'processes that `serve` answers with, on one port; `auto`: one for each core', workers),
  metricsPort: setting(
    'VITRINE_METRICS_PORT',
    '',
    "port of its own for `/metrics`, open to whoever reaches it; empty: on the service's port, for a token with the right `Vitrine::metrics`",
    (value) => (value === '' ? undefined : whole(0, 65_535)(value)),
  ),
  tracesUrl: setting('OTEL_EXPORTER_OTLP_ENDPOINT', '', 'where traces go (OTLP over HTTP); the other OTEL_ variables count, too; empty: nowhere', webAddress),
  drainS: setting(
    'VITRINE_DRAIN_SECONDS',
    '0',
    'seconds that `serve` goes on answering after it is told to stop, while `/health/ready` says 503',
    whole(0, 3600),
  ),
  rateLimit: setting(
    'VITRINE_RATE_LIMIT',
    '0',
    'calls a minute of one caller (who has not signed in: of one address); pictures do not count; 0: any number',
    whole(0, 1_000_000),
  ),
  quotaBytes: setting(
    'VITRINE_QUOTA_BYTES',
    '0',
    'bytes of pictures that one caller may have brought in and that are still kept; counted from the day it is set; 0: any number',
    whole(0, Number.MAX_SAFE_INTEGER),
  ),
  work: setting('VITRINE_WORK', 'on', '`off`: `serve` takes bulk calls in, but leaves performing them to other processes', oneOf('on', 'off')),
  bulkRetentionS: setting('VITRINE_BULK_RETENTION', '604800', 'seconds that a finished bulk stays to be asked about', whole(60, 315_360_000)),
} as const;

type Rows = typeof ROWS;
export type Settings = { readonly [K in keyof Rows]: ReturnType<Rows[K]['parse']> };

/** For the README: name, default, meaning. */
export const SETTING_ROWS: readonly Setting<unknown>[] = Object.values(ROWS);

/** The settings, or every fault of theirs, a line each. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings | { faults: string[] } {
  const faults: string[] = [];
  const entries = Object.entries(ROWS).map(([key, row]) => {
    try {
      // An empty value is none: an empty HOST would listen on every address.
      return [key, row.parse(env[row.name] || row.default)];
    } catch (error) {
      faults.push(`${row.name}: has to be ${error instanceof Error ? error.message : 'otherwise'}`);
      return [key, undefined];
    }
  });
  const { delivery, deliveryKey, port, metricsPort } = Object.fromEntries(entries) as Partial<Settings>;
  if (delivery === 'signed' && deliveryKey === '') faults.push(`${ROWS.deliveryKey.name}: has to be set where ${ROWS.delivery.name} is signed`);
  if (metricsPort === port && port) faults.push(`${ROWS.metricsPort.name}: has to be another one than ${ROWS.port.name}`);
  return faults.length > 0 ? { faults } : withPlaces(Object.fromEntries(entries) as Settings);
}

/** Fills in the places that follow from the data folder. */
function withPlaces(settings: Settings): Settings {
  return {
    ...settings,
    databaseUrl: settings.databaseUrl || `sqlite:${join(settings.data, 'vitrine.sqlite')}`,
    blobsUrl: settings.blobsUrl || `file:${join(settings.data, 'blobs')}`,
    renditionsUrl: settings.renditionsUrl || `file:${join(settings.data, 'renditions')}`,
  };
}

function workers(value: string): number {
  return value === 'auto' ? availableParallelism() : whole(1, 256)(value);
}

/** `schemes`: what begins so has to pass; it throws with what is wrong. */
function urlWith(schemes: Readonly<Record<string, (url: string) => unknown>>) {
  return (value: string) => {
    if (value === '') return value;
    const [scheme, check] = Object.entries(schemes).find(([begin]) => value.startsWith(begin)) ?? ['', text];
    if (scheme === '' || value === scheme) throw new Error(`empty, or begin with ${Object.keys(schemes).join(' or ')}`);
    try {
      check(value);
    } catch (error) {
      throw new Error(`another address (${error instanceof Error ? error.message : 'otherwise'})`);
    }
    return value;
  };
}

function blobsUrl(value: string): string {
  return urlWith({ 'file:': text, 's3://': (url) => parseS3Place(url.slice('s3:'.length)) })(value);
}

const partsOf = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Addresses, networks, or the words that stand for networks everywhere. */
function networks(value: string): string[] {
  const parts = partsOf(value);
  const isNetwork = (part: string): boolean => {
    const [address = '', bits, ...more] = part.split('/');
    const [version, most] = [isIP(address), address.includes(':') ? 128 : 32];
    return version !== 0 && more.length === 0 && (bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most));
  };
  if (!parts.every((part) => ['loopback', 'linklocal', 'uniquelocal'].includes(part) || isNetwork(part)))
    throw new Error('addresses or networks (10.0.0.0/8), comma-separated');
  return parts;
}

function hosts(value: string): string[] {
  const parts = partsOf(value.toLowerCase());
  if (!parts.every((part) => /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/.test(part)))
    throw new Error('host names (files.example, 10.0.0.7:8080), comma-separated');
  return parts;
}

function origins(value: string): string[] {
  const parts = partsOf(value);
  if (!parts.every((part) => part === '*' || (URL.canParse(part) && new URL(part).origin === part)))
    throw new Error('origins (https://shop.example), comma-separated, or *');
  return parts;
}

function secretKey(value: string): Uint8Array | undefined {
  if (value === '') return undefined;
  const key = Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64');
  if (key.length !== 32 || !/^[0-9A-Za-z+/_-]+=?$/.test(value)) throw new Error('empty, or 32 bytes as hex or base64');
  return key;
}

/** The built-in presets with those of the setting, which win. */
function presets(value: string): Readonly<Record<string, PresetQuery>> {
  const wrong = new Error('JSON of names and queries: {"hero": "width=1600&height=600&fit=crop"}');
  let own: unknown;
  try {
    own = JSON.parse(value);
  } catch {
    throw wrong;
  }
  if (typeof own !== 'object' || own === null || Array.isArray(own)) throw wrong;
  const queries = Object.entries(own).map(([name, query]) => {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || typeof query !== 'string') throw wrong;
    const preset = Object.fromEntries(new URLSearchParams(query));
    const rendition = parsePreset(preset);
    if (!rendition.ok)
      throw new Error(`presets that can be made; not so ${name}${rendition.fault.code === 'rendition-refused' ? `, ${rendition.fault.parameter}` : ''}`);
    return [name, preset] as const;
  });
  return { ...PRESETS, ...Object.fromEntries(queries) };
}

function accelPrefix(value: string): string {
  if (value !== '' && !/^\/[\w./-]*$/.test(value)) throw new Error('empty, or a path (/_vitrine/)');
  return value === '' || value.endsWith('/') ? value : `${value}/`;
}

function redirect(value: string): string {
  if (value === 'off' || value === 'presigned') return value;
  if (!isWebAddress(value)) throw new Error('`off`, `presigned`, or an http or https address');
  return value.endsWith('/') ? value : `${value}/`;
}

function baseUrl(value: string): string {
  return value === '' || value.endsWith('/') ? webAddress(value) : `${webAddress(value)}/`;
}

function webAddress(value: string): string {
  if (value !== '' && !isWebAddress(value)) throw new Error('empty, or an http or https address');
  return value;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}
