/** The store views there are, and the one that is looked at: it stands in the address (`?store=german`). */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { StoreView } from '../../../client/index.js';
import { storesQuery } from '../api/queries.js';
import { useUser } from '../api/session.js';

export interface Stores {
  /** `all`, or the code of a store view. */
  readonly current: string;
  readonly views: readonly StoreView[];
  readonly isGlobal: boolean;
  /** Whether whoever is signed in may write here. */
  readonly mayWrite: boolean;
  /** Whether they may write everywhere: what adds or removes an entry does. */
  readonly mayWriteAll: boolean;
  /** Of a code, `all` or `global` too. */
  nameOf(code: string): string;
  choose(code: string): void;
}

export function useStores(): Stores {
  const { t } = useTranslation();
  const views = useSuspenseQuery(storesQuery).data;
  const { stores } = useUser();
  const wanted = useSearch({ strict: false }).store;
  const navigate = useNavigate();
  const current = views.find(({ code }) => code === wanted)?.code ?? 'all';
  return {
    current,
    views,
    isGlobal: current === 'all',
    mayWriteAll: stores === 'every',
    mayWrite: stores === 'every' || stores.includes(current),
    nameOf: (code) => (code === 'all' || code === 'global' ? t('allStores') : (views.find((view) => view.code === code)?.name ?? code)),
    choose: (code) => void navigate({ to: '.', search: (before: object) => ({ ...before, store: code === 'all' ? undefined : code }) }),
  };
}
