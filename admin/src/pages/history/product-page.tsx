/** What happened to one product, the newest first. */
import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { galleryQuery } from '../../api/queries.js';
import { MoreButton } from '../../pieces/endless.js';
import { useEntryNames } from '../../pieces/entry-names.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { HistoryItem } from './line.js';

const LINES = 30;

export function ProductHistoryPage() {
  const { t } = useTranslation('history');
  const { sku } = useParams({ from: '/products/$sku' });
  const query = useInfiniteQuery({
    queryKey: [...keys.product(sku), 'history'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => api.readHistory({ sku, limit: LINES, cursor: pageParam === 0 ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
  const entryName = useEntryNames(useQuery(galleryQuery(sku, 'all')).data);
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <Stack gap="md">
      <div>
        <PageTitle order={2}>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('about')}
        </Text>
      </div>
      {query.isPending ? (
        <RowSkeletons />
      ) : lines.length === 0 ? (
        query.error === null ? (
          <EmptyState icon="history" title={t('empty.title')}>
            <Text c="dimmed">{t('empty.about')}</Text>
            <Anchor renderRoot={(props) => <Link {...props} to="/products/$sku" params={{ sku }} />}>{t('empty.gallery')}</Anchor>
          </EmptyState>
        ) : (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <>
          <ol className="history-lines" aria-label={t('list')}>
            {lines.map((line, at) => (
              <HistoryItem key={line.change} sku={sku} line={line} entryName={entryName} isNewest={at === 0} />
            ))}
          </ol>
          <MoreButton query={query} count={lines.length} />
        </>
      )}
    </Stack>
  );
}
