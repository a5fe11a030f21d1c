/** The worklist of alternative texts: picture beside field, one after the other without leaving the keyboard. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AltText } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { useStores } from '../../shell/stores.js';
import { Coverage } from './coverage.js';
import { AltFinder } from './finder.js';
import { AltList } from './list.js';

const ITEMS = 50;

export function AltTextPage() {
  const { t } = useTranslation('alt-text');
  const { q, state = 'missing' } = useSearch({ from: '/alt-text' });
  const { current, nameOf, mayWrite } = useStores();
  const navigate = useNavigate({ from: '/alt-text' });
  const search = { store: current, state: state === 'any' ? undefined : state, q };
  const query = useInfiniteQuery({
    queryKey: [...keys.altTexts, 'list', search],
    initialPageParam: '',
    // What has been written stays in sight until the list is asked for anew: nothing jumps away under somebody's hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ pageParam, signal }) => api.listAltTexts({ ...search, limit: ITEMS, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
  const items: readonly AltText[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isSearch = q !== undefined || state !== 'missing';
  return (
    <Stack gap="md">
      <div>
        <PageTitle>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('about')}
        </Text>
      </div>
      <Coverage />
      <AltFinder q={q ?? ''} state={state} />
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          {t('readOnly', { store: nameOf(current) })}
        </Text>
      )}
      {query.isPending ? (
        <RowSkeletons count={4} height={190} />
      ) : items.length === 0 && !query.hasNextPage ? (
        query.error !== null ? (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <EmptyState icon={isSearch ? 'search' : 'text'} title={t(isSearch ? 'nothing.title' : 'done.title')}>
            <Text c="dimmed">{isSearch ? t('nothing.about') : t('done.about', { store: nameOf(current) })}</Text>
            <Button variant="default" onClick={() => void navigate({ search: ({ store }) => ({ ...(store === undefined ? {} : { store }), state: 'any' }) })}>
              {t('showAny')}
            </Button>
          </EmptyState>
        )
      ) : (
        <>
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" id="alt-how">
              {t('how')}
            </Text>
            <Button size="xs" variant="subtle" loading={query.isRefetching} onClick={() => void query.refetch()}>
              {t('reload')}
            </Button>
          </Group>
          <AltList key={`${current} ${state}`} items={items} query={query} />
        </>
      )}
    </Stack>
  );
}
