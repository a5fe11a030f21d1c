/** XML as it is written and read. Source: adobe-rest section 4, recorded answers. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutPictures } from '../../src/doors/adobe-rest/cuts.js';
import { findPictures, parseXml, renderXml } from '../../src/doors/adobe-rest/xml.js';

/** A row each, named by how it begins. */
const named = <T extends readonly [string, ...unknown[]]>(rows: readonly T[]): [string, T][] => rows.map((row) => [row[0].slice(0, 80), row]);
const parse = (text: string) => parseXml(Buffer.from(text));

describe('written', () => {
  test.each([
    [
      'a list',
      [
        { id: 64, label: 'main global', types: [] },
        { id: 66, label: null, types: ['image', 'thumbnail'], disabled: false },
      ],
      '<response>\n  <item>\n    <id>64</id>\n    <label>main global</label>\n    <types/>\n  </item>\n  <item>\n    <id>66</id>\n    <label/>\n    <types>\n      <item>image</item>\n      <item>thumbnail</item>\n    </types>\n    <disabled>false</disabled>\n  </item>\n</response>\n',
    ],
    [
      'an error',
      { message: "The product that was requested doesn't exist. Verify the product and try again." },
      "<response>\n  <message>The product that was requested doesn't exist. Verify the product and try again.</message>\n</response>\n",
    ],
    ['parameters', { parameters: { resources: 'A::b' } }, '<response>\n  <parameters>\n    <resources>A::b</resources>\n  </parameters>\n</response>\n'],
    ['a text', 'a "token"', '<response>a "token"</response>\n'],
    ['a number', 1.5, '<response>1.5</response>\n'],
    ['zero', 0, '<response>0</response>\n'],
    ['true', true, '<response>true</response>\n'],
    ['false', false, '<response>false</response>\n'],
    ['null', null, '<response/>\n'],
    ['an empty list', [], '<response/>\n'],
    ['an empty object', { a: {} }, '<response>\n  <a/>\n</response>\n'],
    ['an empty text', { a: '' }, '<response>\n  <a/>\n</response>\n'],
    ['what is absent', { a: undefined, b: 1 }, '<response>\n  <b>1</b>\n</response>\n'],
    ['signs', { a: '<&>\r\n\t"\'é😀' }, '<response>\n  <a>&lt;&amp;&gt;&#13;\n\t"\'é😀</a>\n</response>\n'],
    [
      'what XML cannot hold',
      ['\0', 'a\u0008b', '\ud800', '\ufffe'],
      `<response>\n${['\ufffd', 'a\ufffdb', '\ufffd', '\ufffd'].map((one) => `  <item>${one}</item>\n`).join('')}</response>\n`,
    ],
    [
      'keys',
      { '0': 1, 'a b:c': 2, 'x<y>&"': 3, '-z': 4, '': 5, é: 6 },
      '<response>\n  <item_0>1</item_0>\n  <a_b_c>2</a_b_c>\n  <xy>3</xy>\n  <item_-z>4</item_-z>\n  <item_>5</item_>\n  <item_>6</item_>\n</response>\n',
    ],
  ])('%s', (_, body, expected) => {
    expect(renderXml(body)).toBe(`<?xml version="1.0"?>\n${expected}`);
  });
});

describe('read', () => {
  test.each(
    named<readonly [string, unknown]>([
      [
        '<request><entry><id>65</id><label>xml label</label><disabled>false</disabled><types></types></entry></request>',
        { entry: { id: '65', label: 'xml label', disabled: 'false', types: null } },
      ],
      ['<login><username>u</username><password>007</password></login>', { username: 'u', password: '007' }],
      ['<a><types><item>image</item></types></a>', { types: { item: 'image' } }],
      ['<a><types><item>x</item><item>y</item></types></a>', { types: { item: ['x', 'y'] } }],
      ['<a><b>1</b><c/><b>2</b></a>', { b: ['1', '2'], c: null }],
      ['<a><b> a </b><c>\n  </c><d>\u00a0</d></a>', { b: ' a ', c: '', d: '\u00a0' }],
      ['<a><b>1e3</b><c>true</c><d>0x10</d><e>1.0</e></a>', { b: '1e3', c: 'true', d: '0x10', e: '1.0' }],
      ['<a>text</a>', 'text'],
      ['<a/>', null],
      ['<a> <b>x</b>\n</a>\n', { b: 'x' }],
      ['<a><b>&lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#x1F600;</b></a>', { b: '<>&"\'éé😀' }],
      ['<a><b>&amp;lt;</b></a>', { b: '&lt;' }],
      ['<a><b><![CDATA[<c>&lt;</c><!DOCTYPE x><?y?>]]></b></a>', { b: '<c>&lt;</c><!DOCTYPE x><?y?>' }],
      ['<a><b>x<![CDATA[y]]>z</b></a>', { b: 'xyz' }],
      ['<a><b x="1" y=\'>\'>t</b><c x="1"/></a>', { b: 't', c: null }],
      ['<a><!-- <!DOCTYPE x> <c> --><b>t<!-- x -->u</b></a>', { b: 'tu' }],
      ['\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<a><b>1\r\n2</b></a>', { b: '1\n2' }],
      ['<?xml version="1.0" standalone="yes"?><a><ns:b>1</ns:b></a>', { 'ns:b': '1' }],
      ['<a><toString>1</toString><hasOwnProperty>2</hasOwnProperty></a>', { toString: '1', hasOwnProperty: '2' }],
      [
        `<a>${'<b>'.repeat(63)}${'</b>'.repeat(63)}</a>`,
        Array(63)
          .fill(0)
          .reduce((inner) => ({ b: inner }), null),
      ],
    ]),
  )('%s', (_, [text, expected]) => {
    expect(parse(text)).toEqual(expected);
  });

  test('many siblings', () => {
    expect(parse(`<a>${'<b/>'.repeat(99_999)}</a>`)).toEqual({ b: Array(99_999).fill(null) });
  });
});

describe('refused', () => {
  test.each(
    [
      '',
      ' ',
      'text',
      '{"a":1}',
      '<a>',
      '<a></b>',
      '<a><b></a></b>',
      '</a>',
      '<a/><b/>',
      '<a/>text',
      '<a/>text<!-- -->',
      '<a></a><a/>',
      '<a/></_><_>',
      '<a/></_><_/>',
      '</_><_>',
      '<a/></_>',
      'text<a/>',
      '<a',
      '<a b></a>',
      '<a b=1></a>',
      '<a b="1></a>',
      '<a b="1" b="2"/>',
      '<1/>',
      '<a><</a>',
      '<a>1<b/>2</a>',
      '<a>&unknown;</a>',
      '<a>&nbsp;</a>',
      '<a>& b</a>',
      '<a>&#0;</a>',
      '<a>&#xD800;</a>',
      '<a>&#x110000;</a>',
      '<a>&#xFFFE;</a>',
      '<a>\0</a>',
      '<a>\u0008</a>',
      '<a>\ufffe</a>',
      '<a><!-- </a>',
      '<a><![CDATA[ </a>',
      '<a><![INCLUDE[x]]></a>',
      '<!DOCTYPE a><a/>',
      '<!doctype a><a/>',
      '<a><!DOCTYPE b></a>',
      '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
      '<!DOCTYPE a [<!ENTITY x "1"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>',
      '<!-- x --><!DOCTYPE a [<!ENTITY % x "y"> %x;]><a/>',
      '<?php x?><a/>',
      '<a><?x "?><b>"?></a>',
      ' <?xml version="1.0"?><a/>',
      '<?xml version="1.0" encoding="utf-16"?><a/>',
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>x</a>',
      '<__proto__><x>1</x></__proto__>',
      '<a><__proto__><x>1</x></__proto__></a>',
      '<a><constructor><prototype><x>1</x></prototype></constructor></a>',
      '<a><prototype/></a>',
      '<a>'.repeat(65) + '</a>'.repeat(65),
      '<a>'.repeat(100_000),
      `<a>${'<b/>'.repeat(100_000)}</a>`,
      `<a>${'x'.repeat(4 * 1024 * 1024)}</a>`,
      `<a ${'x="'.repeat(100_000)}/>`,
      `<a>${'<!--'.repeat(100_000)}</a>`,
      `<a>${'<![CDATA['.repeat(100_000)}</a>`,
      '<'.repeat(100_000),
    ].map((text) => [text.slice(0, 80), text] as const),
  )('%s', (_, text) => {
    expect(() => parse(text)).toThrow();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('bytes that are no UTF-8', () => {
    for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]])
      expect(() => parseXml(Buffer.concat([Buffer.from('<a>'), Buffer.from(bytes), Buffer.from('</a>')]))).toThrow();
    expect(() => parseXml(Buffer.from('\ufeff<a>x</a>', 'utf16le'))).toThrow();
  });
});

/** What comes back: text, and of `""`, null and what is empty only `""`; blank text is empty, a list stands in `item`. */
function asRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? null : { item: value.length === 1 ? asRead(value[0]) : value.map(asRead) };
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value);
    return pairs.length === 0 ? null : Object.fromEntries(pairs.map(([key, one]) => [key, asRead(one)]));
  }
  const text = String(value ?? '').replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\ufffd');
  return text === '' ? null : /^[ \t\r\n]*$/.test(text) ? '' : text;
}

test('what is written reads back as the same tree', () => {
  const key = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('<', '>', '&', ';', '#', 'x', '1', ']', '[', '!', '-', '"', "'", '\r', '\n', ' ') }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (body) => {
      expect(parse(renderXml(body))).toEqual(asRead(body));
    }),
    { numRuns: 500 },
  );
});

test('whatever comes is read or refused', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b',
    '/>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '"',
    "'",
    '=',
    '&lt;',
    '&',
    ' ',
    'x',
    '<__proto__>',
    '<!D',
    '\r',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        expect(JSON.stringify(parse(`<a>${pieces.join('')}</a>`))).toBeDefined();
      } catch (error) {
        expect((error as Error).name).not.toBe('AssertionError');
        expect(error).not.toBeInstanceOf(TypeError);
      }
    }),
    { numRuns: 2000 },
  );
});

const long = 'QUJD'.repeat(2000);

test.each(
  named([
    [`<a><base64_encoded_data>${long}</base64_encoded_data></a>`, 1],
    [`<a><x><base64EncodedData>${long}</base64EncodedData></x><base64_encoded_data>\n${long}\n</base64_encoded_data></a>`, 2],
    [`<a><base64_encoded_data><![CDATA[${long}]]></base64_encoded_data></a>`, 1],
    ['<a><base64_encoded_data>QUJD</base64_encoded_data></a>', 0],
    [`<a><base64_encoded_data>${long}&#65;</base64_encoded_data></a>`, 0],
    [`<a><!--<base64_encoded_data>${long}</base64_encoded_data>--></a>`, 0],
    [`<a><label><![CDATA[<base64_encoded_data>${long}</base64_encoded_data>]]></label></a>`, 0],
    [`<a><base64_encoded_data> <![CDATA[${long}]]></base64_encoded_data></a>`, 0],
    [`<a><base64_encoded_data><![CDATA[${long}]]> </base64_encoded_data></a>`, 0],
    [`<a><base64_encoded_data>${long}<!-- -->${long}</base64_encoded_data></a>`, 0],
    [`<a><base64_encoded_data>${long}`, 0],
    [`<a><base64_encoded_data><![CDATA[${long}`, 0],
  ] as const),
)('pictures are cut out: %s', (_, [body, count]) => {
  const { rest, cuts } = cutPictures(Buffer.from(body), findPictures);
  let whole = rest.toString();
  for (const [mark, bytes] of cuts) whole = whole.replace(mark, Buffer.from(bytes).toString());
  expect([whole, cuts.size]).toEqual([body, count]);
  if (count === 0) return;
  expect(rest.length).toBeLessThan(500);
  const cut = Object.entries(Object.fromEntries(cuts)).map(([, bytes]) => Buffer.from(bytes).toString().trim());
  expect(cut).toEqual(Array(count).fill(long));
  // A mark is found by the whole text that stands in its place.
  for (const mark of cuts.keys()) expect(JSON.stringify(parseXml(rest))).toContain(`"${mark}"`);
});
