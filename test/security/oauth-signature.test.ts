/** Signatures of OAuth 1.0a: the published example, a client library, and the spellings in which clients differ. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SignatureMethod, SignedRequest } from '../../src/app/ports.js';
import { isSigned } from '../../src/security/oauth-signature.js';
import { clientSignature, KEYS } from '../support/oauth.js';

const OAUTH = {
  oauth_consumer_key: KEYS.consumerKey,
  oauth_token: KEYS.accessToken,
  oauth_signature_method: 'HMAC-SHA256',
  oauth_timestamp: '1700000000',
  oauth_nonce: 'n',
  oauth_version: '1.0',
};
const REQUEST: SignedRequest = { method: 'GET', origins: ['http://shop.example:8080'], path: '/rest/V1/products/a%2Fb', query: '' };

const check = (request: SignedRequest, signature: string, parameters: Readonly<Record<string, string>> = OAUTH, method: SignatureMethod = 'HMAC-SHA256') =>
  isSigned(request, parameters, { method, consumerSecret: KEYS.consumerSecret, tokenSecret: KEYS.accessTokenSecret, signature });
const hmac = (base: string): string => createHmac('sha256', `${KEYS.consumerSecret}&${KEYS.accessTokenSecret}`).update(base).digest('base64');
/** Of a query whose pairs, encoded and in this order, are `pairs`; all of them sort before `oauth_`. */
const signedAs = (pairs: string, { method, origins, path }: SignedRequest = REQUEST): string => {
  const own = Object.entries(OAUTH).map(([key, value]) => `${key}=${value}`);
  const text = [pairs, ...own.sort()].filter((part) => part !== '').join('&');
  return hmac([method, encodeURIComponent(`${origins[0]}${path}`), encodeURIComponent(text)].join('&'));
};

test('the example of OAuth Core 1.0, appendix A', () => {
  const request = { method: 'GET', origins: ['http://photos.example.net'], path: '/photos', query: 'file=vacation.jpg&size=original' };
  const parameters = {
    oauth_consumer_key: 'dpf43f3p2l4k3l03',
    oauth_token: 'nnch734d00sl2jdk',
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: '1191242096',
    oauth_nonce: 'kllo9940pd9333jh',
    oauth_version: '1.0',
    oauth_signature: 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=',
  };
  const by = { method: 'HMAC-SHA1', consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00', signature: parameters.oauth_signature } as const;
  expect(isSigned(request, parameters, by)).toBe(true);
  expect(isSigned({ ...request, query: 'file=vacation.jpg&size=original&x' }, parameters, by)).toBe(false);
});

describe('every request that the client library signs', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed());
  // It takes keys as they stand in the URL, and signs one that is there twice in a way of its own.
  const query = fc.dictionary(fc.stringMatching(/^k[a-zA-Z0-9[\]_.~-]{0,8}$/), text, { maxKeys: 6 });
  test.each(['HMAC-SHA256', 'HMAC-SHA1'] as const)('by %s', (method) => {
    fc.assert(
      fc.property(query, text, (pairs, sku) => {
        const request = {
          ...REQUEST,
          path: `/rest/V1/products/${encodeURIComponent(sku)}`,
          query: Object.entries(pairs)
            .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
            .join('&'),
        };
        const parameters = { ...OAUTH, oauth_signature_method: method };
        const url = `${request.origins[0]}${request.path}${request.query === '' ? '' : '?'}${request.query}`;
        const signature = clientSignature('GET', url, parameters);
        expect(check(request, signature, { ...parameters, oauth_signature: signature }, method)).toBe(true);
        expect(check({ ...request, method: 'PUT' }, signature, parameters, method)).toBe(false);
        expect(check({ ...request, path: `${request.path}x` }, signature, parameters, method)).toBe(false);
        expect(check(request, signature, { ...parameters, oauth_nonce: 'm' }, method)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what stands in the query', () => {
  const rows: readonly (readonly [what: string, query: string, signed: string])[] = [
    ['brackets as they are', 'a[b]=1', 'a%5Bb%5D=1'],
    ['brackets encoded', 'a%5bb%5D=1', 'a%5Bb%5D=1'],
    ['a key alone', 'a&b=', 'a=&b='],
    ['nothing between two ands', '&a=1&&', 'a=1'],
    ['a second equals sign', 'a=1=2', 'a=1%3D2'],
    ['a key twice', 'a=2&a=1', 'a=1&a=2'],
    ['bytes that are no text', 'a=%FF%fe', 'a=%FF%FE'],
    ['no proper encoding', 'a=%zz%', 'a=%25zz%25'],
    ['marks that JavaScript leaves', "a=!'()*", 'a=%21%27%28%29%2A'],
    ['by encoded key, as the standard sorts', 'aB=1&a[0]=2', 'a%5B0%5D=2&aB=1'],
    ['by raw key, as the original sorts', 'aB=1&a[0]=2', 'aB=1&a%5B0%5D=2'],
    ['plus as a blank', 'a=b+c', 'a=b%20c'],
    ['plus as itself', 'a=b+c', 'a=b%2Bc'],
  ];
  test.each(rows)('%s', (_, query, signed) => {
    expect(check({ ...REQUEST, query }, signedAs(signed))).toBe(true);
    expect(check({ ...REQUEST, query: `${query}x` }, signedAs(signed))).toBe(false);
  });

  test('neither of two orders is any order', () => {
    expect(check({ ...REQUEST, query: 'b=1&a=2' }, signedAs('b=1&a=2'))).toBe(false);
  });
});

test('any of the origins, and no other', () => {
  const proxied = { ...REQUEST, origins: ['https://shop.example', 'http://10.0.0.1:8080'] };
  expect(check(proxied, signedAs('', { ...REQUEST, origins: ['http://10.0.0.1:8080'] }))).toBe(true);
  expect(check(proxied, signedAs('', { ...REQUEST, origins: ['https://shop.example'] }))).toBe(true);
  for (const origin of ['http://shop.example', 'https://shop.example:443', 'https://SHOP.example', ''])
    expect(check(proxied, signedAs('', { ...REQUEST, origins: [origin] }))).toBe(false);
});

test('a signature that is nearly right, or no signature', () => {
  const right = signedAs('');
  expect(check(REQUEST, right)).toBe(true);
  for (const wrong of [
    '',
    '=',
    right.slice(0, -1),
    `${right} `,
    right.toLowerCase(),
    right.replace(/=$/, ''),
    'ü'.repeat(44),
    Buffer.from(right, 'base64').toString('hex'),
  ])
    expect(check(REQUEST, wrong), wrong).toBe(false);
  expect(check(REQUEST, right, OAUTH, 'HMAC-SHA1')).toBe(false);
});

test('secrets with marks in them are encoded in the key', () => {
  const base = `GET&${encodeURIComponent('http://shop.example:8080/rest/V1/products/a%2Fb')}&`;
  const signature = createHmac('sha256', '%26a%2F&%C3%BC%20').update(base).digest('base64');
  expect(isSigned(REQUEST, {}, { method: 'HMAC-SHA256', consumerSecret: '&a/', tokenSecret: 'ü ', signature })).toBe(true);
});
