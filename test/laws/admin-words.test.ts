/** The admin's words: what can be said in one language can be said in all three, and what the pages ask for is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../admin/src/', import.meta.url));
const LANGUAGES = ['en', 'de', 'fr'];
type Words = Readonly<Record<string, unknown>>;

const pages = readdirSync(join(SOURCES, 'locales/en')).map((name) => name.replace('.json', ''));
const words = (language: string, page: string): Words => JSON.parse(readFileSync(join(SOURCES, `locales/${language}/${page}.json`), 'utf8'));
/** Paths of the texts, `a.b.c`. */
const paths = (tree: Words, before = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [`${before}${key}`] : paths(value as Words, `${before}${key}.`)));
/** French has a word for millions; the others say it as their plural. */
const meant = (path: string): string => path.replace(/_(one|many|other)$/, '');
const textAt = (tree: Words, path: string): unknown => path.split('.').reduce<unknown>((at, key) => (at as Words)[key], tree);
const holes = (text: unknown): string[] => [...String(text).matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

describe.each(pages)('%s', (page) => {
  const english = words('en', page);
  test.each(LANGUAGES)('all is said in %s, with the same values in it', (language) => {
    const here = words(language, page);
    expect(new Set(paths(here).map(meant))).toEqual(new Set(paths(english).map(meant)));
    for (const path of paths(here)) {
      const text = textAt(here, path);
      expect(String(text).trim(), path).not.toBe('');
      const [same, other] = [paths(english).includes(path), `${meant(path)}_other`];
      expect(holes(text), path).toEqual(holes(textAt(english, same ? path : other)));
      const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      if (/_(one|other)$/.test(path)) for (const plural of plurals) expect(paths(here)).toContain(`${meant(path)}_${plural}`);
    }
  });
});

test('every language has the same pages', () => {
  for (const language of LANGUAGES) expect(readdirSync(join(SOURCES, `locales/${language}`)).sort()).toEqual(pages.map((page) => `${page}.json`).sort());
});

/** Keys that stand as plain text in the sources, in the page that they are asked of. */
function asked(): { readonly file: string; readonly page: string; readonly key: string }[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  return files.flatMap((file) => {
    const source = readFileSync(join(SOURCES, file), 'utf8');
    const page = /useTranslation\('([\w-]+)'\)/.exec(source)?.[1] ?? 'shell';
    return [...source.matchAll(/\bt\('([^'$]+)'\s*[,)]/g)].map(([, key = '']) => {
      const [first = '', rest] = key.split(':');
      return rest === undefined ? { file, page, key } : { file, page: first, key: rest };
    });
  });
}
test('what a page says is there', () => {
  const known = new Map(pages.map((page) => [page, new Set(paths(words('en', page)).map(meant))]));
  expect(asked().length).toBeGreaterThan(50);
  expect(asked().filter(({ page, key }) => known.get(page)?.has(key) !== true)).toEqual([]);
});
