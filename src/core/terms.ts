/** The words by which products are found: those of the SKU and of every name, folded so that nobody need know how they are written. */

/** So many words of a product are looked for, of so many characters each; what is beyond is not found. */
const [PRODUCT_TERMS, TERM_CHARS] = [32, 64];
/** Words of one question; further ones say nothing. */
const ASKED_TERMS = 16;

/** `Ärmel-Shirt, XL` → `armel`, `shirt`, `xl`; each once, in the order of the text. */
function wordsOf(text: string): readonly string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
  // Cut by code points, so that no half of a pair is left.
  const words = folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return [...new Set(words.map((word) => [...word].slice(0, TERM_CHARS).join('')))];
}

/** Words of a product, the SKU's first. `names`: of every scope; what is no text has no words. */
export function termsOf(sku: string, names: readonly unknown[]): readonly string[] {
  const texts = [sku, ...names.filter((name): name is string => typeof name === 'string')];
  return [...new Set(texts.flatMap(wordsOf))].slice(0, PRODUCT_TERMS);
}

/** What a question asks for: each has to begin some word of a product. None: every product. */
export const termsAsked = (question: string): readonly string[] => wordsOf(question).slice(0, ASKED_TERMS);

/** Whether a product of these words is what was asked for. */
export const isAsked = (terms: readonly string[], asked: readonly string[]): boolean => asked.every((word) => terms.some((term) => term.startsWith(word)));
