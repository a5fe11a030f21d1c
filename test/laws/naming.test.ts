import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRoleCode, parseStoreCode, skuKey } from '../../src/core/ids.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { cleanName, IMAGE_TYPES, type ImageType, numberedPath, parsePath, pathOf } from '../../src/core/naming.js';
import { accepted } from '../support/gallery.js';

const EVERY_TYPE = Object.keys(IMAGE_TYPES) as ImageType[];
const STRICT_TYPES: readonly ImageType[] = ['image/jpeg', 'image/png', 'image/gif'];
const EXTENSIONS = EVERY_TYPE.flatMap((type): readonly string[] => IMAGE_TYPES[type]);

const anyType = fc.constantFrom(...EVERY_TYPE);
const anyStem = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aZ09._- é~фぁ'), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const anyExtension = fc.constantFrom('', ...EXTENSIONS, 'PNG', 'Jpg', 'php', 'svg').map((extension) => (extension === '' ? '' : `.${extension}`));
const anyName = fc.tuple(anyStem, anyExtension).map(([stem, extension]) => `${stem}${extension}`);
/** The name that an upload gets, of any that is taken. */
const anyCleanName = fc
  .tuple(anyName, anyType)
  .map(([name, type]) => cleanName(name, type, EVERY_TYPE))
  .filter((cleaned) => cleaned.ok)
  .map(accepted);
const anyPath = anyCleanName.map(pathOf);
const anyNumber = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 999_999_999 }));

const named = (name: string, type: ImageType = 'image/png'): string => accepted(cleanName(name, type, STRICT_TYPES));
const refusal = (name: string): unknown => {
  const cleaned = cleanName(name, 'image/png', STRICT_TYPES);
  return cleaned.ok ? cleaned.value : cleaned.fault.code;
};

// What the original answered, from its recordings.
test.each([
  ['new-image.png', '/n/e/new-image.png'],
  ['New.png', '/N/e/New.png'],
  ['UPPER.PNG', '/U/P/UPPER.PNG'],
  ['x.PnG', '/x/_/x.PnG'],
  ['a.png', '/a/_/a.png'],
  ['1.png', '/1/_/1.png'],
  ['ab.png', '/a/b/ab.png'],
  ['noext', '/n/o/noext.png'],
  ['double.ext.jpg', '/d/o/double.ext.jpg'],
  ['my.photo.png', '/m/y/my.photo.png'],
  ['x.php.png', '/x/_/x.php.png'],
  ['name..png', '/n/a/name..png'],
  ['фото.png', '/f/i/file.png'],
  ['äöü.jpg', '/f/i/file.jpg'],
  ['___.png', '/f/i/file.png'],
  ['sp ace.png', '/s/p/sp_ace.png'],
  ['my photo.png', '/m/y/my_photo.png'],
  [' lead.png', '/_/l/_lead.png'],
  ['a+b&c=d.png', '/a/_/a_b_c_d.png'],
  ['a%20b.png', '/a/_/a_20b.png'],
  ["q'uote.png", '/q/_/q_uote.png'],
  ['x[b].png', '/x/_/x_b_.png'],
  ['-dash.png', '/-/d/-dash.png'],
  ['_under.png', '/_/u/_under.png'],
  ['.hidden.png', '/h/i/hidden.png'],
  ['..hidden.png', '/h/i/hidden.png'],
])('an upload named %j is served at %s', (name, path) => {
  expect(pathOf(named(name))).toBe(path);
});

test('a name without an extension gets that of its type', () => {
  expect(named('jjnoext', 'image/jpeg')).toBe('jjnoext.jpg');
  for (const type of EVERY_TYPE) expect(accepted(cleanName('photo', type, EVERY_TYPE))).toBe(`photo.${IMAGE_TYPES[type][0]}`);
});

test('an extension need not be that of the bytes', () => {
  expect(named('a.png', 'image/jpeg')).toBe('a.png');
});

test.each([..."[],@~!#$^=%&'` é"])('the character %j becomes one low line', (character) => {
  expect(named(`a${character}b.png`)).toBe('a_b.png');
  expect(named(`a${character.repeat(3)}b.png`)).toBe('a_b.png');
});

test.each([...'\\/?*:";<>(){}|'])('a name with %j is forbidden', (character) => {
  for (const name of [`a${character}b.png`, `${character}.png`, `a.png${character}`]) expect(refusal(name)).toBe('name-forbidden');
});

test('an empty name is forbidden', () => {
  expect(refusal('')).toBe('name-forbidden');
});

test.each(['.png', 'trail.png ', 'tab\t.png', 'tab.png\t', 'new\nline.png', 'nul\u0000.png', 'x.php', 'x.svg', 'x.webp', 'x.', 'x.png.'])(
  'the name %j is refused',
  (name) => {
    expect(refusal(name)).toBe('name-unusable');
  },
);

test('an extension is taken where its type is', () => {
  for (const type of EVERY_TYPE) {
    for (const extension of IMAGE_TYPES[type]) {
      expect(cleanName(`a.${extension}`, 'image/png', [type]).ok).toBe(true);
      expect(
        cleanName(
          `a.${extension}`,
          'image/png',
          EVERY_TYPE.filter((other) => other !== type),
        ).ok,
      ).toBe(false);
    }
  }
});

test('a name of 244 bytes passes, a longer one is refused and the bound is named', () => {
  const long = (bytes: number): string => `${'n'.repeat(bytes - 4)}.png`;
  for (const bytes of [90, 91, 243, 244]) expect(named(long(bytes))).toBe(long(bytes));
  for (const bytes of [245, 255, 1000]) {
    expect(cleanName(long(bytes), 'image/png', STRICT_TYPES)).toEqual({
      ok: false,
      fault: { code: 'limit-passed', what: 'name', limit: DEFAULT_LIMITS.nameBytes, unit: 'bytes' },
    });
  }
  expect(refusal('n'.repeat(240))).toBe(`${'n'.repeat(240)}.png`);
  expect(refusal('n'.repeat(241))).toBe('limit-passed');
});

test('cleaning a cleaned name changes nothing', () => {
  fc.assert(
    fc.property(anyName, anyType, (name, type) => {
      const cleaned = cleanName(name, type, EVERY_TYPE);
      if (cleaned.ok) expect(cleanName(cleaned.value, type, EVERY_TYPE)).toEqual(cleaned);
    }),
  );
});

test("a cleaned name is plain: letters, digits, low lines, hyphens and dots, no dot first, a picture's extension last", () => {
  fc.assert(
    fc.property(anyCleanName, (name) => {
      expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.[A-Za-z]+$/);
      expect(EXTENSIONS).toContain(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
    }),
  );
});

test('a plain name is kept as it is, case included', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9-][A-Za-z0-9_.-]{0,20}$/), fc.constantFrom(...EXTENSIONS, 'PNG', 'Jpg'), (stem, extension) => {
      expect(cleanName(`${stem}.${extension}`, 'image/png', EVERY_TYPE)).toEqual({ ok: true, value: `${stem}.${extension}` });
    }),
  );
});

test('a path is two folders of one character, never a dot, and the name', () => {
  fc.assert(
    fc.property(anyCleanName, (name) => {
      const [root, first, second, last, ...more] = pathOf(name).split('/');
      expect([root, last, more]).toEqual(['', name, []]);
      for (const folder of [first, second]) expect(folder).toMatch(/^[A-Za-z0-9_-]$/);
    }),
  );
});

test('different names have different paths', () => {
  fc.assert(
    fc.property(anyCleanName, anyCleanName, (one, other) => {
      expect(pathOf(one) === pathOf(other)).toBe(one === other);
    }),
  );
});

test('a path taken apart is put together again', () => {
  fc.assert(
    fc.property(anyPath, anyNumber, (path, number) => {
      expect(numberedPath(parsePath(path))).toBe(path);
      const numbered = numberedPath({ stem: path, number });
      expect(numberedPath(parsePath(numbered))).toBe(numbered);
    }),
  );
});

test('a stem and a number put together are taken apart again', () => {
  fc.assert(
    fc.property(anyPath, anyNumber, (path, number) => {
      expect(parsePath(numberedPath({ stem: path, number }))).toEqual({ stem: path, number });
      const parsed = parsePath(path);
      if (parsed.number === 0) expect(parsed.stem).toBe(path);
    }),
  );
});

test('a number stands before the extension and stays in the folder', () => {
  const stem = pathOf('new-image.png');
  expect([0, 1, 2].map((number) => numberedPath({ stem, number }))).toEqual(['/n/e/new-image.png', '/n/e/new-image_1.png', '/n/e/new-image_2.png']);
  expect(numberedPath({ stem: pathOf('a.png'), number: 1 })).toBe('/a/_/a_1.png');
  expect(parsePath(pathOf('a_01.png'))).toEqual({ stem: '/a/_/a_01.png', number: 0 });
});

test('different numbers make different paths', () => {
  fc.assert(
    fc.property(anyPath, fc.nat(40), fc.nat(40), (stem, one, other) => {
      expect(numberedPath({ stem, number: one }) === numberedPath({ stem, number: other })).toBe(one === other);
    }),
  );
});

test('a SKU is one regardless of case and outer blanks', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9 /._-]{1,20}$/), fc.stringMatching(/^[ \t]{0,3}$/), (sku, blank) => {
      for (const other of [sku.toUpperCase(), sku.toLowerCase(), `${blank}${sku}${blank}`]) expect(skuKey(other)).toBe(skuKey(sku));
    }),
  );
});

test("a SKU's key is its own key, and the same however its accents are composed", () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'j', 'J', '\u030c', '\u0301', '\u00c9', '\u03a3', '\u03c3', '\u0130', '\u212a'), maxLength: 8 });
  const follows = (sku: string): void => {
    expect(skuKey(skuKey(sku))).toBe(skuKey(sku));
    expect(skuKey(sku.normalize('NFD'))).toBe(skuKey(sku.normalize('NFC')));
  };
  // A capital with a caron has no composed form of its own, its small letter has.
  fc.assert(fc.property(letters, follows), { examples: [['J\u030c']] });
});

test('a code is lower-case letters, digits and low lines, a letter first; `all` and `admin` are no store views', () => {
  for (const code of ['german', 'de_at', 'a', 'constructor', 'x'.repeat(32)]) expect(parseStoreCode(code)).toBe(code);
  for (const code of ['', 'all', 'admin', 'German', '1st', '_x', '__proto__', 'de-at', 'de at', 'german\n', 'x'.repeat(33)])
    expect(parseStoreCode(code)).toBeUndefined();
  for (const code of ['image', 'small_image', 'constructor', 'all']) expect(parseRoleCode(code)).toBe(code);
  for (const code of ['', 'Image', '__proto__', 'image ', 'image\n']) expect(parseRoleCode(code)).toBeUndefined();
});
