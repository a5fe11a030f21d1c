/** Entries in a word or two, for lists that name them. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryView, Gallery } from '../../../client/index.js';

const LONGEST = 60;

/** Its label, else its number; also of entries that the gallery does not have (any more). */
export function useEntryNames(gallery: Gallery | undefined): (entry: number) => string {
  const { t } = useTranslation();
  const entries = gallery?.views[0]?.entries;
  return useCallback(
    (id) => {
      const label = entries?.find((entry: EntryView) => entry.id === id)?.label.value?.trim() ?? '';
      return label === '' ? t('entryNumber', { entry: id }) : label.length > LONGEST ? `${label.slice(0, LONGEST)}…` : label;
    },
    [entries, t],
  );
}
