import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAsked, termsAsked, termsOf } from '../../src/core/terms.js';

const text = fc.string({ unit: 'binary', maxLength: 60 });

test('a word is the same however its letters are written', () => {
  expect(termsOf('MB-01', ['Ärmel shirt, ÄRMEL', 'Ａrmel'])).toEqual(['mb', '01', 'armel', 'shirt']);
  expect(termsOf('ﬁne', ['Straße İstanbul'])).toEqual(['fine', 'straße', 'istanbul']);
});

test('a product is found by what it is called, by its SKU, and by the beginning of any of its words', () => {
  fc.assert(
    fc.property(text, text, fc.nat(), (sku, name, at) => {
      const terms = termsOf(sku, [name]);
      expect(isAsked(terms, termsAsked(sku).slice(0, 5))).toBe(true);
      if (terms.length < 32) expect(isAsked(terms, termsAsked(name))).toBe(true);
      const word = terms[at % Math.max(1, terms.length)] ?? '';
      expect(isAsked(terms, termsAsked([...word].slice(0, 1 + (at % 7)).join('')))).toBe(true);
    }),
  );
});

test('words are bounded in number and length, and hold nothing that no database keeps', () => {
  fc.assert(
    fc.property(text, fc.array(fc.oneof(text, fc.constant(null), fc.constant(['x'])), { maxLength: 40 }), (sku, names) => {
      const terms = termsOf(sku.repeat(20), [...names, 'word '.repeat(100), 'long'.repeat(100)]);
      expect(terms.length).toBeLessThanOrEqual(32);
      expect(new Set(terms).size).toBe(terms.length);
      for (const term of terms) {
        expect([...term].length).toBeLessThanOrEqual(64);
        expect(term).toMatch(/^[\p{L}\p{N}]+$/u);
      }
    }),
  );
});
