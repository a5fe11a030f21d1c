/** Words in English, German and French: a file per page and language, loaded when it is first needed. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = 'vitrine.language';

const files = import.meta.glob<Record<string, unknown>>('./locales/*/*.json', { import: 'default' });

/** What was chosen here before, else what the browser prefers, else English. */
function firstLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return (wanted.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en') as Language;
}

export async function startWords(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use({
      type: 'backend' as const,
      init() {},
      read: (language: string, page: string, done: (error: unknown, words: Record<string, unknown> | null) => void) =>
        void (files[`./locales/${language}/${page}.json`]?.() ?? Promise.reject(new Error(page)))
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
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
}
