/** Texts that are typed but not saved, kept for each store view. */
import { useMemo, useState } from 'react';
import { keep, readKept } from '../../kept.js';

/** What would be written; absent members stay as they are. */
export interface AltDraft {
  /** null: the store view inherits again. */
  readonly label?: string | null;
  readonly decorative?: boolean;
}
export interface KeptTexts {
  read(sku: string, entry: number): AltDraft;
  /** An empty one is none. */
  keep(sku: string, entry: number, draft: AltDraft): void;
}
interface Kept {
  readonly texts: KeptTexts;
  /** Products with texts that were here when the page was opened, and still are: SKUs, each once. */
  readonly before: readonly string[];
  /** Throws those away. */
  discard(): void;
}

/** A component that uses it is made anew for another store view. */
export function useKeptTexts(user: string, store: string): Kept {
  const [all] = useState(() => readAll(user, store));
  const [before, setBefore] = useState(() => [...all.keys()]);
  const texts = useMemo<KeptTexts>(
    () => ({
      read: (sku, entry) => all.get(nameOf(sku, entry)) ?? {},
      keep(sku, entry, draft) {
        if (Object.keys(draft).length > 0) all.set(nameOf(sku, entry), draft);
        else if (!all.delete(nameOf(sku, entry))) return;
        keep(['alt', user, store], all.size === 0 ? undefined : [...all]);
        setBefore((names) => (names.every((name) => all.has(name)) ? names : names.filter((name) => all.has(name))));
      },
    }),
    [all, user, store],
  );
  return {
    texts,
    before: [...new Set(before.map((name) => placeOf(name)[0]))],
    discard() {
      for (const name of before) texts.keep(...placeOf(name), {});
    },
  };
}

const nameOf = (sku: string, entry: number): string => `${entry} ${sku}`;
const placeOf = (name: string): [sku: string, entry: number] => [name.slice(name.indexOf(' ') + 1), Number.parseInt(name, 10)];

function readAll(user: string, store: string): Map<string, AltDraft> {
  const kept = readKept(['alt', user, store]);
  const texts = (Array.isArray(kept) ? kept : []) as readonly (readonly [name: string, draft: AltDraft] | null)[];
  return new Map(texts.filter((one) => typeof one?.[0] === 'string' && typeof one[1] === 'object' && one[1] !== null) as [string, AltDraft][]);
}
