/** Requests made of the route table's own rows, then bent: method, path, query, headers and body. */
import { Buffer } from 'node:buffer';
import fc, { type Arbitrary } from 'fast-check';
import { bulkPath } from '../../src/doors/adobe-rest/address.js';
import type { Shape } from '../../src/doors/adobe-rest/binder.js';
import type { Route } from '../../src/doors/adobe-rest/route.js';
import { ROUTES } from '../../src/doors/adobe-rest/routes.js';
import { renderXml } from '../../src/doors/adobe-rest/xml.js';
import { fieldsOf, mostly, valueLike, wild, wildText } from './values.js';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const oneOf = <T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values);
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What a client can put into a request line: the printable part of ASCII, all that gets past the parser of HTTP. */
const linePart = (text: string): string => text.replace(/[^\u0021-\u007e]/gu, (char) => encodeURIComponent(char.toWellFormed()));
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

function segmentOf(route: Route, part: string): Arbitrary<string> {
  if (!part.startsWith(':')) return mostly(fc.constant(part), oneOf(part.toUpperCase(), '', '..', '%00', `${part}%`));
  const name = snakeCase(part.slice(1));
  const shape = route.args[name];
  const right = (shape === undefined ? wildText : valueLike(shape, name)).map((value) => encoded(String(value)));
  return mostly(
    right,
    oneOf('%', '%ZZ', '%E0%A4', '%2F', '%252F', '+', '..', '%00', ';a=1', 'x'.repeat(3000), '__proto__'),
    wildText.map((text) => linePart(text).replace(/[/?#]/g, '_').slice(0, 3000)),
  );
}

const PROCESSORS = { '': ({ path }: Route) => path, 'async/': ({ path }: Route) => path, 'async/bulk/': bulkPath };

function pathOf(route: Route): Arbitrary<string> {
  const right = Object.entries(PROCESSORS).map(([processor, path]) =>
    fc
      .tuple(
        fc.constant(processor),
        ...path(route)
          .split('/')
          .map((part) => segmentOf(route, part)),
      )
      .map(([prefix, ...parts]) => prefix + parts.join('/')),
  );
  const strange = fc.oneof(
    oneOf('schema', 'async/schema', 'V1', '', 'V1/products', '///', 'V2/products'),
    wildText.map((text) => linePart(text).replace(/[?#]/g, '_').slice(0, 3000)),
  );
  const behind = fc.oneof({ weight: 20, arbitrary: right[0] ?? strange }, ...right.slice(1).map((arbitrary) => ({ weight: 2, arbitrary })), {
    weight: 1,
    arbitrary: strange,
  });
  const front = mostly(fc.constant('/rest/'), oneOf('/index.php/rest/', '/rest//'));
  const store = mostly(oneOf('all/', 'german/', 'default/', ''), oneOf('nowhere/', 'admin/', 'ALL/', '%00/', '__proto__/', '//'));
  return fc.tuple(front, store, behind, mostly(fc.constant(''), oneOf('/', '//'))).map((parts) => parts.join(''));
}

function queryOf(route: Route): Arbitrary<string> {
  const names = Object.keys(route.args);
  const name = fc.oneof(
    oneOf('fields', 'fields', ...names, ...names.map(camelCase)),
    oneOf('searchCriteria', 'search_criteria[page_size]', 'searchCriteria[filterGroups][0][filters][0][field]', 'searchCriteria[sort_orders][][field]'),
    oneOf(
      '[',
      'a[b',
      'fields[]',
      'fields[a][b]',
      '__proto__[x]',
      'constructor[prototype][x]',
      `a${'[b]'.repeat(500)}`,
      '',
      '=',
      'storeId',
      'sku[]',
      'entry[label]',
    ),
    wildText,
  );
  const value = fc.oneof(
    oneOf(
      '',
      'id',
      'id,label,types',
      'items[sku],total_count',
      'sku,media_gallery_entries[id,content[name]]',
      'a[b[c',
      ']',
      ',,[]',
      '['.repeat(2000),
      '1',
      'A',
      '%',
      '%ff',
    ),
    wildText.map((text) => encoded(text).slice(0, 3000)),
  );
  const pair = fc.tuple(name.map(linePart), value).map(([left, right]) => `${left.replaceAll('#', '_').slice(0, 3000)}=${linePart(right)}`);
  return mostly(
    fc.constant(''),
    fc.array(pair, { maxLength: 4 }).map((pairs) => `?${pairs.join('&')}`),
    fc.tuple(pair, fc.nat(200)).map(([one, times]) => `?${Array(times).fill(one).join('&')}`.slice(0, 8000)),
  );
}

/** Arguments by name in either spelling, and what hangs on them. */
function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [camelCase(key), camelKeys(one)]));
}

const DEEP = [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, '['.repeat(50_000), `{"entry":${'['.repeat(500)}${']'.repeat(500)}}`, `<a>${'<b>'.repeat(5000)}`];
const NO_BODY = [
  '',
  'null',
  '[]',
  '""',
  '0',
  '{}',
  '{',
  '<a/>',
  '<a>',
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  'entry=1',
  '\ufeff{}',
  '{"entry":{},"entry":{"id":1}}',
];

/** Without what stands in the path; for many calls at once a list of all. */
function argumentsOf(route: Route, isBulk: boolean): Arbitrary<unknown> {
  const inPath = route.path.split('/').map((part) => (part.startsWith(':') ? snakeCase(part.slice(1)) : ''));
  const named = Object.entries(route.args).filter(([name]) => isBulk || !inPath.includes(name));
  const args = fieldsOf(Object.fromEntries(named.map(([name, shape]) => [name, valueLike(route.method === 'POST' ? withoutId(name, shape) : shape, name)])));
  const list = fc.array(args, { maxLength: 3 });
  return isBulk ? mostly(list, args, wild) : mostly(args, list, wild);
}

/** A new entry has none. */
function withoutId(name: string, shape: Shape): Shape {
  if (name !== 'entry' || shape.kind !== 'object') return shape;
  return { ...shape, fields: Object.fromEntries(Object.entries(shape.fields).filter(([field]) => field !== 'id')) };
}

function bodyOf(route: Route, isBulk: boolean): Arbitrary<{ readonly type: string; readonly bytes: Buffer }> {
  const spelled = fc.tuple(argumentsOf(route, isBulk), fc.boolean()).map(([one, isCamel]) => (isCamel ? camelKeys(one) : one));
  const json = spelled.map((one) => ({ type: 'application/json', bytes: Buffer.from(JSON.stringify(one) ?? 'null') }));
  const xml = spelled.map((one) => ({ type: 'application/xml', bytes: Buffer.from(renderXml(one).replaceAll('response>', 'request>')) }));
  const right = fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: xml });
  const bent = fc
    .tuple(right, fc.nat(100), oneOf(Buffer.of(), Buffer.of(0xff), Buffer.of(0), Buffer.from('"'), Buffer.from('<'), Buffer.from('{')))
    .map(([one, percent, inserted]) => {
      const at = Math.floor((one.bytes.length * percent) / 100);
      return { ...one, bytes: Buffer.concat([one.bytes.subarray(0, at), inserted, ...(inserted.length === 0 ? [] : [one.bytes.subarray(at)])]) };
    });
  const doubled = right.map((one) => ({ ...one, bytes: Buffer.from(one.bytes.toString().replace(/^\{("[^"]*":)/, '{$1null,"entry":{"id":1},$1')) }));
  const fixed = fc.tuple(oneOf('application/json', 'application/xml'), oneOf(...DEEP, ...NO_BODY)).map(([type, text]) => ({ type, bytes: Buffer.from(text) }));
  return mostly(right, bent, doubled, fixed);
}

const OAUTH = 'oauth_token="t", oauth_signature_method="HMAC-SHA256", oauth_signature="c2lnbmF0dXJl", oauth_timestamp="1700000000", oauth_nonce="n"';
/** A header's value can hold nothing else. */
const headerText = wildText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 1000));
/** ROOT and LIMITED stand for tokens that only a running service can give. */
const AUTHORIZATION = mostly<string | undefined>(
  oneOf('Bearer ROOT', 'bearer ROOT'),
  fc.constant('Bearer LIMITED'),
  oneOf(undefined, 'Bearer', 'Bearer x', 'Bearer  ROOT', 'Bearer ROOT x', 'Basic QTpC', `Bearer ${'x'.repeat(4000)}`),
  oneOf(
    `OAuth ${OAUTH}`,
    `OAuth oauth_consumer_key="k", ${OAUTH}`,
    `oauth oauth_consumer_key="${'k'.repeat(32)}",${OAUTH}`,
    `OAuth ${',='.repeat(500)}`,
    'OAuth',
    'OAuth oauth_consumer_key="%ZZ"',
  ),
  headerText,
);
const ACCEPT = mostly<string | undefined>(
  oneOf(undefined, 'application/json', '*/*', 'application/xml', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'),
  oneOf('text/plain', '', 'application/json;q=0', ',;', `${'a/b;q=0.1,'.repeat(500)}text/xml`),
  headerText,
);
const typeOf = (right: string): Arbitrary<string | undefined> =>
  mostly<string | undefined>(
    oneOf(right, `${right}; charset=utf-8`),
    oneOf(undefined, '', 'text/plain', 'json', `${right}; charset=latin1`, 'application/xml', 'application/json', 'multipart/form-data; boundary=x'),
    headerText,
  );
const EXTRA = mostly<Readonly<Record<string, string>>>(
  fc.constant({}),
  oneOf(
    'host',
    'x-forwarded-host',
    'x-forwarded-for',
    'x-http-method-override',
    'store',
    'origin',
    'cookie',
    'range',
    'content-encoding',
    'if-none-match',
  ).chain((name) => fc.oneof(headerText, oneOf('localhost', 'gzip', 'DELETE', 'null', '<x>', 'a'.repeat(4000))).map((value) => ({ [name]: value }))),
);

function requestOf(route: Route): Arbitrary<FuzzRequest> {
  const sent = (isBulk: boolean) => bodyOf(route, isBulk).chain((body) => fc.tuple(fc.constant(body), typeOf(body.type)));
  const method = mostly(fc.constant<string>(route.method), oneOf('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'));
  const hasBody =
    route.method === 'POST' || route.method === 'PUT' ? mostly(fc.constant(true), fc.constant(false)) : mostly(fc.constant(false), fc.constant(true));
  return fc
    .record({
      method,
      path: pathOf(route),
      query: queryOf(route),
      single: sent(false),
      bulk: sent(true),
      hasBody,
      authorization: AUTHORIZATION,
      accept: ACCEPT,
      extra: EXTRA,
    })
    .map(({ method, path, query, single, bulk, hasBody, authorization, accept, extra }) => {
      const [body, type] = path.includes('async/bulk/') ? bulk : single;
      const headers = { authorization, accept, 'content-type': hasBody ? type : undefined, ...extra };
      const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return { method, path: `${linePart(path)}${query}`, headers: Object.fromEntries(given), body: hasBody ? body.bytes : undefined };
    });
}

/** Signing in takes a slow digest, a product that is removed is missed by others, and what only reads has less to go wrong in it. */
const weightOf = ({ method, path, resource }: Route): number =>
  resource === 'anonymous' || (method === 'DELETE' && path.endsWith(':sku')) ? 1 : method === 'GET' ? 4 : 12;

export const requests: Arbitrary<FuzzRequest> = fc.oneof(...ROUTES.map((route) => ({ weight: weightOf(route), arbitrary: requestOf(route) })));
