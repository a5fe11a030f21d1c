/** Words in English, German and French: a file per page and language, loaded when it is first needed. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = 'vitrine.language';

const files = import.meta.glob<Record<string, unknown>>('./locales/*/*.json', { import: 'default' });

const wordsOf = (language: string, page: string): Promise<Record<string, unknown>> =>
  files[`./locales/${language}/${page}.json`]?.() ?? Promise.reject(new Error(page));

/** What was chosen here before, else what the browser prefers, else English. */
function firstLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return (wanted.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en') as Language;
}

let started: Promise<unknown> = Promise.resolve();

/** Before anything else is asked of this module. */
export function startWords(): Promise<unknown> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  started = i18next
    .use({
      type: 'backend' as const,
      init() {},
      read: (language: string, page: string, done: (error: unknown, words: Record<string, unknown> | null) => void) =>
        void wordsOf(language, page)
          .then((words) => done(null, words))
          .catch((error) => done(error, null)),
    })
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      supportedLngs: Object.keys(LANGUAGES),
      fallbackLng: false,
      ns: ['shell'],
      defaultNS: 'shell',
      interpolation: { escapeValue: false },
    });
  return started;
}

/** Of a page. Rejects where they cannot be fetched: the library itself would go on without. */
export async function loadWords(page: string, wanted?: Language): Promise<void> {
  await started;
  const language = wanted ?? i18next.language;
  if (!i18next.hasResourceBundle(language, page)) i18next.addResourceBundle(language, page, await wordsOf(language, page));
}

/** Rejects where the words cannot be fetched: nothing changes then until the page is loaded anew, as a browser remembers what it could not fetch. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  const pages = Object.keys(i18next.getDataByLanguage(i18next.language) ?? {});
  await Promise.all(pages.map((page) => loadWords(page, language)));
  await i18next.changeLanguage(language);
}
