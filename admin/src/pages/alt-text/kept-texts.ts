/** Texts that are typed but not saved outlive a reload: they are kept in this browser, for each person and store view. */
import { useMemo } from 'react';

/** What would be written; absent members stay as they are. */
export interface AltDraft {
  /** null: the store view inherits again. */
  readonly label?: string | null;
  readonly decorative?: boolean;
}
export interface KeptTexts {
  read(sku: string, entry: number): AltDraft;
  keep(sku: string, entry: number, draft: AltDraft): void;
}

export function useKeptTexts(user: string, store: string): KeptTexts {
  return useMemo(() => {
    const place = ['vitrine.alt', user, store].map(encodeURIComponent).join(':');
    const kept = readAll(place);
    const name = (sku: string, entry: number): string => `${entry} ${sku}`;
    return {
      read: (sku, entry) => kept.get(name(sku, entry)) ?? {},
      keep(sku, entry, draft) {
        if (Object.keys(draft).length === 0) kept.delete(name(sku, entry));
        else kept.set(name(sku, entry), draft);
        try {
          if (kept.size === 0) localStorage.removeItem(place);
          else localStorage.setItem(place, JSON.stringify([...kept]));
        } catch {
          // No room: they stay on the page, as long as that is open.
        }
      },
    };
  }, [user, store]);
}

function readAll(place: string): Map<string, AltDraft> {
  try {
    return new Map(JSON.parse(localStorage.getItem(place) ?? '[]') as [string, AltDraft][]);
  } catch {
    return new Map();
  }
}
