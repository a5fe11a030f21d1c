/** Which format is answered and read, a header a row. Source: adobe-rest sections 3, 4 and 13. */
import { expect, test } from 'vitest';
import { bodyFormat, chooseFormat, notAcceptable } from '../../src/doors/adobe-rest/negotiation.js';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['  ', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['Application/JSON; charset=utf-8', 'json'],
  ['application/*', 'json'],
  ['application/json, text/plain, */*', 'json'],
  ['application/json, application/xml', 'json'],
  ['application/xml, application/json', 'xml'],
  ['application/xml;q=0.5, application/json;q=0.9', 'json'],
  ['application/xml;q=0.5, application/json;q=0.5', 'xml'],
  ['application/json;q=0.8, text/xml', 'xml'],
  ['application/json ; Q=.1 , text/xml ; q=.2', 'xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['text/*', 'xml'],
  ['application/xhtml+xml', 'xml'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'xml'],
  ['text/html, */*;q=0.1', 'json'],
  ['application/json;q=0, text/xml;q=0.1', 'xml'],
  ['application/json;q=wrong, text/xml;q=0.9', 'json'],
  ['text/xml;q=1, application/json;q=9', 'xml'],
  ['application/json;q=0', undefined],
  ['text/plain', undefined],
  ['text/html', undefined],
  ['image/png', undefined],
  ['image/*', undefined],
  ['appl/*', undefined],
  ['/*', undefined],
  ['*', undefined],
  [',;,=', undefined],
] as const)('Accept: %s', (accept, format) => {
  expect(chooseFormat(accept)).toBe(format);
});

test('long headers', () => {
  expect(chooseFormat(`${','.repeat(8000)}${';'.repeat(8000)}`)).toBeUndefined();
  expect(chooseFormat(`${'text/plain;q=0.5,'.repeat(1000)}text/xml;q=0.1`)).toBe('xml');
});

test('the refusal of an Accept header repeats a bounded part of it', () => {
  const { status, body } = notAcceptable('text/plain');
  expect(status).toBe(406);
  expect(JSON.stringify(body)).toBe(
    '{"messages":{"error":[{"code":406,"message":"Server cannot match any of the given Accept HTTP header media type(s) from the request: \\"text/plain\\" with media types from the config of response renderer."}]}}',
  );
  expect(JSON.stringify(notAcceptable('x'.repeat(16_000)).body).length).toBeLessThan(500);
});

const JSON_BODY = { format: 'json' };
const XML_BODY = { format: 'xml' };
test.each([
  ['application/json', JSON_BODY],
  ['APPLICATION/JSON', JSON_BODY],
  ['application/json; charset=utf-8', JSON_BODY],
  ['application/json;charset="UTF-8"', JSON_BODY],
  ['application/json; boundary=x', JSON_BODY],
  ['application/xml', XML_BODY],
  ['application/xhtml+xml', XML_BODY],
  ['text/xml; charset=UTF-8', XML_BODY],
  [undefined, { refused: 'Content-Type header is empty.' }],
  ['', { refused: 'Content-Type header is empty.' }],
  ['; charset=utf-8', { refused: 'Content-Type header is empty.' }],
  ['json', { refused: 'Content-Type header is invalid.' }],
  ['application/json, text/xml', { refused: 'Content-Type header is invalid.' }],
  ['application/json; charset=iso-8859-1', { refused: 'UTF-8 is the only supported charset.' }],
  ['text/xml; charset=utf-16', { refused: 'UTF-8 is the only supported charset.' }],
  ['text/plain', { refused: 'Server cannot understand Content-Type HTTP header media type text/plain' }],
  ['application/x-www-form-urlencoded', { refused: 'Server cannot understand Content-Type HTTP header media type application/x-www-form-urlencoded' }],
] as const)('Content-Type: %s', (type, expected) => {
  expect(bodyFormat(type)).toEqual(expected);
});
