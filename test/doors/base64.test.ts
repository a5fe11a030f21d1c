import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPictures } from '../../src/doors/adobe-rest/cuts.js';
import { decodeBase64 } from '../../src/doors/base64.js';

const text = (value: string) => Buffer.from(value, 'latin1');
const decoded = (value: string) => {
  const bytes = decodeBase64(text(value));
  return bytes && Buffer.from(bytes);
};

test('what was encoded is decoded, with padding or without, whatever line breaks came in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), fc.array(fc.nat({ max: 300 }), { maxLength: 5 }), (bytes, padded, breaks) => {
      let encoded = Buffer.from(bytes).toString('base64');
      if (!padded) encoded = encoded.replace(/=+$/, '');
      for (const at of breaks) encoded = `${encoded.slice(0, at)}\r\n${encoded.slice(at)}`;
      expect(decoded(encoded)).toEqual(Buffer.from(bytes));
    }),
  );
});

test('what is no base64 is not decoded', () => {
  for (const wrong of ['A', 'AAAAA', 'AA-A', 'AA_A', 'data:image/png;base64,AAAA', 'AA=A', '=AAA', 'AAAA*', 'AAA\0', 'äAAA'])
    expect(decoded(wrong), wrong).toBeUndefined();
  expect(decoded('')).toEqual(Buffer.alloc(0));
  expect(decoded('====')).toEqual(Buffer.alloc(0));
});

test('of a long text every place counts', () => {
  const bytes = Buffer.alloc(30_001, 'picture');
  const encoded = bytes.toString('base64');
  expect(decoded(encoded)?.equals(bytes)).toBe(true);
  fc.assert(
    fc.property(fc.nat({ max: encoded.length - 3 }), fc.constantFrom('-', '_', '*', '=', '\0', 'ä', 'A'), (at, wrong) => {
      expect(decoded(`${encoded.slice(0, at)}${wrong}${encoded.slice(at + (wrong === 'A' ? 0 : 1))}`)?.equals(bytes) ?? false).toBe(false);
      expect(decoded(`${encoded.slice(0, at)}\n${encoded.slice(at)}`)?.equals(bytes)).toBe(true);
    }),
  );
});

const long = 'QUJD'.repeat(2000);
const restored = (body: string) => {
  const { rest: json, cuts } = cutPictures(Buffer.from(body));
  let whole = json.toString();
  for (const [mark, bytes] of cuts) whole = whole.replace(mark, Buffer.from(bytes).toString());
  return { whole, count: cuts.size, json: json.toString() };
};

test('a long picture is cut out of a body, and nothing else', () => {
  for (const [body, count] of [
    [`{"content":{"base64_encoded_data":"${long}","type":"image/png"}}`, 1],
    [`{"a":{"base64EncodedData" : \n "${long}"},"b":{"base64_encoded_data":"${long}"}}`, 2],
    ['{"base64_encoded_data":"QUJD"}', 0],
    [`{"base64_encoded_data":["${long}"]}`, 0],
    [`{"base64_encoded_data":"${long}\\/${long}"}`, 0],
    [`{"label":"\\"base64_encoded_data\\":\\"${long}\\""}`, 0],
    [`{"x\\"base64_encoded_data":"${long}"}`, 0],
    [`{"base64_encoded_data":"${long}`, 0],
    ['"base64_encoded_data"', 0],
  ] as const) {
    const { whole, count: found, json } = restored(body);
    expect([whole, found], body.slice(0, 40)).toEqual([body, count]);
    if (count > 0) expect(JSON.parse(json)).toBeDefined();
  }
});
