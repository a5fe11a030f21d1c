/** Unsaved edits outlive a reload: they are kept in this browser, for each person, product and store view. */
import type { Draft } from './draft.js';

export interface KeptDraft {
  /** Of the gallery that the edits were made on. */
  readonly version: string;
  readonly draft: Draft;
}
export interface Place {
  readonly user: string;
  readonly sku: string;
  readonly store: string;
}
const PREFIX = 'vitrine.draft';
const keyOf = ({ user, sku, store }: Place): string => [PREFIX, user, sku, store].map(encodeURIComponent).join(':');

/** undefined: there is none, or it cannot be read. */
export function readKept(place: Place): KeptDraft | undefined {
  const text = localStorage.getItem(keyOf(place));
  if (text === null) return undefined;
  try {
    const kept = JSON.parse(text) as KeptDraft;
    return typeof kept.version === 'string' && Array.isArray(kept.draft.removed) && Array.isArray(kept.draft.added) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** False: the browser has no room for it, and a reload would lose it. */
export function keep(place: Place, kept: KeptDraft | undefined): boolean {
  try {
    if (kept === undefined) localStorage.removeItem(keyOf(place));
    else localStorage.setItem(keyOf(place), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}
