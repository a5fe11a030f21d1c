/** Numbers, sizes and times as the language writes them. */
import { useTranslation } from 'react-i18next';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export interface Formats {
  number(value: number): string;
  /** `1.2 MB`. */
  size(bytes: number): string;
  /** Of an RFC 3339 text, in the reader's own time zone. */
  time(text: string): string;
  /** The same without the time of the day. */
  day(text: string): string;
}

export function useFormats(): Formats {
  const chosen = useTranslation().i18n.language;
  // As where the reader lives, if the browser says so: the 22nd of November has its place in English as well.
  const language = navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === chosen) ?? chosen;
  return {
    number: (value) => new Intl.NumberFormat(language).format(value),
    size(bytes) {
      const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
      const options = { style: 'unit', unit: UNITS[step], unitDisplay: 'short', maximumFractionDigits: step < 2 ? 0 : 1 } as const;
      return new Intl.NumberFormat(language, options).format(bytes / 1000 ** step);
    },
    time: (text) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text)),
    day: (text) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(text)),
  };
}
