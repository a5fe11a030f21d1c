/** The unsaved edits of a gallery, kept for each product and store view. */
import { keep, readKept } from '../kept.js';
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
const placeOf = ({ user, sku, store }: Place) => ['draft', user, sku, store] as const;

/** undefined: there is none, or it cannot be read. */
export function readDraft(place: Place): KeptDraft | undefined {
  const kept = readKept(placeOf(place)) as Partial<KeptDraft> | null | undefined;
  return typeof kept?.version === 'string' && Array.isArray(kept.draft?.removed) && Array.isArray(kept.draft.added) ? (kept as KeptDraft) : undefined;
}

/** False: a reload would lose it. */
export const keepDraft = (place: Place, draft: KeptDraft | undefined): boolean => keep(placeOf(place), draft);
