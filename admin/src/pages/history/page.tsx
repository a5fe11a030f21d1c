/** What happened to all products, by anybody or by one, through any door or through one. */
import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { MoreButton } from '../../pieces/endless.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import type { HistorySearch } from '../../router.js';
import { HistoryFilter } from './filter.js';
import { HistoryItem } from './line.js';

const LINES = 40;

export function HistoryPage() {
  const { t } = useTranslation('history');
  const { by, door } = useSearch({ from: '/history' });
  const query = useJournal({ by, door });
  const { data, error, isFetchNextPageError, hasNextPage } = query;
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  const navigate = useNavigate({ from: '/history' });
  const showAll = () => void navigate({ search: ({ store }) => (store === undefined ? {} : { store }) });
  const isFiltered = by !== undefined || door !== undefined;
  return (
    <Stack gap="md">
      <div>
        <PageTitle>{t('all.title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('all.about')}
        </Text>
      </div>
      <HistoryFilter by={by ?? ''} door={door ?? ''} />
      {error !== null && !isFetchNextPageError && (
        <ProblemNotice error={error} title={data === undefined ? undefined : t('shell:list.stale')} onRetry={() => void query.refetch()} />
      )}
      {data === undefined && error === null && <RowSkeletons />}
      {data !== undefined &&
        lines.length === 0 &&
        (hasNextPage ? <Text role="status">{t('all.searching')}</Text> : <Nothing isFiltered={isFiltered} onShowAll={showAll} />)}
      {lines.length > 0 && (
        <ol className="history-lines" aria-label={t('list')}>
          {lines.map((line) => (
            <HistoryItem key={`${line.sku} ${line.change}`} sku={line.sku} line={line} showSku />
          ))}
        </ol>
      )}
      {data !== undefined && <MoreButton query={query} count={lines.length} />}
    </Stack>
  );
}

const useJournal = (search: HistorySearch) =>
  useInfiniteQuery({
    queryKey: [...keys.journal, search],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.readJournal({ ...search, limit: LINES, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });

function Nothing({ isFiltered, onShowAll }: { readonly isFiltered: boolean; readonly onShowAll: () => void }) {
  const { t } = useTranslation('history');
  if (!isFiltered)
    return (
      <EmptyState icon="history" title={t('all.none')}>
        <Text c="dimmed" maw={520}>
          {t('all.noneAbout')}
        </Text>
        <Anchor component={Link} to="/products">
          {t('all.products')}
        </Anchor>
      </EmptyState>
    );
  return (
    <EmptyState icon="search" title={t('all.nothing')}>
      <Text c="dimmed">{t('all.nothingAbout')}</Text>
      <Button variant="default" onClick={onShowAll}>
        {t('all.showAll')}
      </Button>
    </EmptyState>
  );
}
